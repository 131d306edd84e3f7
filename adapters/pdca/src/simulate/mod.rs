//! A simulated provider: its history over days or years, by commands alone, on a logical clock.
//!
//! Every case is an actor with an agenda: a script of what people are going to do about it. Between
//! two steps time passes, timers fire and policies react; what they open is seen to by people too.
//! Chance is a source of whole numbers of our own, so the same seed, days and scale give the same
//! log on every machine. What people may be refused is named where they send it, and counted; any
//! other refusal stops the simulation. At the end all that has to hold of a log is checked.
//!
//! | Part | In |
//! | --- | --- |
//! | what is asked for, and its bounds | `options` |
//! | chance, hours, the agenda, what is going to be done | `random`, `hours`, `agenda`, `script` |
//! | the node, and one moment after the other | `world` |
//! | what there is on the first day, and who | `founding`, `people` |
//! | how often what comes up, and who sees to what opens by itself | `kinds` |
//! | each kind of case | a file of its name |
//! | what has to hold at the end | `check` |

mod agenda;
mod audit;
mod change;
mod check;
mod complaint;
mod failure;
mod founding;
mod hours;
mod incident;
mod kinds;
mod major;
mod nonconformity;
mod options;
mod outage;
mod people;
mod problem;
mod random;
mod release;
mod request;
mod risk;
mod script;
mod security;
mod summary;
mod supplier;
mod tally;
mod task;
#[cfg(test)]
mod tests;
mod vulnerability;
mod world;

pub use check::Check;
pub use failure::{RefusedCommand, Stopped};
pub use options::{Days, Options, OptionsError, Scale};
pub use summary::{PolicyRefusals, Refusals, Summary};
pub use tally::{Counted, Refused};

use engine::EventStore;
use std::sync::Arc;
use std::time::Instant;
use world::World;

/// Simulates in `store`, which is empty; how many days are over, of how many, is told to `progress`.
///
/// # Errors
/// [`Stopped`], when a command was refused that should not have been, or something failed.
pub fn run(
    options: Options,
    store: Arc<dyn EventStore>,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Summary, Stopped> {
    let began = Instant::now();
    let mut world = World::new(options, store)?;
    founding::found(&mut world)?;
    world.run(progress)?;
    let seconds = began.elapsed().as_secs_f64();
    let checking = Instant::now();
    let checks = check::all(&mut world)?;
    let (commands, fired) = world.stage().counts();
    let tally = &world.tally;
    let refusals =
        |(refused, count): (&Refused, &u64)| Refusals { refused: refused.clone(), count: *count };
    let policy_refusals = tally.policy_refusals.iter().map(|((policy, refused), count)| {
        PolicyRefusals { policy: policy.clone(), refusals: refusals((refused, count)) }
    });
    Ok(Summary {
        seed: options.seed,
        days: options.days.get(),
        scale: options.scale.to_string(),
        from: options.start(),
        until: options.end(),
        processes: tally.processes.clone(),
        events: tally.position.0,
        commands,
        fired: fired as u64,
        refusals: tally.refusals.iter().map(refusals).collect(),
        policy_refusals: policy_refusals.collect(),
        digest: tally.digest(),
        checks,
        seconds,
        check_seconds: checking.elapsed().as_secs_f64(),
    })
}

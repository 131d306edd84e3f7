//! Tasks: what a person is asked to do, by when, about something that is on record
//! (ISO/IEC 20000-1, 4.1.3, 4.5.3: responsibilities are carried out).
//!
//! Where a rule ends at a person, it *opens* a task for a role with a due time; so may anybody. It
//! is *assigned* to somebody of that role, or *released* to all of them again, and is *completed*
//! with a note or a reference to what was done, or *cancelled* with a reason. When it is late it
//! *escalates*, step by step, to the roles that it names.
//!
//! **One open task per cause.** A rule's task bears the name of its cause ([`cause`]): asking for
//! the same while that is open is recorded there (`asked_again`) and makes no second one. One that
//! is over is opened anew. A person's task has a number.
//!
//! The requirements have no machine for it: a link or timer there with the mode `task` opens one
//! for the roles of the command it ends at, and escalates it when it is late. What they leave open:
//!
//! | Question | Here |
//! | --- | --- |
//! | to whom it escalates | [`ESCALATE_TO`], unless who opens it says otherwise |
//! | how long each of them has | [`ESCALATE_EVERY`], an assumption, unless who opens it says otherwise |
//! | who may put it off or cancel it | who opened it, and whoever it escalates to; not who is late with it |
//! | who may do it | whoever holds its role or one that it escalates to, when he does it |
#![doc = include_str!("lifecycle.md")]

mod command;
mod event;
mod rejection;
mod state;
#[cfg(test)]
mod tests;

pub use command::{Assign, Cancel, Command, Complete, Escalate, Open, Release, Reschedule};
pub use event::{
    AskedAgain, Assigned, Cancelled, Completed, Escalated, Event, Opened, Released, Rescheduled,
    Subject,
};
pub use rejection::Rejection;
pub use state::{Outcome, Phase, Task};

use crate::roles::{EMPLOYEE, MANAGEMENT_REPRESENTATIVE, SYSTEM, TOP_MANAGEMENT};
use Phase::{Assigned as Taken, Cancelled as Dropped, Done, Open as Waiting, Unopened};
use engine::{CommandId, Door, Key, Lifecycle, Pdca, Role, Span, To, phase, row};

/// The process's name.
pub const NAME: &str = "task";

/// To whom a late task escalates, one after the other, unless it says otherwise.
pub const ESCALATE_TO: [Role; 2] = [MANAGEMENT_REPRESENTATIVE, TOP_MANAGEMENT];

/// How long each of them has before the next one is called in: a day, an assumption.
pub const ESCALATE_EVERY: Span = Span::from_days(1);

/// Everything that may happen to a task.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: NAME,
    phases: &[
        phase(Unopened, "unopened",  Pdca::Plan),
        phase(Waiting,  "open",      Pdca::Plan),
        phase(Taken,    "assigned",  Pdca::Do),
        phase(Done,     "done",      Pdca::Act),
        phase(Dropped,  "cancelled", Pdca::Act),
    ],
    rows: &[
        row(&[Unopened, Done, Dropped], "open",       "opened",      To::Phase(Waiting), &[EMPLOYEE, SYSTEM]),
        row(&[Waiting, Taken],          "open",       "asked_again", To::Same,           &[EMPLOYEE, SYSTEM]),
        row(&[Waiting],                 "assign",     "assigned",    To::Phase(Taken),   &[EMPLOYEE]),
        row(&[Taken],                   "assign",     "assigned",    To::Same,           &[EMPLOYEE]),
        row(&[Taken],                   "release",    "released",    To::Phase(Waiting), &[EMPLOYEE]),
        row(&[Waiting, Taken],          "reschedule", "rescheduled", To::Same,           &[EMPLOYEE]),
        row(&[Waiting, Taken],          "escalate",   "escalated",   To::Same,           &[SYSTEM]),
        row(&[Waiting, Taken],          "complete",   "completed",   To::Phase(Done),    &[EMPLOYEE, SYSTEM]),
        row(&[Waiting, Taken],          "cancel",     "cancelled",   To::Phase(Dropped), &[EMPLOYEE, SYSTEM]),
    ],
    attested: &[],
};

/// The name of the task that asks for `command` of one thing: `incident-INC0000001-restore`.
///
/// Where that is too long for a name, it is its digest.
#[must_use]
pub fn cause(process: &str, key: &Key, command: &str) -> Key {
    let name = format!("{process}-{key}-{command}");
    let digest = |_| CommandId::derive(Door::Policy, NAME, &name).to_key();
    Key::new(&name).unwrap_or_else(digest)
}

//! The read models: folded at once, and with restarts at random points.

use super::{Check, scan, store, unreadable};
use crate::simulate::random::Random;
use crate::stage::Stage;
use engine::outside::Problem;
use engine::projection::Projection;
use engine::{EventStore, codec};
use projections::{Availability, Cmdb, Incidents, RiskRegister, RolesHeld, ServiceLevels, Tasks};

/// How often a model is restarted.
const RESTARTS: u64 = 5;

pub(super) fn check(stage: &Stage, random: &mut Random) -> Result<[Check; 1], Problem> {
    let mut check = Check::of("read models with restarts are those folded at once");
    let (store, head) = (store(stage), stage.engine().head().0);
    compare::<Availability>(store, head, random, &mut check)?;
    compare::<Cmdb>(store, head, random, &mut check)?;
    compare::<Incidents>(store, head, random, &mut check)?;
    compare::<RiskRegister>(store, head, random, &mut check)?;
    compare::<RolesHeld>(store, head, random, &mut check)?;
    compare::<ServiceLevels>(store, head, random, &mut check)?;
    compare::<Tasks>(store, head, random, &mut check)?;
    Ok([check])
}

fn compare<P: Projection>(
    store: &dyn EventStore,
    head: u64,
    random: &mut Random,
    check: &mut Check,
) -> Result<(), Problem> {
    let restarts: Vec<_> = (0..RESTARTS).map(|_| random.below(head)).collect();
    let (mut at_once, mut restarted) = (P::default(), P::default());
    scan(store, |record| {
        if P::takes(record.process, record.event) {
            at_once.apply(record).map_err(unreadable(record.position))?;
            restarted.apply(record).map_err(unreadable(record.position))?;
        }
        if restarts.contains(&record.position.0) {
            restarted = codec::from_bytes(&codec::to_bytes(&restarted))?;
        }
        Ok(())
    })?;
    let same = codec::to_bytes(&at_once) == codec::to_bytes(&restarted);
    check.ask(same, || format!("{}, restarted at {restarts:?}", P::NAME));
    Ok(())
}

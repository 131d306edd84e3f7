//! The read models: folded at once, and with restarts at random points.

use super::{Check, scan, store, unreadable};
use crate::simulate::random::Random;
use crate::stage::Stage;
use engine::outside::Problem;
use engine::projection::Projection;
use engine::{EventStore, codec};
use projections::{
    Availability, Cmdb, Incidents, KpiMatrix, RiskRegister, RolesHeld, ServiceLevels, Tasks,
};

/// How often a model is restarted.
const RESTARTS: u64 = 5;

pub(super) fn check(stage: &Stage, random: &mut Random) -> Result<[Check; 1], Problem> {
    let head = stage.engine().head().0;
    let restarts: Vec<_> = (0..RESTARTS).map(|_| random.below(head)).collect();
    Ok([with_restarts(store(stage), &restarts)?])
}

/// Every read model, restarted after these records.
pub(in crate::simulate) fn with_restarts(
    store: &dyn EventStore,
    restarts: &[u64],
) -> Result<Check, Problem> {
    let mut check = Check::of("read models with restarts are those folded at once");
    compare::<Availability>(store, restarts, &mut check)?;
    compare::<Cmdb>(store, restarts, &mut check)?;
    compare::<Incidents>(store, restarts, &mut check)?;
    compare::<KpiMatrix>(store, restarts, &mut check)?;
    compare::<RiskRegister>(store, restarts, &mut check)?;
    compare::<RolesHeld>(store, restarts, &mut check)?;
    compare::<ServiceLevels>(store, restarts, &mut check)?;
    compare::<Tasks>(store, restarts, &mut check)?;
    Ok(check)
}

fn compare<P: Projection>(
    store: &dyn EventStore,
    restarts: &[u64],
    check: &mut Check,
) -> Result<(), Problem> {
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

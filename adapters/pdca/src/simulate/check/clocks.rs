//! Targets on record as missed, and what the clocks read.

use super::{Check, scan, store, unreadable};
use crate::stage::Stage;
use engine::outside::Problem;
use engine::projection::Projection as _;
use projections::ServiceLevels;

pub(super) fn check(stage: &Stage) -> Result<[Check; 1], Problem> {
    let mut check = Check::of("what is on record as missed is what the clocks read");
    let mut levels = ServiceLevels::default();
    scan(store(stage), |record| {
        if ServiceLevels::takes(record.process, record.event) {
            levels.apply(record).map_err(unreadable(record.position))?;
        }
        if let ("incident" | "service_request", "target_missed" | "breach_superseded") =
            (record.process, record.event)
        {
            check.examined += 1;
        }
        Ok(())
    })?;
    for discrepancy in levels.discrepancies() {
        check.fail(engine::json::of(&discrepancy).to_string());
    }
    Ok([check])
}

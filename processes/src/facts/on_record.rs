//! Which streams there are.

use crate::{
    agreement, audit, calendar, change, change_model, complaint, configuration_audit,
    configuration_item, incident, kpi, nonconformity, problem, release, risk, role,
    security_incident, service, service_request, supplier, task, vulnerability, window,
};
use engine::{DecodeError, Fact, Key, RecordRef, Version};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Everything that anything was ever recorded of, open or over.
///
/// Of each only half of its digest is kept, so by chance, of as many names as two to the power of 64
/// that were never recorded, about as many as there are streams are taken for one of them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct OnRecord {
    streams: BTreeSet<u64>,
}

/// About what one takes, in bytes.
const STREAM_BYTES: usize = 16;

impl OnRecord {
    /// Whether anything was ever recorded of it. Of what only some may see, nobody is told whether
    /// there is one.
    #[must_use]
    pub fn has(&self, process: &str, key: &Key) -> bool {
        let known = self.streams.contains(&half_digest(process, key.as_escaped()));
        known && crate::catalog::visible_to(process).is_empty()
    }
}

fn half_digest(process: &str, key: &str) -> u64 {
    let digest = engine::digest(&[process.as_bytes(), key.as_bytes()]);
    u64::try_from(digest >> u64::BITS).unwrap_or_default()
}

impl Fact for OnRecord {
    const NAME: &'static str = "on_record";
    const BYTES_MAX: usize = 256 * 1024 * 1024;
    const PROCESSES: &'static [&'static str] = &[
        agreement::NAME,
        audit::NAME,
        calendar::NAME,
        change::NAME,
        change_model::NAME,
        complaint::NAME,
        configuration_audit::NAME,
        configuration_item::NAME,
        incident::NAME,
        kpi::NAME,
        nonconformity::NAME,
        problem::NAME,
        release::NAME,
        risk::NAME,
        role::NAME,
        security_incident::NAME,
        service::NAME,
        service_request::NAME,
        supplier::NAME,
        task::NAME,
        vulnerability::NAME,
        window::NAME,
    ];

    fn apply(&mut self, record: &RecordRef<'_>) -> Result<(), DecodeError> {
        if record.version == Version(1) {
            self.streams.insert(half_digest(record.process, record.key));
        }
        Ok(())
    }

    fn bytes(&self) -> usize {
        self.streams.len() * STREAM_BYTES
    }
}

#[cfg(test)]
mod tests {
    use super::OnRecord;
    use crate::testing::{founded, key};
    use engine::Fact as _;
    use std::collections::BTreeSet;

    #[test]
    fn it_hears_every_process() {
        let all: BTreeSet<_> = crate::processes().iter().map(|process| process.name()).collect();
        assert_eq!(OnRecord::PROCESSES.iter().copied().collect::<BTreeSet<_>>(), all);
    }

    #[test]
    fn what_is_over_is_still_on_record_and_what_never_was_is_not() {
        let mut world = founded("ada");
        let on_record = |world: &crate::testing::World, name: &str| {
            world.facts.get::<OnRecord>().has("calendar", &key(name))
        };
        assert!(on_record(&world, "always") && !on_record(&world, "office"));
        assert!(!world.facts.get::<OnRecord>().has("incident", &key("always")));
        world.give("ada", "ada", crate::roles::SERVICE_LEVEL_MANAGER);
        let hours = r#"{"hours": {"timezone": "UTC", "hours": {"mon": [["09:00", "17:00"]]}}}"#;
        world.send("ada", "calendar", "office", "define", hours).unwrap();
        world.send("ada", "calendar", "office", "retire", "{}").unwrap();
        assert!(on_record(&world, "office"));
        assert!(world.facts.get::<OnRecord>().bytes() > 0);
    }
}

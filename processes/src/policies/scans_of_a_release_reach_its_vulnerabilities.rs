use crate::change::{Hand, Origin};
use crate::facts::{Releases, Standing, Vulnerabilities};
use crate::limits::{Label, List, label, label_or};
use crate::release::{self, Event};
use crate::vulnerability::{
    self, Phase, RecordRescan, Redetect, Register, Scan, Source, Vulnerability,
};
use engine::{
    Actor, DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, NewFact, Policy, RecordRef,
};
use std::collections::BTreeSet;

/// Whenever the scan of a release fails, what it has found is a vulnerability of its items; what was
/// fixed is there again, and what is said to be fixed is not. Whenever it passes, what is said to be
/// fixed is (6.6.3).
///
/// A scan says how many findings there are, not which: of a release there is one vulnerability.
/// Outward: it is work for people.
#[derive(Clone, Copy, Debug)]
pub struct ScansOfAReleaseReachItsVulnerabilities;

impl Policy for ScansOfAReleaseReachItsVulnerabilities {
    fn name(&self) -> &'static str {
        "scans-of-a-release-reach-its-vulnerabilities"
    }

    fn edges(&self) -> Vec<Edge> {
        let edge = |heard, only_if, sent| {
            Edge::when((release::NAME, heard), only_if, (vulnerability::NAME, sent))
        };
        vec![
            edge("scan_failed", "items of it are not known to have any that matters", "register"),
            edge("scan_failed", "it was fixed", "redetect"),
            edge("scan_failed", "it is said to be fixed", "record_rescan"),
            edge("scan_passed", "it is said to be fixed", "record_rescan"),
        ]
    }

    fn facts(&self) -> Vec<NewFact> {
        vec![NewFact::of::<Releases>(), NewFact::of::<Vulnerabilities>()]
    }

    fn is_outward(&self) -> bool {
        true
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "no other is heard")]
    fn react(&self, record: &RecordRef<'_>, facts: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let release = record.stream()?.key;
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let (scan, clean) = match event {
            Event::ScanFailed(failed) => (failed.scan, false),
            Event::ScanPassed(passed) => (passed.scan, true),
            _ => return Ok(Vec::new()),
        };
        let Some(open) = facts.get::<Releases>().get(&release) else { return Ok(Vec::new()) };
        let scan = Scan { scanner: scan.scanner, report: scan.report };
        let weakness = label_or(&format!("findings in release {release}"), "findings");
        let known = Seen::of(&weakness, &open.configuration_items, facts);
        // Who has fixed it does not say so by scanning its release, either.
        let by = Actor::from_escaped(record.metadata.actor).ok();
        let by = by.map(|actor| Hand { actor, on_behalf: List::empty() });
        let mut sent: Vec<Dispatch> = known.told(&scan, clean, by.as_ref()).collect();
        if !clean && !known.new.is_empty() {
            sent.push(Dispatch::new::<Vulnerability>(Register {
                weakness,
                configuration_items: List::new(known.new).unwrap_or_default(),
                source: Source::Record(Origin { process: label(release::NAME), key: release }),
                description: None,
                grade: None,
            }));
        }
        Ok(sent)
    }
}

/// What is known of what was scanned.
struct Seen {
    /// The items of which nothing is.
    new: Vec<Key>,
    /// What is fixed.
    fixed: BTreeSet<Key>,
    /// What is said to be.
    rescanning: BTreeSet<Key>,
}

impl Seen {
    fn of(weakness: &Label, items: &[Key], facts: &Facts) -> Self {
        let known = facts.get::<Vulnerabilities>();
        let (new, fixed, rescanning) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut seen = Self { new, fixed, rescanning };
        for item in items {
            match known.of(weakness, item) {
                // What did no harm there was another finding.
                None | Some((_, Standing::NotAffected)) => seen.new.push(item.clone()),
                Some((key, Standing::Fixed)) => {
                    seen.fixed.insert(key.clone());
                }
                Some((key, _)) if known.phase(key) == Some(Phase::Rescanning) => {
                    seen.rescanning.insert(key.clone());
                }
                Some(_) => {}
            }
        }
        seen
    }

    fn told(&self, scan: &Scan, clean: bool, by: Option<&Hand>) -> impl Iterator<Item = Dispatch> {
        let rescan = move |key: &Key| {
            let command = RecordRescan { scan: scan.clone(), clean, by: by.cloned() };
            Dispatch::to::<Vulnerability>(key.clone(), command)
        };
        let again = |key: &Key| {
            let command = Redetect { source: Source::Scan(scan.clone()) };
            Dispatch::to::<Vulnerability>(key.clone(), command)
        };
        let fixed = self.fixed.iter().filter(move |_| !clean);
        self.rescanning.iter().map(rescan).chain(fixed.map(again))
    }
}

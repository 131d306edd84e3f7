//! What imported incidents are measured by.

use super::{Options, Place, file, place, row, run};
use crate::import::{AgreementError, ImportError, Summary};
use processes::agreement::{Agreement, Event};
use serde_json::{Value, json};
use std::path::PathBuf;

const EXAMPLE: &str = include_str!("../../../../../data/agreement.example.json");

impl Place {
    fn written(&self, text: &str) -> PathBuf {
        let path = self.dir.path().join("agreement.json");
        std::fs::write(&path, text).unwrap();
        path
    }

    fn measured_by(&self, text: &str) -> Result<Summary, ImportError> {
        let options = self.options(file(&[row("New", 1, "")]).as_bytes(), "ada");
        let options = Options { agreement: Some(self.written(text)), ..options };
        run(&self.node, options, &mut |_, _, _| {})
    }

    /// Refused, and nothing is recorded; why.
    #[track_caller]
    fn refused(&self, text: &str) -> String {
        let before = self.node.engine().head();
        let error = self.measured_by(text).unwrap_err();
        assert!(matches!(error, ImportError::Agreement(_)), "{error}");
        assert_eq!(self.node.engine().head(), before, "nothing is half made");
        error.to_string()
    }

    fn give(&self, role: &str) {
        let offer = json!({"person": "ada", "competence": {"statement": "fit"}});
        self.node.execute("ada", role, "role", Some(role), "offer", offer).unwrap();
    }

    fn staffed() -> Self {
        let place = place();
        for role in ["service_level_manager", "service_manager"] {
            place.give(role);
        }
        place
    }
}

/// The example with something else in its terms.
fn with(field: &str, value: Value) -> String {
    let mut example: Value = serde_json::from_str(EXAMPLE).unwrap();
    example["terms"][field] = value;
    example.to_string()
}

#[test]
fn the_example_is_what_it_is_measured_by() {
    let place = Place::staffed();
    let summary = place.measured_by(EXAMPLE).unwrap();
    let name = summary.agreement.unwrap();
    assert_eq!((summary.incidents, summary.measured), (1, 1));
    let level = place.incident("INC0000007").service_level.unwrap();
    assert_eq!(level.agreement.key, name);
    let head = place.node.engine().head();
    let again = place.measured_by(EXAMPLE).unwrap();
    assert_eq!((again.agreement, again.known, again.measured), (Some(name), 1, 0));
    assert_eq!(place.node.engine().head(), head, "the same file is the same agreement");
}

#[test]
fn the_example_drafts_an_agreement_as_it_stands() {
    let place = Place::staffed();
    let body: Value = serde_json::from_str(EXAMPLE).unwrap();
    let done = place.node.execute("ada", "1", "agreement", Some("gold"), "draft", body).unwrap();
    assert_eq!(done.events[0].event, "drafted");
}

#[test]
fn all_roles_that_are_lacking_are_named_at_once() {
    let place = place();
    let error = place.refused(EXAMPLE);
    for part in [
        "draft needs service_level_manager",
        "offer needs service_level_manager",
        "agree needs customer or service_manager",
        "pdca do role service_level_manager offer",
        "pdca do role service_manager offer",
    ] {
        assert!(error.contains(part), "{part}: {error}");
    }
    place.give("service_level_manager");
    let error = place.refused(EXAMPLE);
    assert!(error.contains("agree needs") && !error.contains("draft needs"), "{error}");
    place.give("service_manager");
    assert_eq!(place.measured_by(EXAMPLE).unwrap().measured, 1);
}

#[test]
fn what_does_not_fit_names_the_field() {
    let place = Place::staffed();
    let terms = serde_json::from_str::<Value>(EXAMPLE).unwrap()["terms"].to_string();
    for (text, parts) in [
        ("{\"terms\":", &["not JSON", "line 1"][..]),
        ("{\"terms\":{},\"terms\":{}}", &["\"terms\" is there twice"]),
        (&terms, &["unknown field", "`terms`", "requirements", "schema agreement draft"]),
        ("{\"terms\":{}}", &["missing field `requirements`"]),
        (&with("tragets", json!({})), &["unknown field `tragets`"]),
        (&with("kind", json!("ola")), &["terms.kind", "\"sla\""]),
        (&with("party", json!("acme")), &["terms.party", "acme", "leave it out"]),
        (&with("term", json!({"start": "2100-01-01T00:00:00Z"})), &["terms.term.start"]),
        (&with("calendar", json!("office")), &["no calendar office", "always"]),
        (&with("workload", json!([])), &["offer is refused", "lack workload"]),
        (&with("rests_on", json!(["hosting"])), &["agree is refused", "hosting"]),
    ] {
        let error = place.refused(text);
        for part in parts {
            assert!(error.contains(part), "{part}: {error}");
        }
    }
}

#[test]
fn what_a_crash_left_half_made_is_gone_on_with() {
    let place = Place::staffed();
    let name = place.measured_by(EXAMPLE).unwrap().agreement.unwrap();
    for steps in 1..3 {
        let other = Place::staffed();
        let body: Value = serde_json::from_str(EXAMPLE).unwrap();
        let commands = [("draft", body), ("offer", json!({}))];
        for (command, body) in commands.into_iter().take(steps) {
            other.node.execute("ada", command, "agreement", Some(&name), command, body).unwrap();
        }
        assert_eq!(other.measured_by(EXAMPLE).unwrap().agreement.as_ref(), Some(&name));
    }
}

#[test]
fn an_auditor_sees_that_nobody_signed() {
    let place = Place::staffed();
    let name = place.measured_by(EXAMPLE).unwrap().agreement.unwrap();
    let stream = engine::StreamId::new("agreement", engine::Key::new(&name).unwrap());
    let view = place.node.engine().view(&stream, engine::runtime::AsOf::Head).unwrap().unwrap();
    let agreement: &Agreement = view.state.as_any().downcast_ref().unwrap();
    assert_eq!(agreement.terms.workload.len(), 1);
    let last = view.records.last().unwrap().as_ref();
    let decoded = engine::EventSet::decode(last.event, last.schema, last.payload).unwrap();
    let Event::Agreed(agreed) = decoded else { panic!() };
    for signature in &*agreed.signatures {
        assert_eq!(engine::json::of(&signature.signed_by), json!("nobody"));
        let reference = signature.reference.to_string();
        assert_eq!(reference, "no page; an import of history, on the word of ada");
    }
    assert_eq!((last.metadata.actor, last.metadata.door), ("ada", engine::Door::Import));
}

#[test]
fn an_agreement_that_is_over_is_not_put_in_force_again() {
    let place = Place::staffed();
    let name = place.measured_by(EXAMPLE).unwrap().agreement.unwrap();
    let over = json!({"change": {"statement": "agreed"}, "reason": "another provider"});
    place.node.execute("ada", "t", "agreement", Some(&name), "terminate", over).unwrap();
    let error = place.refused(EXAMPLE);
    assert!(error.contains(&name) && error.contains("terminated"), "{error}");
    let error = place.measured_by(EXAMPLE).unwrap_err();
    let ImportError::Agreement(error) = error else { panic!() };
    assert!(matches!(error, AgreementError::Elsewhere { .. }));
}

//! Who deploys carries out the changes: requester, approver, implementer and reviewer are different
//! people across both.

use super::*;
use engine::{Caller, Door};

fn refuses(person: &str, other: &str, did: &'static str, what: &str) -> Rejection {
    let (actor, other, what) = (actor(person), actor(other), key(what));
    Rejection::NotIndependent { actor, other, did, what }
}

#[test]
fn who_requested_approved_or_reviewed_a_change_does_not_deploy_it() {
    let reviewer = Hand { actor: actor("eve"), on_behalf: List::empty() };
    let effectiveness = text("as it should be");
    let world = after(change::Reviewed { reviewer, effectiveness, as_expected: true });
    for (person, did) in [("di", "has requested"), ("cy", "has approved"), ("eve", "has reviewed")]
    {
        let refused = refuses(person, person, did, "CHG1");
        let by = |given: Given<Release>| given.facts(world.facts.clone()).by(caller(person));
        by(scheduled(plan())).when(StartCanary {}).then_rejected(&refused);
        by(scheduled(waived())).when(StartDeployment {}).then_rejected(&refused);
        let again = RetryStep { reason: text("a time-out") };
        by(deploying()).when(again).then_rejected(&refused);
        let verified = deploying().when(integrity("ab12")).then_names(&["integrity_verified"]);
        by(verified).when(Deploy { checks: word() }).then_rejected(&refused);
        let passes = canary().when(health(Health::Pass)).then_names(&["health_reported"]);
        by(passes).at(hour(22)).when(WidenCanary {}).then_rejected(&refused);
        let remedy = StartRemedy { remedy: text("a setting"), approved: word() };
        let remedying = failed().when(remedy).then_names(&["remedy_started"]);
        by(remedying).when(Remedy { checks: word() }).then_rejected(&refused);
        // Whoever is there rolls it back.
        by(failed()).when(StartRollback {}).then_names(&["rollback_started"]);
    }
    let passes = canary().when(health(Health::Pass)).then_names(&["health_reported"]);
    let timer = passes.at(hour(22)).by(Caller::system(Door::Timer));
    timer.when(WidenCanary {}).then_names(&["canary_widened"]);
}

#[test]
fn nor_does_his_deputy() {
    let mut world = ready();
    world.give("ada", "di", DEPLOYER);
    let until = world.now + Span::from_days(30);
    let body =
        format!(r#"{{"to": "lee", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("di", "role", DEPLOYER, "delegate", &body).unwrap();
    let refused = refuses("lee", "di", "has requested", "CHG1");
    let given = scheduled(plan()).facts(world.facts).by(caller("lee"));
    given.when(StartCanary {}).then_rejected(&refused);
}

#[test]
fn who_has_approved_a_release_does_not_deploy_it_nor_does_his_deputy() {
    let given = scheduled(plan()).by(caller("ada"));
    given.when(StartCanary {}).then_rejected(&refuses("ada", "ada", "has approved", "REL-1"));
    let mut world = ready();
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("ada", "role", DEPLOYER, "offer", offer).unwrap();
    let _ = world.send("ada", "role", DEPLOYER, "accept", "{}");
    let until = world.now + Span::from_days(30);
    let body =
        format!(r#"{{"to": "lee", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    world.send("ada", "role", DEPLOYER, "delegate", &body).unwrap();
    let given = scheduled(plan()).facts(world.facts).by(caller("lee"));
    given.when(StartCanary {}).then_rejected(&refuses("lee", "ada", "has approved", "REL-1"));
}

#[test]
fn who_requested_a_change_does_not_approve_its_release() {
    let accepted = awaiting_acceptance(plan()).when(verified(&["sends", "encrypts"]));
    let accepted = accepted.then_names(&["accepted"]).by(caller("di"));
    accepted.when(Approve {}).then_rejected(&refuses("di", "di", "has requested", "CHG1"));
}

#[test]
fn who_did_a_step_again_or_widened_a_canary_has_deployed_it() {
    let again = RetryStep { reason: text("a time-out") };
    let retried = deploying().by(caller("kim")).when(again).then_names(&["step_retried"]);
    assert!(retried.state().deployers.contains(&crate::testing::actor("kim")));
}

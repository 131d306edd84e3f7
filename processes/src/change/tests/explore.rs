//! Everything that can happen to a change.

use super::*;
use crate::change::*;
use crate::roles::CHANGE_ADVISORY_BOARD;
use engine::testing::{Explorer, caller, durable};
use engine::{Caller, CommandSet as _, Door};
use serde_json::{Value, json};

/// The change that is explored, once as far as its time, its baselines, its design, of which the outcome
/// is reported, and an update of its item: what facts know of it. Cy alone is left on the board.
fn world() -> Staff {
    let mut staff = Staff::new();
    staff.model("upgrade", true);
    staff.does("bo", "CHG2", "request", &request("low"));
    staff.incident("INC1", "mail");
    staff.window("year-end", "freeze", &json!("everything"), slot(40, 0, 24));
    staff.ready("TEST-1");
    staff.schedule("TEST-1", slot(0, 0, 240));
    staff.baseline("web-1", "TEST-1");
    staff.does("fay", "TEST-1", "start_implementation", &json!({}));
    staff.update("web-1", "TEST-1");
    staff.designed("TEST-1");
    staff.reported();
    for member in ["di", "ed"] {
        staff.revoke(member, CHANGE_ADVISORY_BOARD);
    }
    staff
}

fn command(name: &str, body: Value) -> Command {
    Command::from_json(name, body).unwrap()
}

fn low_or_high(name: &str, body: &Value) -> Vec<Command> {
    ["low", "high"]
        .map(|risk| {
            let mut body = body.clone();
            body["content"] = content(risk);
            command(name, body)
        })
        .into()
}

fn samples(staff: &Staff) -> Vec<Command> {
    let say = |name: &str, body| command(name, body);
    let whole = slot(0, 0, 240);
    let mut samples = low_or_high("request", &json!({"title": "memory"}));
    samples.extend(low_or_high("revise", &json!({"reason": "clearer"})));
    samples.extend(considered().into_iter().map(|considered| {
        let finding = "acceptable";
        say("assess", json!({"considered": considered, "finding": finding, "statement": "ok"}))
    }));
    for class in ["normal", "major", "emergency"] {
        samples.push(say("classify", json!({"class": class, "policy": word()})));
        let again = json!({"class": class, "policy": word(), "reason": "looked closer"});
        samples.push(say("reclassify", again));
    }
    for model in ["restart", "upgrade"] {
        samples.push(say("classify", json!({"class": "standard", "model": model})));
    }
    samples.extend(ballots(staff));
    samples.extend(vec![
        say(
            "revise",
            json!({"title": "other memory", "content": content("low"), "reason": "name"}),
        ),
        say("withdraw", json!({})),
        say("cancel", json!({"reason": "never"})),
        say("reject", json!({"ground": "no scope", "told": word()})),
        say("merge", json!({"parent": "CHG2", "told": word()})),
        say("escalate", json!({"reason": "nobody answers"})),
        say(
            "adopt",
            json!({"title": "memory", "content": content("high"), "carried_out_at": at(0, 0),
            "deviation": "nobody was asked", "result": "mail works", "matches": word()}),
        ),
        say("start_assessment", json!({})),
        say("route_to_design", json!({})),
        say("model_threats", json!({"model": "T1", "finding": "acceptable", "statement": "none"})),
        say("scan_vulnerabilities", json!({"report": "S1", "finding": "acceptable"})),
        say("ask_information", json!({"question": "which memory?"})),
        say("provide_information", json!({"answer": "this one"})),
        say("plan_backout", json!({"plan": "take it out", "takes": "PT30M"})),
        say("plan_backout", json!({"plan": "take it out slowly", "takes": "PT1H"})),
        say("test_backout", json!({"trial": {"not_tested": "no spare"}})),
        say("submit_for_approval", submission()),
        say("accept_design", json!({})),
        say("accept_design", submission()),
        say("preapprove", json!({})),
        say("start_build", json!({})),
        say("complete_build", json!({"artifact": "image 7"})),
        say("pass_test", json!({"report": "all green"})),
        say("fail_test", json!({"report": "red"})),
        say("waive_test", json!({"reason": "down", "retest_due": at(300, 0)})),
        say("schedule", json!({"slot": whole})),
        say("schedule", json!({"slot": slot(40, 10, 14)})),
        // An emergency that begins before has the freeze in its way.
        say("schedule", json!({"slot": slot(41, 0, 24)})),
        say("publish_schedule", json!({"to": ["the press"]})),
        say("reschedule", json!({"slot": slot(0, 0, 239), "reason": "shorter"})),
        say("reschedule", json!({"slot": slot(40, 10, 14), "reason": "later"})),
        say("reschedule", json!({"slot": slot(0, 0, 1000), "reason": "longer"})),
        say("hold", json!({"reason": "later"})),
        say("resume", json!({})),
        say("resume", json!({"slot": slot(40, 10, 14)})),
        say("start_implementation", json!({})),
        say("retry_step", json!({"step": "restart", "reason": "it hung"})),
        say("complete_implementation", json!({"checks": word()})),
        say("complete_implementation", json!({"checks": word(), "altered": ["web-1"]})),
        say("complete_implementation", json!({"checks": word(), "review_at": at(0, 0)})),
        say("fail", json!({"symptom": "mail does not start", "service_affected": true})),
        say("start_backout", json!({})),
        say("back_out", json!({"restored": word()})),
        say("fail_backout", json!({"incident": "INC1", "reason": "worse"})),
        say("start_remedy", json!({"remedy": "swap", "approved": word()})),
        say("remedy", json!({"checks": word()})),
        say("fail_remedy", json!({"reason": "no"})),
        say("start_investigation", json!({"investigator": "gus"})),
        say(
            "complete_investigation",
            json!({"cause": "memory", "actions": ["buy"], "agreed_with": ["acme"]}),
        ),
        say("confirm_cmdb_update", json!({})),
        say("start_review", json!({})),
        say("review", json!({"effectiveness": "faster", "as_expected": true})),
        say("review", json!({"effectiveness": "as slow", "as_expected": false})),
        say("agree_actions", json!({"none_needed": "well", "participants": ["acme"]})),
        say("assess_retrospectively", json!({"statement": "it was right"})),
        say("close", json!({"retest_planned": word(), "service_reported": word()})),
        say("replan", json!({"reason": "with other memory"})),
        say("correct_outcome", json!({"symptom": "it was rolled back", "service_affected": true})),
    ]);
    samples
}

/// Votes on what the samples lead to: a normal change of low risk, a major one, an emergency.
fn ballots(staff: &Staff) -> Vec<Command> {
    let mut staff = staff.clone();
    for (name, class) in [("CHG3", "normal"), ("CHG4", "major"), ("CHG5", "emergency")] {
        staff.does("bo", name, "request", &json!({"title": "memory", "content": content("low")}));
        staff.does("ada", name, "classify", &json!({"class": class, "policy": word()}));
    }
    staff.does("ada", "CHG3", "start_assessment", &json!({}));
    staff.plan_backout("CHG3");
    staff.does("ada", "CHG3", "submit_for_approval", &submission());
    staff.does("ada", "CHG4", "route_to_design", &json!({}));
    staff.assess("CHG4");
    staff.plan_backout("CHG4");
    staff.designed("CHG4");
    staff.does("ada", "CHG4", "accept_design", &json!({}));
    let mut ballots = vec![command("authorise_emergency", staff.emergency("CHG5"))];
    for change in ["CHG3", "CHG4"] {
        let approval = staff.approval(change);
        for choice in [json!({"reject": "dear"}), json!({"return": "unclear"})] {
            let vote = json!({"shown": approval["shown"], "choice": choice});
            ballots.push(command("vote", vote));
        }
        ballots.push(command("vote", approval));
    }
    ballots
}

/// What rules ask for, where they do.
fn shape(change: &Change) -> String {
    use Phase::*;
    let Change { phase, held_from, class, backout, slot, .. } = change;
    let emergency = *class == Some(Class::Emergency);
    let decided_on = [Classified, Assessing, UnderServiceDesign, AwaitingApproval].contains(phase);
    let counted = decided_on || emergency && [EmergencyAuthorised, Reviewing].contains(phase);
    let all = change.assessments.len() == 7;
    let assessed = if counted { change.assessments.len() } else { usize::from(emergency && all) };
    let votes = if decided_on { change.votes.len() } else { 0 };
    let planned = !matches!(
        phase,
        Implementing
            | BackingOut
            | Remedying
            | Implemented
            | Failed
            | BackedOut
            | Remedied
            | Investigating
            | Reviewing
            | Closed
            | Cancelled
            | Merged
            | Rejected
            | Withdrawn
    );
    let plan = planned.then(|| {
        let backout = backout.as_ref().map(|it| (it.plan.is_some(), it.tested.is_some()));
        (class, held_from, slot, backout)
    });
    let review = change.review_at == Some(at(0, 0));
    let done = (change.cmdb_updated, change.as_expected, change.actions_agreed, change.backed_out);
    let investigated = change.as_expected == Some(false) && change.investigated;
    let afterwards = (change.assessed_afterwards, investigated);
    format!("{phase:?} {emergency} {assessed} {votes} {plan:?} {review} {done:?} {afterwards:?}")
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let staff = world();
    // Who requests comes first, so that the others are independent of it.
    let people = ["bo", "ada", "cy", "hal", "ivy"].map(caller);
    let callers = people.into_iter().chain([Caller::system(Door::Policy)]).collect();
    let explored = Explorer::<Change>::new(samples(&staff), shape)
        .facts(staff.0.facts)
        .callers(callers)
        .of("TEST-1")
        .explore();
    assert!(explored.states.len() < 20_000, "{}", explored.states.len());
    durable("src/change/fixtures", &explored.events);
}

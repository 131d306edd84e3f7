use super::*;
use crate::clock::Measure;
use crate::incident::Addressee;
use crate::nonconformity::Record;
use engine::testing::{Explorer, durable};

fn samples() -> Vec<Command> {
    let reason = || text("so it is");
    let origin = Some(Record { process: label("incident"), key: key("INC7") });
    let contact = Some(label("Ann").into());
    vec![
        free().into(),
        Log { origin, contact, customer: Some(key("acme")), ..log("advice") }.into(),
        log("advice").into(),
        log("account").into(),
        log("badge").into(),
        validate("advice").into(),
        validate("report").into(),
        validate("list").into(),
        Classify { category: label("gifts") }.into(),
        prioritise(Level::High).into(),
        prioritise(Level::Low).into(),
        AskApproval {}.into(),
        Approve { note: Some(reason()) }.into(),
        Return { question: text("for whom?") }.into(),
        Reject { reason: reason(), told: text("by mail") }.into(),
        Assign { group: Some(label("writers")), assignee: None }.into(),
        Reassign { reason: reason(), group: Some(label("others")), assignee: None }.into(),
        StartFulfilment {}.into(),
        Hold { reason: label("awaiting_customer"), note: Some(reason()) }.into(),
        Hold { reason: label("awaiting_supplier"), note: None }.into(),
        Resume::default().into(),
        Fail { reason: reason() }.into(),
        Retry::default().into(),
        DeliverPart { delivered: text("a screen"), open: [label("desk")].into() }.into(),
        Fulfil { parts: [label("desk")].into(), ..fulfil() }.into(),
        Reopen { reason: reason() }.into(),
        Close { confirmed_by: Some(label("eve").into()) }.into(),
        Withdraw { reason: Some(reason()) }.into(),
        Cancel { reason: reason() }.into(),
        Convert { becomes: Becomes::Incident, note: reason() }.into(),
        Convert { becomes: Becomes::Change, note: reason() }.into(),
        Update { note: reason(), answers: false }.into(),
        Update { note: reason(), answers: true }.into(),
        NotifyProgress { message: Some(reason()) }.into(),
        Escalate {
            to: Some(Addressee::Group(label("chiefs"))),
            reason: Some(reason()),
            ..Escalate::default()
        }
        .into(),
        WarnTarget {}.into(),
        RecordTargetMiss { measure: Measure::Response }.into(),
        RecordTargetMiss { measure: Measure::Resolution }.into(),
        Retime { calendar: key("always") }.into(),
        DraftItem { item: items()[0].1.clone() }.into(),
        DraftItem { item: items()[8].1.clone() }.into(),
        ApproveItem {}.into(),
        WithdrawItem { reason: reason() }.into(),
    ]
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let shape = |it: &ServiceRequest| {
        let ServiceRequest { phase, graded, question, responded, .. } = it;
        let item = it.item.as_ref().map(|item| item.item.to_string());
        let missed = (it.missed.response.is_some(), it.missed.resolution.is_some());
        let graded = graded.as_ref().map(|graded| graded.impact);
        let due: Vec<_> = it.deadlines().iter().map(|due| due.name).collect();
        let parts = it.open_parts.len();
        let (held, written) = (it.hold.is_some(), it.offer.draft.is_some());
        format!(
            "{phase:?} {item:?} {missed:?} {graded:?} {due:?} {parts} {held} {written} {question} \
             {responded}"
        )
    };
    let explored = Explorer::<ServiceRequest>::new(samples(), shape)
        .facts(world().facts)
        .callers(vec![caller("sue"), rules()])
        .explore();
    durable("src/service_request/fixtures", &explored.events);
}

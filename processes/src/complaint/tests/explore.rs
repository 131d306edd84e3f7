use super::*;
use crate::nonconformity::Criterion;
use engine::testing::{Explorer, durable};

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let deviation = Some(Criterion::Rule(label("letters are answered")));
    let targets = Some(text("an answer within a day"));
    let samples: Vec<Command> = vec![
        lodge().into(),
        about_ben().into(),
        acknowledge().into(),
        reclassify(Instead::Incident).into(),
        reclassify(Instead::ServiceRequest).into(),
        reclassify(Instead::Neither).into(),
        start().into(),
        Correlate { records: [incident("INC7")].into() }.into(),
        act().into(),
        AgreeAction { service_targets: targets, deviation, ..act() }.into(),
        fail().into(),
        late(Rule::AcknowledgementOverdue).into(),
        late(Rule::AnswerOverdue).into(),
        decide(9_000).into(),
        report(None).into(),
        report(Some("it was ours to do so")).into(),
        close(Ground::Accepted).into(),
        close(final_answer()).into(),
        Close { ground: Ground::Accepted, satisfaction: None }.into(),
        Reopen { reason: text("that is not what happened") }.into(),
        Withdraw { reason: Some(text("no longer")) }.into(),
        Withdraw::default().into(),
        Merge { parent: key("CMP-2"), told: text("by letter") }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-9") }.into(),
    ];
    let shape = |it: &Complaint| {
        let Complaint { phase, escalated, decided, service, .. } = it;
        let agreed = it.definition.as_ref().is_some_and(|known| known.agreed);
        let due = it.deadlines().len();
        let (linked, about) = (it.correlated.len(), it.about.len());
        format!("{phase:?} {escalated:?} {decided} {service:?} {agreed} {due} {linked} {about}")
    };
    let explored = Explorer::<Complaint>::new(samples, shape)
        .facts(world().facts)
        .callers(vec![caller("bea"), caller("cus"), caller("sue"), rules()])
        .explore();
    durable("src/complaint/fixtures", &explored.events);
}

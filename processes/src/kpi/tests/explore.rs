use super::*;
use engine::testing::{Explorer, durable};

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let nothing = Record { value: None, included: 0, ..answers("2026-02", 0) };
    let eased = Definition { target: share(90), owner: Some(actor("oda")), ..satisfaction() };
    let replaced = Retire { replacement: Some(key("other")), reason: None };
    let samples: Vec<Command> = vec![
        define(satisfaction()).into(),
        approve(1).into(),
        approve(2).into(),
        Retarget { definition: eased, reason: text("it is too much") }.into(),
        answers("2026-01", 95).into(),
        answers("2026-01", 94).into(),
        corrected(answers("2026-01", 96)).into(),
        corrected(answers("2026-01", 93)).into(),
        answers("2026-02", 94).into(),
        nothing.clone().into(),
        corrected(nothing).into(),
        NoteMeasurementDue {}.into(),
        review().into(),
        NoteReviewOverdue {}.into(),
        Pause { reason: text("nobody is there") }.into(),
        Resume { reason: text("somebody is") }.into(),
        replaced.into(),
        Retire { replacement: None, reason: Some(text("nobody needs it")) }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-9") }.into(),
    ];
    let shape = |it: &Kpi| {
        let Kpi { phase, proposed, versions, numbered, outcomes, misses, review_overdue, .. } = it;
        // Until both months are over.
        let next = it.next.map(|next| next.month.min(month("2026-03")));
        let proposed = proposed.as_ref().map(|proposed| proposed.version.min(3));
        let versions: Vec<_> = versions.keys().map(|version| (*version).min(3)).take(2).collect();
        let (numbered, due) = ((*numbered).min(3), it.deadlines().len());
        format!(
            "{phase:?} {proposed:?} {versions:?} {numbered} {outcomes:?} {misses:?} \
             {review_overdue} {due} {next:?}"
        )
    };
    let explored = Explorer::<Kpi>::new(samples, shape)
        .facts(world().facts)
        .callers(vec![caller("own"), caller("stu"), rules()])
        .explore();
    let mut events = explored.events;
    // What one of the others says of each that is counted.
    let late = Record {
        value: Some(Figure::Time(Span::from_hours(3))),
        within: Some(Percent::of_hundred(80)),
        ..record("2026-01", 0)
    };
    events.extend(measuring(fixes()).when(late).decided().unwrap());
    durable("src/kpi/fixtures", &events);
}

use super::*;
use crate::agreement::{Level, Priority};
use crate::clock::Measure;
use crate::incident::*;
use crate::limits::List;
use engine::lifecycle::Table;
use engine::testing::{Explorer, durable, golden};
use engine::{Decider as _, Span};
use std::collections::BTreeSet;

fn low() -> Triage {
    Triage {
        category: Some(label("software")),
        impact: Some(Level::Low),
        urgency: Some(Level::Low),
        ..Triage::default()
    }
}

fn adoptions() -> Vec<Command> {
    use Phase::*;
    let all = [
        Logged,
        Classified,
        Prioritised,
        Assigned,
        InProgress,
        OnHold,
        AwaitingChange,
        Resolved,
        Closed,
        Cancelled,
        Merged,
        Converted,
    ];
    let hold_reason = |to| (to == OnHold).then(|| label("awaiting_supplier"));
    let adopt = |to| Adopt { triage: low(), hold_reason: hold_reason(to), ..adopt(to) };
    all.into_iter().map(|to| adopt(to).into()).collect()
}

#[expect(clippy::too_many_lines, reason = "one of every command")]
pub(super) fn samples() -> Vec<Command> {
    let mut samples: Vec<Command> = vec![
        Log { security_grade: Some(Grade::Low), ..known_at_once(Level::High, Level::High) }.into(),
        mail_is_down().into(),
        Classify { category: Some(label("software")), ..Classify::default() }.into(),
        Prioritise {
            impact: Some(Level::High),
            urgency: Some(Level::High),
            ..Prioritise::default()
        }
        .into(),
        Assign { assignee: Some(actor("ada")), ..Assign::default() }.into(),
        Respond {}.into(),
        Reassign { reason: text("knows more"), group: Some(label("mail")), assignee: None }.into(),
        Update { note: Some(text("looking at it")), details: Details::default() }.into(),
        Reprioritise {
            reason: text("nobody minds"),
            impact: Some(Level::Low),
            urgency: Some(Level::Low),
            priority: None,
        }
        .into(),
        Reprioritise {
            reason: text("somebody minds"),
            impact: Some(Level::High),
            urgency: Some(Level::High),
            priority: None,
        }
        .into(),
        Escalate {
            to: Some(Addressee::Group(label("mail"))),
            reason: Some(text("too hard")),
            ..Escalate::default()
        }
        .into(),
        NotifyProgress { message: Some(text("we are at it")) }.into(),
        WarnTarget {}.into(),
        RecordTargetMiss { measure: Measure::Response }.into(),
        RecordTargetMiss { measure: Measure::Resolution }.into(),
        FlagSecurity { grade: Some(Grade::High), note: Some(text("a break-in")) }.into(),
        ReportLeak {}.into(),
        ConsultInformation { sources: Source::REQUIRED.into(), found: None }.into(),
        MatchKnownError { known_error: key("PRB1") }.into(),
        ApplyWorkaround { known_error: None, note: Some(text("used the web mail")) }.into(),
        LinkCi { configuration_item: key("srv-1") }.into(),
        LinkProblem { problem: key("PRB1") }.into(),
        LinkChange { change: key("CHG1"), relation: ChangeRelation::Causes }.into(),
        Unlink { link: Link::ConfigurationItem(key("srv-1")), reason: text("wrong one") }.into(),
        Hold { reason: label("awaiting_customer"), note: None }.into(),
        Resume::default().into(),
        RaiseChange { change: None, need: Some(text("more memory")) }.into(),
        NoteChangeDone { outcome: ChangeOutcome::Done, change: key("CHG1") }.into(),
        resolve().into(),
        Reopen { reason: text("down again") }.into(),
        Close { confirmed_by: Some(label("bo").into()), classification_verified: true }.into(),
        Cancel { reason: CancelReason::FalseAlarm, note: None }.into(),
        Merge { parent: key("INC2") }.into(),
        FollowParent { parent: key("INC2"), works: true }.into(),
        FollowParent { parent: key("INC2"), works: false }.into(),
        Convert { note: text("wants a mailbox"), item: None }.into(),
        Reclassify {
            reason: text("looked closer"),
            category: Some(label("hardware")),
            subcategory: None,
            business_grade: None,
            security_grade: None,
        }
        .into(),
        Retime { calendar: key("always") }.into(),
        StateAttributes { stated: Stated { reassignment_count: Some(1), ..Stated::default() } }
            .into(),
        StateLateRow {
            at: engine::testing::NOW,
            caller: Some(label("bo").into()),
            details: Details { location: Some(label("here")), ..Details::default() },
            triage: low(),
            stated: Stated { state: Some(label("Active")), ..Stated::default() },
        }
        .into(),
        DeclareMajor { matches: Some(attested("all mail is down")) }.into(),
        NotifyTopManagement::default().into(),
        AssignManager { manager: actor("bo"), named_by: attested("by the board") }.into(),
        StartRestoration { note: None }.into(),
        IssueUpdate { message: text("we are at it"), addressed: Party::TO_UPDATE.into() }.into(),
        RequestContinuity {
            plan: key("mail"),
            forecast: Span::from_hours(9),
            trigger: Span::from_hours(8),
        }
        .into(),
        ReplaceManager {
            manager: actor("ada"),
            handover: text("all notes"),
            named_by: attested("by the board"),
        }
        .into(),
        Restore { verified: attested("sent a mail") }.into(),
        Relapse { symptom: text("mail is down again") }.into(),
        StartReview {}.into(),
        Review {
            findings: text("no memory left"),
            improvements: List::empty(),
            no_improvement_reason: Some(text("an accident")),
            parties: BTreeSet::from([Party::Customers]),
        }
        .into(),
        CloseMajor {}.into(),
        DowngradeMajor { reason: text("only one mailbox") }.into(),
    ];
    samples.extend(adoptions());
    samples
}

/// What rules ask for, and nothing that only grows.
pub(super) fn shape(incident: &Incident) -> String {
    let major = &incident.major;
    let due: Vec<_> = incident.deadlines().into_iter().map(|deadline| deadline.name).collect();
    format!(
        "{:?} {} {:?} {:?} {} {} {} {:?}",
        incident.phase,
        // What a major incident does has nothing to do with links.
        major.phase != MajorPhase::Undeclared || incident.configuration_items.is_empty(),
        incident.priority.map(|priority| priority == Priority::P1),
        major.phase,
        major.manager == Some(actor("ada")),
        major.top_management_knows,
        major.reviewed,
        due,
    )
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let world = World::staffed();
    let explored = Explorer::new(samples(), shape).facts(world.facts).explore();
    assert!(explored.states.len() < 20_000, "{}", explored.states.len());
    super::major::does_what_its_own_table_says(&explored.states);
    durable("src/incident/fixtures", &explored.events);
}

/// The facet's rows are rows of the incident, by the same roles.
#[test]
fn a_major_incident_s_table_agrees_with_the_incident_s() {
    for row in MAJOR.rows {
        let permitted = LIFECYCLE.rows.iter().find(|known| known.command == row.command).unwrap();
        assert_eq!((row.event, row.roles), (permitted.event, permitted.roles), "{}", row.command);
    }
    let page = (&MAJOR as &dyn Table).to_page();
    golden("src/incident/major.md", &page);
}

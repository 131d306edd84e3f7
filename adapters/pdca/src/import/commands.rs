//! From a row and what is known of its incident to commands. Pure.

use super::SOURCE;
use super::now::{Differing, Now, as_new, target};
use super::row::{Row, State};
use engine::{Key, Timestamp};
use processes::incident::{
    Adopt, Cause, Command, Details, Hold, Incident, Log, Override, Phase, Reassign, Reclassify,
    Reopen, Reprioritise, Resolve, Resume, StateAttributes, StateLateRow, Stated, Triage, Update,
};
use processes::limits::{Label, Text};

/// A command and when it happened.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// Its name among the commands of its row: together with the row's, its identity.
    pub name: &'static str,
    /// When it happened.
    pub at: Timestamp,
    /// What is asked.
    pub command: Command,
}

impl Step {
    /// The names of all that may move an incident.
    pub const MOVES: [&'static str; 11] = [
        "open",
        "reclassify",
        "reprioritise",
        "update",
        "reassign",
        "resume",
        "hold",
        "reopen",
        "resolve",
        "adopt",
        "deviation",
    ];
}

/// What a row comes to.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// What changes, in order. Any of these may be refused; see [`adopted`].
    pub moves: Vec<Step>,
    /// What is stated, and that the row was taken in: once this is recorded, the row is known.
    pub stated: Step,
}

/// The commands of a row.
///
/// `known` is the incident as it is now, none before its first row. `latest` is when the last row
/// taken in happened: an older one moves nothing, and is put on record as it stands.
#[must_use]
pub fn plan(row: &Row, known: Option<&Incident>, latest: Option<Timestamp>) -> Plan {
    let at = row.updated_at;
    let stated = |at, stated| Step {
        name: "state_attributes",
        at,
        command: StateAttributes { stated }.into(),
    };
    let Some(known) = known else {
        let (opening, now) = open(row);
        let mut moves = opening;
        changes(row, now, &mut moves);
        return Plan { moves, stated: stated(at, row.stated.clone()) };
    };
    if let Some(latest) = latest.filter(|latest| at < *latest) {
        let first = known.logged_at.unwrap_or(latest);
        return Plan { moves: Vec::new(), stated: late(row, at.max(first)) };
    }
    let mut moves = Vec::new();
    changes(row, Now::of(known), &mut moves);
    let mut news = news(&row.stated, &known.stated);
    // Who said so is part of what is said, also if it is the same person again.
    news.updated_by.clone_from(&row.stated.updated_by);
    Plan { moves, stated: stated(at, news) }
}

/// All that a row says that comes late. Its priority is the source's, among what is stated.
fn late(row: &Row, at: Timestamp) -> Step {
    let command = StateLateRow {
        at: row.updated_at,
        caller: row.caller.clone().map(Into::into),
        details: row.details.clone(),
        triage: Triage { priority: None, ..triage(row) },
        stated: row.stated.clone(),
    };
    Step { name: "state_late_row", at, command: command.into() }
}

/// What the row says, whatever our table says: instead of moves that were refused. `before` is the
/// incident as it was before the row, none before its first one.
#[must_use]
pub fn adopted(row: &Row, before: Option<&Incident>, known: &Incident) -> Option<Step> {
    let now = Now::of(known);
    let counted = before.map_or(0, |before| before.reassignments);
    let handed_over = before.map(Now::of).unwrap_or_default().handed_over(row);
    let differing = Differing {
        reassignments: handed_over.saturating_sub(known.reassignments.saturating_sub(counted)),
        ..now.differing(row)
    };
    let settled = now.is_in(row.state) && differing == Differing::default();
    (!settled).then(|| adopt("deviation", row, &now, target(row, now.phase), differing))
}

/// The first we hear of an incident: that it was opened.
fn open(row: &Row) -> (Vec<Step>, Now) {
    let at = row.opened_at.unwrap_or(row.updated_at).min(row.updated_at);
    let service = row.category.as_deref().and_then(|category| Key::new(category).ok());
    let service = service.or_else(|| Key::new(SOURCE).ok());
    let now = Now {
        phase: as_new(row),
        category: row.category.clone(),
        subcategory: row.subcategory.clone(),
        impact: row.impact,
        urgency: row.urgency,
        priority: row.priority,
        group: row.group.clone(),
        assignee: row.assignee.clone(),
        details: row.details.clone(),
        ..Now::default()
    };
    let summary = summary(row);
    let log = match (&row.caller, &row.category, &summary, &service) {
        (Some(caller), Some(category), Some(summary), Some(service)) => Some(Log {
            summary: summary.clone(),
            service: service.clone(),
            caller: Some(caller.clone().into()),
            monitor: None,
            description: None,
            opened_by: row.stated.opened_by.clone(),
            customer: None,
            configuration_item: None,
            category: Some(category.clone()),
            subcategory: row.subcategory.clone(),
            business_grade: None,
            security_grade: None,
            impact: row.impact,
            urgency: row.urgency,
            priority: other_priority(row),
            group: row.group.clone(),
            assignee: row.assignee.clone(),
            details: row.details.clone(),
        }),
        _ => None,
    };
    // The steps after logging follow one another: without a priority nobody is assigned.
    let graded = row.impact.is_some() && row.urgency.is_some();
    let command = match log.filter(|_| graded || row.group.is_none() && row.assignee.is_none()) {
        Some(log) => log.into(),
        None => Adopt {
            to: now.phase,
            hold_reason: None,
            opened_at: None,
            summary,
            caller: row.caller.clone().map(Into::into),
            service,
            customer: None,
            details: row.details.clone(),
            triage: triage(row),
            reassignments: None,
            stated: None,
        }
        .into(),
    };
    (vec![Step { name: "open", at, command }], now)
}

/// What a row changes, in our own words where we have them.
fn changes(row: &Row, mut now: Now, moves: &mut Vec<Step>) {
    let at = row.updated_at;
    let mut push = |name, command: Command| moves.push(Step { name, at, command });
    let mut rest = now.differing(row);
    if rest.kind && now.category.is_some() && now.allows("reclassify") {
        let (category, subcategory) = (row.category.clone(), row.subcategory.clone());
        let (business_grade, security_grade, reason) = (None, None, because(row));
        let command = Reclassify { reason, category, subcategory, business_grade, security_grade };
        push("reclassify", command.into());
        rest.kind = false;
    }
    if rest.grades && now.priority.is_some() && now.allows("reprioritise") {
        let (impact, urgency, priority) = (row.impact, row.urgency, other_priority(row));
        push(
            "reprioritise",
            Reprioritise { reason: because(row), impact, urgency, priority }.into(),
        );
        rest.grades = false;
    }
    if rest.details != Details::default() && now.allows("update") {
        let details = std::mem::take(&mut rest.details);
        push("update", Update { note: None, details }.into());
    }
    let named = row.group.is_some() || row.assignee.is_some();
    rest.reassignments = now.handed_over(row);
    if rest.reassignments > 0 && named && now.allows("reassign") {
        let (group, assignee) = (row.group.clone(), row.assignee.clone());
        push("reassign", Reassign { reason: because(row), group, assignee }.into());
        (now.phase, now.hold, rest.owner) = (Phase::Assigned, None, false);
        rest.reassignments -= 1;
    }
    let is_there = now.is_in(row.state);
    let steps = if is_there { Vec::new() } else { moved(row, &now) };
    let has_way = is_there || !steps.is_empty();
    for (name, command) in steps {
        push(name, command);
    }
    // What has no words of its own goes with where it is in the end.
    if !has_way || rest != Differing::default() {
        let to = target(row, now.phase);
        moves.push(adopt("adopt", row, &now, to, rest));
    }
}

/// The way that our table has from here to where the row says it is; empty if there is none.
fn moved(row: &Row, now: &Now) -> Vec<(&'static str, Command)> {
    let resume = || ("resume", Resume { note: None }.into());
    match row.state {
        State::Active if now.phase == Phase::OnHold => vec![resume()],
        State::Active if now.phase == Phase::Resolved => {
            let again = row.reopen_count.unwrap_or_default() > now.reopenings;
            let reopen = Reopen { reason: because(row) };
            if again { vec![("reopen", reopen.into())] } else { Vec::new() }
        }
        State::Awaiting(awaited) => {
            let Ok(reason) = Label::new(awaited.reason()) else { return Vec::new() };
            let hold = ("hold", Hold { reason, note: None }.into());
            if now.phase == Phase::OnHold {
                vec![resume(), hold]
            } else if now.allows("hold") {
                vec![hold]
            } else {
                Vec::new()
            }
        }
        State::Resolved if now.allows("resolve") => {
            let code = row.stated.close_code.clone().or_else(|| Label::new("not stated").ok());
            let no_item_reason = Text::new("the source names none that we know").ok();
            let resolve = |code| {
                let (workaround, note) = (None, Some(because(row)));
                Resolve { code, cause: Cause::Unknown, workaround, note, no_item_reason }
            };
            code.map(resolve).map(|resolve| ("resolve", resolve.into())).into_iter().collect()
        }
        State::New | State::Active | State::Resolved | State::Closed => Vec::new(),
    }
}

fn adopt(name: &'static str, row: &Row, now: &Now, to: Phase, differing: Differing) -> Step {
    let hold_reason = match (to, row.state) {
        (Phase::OnHold, State::Awaiting(awaited)) => Label::new(awaited.reason()).ok(),
        (Phase::OnHold, _) => now.hold.clone(),
        _ => None,
    };
    let said = triage(row);
    let unless = |differs: bool, said: Triage| if differs { said } else { Triage::default() };
    let (kind, grades, owner) = (said.clone(), said.clone(), said);
    let kind = unless(differing.kind, kind);
    let grades = unless(differing.grades, grades);
    let owner = unless(differing.owner, owner);
    let triage = Triage {
        category: kind.category,
        subcategory: kind.subcategory,
        impact: grades.impact,
        urgency: grades.urgency,
        priority: grades.priority,
        group: owner.group,
        assignee: owner.assignee,
        ..Triage::default()
    };
    let command = Adopt {
        to,
        hold_reason,
        opened_at: None,
        summary: None,
        caller: None,
        service: None,
        customer: None,
        details: differing.details,
        triage,
        reassignments: Some(differing.reassignments).filter(|count| *count > 0),
        stated: None,
    };
    Step { name, at: row.updated_at, command: command.into() }
}

fn triage(row: &Row) -> Triage {
    Triage {
        category: row.category.clone(),
        subcategory: row.subcategory.clone(),
        business_grade: None,
        security_grade: None,
        impact: row.impact,
        urgency: row.urgency,
        priority: other_priority(row),
        group: row.group.clone(),
        assignee: row.assignee.clone(),
    }
}

/// The source's priority, in case our matrix has another.
fn other_priority(row: &Row) -> Option<Override> {
    let reason = Text::new("the source's own priority").ok()?;
    row.priority.map(|priority| Override { priority, reason })
}

/// In a few words, from what the file has.
fn summary(row: &Row) -> Option<Label> {
    let words: Vec<&str> =
        [row.category.as_deref(), row.details.symptom.as_deref()].into_iter().flatten().collect();
    Label::new(&words.join(", ")).or_else(|_| Label::new(&row.number.to_string())).ok()
}

/// Who is behind a change, in the source.
fn because(row: &Row) -> Text {
    let by = row.stated.updated_by.as_deref().unwrap_or("nobody named");
    Text::new(&format!("{SOURCE}: {by}")).unwrap_or_else(|_| unreachable!("a label fits"))
}

/// What is said and not known.
fn news(said: &Stated, known: &Stated) -> Stated {
    macro_rules! each {
        ($($field:ident),+) => {
            Stated {
                $($field: said.$field.clone().filter(|_| said.$field != known.$field)),+
            }
        };
    }
    each!(
        state,
        updated_by,
        opened_by,
        opened_at,
        reassignment_count,
        reopen_count,
        priority,
        made_target,
        problem,
        change,
        caused_by,
        configuration_item,
        close_code,
        resolved_by,
        resolved_at,
        closed_at
    )
}

use super::{
    Accept, Cancel, Cause, CauseKind, ChangeEnd, Classify, Close, CloseWithoutCause, Command,
    ConfirmHardening, Defer, EndDeferral, EndEffectPeriod, Escalate, EscalationRule, Event,
    FindRootCause, Grading, Identify, LINKS_MAX, LinkIncidents, Merge, Mitigate, NameChange,
    NoteChangeFailed, Pattern, Phase, PlanHardening, Policy, Prioritise, Problem,
    PublishResolution, RaiseChange, Reassign, Reclassify, Record, RecordKnownError,
    RecordWorkaround, Rejection, Reopen, RepeatRule, Reprioritise, Resolve, Resume,
    ReviewEffectiveness, SetPolicy, Source, StartInvestigation, StartMonitoring, UnlinkIncident,
    Update,
};
use crate::agreement::{Level, Priority};
use crate::attest::Attestation;
use crate::facts::{Problems, RepeatCounters};
use crate::limits::{List, label, text};
use crate::roles::{
    PROBLEM_ANALYST, PROBLEM_MANAGER, PROCESS_OWNER, SECURITY_OFFICER, SERVICE_DESK,
};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, durable, given};
use engine::{Caller, Decider as _, Door, Key, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

/// Logs an incident of one kind, as soon as the world goes on.
pub(crate) fn log(world: &mut World, name: &str, item: &str, category: &str) {
    let body = format!(
        r#"{{"summary": "mail is down", "service": "mail", "caller": "dee",
            "configuration_item": "{item}", "category": "{category}",
            "impact": "medium", "urgency": "medium"}}"#
    );
    world.send("ada", "incident", name, "log", &body).unwrap();
}

/// Ada manages and analyses problems; another problem is open, about another item.
pub(crate) fn world() -> World {
    let mut world = founded("ada");
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    for role in [PROBLEM_MANAGER, PROBLEM_ANALYST, PROCESS_OWNER, SECURITY_OFFICER, SERVICE_DESK] {
        world.send("ada", "role", role, "offer", offer).unwrap();
    }
    log(&mut world, "INC1", "srv-1", "software");
    log(&mut world, "INC2", "srv-2", "software");
    let identify = r#"{"source": {"incident": "INC2"}, "summary": "other",
        "configuration_items": ["srv-2"], "category": "software"}"#;
    world.send("ada", "problem", "PRB-2", "identify", identify).unwrap();
    world
}

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(1) + Span::from_days(number)
}

/// The same world, where `INC3` is like `INC1` and happened on a day.
fn recurred(number: i64) -> World {
    let mut world = world();
    world.now = day(number);
    log(&mut world, "INC3", "srv-1", "software");
    world
}

fn grading() -> Grading {
    let (impact, frequency, risk) = (Level::High, Level::Medium, Level::Medium);
    Grading { impact, frequency, risk, priority: Priority::P2 }
}

fn identify() -> Identify {
    Identify {
        source: Source::Incident(key("INC1")),
        summary: label("mail is down again and again"),
        description: None,
        services: List::empty(),
        configuration_items: [key("srv-1")].into(),
        category: Some(label("software")),
        grading: None,
        incidents: List::empty(),
        exists: None,
    }
}

/// With all that is to be known of it.
fn complete() -> Identify {
    Identify {
        description: Some(text("the queue fills up")),
        services: [key("mail")].into(),
        grading: Some(grading()),
        ..identify()
    }
}

fn analyst() -> StartInvestigation {
    StartInvestigation { analyst: actor("ada") }
}

fn cause(kind: CauseKind) -> FindRootCause {
    let cause = Cause { kind, statement: text("a limit is set too low") };
    FindRootCause { cause, method: text("five whys"), evidence: text("its log") }
}

fn known_error() -> RecordKnownError {
    let workaround = Some(text("restart the queue"));
    RecordKnownError { symptom: text("the queue is full"), workaround }
}

fn hardening(day_due: i64) -> PlanHardening {
    let (measures, control) = (text("only the desk may set it"), Some(label("A.8.9")));
    PlanHardening { measures, control, due: day(day_due) }
}

fn resolve() -> Resolve {
    Resolve {
        solution: text("the limit is set right"),
        change_successful: None,
        no_change_reason: Some(text("a setting of the queue, which is no item")),
        observe_for: None,
    }
}

fn review(effective: bool) -> ReviewEffectiveness {
    ReviewEffectiveness { effective, finding: text("looked at it") }
}

fn link(incident: &str) -> LinkIncidents {
    LinkIncidents { incidents: [key(incident)].into(), exists: None }
}

fn none() -> Given<Problem> {
    given::<Problem>([]).facts(world().facts).at(day(0))
}

fn prioritised() -> Given<Problem> {
    let names = ["identified", "recorded", "classified", "prioritised"];
    none().when(complete()).then_names(&names)
}

fn investigating() -> Given<Problem> {
    prioritised().when(analyst()).then_names(&["investigation_started"])
}

fn explained(kind: CauseKind) -> Given<Problem> {
    investigating().when(cause(kind)).then_names(&["root_cause_found"])
}

fn known(kind: CauseKind) -> Given<Problem> {
    let names = ["known_error_recorded", "known_error_published"];
    explained(kind).when(known_error()).then_names(&names)
}

fn awaiting_change() -> Given<Problem> {
    let raise = RaiseChange { change: None, need: Some(text("another limit")) };
    known(CauseKind::Other).when(raise).then_names(&["change_raised"])
}

fn observed(kind: CauseKind) -> Given<Problem> {
    let names = ["resolved", "resolution_published", "effect_monitoring_started"];
    let resolve = Resolve { observe_for: Some(Span::from_days(30)), ..resolve() };
    known(kind).when(resolve).then_names(&names)
}

/// Observed for long enough, and judged.
fn reviewed(kind: CauseKind, effective: bool) -> Given<Problem> {
    let names = ["effectiveness_reviewed", "effectiveness_reported"];
    observed(kind).at(day(30)).when(review(effective)).then_names(&names)
}

fn dues(given: &Given<Problem>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}

#[test]
fn what_is_known_at_once_is_recorded_at_once() {
    let only = none().when(identify()).then_names(&["identified"]);
    assert!(only.state().incidents.contains_key(&key("INC1")));
    let described = Record { description: text("it fills up"), services: List::empty() };
    only.clone().when(described.clone()).then_rejected(&Rejection::NoService);
    let described = Record { services: [key("mail")].into(), ..described };
    let recorded = only.when(described.clone()).then_names(&["recorded"]);
    recorded.when(Classify { category: None }).then_names(&["classified"]);
    let unsorted = Identify { category: None, ..identify() };
    let unsorted = none().when(unsorted).then_names(&["identified"]);
    let unsorted = unsorted.when(described).then_names(&["recorded"]);
    unsorted.when(Classify { category: None }).then_rejected(&Rejection::CategoryMissing);
    assert_eq!(prioritised().state().phase, Phase::Prioritised);
}

#[test]
fn what_is_open_already_is_not_opened_again() {
    let items = Identify {
        source: Source::Trend(label("T1")),
        configuration_items: [key("srv-2")].into(),
        ..identify()
    };
    let incident = Identify { source: Source::Incident(key("INC2")), ..identify() };
    for again in [items, incident] {
        let open = Rejection::AlreadyOpen { problem: key("PRB-2") };
        none().when(again.clone()).then_rejected(&open);
        none().by(Caller::system(Door::Policy)).when(again).then_nothing();
    }
}

#[test]
fn incidents_are_on_record_or_somebody_says_that_they_exist() {
    let unknown = Rejection::UnknownIncident { incident: key("INC9") };
    let of = |exists| Identify { incidents: [key("INC9")].into(), exists, ..identify() };
    none().when(of(None)).then_rejected(&unknown);
    none().when(of(Some(word()))).then_names(&["identified"]);
    let open = investigating();
    open.clone().when(link("INC9")).then_rejected(&unknown);
    let attested = LinkIncidents { exists: Some(word()), ..link("INC9") };
    let linked = open.when(attested).then_names(&["incident_linked"]);
    let unlink = UnlinkIncident { incident: key("INC9"), reason: text("another cause") };
    let unlinked = linked.when(unlink.clone()).then_names(&["incident_unlinked"]);
    unlinked.when(unlink).then_rejected(&Rejection::NotLinked { incident: key("INC9") });
}

#[test]
fn there_is_a_bound_to_what_belongs_to_it() {
    let linked = |number: usize| super::IncidentLinked {
        incident: key(&format!("INC-{number}")),
        exists: None,
    };
    let full = investigating().and((1..LINKS_MAX).map(|number| linked(number).into()));
    full.when(link("INC2")).then_rejected(&Rejection::TooMany { what: "incidents" });
    let items: Vec<Key> = (0..LINKS_MAX).map(|number| key(&format!("item-{number}"))).collect();
    let items = List::new(items).unwrap();
    let update = Update { note: None, configuration_items: items };
    let many = Rejection::TooMany { what: "configuration items" };
    investigating().when(update).then_rejected(&many);
    let incidents: Vec<Key> = (0..LINKS_MAX).map(|number| key(&format!("I-{number}"))).collect();
    let incidents = List::new(incidents).unwrap();
    let many = Rejection::TooMany { what: "incidents" };
    none().when(Identify { incidents, ..identify() }).then_rejected(&many);
}

#[test]
fn an_analyst_looks_for_the_cause() {
    let refused = Rejection::NotAnalyst { analyst: actor("bo") };
    let bo = StartInvestigation { analyst: actor("bo") };
    prioritised().when(bo).then_rejected(&refused);
    let to = |name| Reassign { analyst: actor(name), reason: text("he is away") };
    investigating().when(to("bo")).then_rejected(&refused);
    investigating().when(to("ada")).then_nothing();
    let empty = Update { note: None, configuration_items: List::empty() };
    investigating().when(empty).then_rejected(&Rejection::NothingSaid);
}

#[test]
fn a_search_that_takes_too_long_calls_others_in_again_and_again() {
    let overdue = || Escalate::by(EscalationRule::InvestigationOverdue);
    assert_eq!(dues(&investigating()), [("investigation_review", day(3))]);
    let due = Some(day(3));
    investigating().when(overdue()).then_rejected(&Rejection::EscalationNotDue { due });
    let escalated = investigating().at(day(3)).when(overdue()).then_names(&["escalated"]);
    assert_eq!(dues(&escalated), [("investigation_review", day(6))]);
    let found = escalated.when(cause(CauseKind::Other)).then_names(&["root_cause_found"]);
    assert_eq!(dues(&found), []);
    found.when(overdue()).then_rejected(&Rejection::EscalationNotDue { due: None });
    let judged = Escalate { reason: None, ..Escalate::by(EscalationRule::Judgement) };
    investigating().when(judged.clone()).then_rejected(&Rejection::EscalationReasonMissing);
    let judged = Escalate { reason: Some(text("nobody helps")), ..judged };
    investigating().when(judged).then_names(&["escalated"]);
}

#[test]
fn what_is_put_off_is_looked_at_again() {
    let defer = |number| Defer { reason: text("no time"), review_at: day(number) };
    investigating().when(defer(0)).then_rejected(&Rejection::Over { at: day(0) });
    let deferred = investigating().when(defer(5)).then_names(&["deferred"]);
    assert_eq!(dues(&deferred), [("deferral_review", day(5))]);
    let until = Some(day(5));
    deferred.clone().when(EndDeferral {}).then_rejected(&Rejection::NotYet { until });
    let ended = deferred.at(day(5)).when(EndDeferral {}).then_names(&["deferral_ended"]);
    let resumed = ended.when(Resume { note: None }).then_names(&["resumed"]);
    assert_eq!(dues(&resumed), [("investigation_review", day(8))]);
}

#[test]
fn a_known_error_is_published_in_the_same_batch_and_so_is_each_way_round_it() {
    let bare = RecordKnownError { workaround: None, ..known_error() };
    let nothing = Rejection::NeitherCauseNorWorkaround;
    investigating().when(bare.clone()).then_rejected(&nothing);
    explained(CauseKind::Other)
        .when(bare)
        .then_names(&["known_error_recorded", "known_error_published"]);
    let known = known(CauseKind::Other);
    let published = |given: &Given<Problem>| {
        given.state().known_error.as_ref().and_then(|known| known.published_at)
    };
    assert_eq!(published(&known), Some(day(0)));
    let better = RecordWorkaround { workaround: text("empty the queue") };
    let better_known = known.clone().at(day(1)).when(better.clone());
    let better_known = better_known.then_names(&["workaround_recorded", "known_error_published"]);
    assert_eq!(published(&better_known), Some(day(1)));
    better_known.when(better.clone()).then_nothing();
    investigating().when(better).then_names(&["workaround_recorded"]);
}

#[test]
fn a_known_error_whose_effect_stays_calls_others_in() {
    let known = known(CauseKind::Other);
    assert_eq!(dues(&known), [("known_error_review", day(30))]);
    let rule = || Escalate::by(EscalationRule::NotMitigated);
    let due = Some(day(30));
    known.clone().when(rule()).then_rejected(&Rejection::EscalationNotDue { due });
    let escalated = known.clone().at(day(30)).when(rule()).then_names(&["escalated"]);
    assert_eq!(dues(&escalated), [("known_error_review", day(60))]);
    let mitigate = Mitigate { mitigation: text("it is restarted each night") };
    assert_eq!(dues(&known.when(mitigate).then_names(&["impact_mitigated"])), []);
}

#[test]
fn a_change_that_fails_leads_back() {
    let nothing = RaiseChange { change: None, need: None };
    known(CauseKind::Other).when(nothing).then_rejected(&Rejection::ChangeOrNeedMissing);
    let named = awaiting_change().when(NameChange { change: key("CHG1") });
    let named = named.then_names(&["change_named"]);
    let named = named.when(NameChange { change: key("CHG1") }).then_nothing();
    let end = ChangeEnd::BackedOut;
    let other = NoteChangeFailed { change: Some(key("CHG2")), end };
    let change = Some(key("CHG1"));
    named.clone().when(other).then_rejected(&Rejection::OtherChange { change: change.clone() });
    let failed = named.when(NoteChangeFailed { change, end }).then_names(&["change_unsuccessful"]);
    assert_eq!(failed.state().phase, Phase::KnownError);
}

#[test]
fn it_is_resolved_by_a_change_or_there_is_a_reason_why_not() {
    let bare = Resolve { no_change_reason: None, ..resolve() };
    known(CauseKind::Other).when(bare).then_rejected(&Rejection::ChangeOrReasonMissing);
    awaiting_change().when(resolve()).then_rejected(&Rejection::ChangeNotDone);
    let done = Resolve { change_successful: Some(word()), ..resolve() };
    let resolved = awaiting_change().when(done).then_names(&["resolved", "resolution_published"]);
    assert!(resolved.state().solution.as_ref().unwrap().published);
    let better = PublishResolution { solution: text("the limit of the queue is 500") };
    let better_said = resolved.when(better.clone()).then_names(&["resolution_published"]);
    better_said.when(better).then_nothing();
}

#[test]
fn a_configuration_cause_is_not_closed_before_access_is_hardened() {
    for kind in [CauseKind::Configuration, CauseKind::Access] {
        let reviewed = reviewed(kind, true);
        reviewed.clone().when(Close {}).then_rejected(&Rejection::NotHardened);
        let done = || ConfirmHardening { done: word() };
        reviewed.clone().when(done()).then_rejected(&Rejection::HardeningNotPlanned);
        let over = Rejection::Over { at: day(30) };
        reviewed.clone().when(hardening(30)).then_rejected(&over);
        let planned = reviewed.when(hardening(40)).then_names(&["hardening_planned"]);
        planned.clone().when(Close {}).then_rejected(&Rejection::NotHardened);
        let hardened = planned.when(done()).then_names(&["hardening_confirmed"]);
        hardened.when(done()).then_nothing().when(Close {}).then_names(&["closed"]);
        let accept = || Accept { risk_accepted: word() };
        known(kind).when(accept()).then_rejected(&Rejection::NotHardened);
        let hardened = known(kind).when(hardening(40)).then_names(&["hardening_planned"]);
        let hardened = hardened.when(done()).then_names(&["hardening_confirmed"]);
        hardened.clone().when(accept()).then_names(&["accepted_unresolved"]);
        // What was hardened for another cause was not hardened for this one.
        let other = hardened.when(cause(kind)).then_names(&["root_cause_found"]);
        other.when(accept()).then_rejected(&Rejection::NotHardened);
    }
    known(CauseKind::Other).when(hardening(40)).then_rejected(&Rejection::NothingToHarden);
    reviewed(CauseKind::Other, true).when(Close {}).then_names(&["closed"]);
}

#[test]
fn its_effect_is_observed_before_it_is_closed() {
    let none_at_all = Resolve { observe_for: Some(Span::ZERO), ..resolve() };
    let (min, max) = (Policy::SPAN_MIN, Policy::SPAN_MAX);
    let no_period = Rejection::NoPeriod { period: Span::ZERO, min, max };
    known(CauseKind::Other).when(none_at_all).then_rejected(&no_period);
    let resolved = known(CauseKind::Other).when(resolve());
    let resolved = resolved.then_names(&["resolved", "resolution_published"]);
    let observed = resolved.when(StartMonitoring { period: None });
    let observed = observed.then_names(&["effect_monitoring_started"]);
    assert_eq!(dues(&observed), [("effect_period", day(30))]);
    observed.clone().when(Close {}).then_rejected(&Rejection::NotReviewed);
    let still = Rejection::StillObserved { until: day(30) };
    observed.clone().when(review(true)).then_rejected(&still);
    let until = Some(day(30));
    observed.clone().when(EndEffectPeriod {}).then_rejected(&Rejection::NotYet { until });
    let ended = observed.at(day(30)).when(EndEffectPeriod {}).then_names(&["effect_period_ended"]);
    assert_eq!(dues(&ended), []);
    ended.clone().when(Close {}).then_rejected(&Rejection::NotReviewed);
    let judged = ended.when(review(true));
    let judged = judged.then_names(&["effectiveness_reviewed", "effectiveness_reported"]);
    judged.when(Close {}).then_names(&["closed"]);
}

#[test]
fn incidents_before_and_after_are_compared() {
    // One before the solution and, on record by then, none after it.
    let Event::EffectivenessReviewed(found) =
        &observed(CauseKind::Other).at(day(30)).when(review(true)).decided().unwrap()[0]
    else {
        panic!("reviewed")
    };
    assert_eq!((found.before, found.after), (1, 0));
    let late = observed(CauseKind::Other).facts(recurred(10).facts).at(day(30));
    let Event::EffectivenessReported(found) = &late.when(review(false)).decided().unwrap()[1]
    else {
        panic!("reported")
    };
    assert_eq!((found.before, found.after, found.effective), (1, 1, false));
    // Where nothing says what kind it is, those that are linked count.
    let trend = Source::Trend(label("T1"));
    let identify = Identify {
        source: trend,
        configuration_items: List::empty(),
        incidents: [key("INC1")].into(),
        ..complete()
    };
    let names = ["identified", "recorded", "classified", "prioritised"];
    let known = none().when(identify).then_names(&names).when(analyst());
    let known = known.then_names(&["investigation_started"]).at(day(1));
    let known = known.when(cause(CauseKind::Other)).then_names(&["root_cause_found"]);
    let names = ["resolved", "resolution_published", "effect_monitoring_started"];
    let resolve = Resolve { observe_for: Some(Span::from_days(30)), ..resolve() };
    let observed = known.when(resolve).then_names(&names).at(day(31));
    let Event::EffectivenessReviewed(found) = &observed.when(review(true)).decided().unwrap()[0]
    else {
        panic!("reviewed")
    };
    assert_eq!((found.before, found.after), (1, 0));
}

#[test]
fn a_recurrence_reopens() {
    let late = || observed(CauseKind::Other).facts(recurred(10).facts).at(day(11));
    let names = ["incident_linked", "reopened"];
    let reopened = late().when(link("INC3")).then_names(&names);
    assert_eq!((reopened.state().phase, reopened.state().recurrences), (Phase::Investigating, 1));
    assert_eq!(dues(&reopened), [("investigation_review", day(14))]);
    // One that is of before the solution does not.
    let early = observed(CauseKind::Other).when(link("INC2")).then_names(&["incident_linked"]);
    assert_eq!(early.state().phase, Phase::MonitoringEffect);
    let by = |name: Option<&str>| Reopen { incident: name.map(key), reason: None };
    for incident in [None, Some("INC1"), Some("INC9")] {
        late().when(by(incident)).then_rejected(&Rejection::NoRecurrence);
    }
    late().when(by(Some("INC3"))).then_names(&["reopened"]);
    let fails = reviewed(CauseKind::Other, false);
    fails.clone().when(Close {}).then_rejected(&Rejection::NotEffective);
    fails.when(by(None)).then_names(&["reopened"]);
}

#[test]
fn what_is_given_up_is_watched() {
    let give_up = |number| CloseWithoutCause { reason: text("rare"), watch_until: day(number) };
    investigating().when(give_up(0)).then_rejected(&Rejection::Over { at: day(0) });
    investigating().when(give_up(90)).then_names(&["closed_without_cause"]);
    let mut world = world();
    let body = serde_json::to_string(&complete()).unwrap();
    world.send("ada", "problem", "PRB-1", "identify", &body).unwrap();
    let body = serde_json::to_string(&analyst()).unwrap();
    world.send("ada", "problem", "PRB-1", "start_investigation", &body).unwrap();
    let body = serde_json::to_string(&give_up(90)).unwrap();
    world.send("ada", "problem", "PRB-1", "close_without_cause", &body).unwrap();
    let pattern = Pattern { configuration_item: key("srv-1"), category: label("software") };
    let problems = world.facts.get::<Problems>();
    assert!(problems.is_watched(&pattern, day(89)) && !problems.is_watched(&pattern, day(90)));
    assert_eq!(problems.open_about(&pattern), None);
    assert!(!problems.is_open(&key("PRB-1")) && problems.is_known(&key("PRB-1")));
}

#[test]
fn only_what_the_service_desk_knows_is_left_as_it_is() {
    let accept = || Accept { risk_accepted: word() };
    explained(CauseKind::Other).when(accept()).then_rejected(&Rejection::NotPublished);
    known(CauseKind::Other).when(accept()).then_names(&["accepted_unresolved"]);
}

#[test]
fn it_is_merged_into_another_one_that_is_open() {
    let into = |name| Merge { parent: key(name) };
    investigating().of("PRB-1").when(into("PRB-1")).then_rejected(&Rejection::OwnParent);
    let nowhere = Rejection::ParentNotOpen { parent: key("PRB-9") };
    investigating().when(into("PRB-9")).then_rejected(&nowhere);
    investigating().when(into("PRB-2")).then_names(&["merged"]);
}

#[test]
fn a_policy_document_takes_the_place_of_the_defaults() {
    let set = |policy| SetPolicy { policy, document: label("POL-7") };
    let repeat =
        |count, within| Policy { repeat: RepeatRule { count, within }, ..Policy::default() };
    let month = Span::from_days(30);
    for (count, within, what, bounds) in [
        (1, month, "repeat.count", "2 to 100"),
        (101, month, "repeat.count", "2 to 100"),
        (3, Span::ZERO, "repeat.within", "PT1H to P366D"),
        (3, Span::from_days(367), "repeat.within", "PT1H to P366D"),
    ] {
        let refused = Rejection::PolicyFigure { what, bounds };
        none().when(set(repeat(count, within))).then_rejected(&refused);
    }
    let mut world = world();
    assert_eq!(world.facts.get::<Problems>().policy(), (0, Policy::default()));
    let policy = Policy { effect_period: Span::from_days(7), ..repeat(2, month) };
    let body = serde_json::to_string(&set(policy)).unwrap();
    world.send("ada", "problem", "policy", "set_policy", &body).unwrap();
    assert_eq!(world.facts.get::<Problems>().policy(), (1, policy));
    let elsewhere = Rejection::PolicyElsewhere { key: key("policy") };
    none().facts(world.facts.clone()).when(set(policy)).then_rejected(&elsewhere);
    let resolved = known(CauseKind::Other).when(resolve());
    let resolved = resolved.then_names(&["resolved", "resolution_published"]);
    let observed = resolved.facts(world.facts).when(StartMonitoring { period: None });
    let observed = observed.then_names(&["effect_monitoring_started"]);
    assert_eq!(dues(&observed), [("effect_period", day(7))]);
}

#[test]
fn what_is_counted_has_a_bound_and_ends() {
    let mut world = world();
    let pattern = Pattern { configuration_item: key("srv-1"), category: label("software") };
    let count = |world: &World| {
        let counters = world.facts.get::<RepeatCounters>();
        counters.count_of_all(std::slice::from_ref(&pattern), Timestamp::MIN, Timestamp::MAX)
    };
    assert_eq!(count(&world), 1);
    for number in 0..RepeatCounters::COUNT_MAX + 20 {
        log(&mut world, &format!("INC-{number}"), "srv-1", "software");
    }
    assert_eq!(count(&world), RepeatCounters::COUNT_MAX);
    let cancel = r#"{"reason": "false_alarm"}"#;
    world.send("ada", "incident", "INC-110", "cancel", cancel).unwrap();
    assert_eq!(count(&world), RepeatCounters::COUNT_MAX - 1);
    world.now = world.now + RepeatCounters::WITHIN_MAX;
    log(&mut world, "INC-Z", "srv-1", "software");
    assert_eq!(count(&world), 1);
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let pattern = Pattern { configuration_item: key("srv-1"), category: label("software") };
    let (count, rule, policy) = (3, Policy::default().repeat, 0);
    let repeat = super::Repeat { pattern, count, rule, policy };
    let samples: Vec<Command> = vec![
        identify().into(),
        Identify { source: Source::Repeat(repeat), ..complete() }.into(),
        Record { description: text("it fills up"), services: [key("mail")].into() }.into(),
        Classify { category: Some(label("software")) }.into(),
        Prioritise { grading: grading() }.into(),
        Reclassify { category: label("network"), reason: text("it is the network") }.into(),
        Reprioritise {
            grading: Grading { priority: Priority::P1, ..grading() },
            reason: text("worse"),
        }
        .into(),
        LinkIncidents { exists: Some(word()), ..link("INC9") }.into(),
        link("INC3").into(),
        UnlinkIncident { incident: key("INC9"), reason: text("another cause") }.into(),
        Escalate { reason: Some(text("help")), ..Escalate::by(EscalationRule::Judgement) }.into(),
        analyst().into(),
        Reassign { analyst: actor("bo"), reason: text("she is away") }.into(),
        Update { note: Some(text("looked")), configuration_items: List::empty() }.into(),
        Defer { reason: text("no time"), review_at: day(5_000) }.into(),
        EndDeferral {}.into(),
        Resume { note: None }.into(),
        cause(CauseKind::Configuration).into(),
        RecordWorkaround { workaround: text("restart it") }.into(),
        known_error().into(),
        Mitigate { mitigation: text("restarted each night") }.into(),
        RaiseChange { change: None, need: Some(text("another limit")) }.into(),
        NameChange { change: key("CHG1") }.into(),
        NoteChangeFailed { change: None, end: ChangeEnd::Rejected }.into(),
        hardening(9_000).into(),
        ConfirmHardening { done: word() }.into(),
        Resolve { change_successful: Some(word()), ..resolve() }.into(),
        PublishResolution { solution: text("better said") }.into(),
        StartMonitoring { period: None }.into(),
        EndEffectPeriod {}.into(),
        review(true).into(),
        review(false).into(),
        Reopen { incident: Some(key("INC3")), reason: Some(text("again")) }.into(),
        Close {}.into(),
        CloseWithoutCause { reason: text("rare"), watch_until: day(9_000) }.into(),
        Accept { risk_accepted: word() }.into(),
        Cancel { reason: text("no problem") }.into(),
        Merge { parent: key("PRB-2") }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-7") }.into(),
    ];
    let shape = |problem: &Problem| {
        let known = problem.known_error.as_ref().map(|known| known.mitigation_due.is_some());
        let observed = problem.observation.as_ref().map(|it| (it.ended, it.review));
        let linked = ["INC3", "INC9"].map(|name| problem.incidents.contains_key(&key(name)));
        let cause = problem.cause.is_some() || problem.workaround.is_some();
        let deferred = problem.deferred_until.is_some();
        let Problem { phase, hardening, recurrences, .. } = problem;
        let recurrences = (*recurrences).min(1);
        format!(
            "{phase:?} {known:?} {observed:?} {linked:?} {cause} {deferred} {hardening:?} {recurrences}"
        )
    };
    let mut world = world();
    world.give("ada", "bo", PROBLEM_ANALYST);
    world.now = day(8_000);
    log(&mut world, "INC3", "srv-1", "software");
    let explored = Explorer::<Problem>::new(samples, shape).facts(world.facts).explore();
    durable("src/problem/fixtures", &explored.events);
}

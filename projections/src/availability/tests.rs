use super::{Asked, Availability, Report, Row};
use crate::testing::{OFFICE, World, fold, golden_snapshot, key, sample_of, take_in};
use engine::testing::NOW;
use engine::{Key, Record, Span, Timestamp, codec};
use processes::clock::{Calendar, ServiceHours};
use processes::limits::Percent;
use proptest::prelude::*;
use std::collections::BTreeMap;

const YEAR: Asked = Asked { service: None, months: 12 };

/// A world with the gold agreement for mail: office hours in Berlin, 99 percent.
fn world() -> World {
    let mut world = World::with_gold();
    let offer = r#"{"person": "ada", "competence": {"statement": "fit"}}"#;
    world.send("role", "service_manager", "offer", offer);
    let entry = r#"{"entry": {"description": "letters", "customers": ["acme"],
        "stands_alone": "one box, and it needs nothing else"}}"#;
    world.send("service", "mail", "draft", entry);
    world.send("service", "mail", "agree", r#"{"draft": 1}"#);
    world
}

/// So many minutes after the beginning, a Monday at ten in Berlin.
fn minute(minutes: i64) -> Timestamp {
    NOW + Span::from_minutes(minutes)
}

fn whole(weight: u32) -> String {
    format!(r#"{{"weight": {weight}}}"#)
}

fn begin(world: &mut World, outage: Option<u64>, loss: &str, at: Timestamp) -> Result<Key, String> {
    let outage = outage.map(|outage| format!(r#""outage": {outage}, "#)).unwrap_or_default();
    let body = format!(r#"{{{outage}"loss": {loss}}}"#);
    world.try_send("service", "mail", "begin_outage", &body, Some(at))
}

fn end(world: &mut World, outage: u64, at: Timestamp) -> Result<Key, String> {
    let body = format!(r#"{{"outage": {outage}}}"#);
    world.try_send("service", "mail", "end_outage", &body, Some(at))
}

fn plan(world: &mut World, from: Timestamp, to: Timestamp, loss: &str) {
    let body = format!(
        r#"{{"period": {{"from": "{from}", "to": "{to}"}}, "loss": {loss}, "reason": "a new disk",
            "told": {{"statement": "told by mail"}}}}"#
    );
    world.send("service", "mail", "plan_outage", &body);
}

fn only(report: Report) -> Row {
    assert_eq!(report.rows.len(), 1, "{report:?}");
    report.rows.into_iter().next().unwrap()
}

fn now_of(world: &World) -> Row {
    only(world.model::<Availability>().report(&YEAR, world.now()))
}

fn hours(hours: i64) -> Span {
    Span::from_hours(hours)
}

#[test]
fn only_agreed_time_counts() {
    let mut world = world();
    // From Monday noon until Tuesday at ten: five hours of it in the office's.
    world.pass(hours(24));
    begin(&mut world, None, &whole(100), minute(120)).unwrap();
    end(&mut world, 1, minute(24 * 60)).unwrap();
    let row = now_of(&world);
    assert_eq!((&row.service, &row.customer), (&key("mail"), &Some(key("acme"))));
    assert_eq!(row.month, "2026-01");
    // Seven hours of Monday, one of Tuesday.
    assert_eq!((row.figures.agreed, row.figures.lost), (hours(8), hours(6)));
    assert_eq!(row.figures.availability, Some(Percent::of_hundred(25)));
    assert_eq!((row.figures.failures, row.figures.time_to_restore), (1, Some(hours(6))));
    assert_eq!(row.figures.time_between_failures, Some(hours(2)));
    assert_eq!((row.target, row.kept), (Some(Percent::of_hundred(99)), None), "it goes on");
    world.pass(Span::from_days(30));
    let rows = world.model::<Availability>().report(&YEAR, world.now()).rows;
    let kept: Vec<_> = rows.iter().map(|row| (row.month.as_str(), row.kept)).collect();
    assert_eq!(kept, [("2026-01", Some(false)), ("2026-02", None)]);
}

#[test]
fn what_is_planned_does_not_count_and_what_overruns_does() {
    let mut world = world();
    plan(&mut world, minute(60), minute(120), &whole(100));
    world.pass(hours(4));
    begin(&mut world, Some(1), &whole(100), minute(30)).unwrap();
    end(&mut world, 1, minute(150)).unwrap();
    let row = now_of(&world);
    assert_eq!((row.figures.planned, row.figures.lost), (hours(1), hours(1)));
    assert_eq!(row.figures.agreed, hours(3));
    assert_eq!((row.outages[0].planned, row.outages[0].counted), (hours(1), hours(1)));
}

#[test]
fn what_overlaps_counts_once_and_parts_by_their_weight() {
    let mut world = world();
    world.pass(hours(5));
    let part = |name: &str, weight: u32, users: u64| {
        format!(r#"{{"part": "{name}", "weight": {weight}, "affected_users": {users}}}"#)
    };
    for (number, loss, from, to) in [
        (1, part("search", 40, 10), 0, 60),
        (2, part("search", 20, 5), 0, 120),
        (3, part("archive", 80, 30), 30, 60),
        (4, whole(50), 60, 90),
    ] {
        begin(&mut world, None, &loss, minute(from)).unwrap();
        end(&mut world, number, minute(to)).unwrap();
    }
    let row = now_of(&world);
    // 40 %, then both parts together are all of it, then half of the whole, then 20 %.
    let percent_minutes = 40 * 30 + 100 * 30 + 50 * 30 + 20 * 30;
    assert_eq!(row.figures.lost, Span::from_seconds(percent_minutes * 60 / 100));
    assert_eq!(row.figures.user_minutes, 10 * 30 + 30 * 30 + 5 * 60);
    assert_eq!(row.outages.len(), 4);
    assert_eq!(row.outages[1].counted, hours(2));
}

#[test]
fn what_goes_on_counts_up_to_now_and_what_was_none_does_not() {
    let mut world = world();
    begin(&mut world, None, &whole(100), minute(0)).unwrap();
    world.pass(hours(2));
    assert_eq!(now_of(&world).figures.lost, hours(2));
    assert_eq!(now_of(&world).figures.time_to_restore, None, "it is not over");
    let then = world.model::<Availability>().report(&YEAR, minute(60));
    assert_eq!(only(then).figures.lost, hours(1));
    let cancel = r#"{"outage": 1, "reason": "the probe was wrong"}"#;
    world.send("service", "mail", "cancel_outage", cancel);
    assert_eq!(now_of(&world).figures.lost, Span::ZERO);
}

#[test]
fn an_edit_of_the_agreement_alters_no_month_that_has_begun() {
    let mut world = world();
    begin(&mut world, None, &whole(100), minute(0)).unwrap();
    world.pass(hours(2));
    end(&mut world, 1, minute(60)).unwrap();
    let before = now_of(&world);
    let adopt = r#"{"terms": {"party": "acme", "services": ["mail"], "calendar": "always",
        "workload": ["50 a month"],
        "exceptions": [{"name": "flood", "statement": "the site is lost"}],
        "service_targets": [{"name": "availability", "at_least": 50, "statement": "all time"}]},
        "signatures": [{"party": "provider", "signed_by": "the head", "reference": "SLA-8"},
                       {"party": "other", "signed_by": "the buyer", "reference": "SLA-8"}],
        "change": {"statement": "approved"}, "catalogue": {"statement": "none is needed"}}"#;
    world.send("agreement", "gold", "propose_change", r#"{"need": "more hours"}"#);
    world.send("agreement", "gold", "adopt_change", adopt);
    world.pass(Span::from_days(40));
    let rows = world.model::<Availability>().report(&YEAR, world.now()).rows;
    assert_eq!(rows[0].agreement.version, before.agreement.version);
    assert_eq!((rows[0].figures.lost, rows[0].target), (before.figures.lost, before.target));
    assert_eq!((rows[1].agreement.version, rows[1].target), (2, Some(Percent::of_hundred(50))));
}

/// Minutes from the beginning, or from that.
#[derive(Clone, Debug)]
struct Drawn {
    from: i64,
    length: i64,
    part: Option<u8>,
    weight: u32,
    /// It goes on.
    is_open: bool,
    /// Planned for so long before and behind it, or less.
    plan: Option<(i64, i64)>,
}

const DAYS: i64 = 5;

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let minutes = 3..DAYS * 24 * 60;
    let plan = prop::option::of((-90..90_i64, -90..90_i64));
    let one = (minutes, 1..900_i64, prop::option::of(0..3_u8), 1..=100_u32, any::<u8>(), plan);
    let one = one.prop_map(|(from, length, part, weight, open, plan)| Drawn {
        from,
        length,
        part,
        weight,
        is_open: open < 20,
        plan,
    });
    prop::collection::vec(one, 0..9)
}

impl Drawn {
    fn loss(&self) -> String {
        let part = self.part.map(|part| format!(r#""part": "part {part}", "#)).unwrap_or_default();
        format!(r#"{{{part}"weight": {}}}"#, self.weight)
    }

    fn planned(&self) -> Option<(i64, i64)> {
        let (before, behind) = self.plan?;
        let (from, to) = ((self.from - before).max(2), self.from + self.length + behind);
        (from < to).then_some((from, to))
    }
}

/// What the engine takes of it, and by which number.
fn history(drawn: &[Drawn]) -> (World, Vec<Drawn>) {
    let (mut world, mut taken) = (world(), Vec::new());
    let mut numbers = BTreeMap::new();
    for (index, one) in drawn.iter().enumerate() {
        if let Some((from, to)) = one.planned() {
            plan(&mut world, minute(from), minute(to), &one.loss());
            numbers.insert(index, numbers.len() as u64 + 1);
        }
    }
    world.pass(Span::from_days(DAYS));
    let mut count = numbers.len() as u64;
    for (index, one) in drawn.iter().enumerate() {
        let planned = numbers.get(&index).copied();
        let number = planned.unwrap_or(count + 1);
        if begin(&mut world, planned, &one.loss(), minute(one.from)).is_err() {
            continue;
        }
        count += u64::from(planned.is_none());
        let to = one.from + one.length;
        let is_open = one.is_open || minute(to) > world.now();
        if !is_open {
            end(&mut world, number, minute(to)).unwrap();
        }
        taken.push(Drawn { is_open, ..one.clone() });
    }
    (world, taken)
}

/// Slowly, minute by minute, in percent minutes: open, planned, lost.
fn slow(taken: &[Drawn]) -> (i64, i64, i64) {
    let hours: serde_json::Value = serde_json::from_str(OFFICE).unwrap();
    let hours: ServiceHours = serde_json::from_value(hours["hours"].clone()).unwrap();
    let office = Calendar::new(&hours).unwrap();
    let (mut open, mut planned, mut lost) = (0, 0, 0);
    for now in 0..DAYS * 24 * 60 {
        if !office.is_open(minute(now)) {
            continue;
        }
        open += 100;
        let at_once = |of: &dyn Fn(&Drawn) -> bool| {
            let mut most = BTreeMap::<Option<u8>, i64>::new();
            for one in taken {
                let goes_on = one.from <= now && (one.is_open || now < one.from + one.length);
                if goes_on && of(one) {
                    let most = most.entry(one.part).or_default();
                    *most = i64::from(one.weight).max(*most);
                }
            }
            let whole = most.remove(&None).unwrap_or(0);
            whole.max(most.values().sum()).min(100)
        };
        let excused =
            at_once(&|one| one.planned().is_some_and(|(from, to)| from <= now && now < to));
        planned += excused;
        lost += (at_once(&|_| true) - excused).max(0);
    }
    (open, planned, lost)
}

fn same_after_a_restart(records: &[Record], at: usize) -> bool {
    let (before, after) = records.split_at(at);
    let snapshot = codec::to_bytes(&fold::<Availability>(before));
    let mut restored: Availability = codec::from_bytes(&snapshot).unwrap();
    take_in(&mut restored, after);
    codec::to_bytes(&restored) == codec::to_bytes(&fold::<Availability>(records))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn figures_are_what_a_slow_obvious_computation_says(
        drawn in drawn(),
        at in any::<prop::sample::Index>(),
    ) {
        let (world, taken) = history(&drawn);
        let records = world.records();
        prop_assert!(same_after_a_restart(&records, at.index(records.len())));
        let report = world.as_of::<Availability>(records.last().unwrap().position())
            .report(&YEAR, world.now());
        prop_assert_eq!(&report, &world.model::<Availability>().report(&YEAR, world.now()));
        let row = only(report);
        let (open, planned, lost) = slow(&taken);
        let span = |percent_minutes: i64| Span::from_nanos(percent_minutes * 600_000_000);
        prop_assert_eq!((row.from, row.to), (NOW, world.now()));
        prop_assert_eq!(row.figures.agreed, span(open - planned));
        prop_assert_eq!((row.figures.planned, row.figures.lost), (span(planned), span(lost)));
    }
}

#[test]
fn the_snapshot_of_a_sample_is_the_one_recorded() {
    let records = sample_of("outages", || {
        let mut world = world();
        plan(&mut world, minute(60), minute(120), &whole(100));
        begin(&mut world, None, &whole(30), minute(1)).unwrap();
        world.pass(hours(4));
        end(&mut world, 2, minute(90)).unwrap();
        begin(&mut world, Some(1), &whole(100), minute(61)).unwrap();
        world.records()
    });
    golden_snapshot(&fold::<Availability>(&records));
}

use super::value::{AttributeRule, Control, RULES_MAX, RelationRule};
use super::{
    Activate, ApproveType, CaptureBaseline, Changes, Command, ConfigurationItem, ConfirmType,
    Content, Correct, Cover, Definition, Dispose, DraftType, End, EndMaintenance, Event, Evidence,
    Find, FlagDiscrepancy, FlagIdle, IDLE_AFTER, Identify, Impact, Kind, Master, Merge, Occasion,
    PublishType, Quarantine, RecordIdleOverdue, RecordUse, Register, Reinstate, Reject, RejectType,
    Rejection, Relate, ReleaseFromQuarantine, ReportMissing, Retire, RetireType, ReviseType,
    SetMaintenanceWindows, StartMaintenance, StartTypeReview, StoreMasterCopy, Unrelate, Update,
    Verify,
};
use crate::attest::Attestation;
use crate::clock::ServiceHours;
use crate::facts::ConfigurationItems;
use crate::limits::{Label, label, text};
use crate::roles::{CHANGE_MANAGER, CI_OWNER, CONFIGURATION_MANAGER, PROCESS_OWNER};
use crate::testing::{World, actor, founded, key};
use engine::testing::{Explorer, Given, NOW, caller, durable, given};
use engine::{CommandSet as _, Span, Timestamp};

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

fn chg1() -> Cover {
    Cover { change: key("CHG1"), approved: word() }
}

/// Servers: controlled by change; they have an operating system and perhaps processors, run on
/// things and are part of services.
fn server() -> Definition {
    let rule = |kind, mandatory| AttributeRule { kind, mandatory };
    let relation = |impact| RelationRule { impact, ..RelationRule::default() };
    Definition {
        description: text("a machine that serves"),
        attributes: [
            (label("os"), rule(Kind::OneOf([label("linux"), label("bsd")].into()), true)),
            (label("cpus"), rule(Kind::Number, false)),
            (label("bought"), rule(Kind::Time, false)),
        ]
        .into(),
        relations: [
            (label("runs_on"), relation(Impact::ToSource)),
            (label("part_of"), relation(Impact::ToTarget)),
            (label("beside"), relation(Impact::None)),
            (
                label("licensed_by"),
                RelationRule { to_types: [key("licence")].into(), ..relation(Impact::None) },
            ),
        ]
        .into(),
        control: Control { by_change: true, reason: text("customers feel it") },
        idle_after: IDLE_AFTER,
    }
}

/// Desks are on record, and nobody has to ask.
fn desk() -> Definition {
    Definition {
        attributes: [].into(),
        control: Control { by_change: false, reason: text("nobody feels it") },
        ..server()
    }
}

fn register() -> Register {
    Register {
        description: text("answers"),
        location: label("room 1"),
        owner: actor("ada"),
        attributes: [(label("os"), Content::Text(label("linux")))].into(),
        relations: [].into(),
        no_relations: Some(text("the first one")),
        source: Some(label("invoice")),
    }
}

fn identify(item_type: &str, register: Option<Register>) -> Identify {
    Identify { item_type: key(item_type), name: label("one of them"), register }
}

fn body(command: impl Into<Command>) -> (String, String) {
    let command: Command = command.into();
    (engine::Named::name(&command).to_owned(), command.to_json().to_string())
}

/// Ada keeps the records and owns items, bo owns the process.
struct Kept(World);

impl Kept {
    fn new() -> Self {
        let mut world = founded("ada");
        for role in [CONFIGURATION_MANAGER, CI_OWNER] {
            world.give("ada", "ada", role);
        }
        world.give("ada", "bo", PROCESS_OWNER);
        let mut kept = Self(world);
        kept.publish("server", server());
        kept.publish("desk", desk());
        kept.item("base", "server", []);
        kept.0.give("ada", "ada", CHANGE_MANAGER);
        kept
    }

    /// ... where a change covers the item that is asked.
    fn covered() -> Self {
        let mut kept = Self::new();
        kept.does("TEST-1", identify("server", None));
        kept.change("CHG1", &["base", "TEST-1"]);
        kept
    }

    /// A change of these items that is carried out.
    fn change(&mut self, name: &str, items: &[&str]) {
        let adopt = serde_json::json!({
            "title": "memory", "carried_out_at": NOW, "deviation": "nobody was asked",
            "result": "it works", "matches": {"statement": "it is so"},
            "content": {"purpose": "more memory", "configuration_items": items, "expected": "speed",
                "risk": {"level": "low", "statement": "none"}},
        });
        self.0.send("ada", "change", name, "adopt", &adopt.to_string()).unwrap();
    }

    fn by(
        &mut self,
        who: &str,
        name: &str,
        command: impl Into<Command>,
    ) -> Result<Vec<&'static str>, String> {
        let (command, body) = body(command);
        self.0.send(who, super::NAME, name, &command, &body)
    }

    fn does(&mut self, name: &str, command: impl Into<Command>) {
        self.by("ada", name, command).unwrap();
    }

    fn publish(&mut self, name: &str, definition: Definition) {
        self.does(name, DraftType { definition });
        self.by("bo", name, ApproveType {}).unwrap();
        self.does(name, PublishType {});
    }

    fn item<const N: usize>(&mut self, name: &str, item_type: &str, relations: [Relate; N]) {
        let attributes = if item_type == "server" { register().attributes } else { [].into() };
        let register = Register { relations: relations.into(), attributes, ..register() };
        self.does(name, identify(item_type, Some(register)));
    }

    fn facts(&self) -> &ConfigurationItems {
        self.0.facts.get()
    }
}

fn on(item: &str) -> Relate {
    Relate { relation: label("runs_on"), to: End::Item(key(item)), exists: None }
}

/// Where a change covers the item that is asked.
fn none() -> Given<ConfigurationItem> {
    let kept = Kept::covered();
    given::<ConfigurationItem>([]).facts(kept.0.facts).at(START)
}

/// After all that the facts hold.
const START: Timestamp = Timestamp::from_nanos(NOW.as_nanos() + Span::from_hours(1).as_nanos());

fn registered() -> Given<ConfigurationItem> {
    none().when(identify("server", Some(register()))).then_names(&["identified", "registered"])
}

fn in_service() -> Given<ConfigurationItem> {
    registered().when(Activate { cover: Some(chg1()) }).then_names(&["activated"])
}

fn drafted() -> Given<ConfigurationItem> {
    none().when(DraftType { definition: server() }).then_names(&["type_drafted"])
}

fn cpus(number: i64) -> Changes {
    let attributes = [(label("cpus"), Some(Content::Number(number)))].into();
    Changes { attributes, ..Changes::default() }
}

fn update(changes: Changes, cover: Option<Cover>) -> Update {
    Update { changes, version: None, source: Some(label("a look")), cover }
}

fn differing(text: &str) -> Changes {
    let attributes = [(label("os"), Some(Content::Text(label(text))))].into();
    Changes { attributes, ..Changes::default() }
}

#[test]
fn whoever_wrote_a_type_does_not_approve_it() {
    let drafted = drafted();
    let refused = Rejection::ApproverIsAuthor { author: actor("ada") };
    drafted.clone().when(ApproveType {}).then_rejected(&refused);
    drafted.by(caller("bo")).when(ApproveType {}).then_names(&["type_approved"]);
}

#[test]
fn a_relation_means_the_same_in_every_published_type() {
    let mut other = server();
    other.relations.insert(label("runs_on"), RelationRule::default());
    let refused = Rejection::ImpactDiffers { relation: label("runs_on"), other: key("server") };
    none().when(DraftType { definition: other.clone() }).then_rejected(&refused);
    // Types that are examined leave room for another meaning, all of them together.
    let mut kept = Kept::new();
    kept.does("server", StartTypeReview {});
    let revise = ReviseType { definition: other.clone(), approved: word() };
    let refused = kept.by("ada", "server", revise.clone()).unwrap_err();
    assert!(refused.contains("desk"), "{refused}");
    kept.does("desk", StartTypeReview {});
    kept.does("server", revise);
    kept.by("bo", "server", ApproveType {}).unwrap();
    kept.does("server", PublishType {});
    assert_eq!(kept.facts().impact_along(&label("runs_on")), Some(Impact::None));
}

#[test]
fn a_type_has_bounds() {
    let many = || (0..=RULES_MAX).map(|number| label(&number.to_string()));
    let attributes = many().map(|name| (name, AttributeRule::default())).collect();
    let relations = many().map(|name| (name, RelationRule::default())).collect();
    let too_many = |what| Rejection::TooMany { what, max: RULES_MAX };
    for (definition, refused) in [
        (Definition { attributes, ..server() }, too_many("attributes")),
        (Definition { relations, ..server() }, too_many("relation types")),
        (Definition { idle_after: Span::ZERO, ..server() }, Rejection::NeverUsed),
    ] {
        none().when(DraftType { definition }).then_rejected(&refused);
    }
}

#[test]
fn a_type_of_which_items_live_stays() {
    let mut kept = Kept::new();
    let retire = || RetireType { reason: text("no more servers") };
    let refused = kept.by("ada", "server", retire()).unwrap_err();
    assert!(refused.contains("1 items"), "{refused}");
    kept.change("CHG1", &["base"]);
    kept.does("base", Retire { reason: text("old"), cover: Some(chg1()) });
    kept.does("server", retire());
    assert!(!kept.facts().is_published(&key("server")));
}

#[test]
fn an_item_is_of_a_published_type() {
    let published = vec![key("server"), key("desk")];
    let refused = |item_type| Rejection::TypeNotPublished {
        item_type: key(item_type),
        published: published.clone(),
    };
    none().when(identify("ship", None)).then_rejected(&refused("ship"));
    none().when(identify("base", None)).then_rejected(&refused("base"));
}

#[test]
fn an_item_has_what_its_type_asks_for() {
    let identified = none().when(identify("server", None)).then_names(&["identified"]);
    let with =
        |name, content| Register { attributes: [(label(name), content)].into(), ..register() };
    let number = Content::Number(8);
    let missing = Rejection::AttributesMissing { missing: vec![label("os")] };
    identified.clone().when(with("cpus", number.clone())).then_rejected(&missing);
    let known = vec![label("bought"), label("cpus"), label("os")];
    let unknown = Rejection::UnknownAttribute { attribute: label("wheels"), known };
    identified.clone().when(with("wheels", number.clone())).then_rejected(&unknown);
    let kind = Kind::OneOf([label("linux"), label("bsd")].into());
    let wrong = Rejection::WrongKind { attribute: label("os"), kind };
    identified.clone().when(with("os", number)).then_rejected(&wrong);
    identified.when(register()).then_names(&["registered"]);
}

#[test]
fn attributes_are_typed() {
    let yes = Content::Boolean(true);
    let (text, time) = (Content::Text(label("x")), Content::Text(label("2026-01-05T09:00:00Z")));
    let one = || Kind::OneOf([label("x")].into());
    for (kind, takes) in [
        (Kind::Text, [true, true, false, false]),
        (Kind::Number, [false, false, true, false]),
        (Kind::Boolean, [false, false, false, true]),
        (Kind::Time, [false, true, false, false]),
        (one(), [true, false, false, false]),
    ] {
        let contents = [&text, &time, &Content::Number(7), &yes];
        assert_eq!(contents.map(|content| kind.takes(content)), takes, "{kind}");
    }
    let plain = r#"{"a":"x","b":7,"c":true}"#;
    let read: std::collections::BTreeMap<Label, Content> = serde_json::from_str(plain).unwrap();
    assert_eq!(serde_json::to_string(&read).unwrap(), plain);
    assert!(serde_json::from_str::<Content>("1.5").is_err());
    let bytes = engine::codec::to_bytes(&read);
    assert_eq!(
        engine::codec::from_bytes::<std::collections::BTreeMap<Label, Content>>(&bytes).unwrap(),
        read
    );
}

#[test]
fn an_item_is_related_or_says_why_not() {
    let nothing = Register { no_relations: None, ..register() };
    none().when(identify("server", Some(nothing))).then_rejected(&Rejection::RelationsMissing);
    let related = Register { relations: [on("base"), on("base")].into(), ..register() };
    let related = none().when(identify("server", Some(related)));
    let related = related.then_names(&["identified", "registered", "related"]);
    assert_eq!(related.state().item.as_ref().unwrap().relations.len(), 1);
}

#[test]
fn relations_lead_where_the_type_lets_them() {
    let relate = |relation: &str, to, exists| Relate { relation: label(relation), to, exists };
    let service = || End::Service(key("mail"));
    let known = server().relations.keys().cloned().collect();
    let base = || End::Item(key("base"));
    for (command, refused) in [
        (
            relate("loves", base(), None),
            Rejection::UnknownRelation { relation: label("loves"), known },
        ),
        (on("TEST-1"), Rejection::Itself),
        (on("ship"), Rejection::EndUnknown { to: End::Item(key("ship")) }),
        (on("server"), Rejection::EndUnknown { to: End::Item(key("server")) }),
        (
            relate("licensed_by", base(), None),
            Rejection::WrongEnd { relation: label("licensed_by"), to: base() },
        ),
        (relate("part_of", service(), None), Rejection::EndNotAttested { to: service() }),
    ] {
        registered().when(command).then_rejected(&refused);
    }
    let part = relate("part_of", service(), Some(word()));
    let related = registered().when(part.clone()).then_names(&["related"]);
    related.when(part).then_nothing();
}

#[test]
fn relations_end_under_a_change() {
    let gone = |cover| Unrelate { relation: label("runs_on"), to: End::Item(key("base")), cover };
    let refused = Rejection::NotRelated { relation: label("runs_on"), to: End::Item(key("base")) };
    registered().when(gone(Some(chg1()))).then_rejected(&refused);
    let related = registered().when(on("base")).then_names(&["related"]);
    let related = related.when(gone(None)).then_rejected(&Rejection::ChangeMissing);
    related.when(gone(Some(chg1()))).then_names(&["unrelated"]);
}

#[test]
fn an_update_that_no_change_covers_is_refused_and_on_record() {
    let refused = registered().when(update(cpus(8), None)).then_names(&["update_refused"]);
    let item = refused.state().item.as_ref().unwrap();
    assert_eq!((item.version, item.updates_refused, item.attributes.len()), (1, 1, 1));
    // Nor by one that is not carried out, or is about something else; it is kept which.
    let other = Cover { change: key("CHG2"), approved: word() };
    let named = refused.clone().when(update(cpus(8), Some(other.clone()))).decided().unwrap();
    let Event::UpdateRefused(named) = &named[0] else { panic!("{named:?}") };
    assert_eq!(named.change, Some(key("CHG2")));
    let not = Rejection::NotCovered { change: key("CHG2") };
    let activate = |cover| Activate { cover: Some(cover) };
    refused.clone().when(activate(other)).then_rejected(&not);
    let elsewhere = refused.clone().of("TEST-2").when(activate(chg1()));
    elsewhere.then_rejected(&Rejection::NotCovered { change: key("CHG1") });
    let updated = refused.when(update(cpus(8), Some(chg1()))).then_names(&["updated"]);
    let item = updated.state().item.as_ref().unwrap();
    let cpus = &item.attributes[&label("cpus")];
    assert_eq!((item.version, &cpus.content), (2, &Content::Number(8)));
    assert_eq!((&cpus.change, &cpus.source), (&Some(key("CHG1")), &Some(label("a look"))));
    // What is not under change control is only recorded.
    let desk = Register { attributes: [].into(), ..register() };
    let desk = none().when(identify("desk", Some(desk))).then_names(&["identified", "registered"]);
    let moved = Changes { location: Some(label("room 2")), ..Changes::default() };
    desk.when(update(moved, None)).then_names(&["updated"]);
}

#[test]
fn an_update_keeps_what_is_mandatory_and_the_order_of_versions() {
    let gone = Changes { attributes: [(label("os"), None)].into(), ..Changes::default() };
    let missing = Rejection::AttributesMissing { missing: vec![label("os")] };
    registered().when(update(gone, Some(chg1()))).then_rejected(&missing);
    let versioned = |version| Update { version: Some(version), ..update(cpus(2), Some(chg1())) };
    let stale = Rejection::VersionNotNext { version: 1, next: 2 };
    registered().when(versioned(1)).then_rejected(&stale);
    let updated = registered().when(versioned(2)).then_names(&["updated"]);
    updated.when(update(cpus(2), None)).then_nothing();
}

#[test]
fn control_by_change_asks_for_a_change_at_every_step() {
    let retire = Retire { reason: text("old"), cover: None };
    let refused = Rejection::ChangeMissing;
    registered().when(Activate { cover: None }).then_rejected(&refused);
    in_service().when(StartMaintenance { cover: None, until: None }).then_rejected(&refused);
    in_service().when(retire).then_rejected(&refused);
}

#[test]
fn what_is_the_owners_is_only_the_owners() {
    let not = Rejection::NotTheOwner { owner: actor("ada") };
    let word = word();
    let bo = |given: Given<ConfigurationItem>| given.by(caller("bo"));
    let start = StartMaintenance { cover: Some(chg1()), until: None };
    let lost = ReportMissing { search: text("everywhere"), holds_information: true };
    let ada = in_service();
    let maintained = ada.clone().when(start.clone()).then_names(&["maintenance_started"]);
    let missing = ada.clone().when(lost.clone()).then_names(&["reported_missing"]);
    bo(ada.clone()).when(start).then_rejected(&not);
    bo(maintained).when(EndMaintenance { checks: word.clone() }).then_rejected(&not);
    bo(ada.clone()).when(lost).then_rejected(&not);
    bo(missing).when(Find { integrity: word.clone() }).then_rejected(&not);
    let idle = FlagIdle { unused_since: Some(NOW - Span::from_days(40)), source: None };
    let idle = ada.clone().when(idle).then_names(&["flagged_idle"]);
    bo(idle).when(Reinstate { need: text("mine") }).then_rejected(&not);
    let retire = Retire { reason: text("old"), cover: Some(chg1()) };
    let retired = ada.when(retire).then_names(&["retired"]);
    let (information, licence, finance) = (word.clone(), word.clone(), word);
    bo(retired).when(Dispose { information, licence, finance }).then_rejected(&not);
}

#[test]
fn idle_is_what_was_used_and_is_no_longer() {
    let now = || FlagIdle::default();
    in_service().when(now()).then_rejected(&Rejection::UseNotMeasured);
    assert!(in_service().state().item.as_ref().unwrap().idle.last_used.is_none());
    let used = in_service().when(RecordUse { source: label("ping") }).then_names(&["use_recorded"]);
    let from = START + IDLE_AFTER;
    used.clone().when(now()).then_rejected(&Rejection::NotIdleYet { from });
    let idle = used.at(from).when(now()).then_names(&["flagged_idle"]);
    let until = from + Span::from_days(14);
    let early = Rejection::AnswerNotOverdue { until };
    let idle = idle.when(RecordIdleOverdue {}).then_rejected(&early);
    let late = idle.clone().at(until).when(RecordIdleOverdue {}).then_names(&["idle_overdue"]);
    late.when(RecordIdleOverdue {}).then_rejected(&early);
    let again = idle.when(Reinstate { need: text("for tests") }).then_names(&["reinstated"]);
    again.when(now()).then_rejected(&Rejection::NotIdleYet { from: from + IDLE_AFTER });
}

#[test]
fn maintenance_windows_make_sense() {
    let set = |hours| SetMaintenanceWindows { hours: Some(hours) };
    let nowhere = ServiceHours { timezone: "Mars".into(), ..ServiceHours::always() };
    assert!(registered().when(set(nowhere)).decided().unwrap_err().to_string().contains("IANA"));
    let always = registered().when(set(ServiceHours::always()));
    let always = always.then_names(&["maintenance_windows_set"]);
    always.when(set(ServiceHours::always())).then_nothing();
    let mut kept = Kept::new();
    kept.does("base", set(ServiceHours::always()));
    assert_eq!(kept.facts().maintenance_windows(&key("base")), Some(&ServiceHours::always()));
    kept.does("base", SetMaintenanceWindows { hours: None });
    assert_eq!(kept.facts().maintenance_windows(&key("base")), None);
}

#[test]
fn what_others_need_stays() {
    let mut kept = Kept::new();
    kept.item("top", "server", [on("base")]);
    kept.change("CHG1", &["base", "top"]);
    let retire = || Retire { reason: text("old"), cover: Some(chg1()) };
    for refused in [
        kept.by("ada", "base", retire()).unwrap_err(),
        kept.by("ada", "base", Reject { reason: text("a mistake") }).unwrap_err(),
    ] {
        assert!(refused.contains("item top"), "{refused}");
    }
    kept.does("top", retire());
    kept.does("base", retire());
}

#[test]
fn an_item_is_merged_when_its_relations_have_moved() {
    let mut kept = Kept::new();
    kept.item("same", "server", [on("base")]);
    kept.change("CHG1", &["same"]);
    let merge = |into: &str| Merge { into: key(into) };
    let refused = kept.by("ada", "same", merge("base")).unwrap_err();
    assert!(refused.contains("1 relations"), "{refused}");
    let unrelate =
        Unrelate { relation: label("runs_on"), to: End::Item(key("base")), cover: Some(chg1()) };
    kept.does("same", unrelate);
    kept.does("same", merge("base"));
    registered().when(merge("TEST-1")).then_rejected(&Rejection::Itself);
    let ship = Rejection::EndUnknown { to: End::Item(key("ship")) };
    registered().when(merge("ship")).then_rejected(&ship);
}

#[test]
fn a_correction_leads_back_and_fits_the_type() {
    let flag = |differing| FlagDiscrepancy {
        found: label("AUD1"),
        detail: text("another system"),
        differing,
        unauthorised: true,
    };
    let many = (0..=RULES_MAX).map(|number| (label(&number.to_string()), Content::Number(1)));
    let refused = Rejection::TooMany { what: "attributes", max: RULES_MAX };
    registered().when(flag(many.collect())).then_rejected(&refused);
    let correct = |changes| Correct {
        cause: text("typed wrong"),
        evidence: Evidence::Audit(label("AUD1")),
        changes,
    };
    let wrong = registered().when(flag([].into())).then_names(&["discrepancy_found"]);
    assert!(wrong.clone().when(correct(differing("cp/m"))).decided().is_err());
    let right = wrong.when(correct(differing("bsd"))).then_names(&["corrected"]);
    assert_eq!(right.state().phase, super::Phase::Registered);
    let served = in_service().when(flag([].into())).then_names(&["discrepancy_found"]);
    let served = served.when(correct(Changes::default())).then_names(&["corrected"]);
    assert_eq!(served.state().phase, super::Phase::InService);
}

#[test]
fn a_baseline_is_a_position() {
    let capture =
        CaptureBaseline { name: label("before CHG1"), occasion: Occasion::Change(key("CHG1")) };
    let captured = registered().when(capture).then_names(&["baseline_captured"]);
    let baseline = captured.state().item.as_ref().unwrap().baseline.clone().unwrap();
    assert_eq!((&*baseline.name, baseline.position.0), ("before CHG1", 3));
}

fn samples() -> Vec<Command> {
    let reason = || text("so it is");
    let word = word;
    let related = Register { relations: [on("base")].into(), no_relations: None, ..register() };
    let end = || End::Item(key("base"));
    let part =
        Relate { relation: label("part_of"), to: End::Service(key("mail")), exists: Some(word()) };
    vec![
        DraftType { definition: server() }.into(),
        ApproveType {}.into(),
        RejectType { reason: reason() }.into(),
        PublishType {}.into(),
        StartTypeReview {}.into(),
        ConfirmType { reviewed: reason() }.into(),
        ReviseType { definition: desk(), approved: word() }.into(),
        RetireType { reason: reason() }.into(),
        identify("server", None).into(),
        identify("server", Some(related)).into(),
        register().into(),
        update(cpus(8), Some(chg1())).into(),
        update(cpus(4), None).into(),
        update(Changes { name: Some(label("two")), ..differing("bsd") }, Some(chg1())).into(),
        on("base").into(),
        part.into(),
        Unrelate { relation: label("runs_on"), to: end(), cover: Some(chg1()) }.into(),
        StoreMasterCopy {
            of: Master::Software,
            library: label("vault"),
            checksum: label("sha256:00"),
            secure: word(),
        }
        .into(),
        CaptureBaseline { name: label("b1"), occasion: Occasion::Release(key("REL1")) }.into(),
        CaptureBaseline { name: label("b2"), occasion: Occasion::Change(key("CHG1")) }.into(),
        Verify { source: label("discovery") }.into(),
        SetMaintenanceWindows { hours: Some(ServiceHours::always()) }.into(),
        SetMaintenanceWindows { hours: None }.into(),
        Activate { cover: Some(chg1()) }.into(),
        RecordUse { source: label("ping") }.into(),
        FlagIdle { unused_since: Some(NOW - Span::from_days(40)), source: Some(label("ping")) }
            .into(),
        RecordIdleOverdue {}.into(),
        Reinstate { need: reason() }.into(),
        StartMaintenance { cover: Some(chg1()), until: Some(NOW) }.into(),
        EndMaintenance { checks: word() }.into(),
        Quarantine { security_incident: key("SEC1"), exists: word() }.into(),
        ReleaseFromQuarantine { eradicated: word() }.into(),
        FlagDiscrepancy {
            found: label("AUD1"),
            detail: reason(),
            differing: [(label("cpus"), Content::Number(2))].into(),
            unauthorised: false,
        }
        .into(),
        Correct {
            cause: reason(),
            evidence: Evidence::Audit(label("AUD1")),
            changes: differing("linux"),
        }
        .into(),
        Correct {
            cause: reason(),
            evidence: Evidence::Change(chg1()),
            changes: Changes::default(),
        }
        .into(),
        ReportMissing { search: reason(), holds_information: true }.into(),
        Find { integrity: word() }.into(),
        Retire { reason: reason(), cover: Some(chg1()) }.into(),
        Dispose { information: word(), licence: word(), finance: word() }.into(),
        Merge { into: key("base") }.into(),
        Reject { reason: reason() }.into(),
    ]
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let shape = |known: &ConfigurationItem| {
        let definition = known.definition.as_ref().map(|it| (it.author.clone(), it.version > 0));
        let item = known.item.as_ref().map(|item| {
            let contents: Vec<_> = item.attributes.values().map(|it| it.content.clone()).collect();
            let idle = (item.idle.last_used.is_some(), item.idle.overdue);
            (contents, item.relations.len(), item.activated, idle)
        });
        format!("{:?} {definition:?} {item:?}", known.phase)
    };
    let explored = Explorer::<ConfigurationItem>::new(samples(), shape)
        .facts(Kept::covered().0.facts)
        .callers(vec![caller("ada"), caller("bo")])
        .explore();
    durable("src/configuration_item/fixtures", &explored.events);
}

//! What a supplier does, rule by rule, and exhaustively.

use super::*;
use crate::agreement::{self, Kind, Period, Priority, Signature, Terms, terms::ServiceTarget};
use crate::attest::Attestation;
use crate::facts::Suppliers;
use crate::limits::{List, Percent, label, text};
use crate::roles::{SERVICE_MANAGER, SUPPLIER as OTHER, SUPPLIER_MANAGER};
use crate::testing::{World, actor, key};
use crate::vulnerability;
use engine::lifecycle::Table;
use engine::testing::{Explorer, Given, NOW, caller, durable, given, golden};
use engine::{Caller, Decider as _, Door, Span, Timestamp};

mod admission;
mod contract;
mod review;
mod score;

/// After all that the facts hold.
fn day(number: i64) -> Timestamp {
    NOW + Span::from_hours(2) + Span::from_days(number)
}

fn percent(percent: u8) -> Percent {
    Percent::of_hundred(percent)
}

/// Terms of a contract with SUP-1, whose first priority is resolved within so many hours.
pub(crate) fn terms(hours: i64, available: u8) -> Terms {
    let mut terms = Terms {
        kind: Kind::Contract,
        party: Some(key("SUP-1")),
        services: [key("mail")].into(),
        service_targets: [ServiceTarget {
            name: label("availability"),
            at_least: percent(available),
            statement: text("of all time"),
        }]
        .into(),
        ..Terms::default()
    };
    terms.targets.p1.resolution = Span::from_hours(hours);
    terms
}

/// Terms of an agreement with a customer that rests on uc-1.
pub(crate) fn sla(hours: i64, available: u8) -> Terms {
    Terms { kind: Kind::Sla, rests_on: [key("uc-1")].into(), ..terms(hours, available) }
}

pub(crate) fn agreed(terms: Terms) -> agreement::Event {
    let signatures: List<Signature> = List::empty();
    agreement::Agreed { terms, signatures }.into()
}

/// Sam and sol manage suppliers, sid is the security officer, sue manages services, and otto speaks
/// for suppliers. uc-1 is a contract's with SUP-1, on which gold rests; so is uc-3, which promises less
/// than silver, that rests on it; uc-2 is one with another. CHG1 is approved, CHG3 turned down. srv-1 to srv-3 are on record; SUP-2 runs srv-3.
pub(crate) fn world() -> World {
    let mut world = vulnerability::tests::world();
    for (person, role) in [
        ("sam", SUPPLIER_MANAGER),
        ("sol", SUPPLIER_MANAGER),
        ("sue", SERVICE_MANAGER),
        ("otto", OTHER),
    ] {
        world.give("ada", person, role);
    }
    let other = Terms { party: Some(key("SUP-2")), ..terms(4, 99) };
    // Agreed before all that is said here.
    let now = std::mem::replace(&mut world.now, NOW - Span::from_days(1));
    let silver = Terms { rests_on: [key("uc-3")].into(), ..sla(2, 99) };
    for (name, terms) in [
        ("uc-1", terms(4, 99)),
        ("uc-2", other),
        ("uc-3", terms(4, 99)),
        ("gold", sla(4, 99)),
        ("silver", silver),
    ] {
        world.record(agreement::NAME, name, &agreed(terms));
    }
    world.now = now;
    let contract = Contract { configuration_items: [key("srv-3")].into(), ..contract() };
    let body = serde_json::to_string(&RegisterExisting { contract, ..existing() }).unwrap();
    world.send("sam", NAME, "SUP-2", "register_existing", &body).unwrap();
    world
}

fn word() -> Attestation {
    Attestation::that(text("it is so"))
}

fn both() -> BothSigned {
    BothSigned { provider: word(), supplier: word() }
}

pub(crate) fn contract() -> Contract {
    let said = || Some(text("as on page 3"));
    Contract {
        reference: label("UC-7"),
        items: Items {
            scope: said(),
            dependencies: said(),
            requirements: said(),
            targets: [key("uc-1")].into(),
            interfaces: said(),
            integration: said(),
            workload: said(),
            exceptions: said(),
            authorities: said(),
            reporting: said(),
            charging: said(),
            ending: said(),
        },
        configuration_items: [key("srv-1")].into(),
        until: None,
    }
}

fn existing() -> RegisterExisting {
    RegisterExisting {
        name: label("hosting inc."),
        contract: contract(),
        in_force: word(),
        owner: actor("sam"),
        gap_check_by: day(100),
    }
}

fn propose() -> Propose {
    Propose { name: label("hosting inc."), need: text("somewhere to put servers") }
}

fn quality(on_time: u64) -> CheckQuality {
    CheckQuality { deliveries: 100, on_time, evidence: label("references") }
}

fn certificate(until: Timestamp) -> CheckSecurity {
    let (id, body) = (label("IS 7"), label("a body"));
    let certificate = Certificate { id, body, valid_until: until };
    CheckSecurity { qualification: Qualification::Certificate(certificate) }
}

fn fits(interfaces: bool) -> CheckCompatibility {
    CheckCompatibility { tools: true, interfaces, report: label("T-1") }
}

fn map(subcontractors: List<Subcontractor>) -> MapSubcontractors {
    MapSubcontractors { subcontractors, lead: text("all the rest") }
}

fn others() -> List<Subcontractor> {
    [Subcontractor { name: label("power ltd."), role: text("power") }].into()
}

fn sign() -> SignContract {
    SignContract { signed: both() }
}

fn measured(reached: u8) -> RecordPerformance {
    let values = [Reached { target: label("availability"), reached: percent(reached) }].into();
    let period = Period { from: NOW - Span::from_hours(2), to: NOW - Span::from_hours(1) };
    let measured = Measured { agreement: key("uc-1"), period, values };
    RecordPerformance { performance: Performance::Measured(measured) }
}

fn review() -> Review {
    Review {
        causes: text("a move"),
        improvements: [text("a second line")].into(),
        no_improvement: None,
        contract_fits: true,
        nonconforming: None,
    }
}

fn begin() -> StartReview {
    StartReview { because: Because::Stated(text("so")) }
}

fn score(on_time: u64, satisfaction: u8) -> ScoreQuality {
    ScoreQuality { deliveries: 100, on_time, satisfaction: percent(satisfaction) }
}

fn publish() -> PublishScore {
    PublishScore { heard: word() }
}

fn change_contract(contract: Contract) -> ChangeContract {
    ChangeContract { change: key("CHG1"), contract, signed: both() }
}

fn exit(to: Option<&str>) -> StartExit {
    StartExit { reason: text("too dear"), terms_followed: word(), to: to.map(label) }
}

fn dispute() -> RaiseDispute {
    RaiseDispute { clause: label("7"), statement: text("it was late") }
}

fn settle() -> SettleDispute {
    SettleDispute {
        terms: text("a discount"),
        signed: Some(both()),
        award: None,
        contract_must_change: true,
    }
}

fn rules() -> Caller {
    Caller::system(Door::Policy)
}

fn none() -> Given<Supplier> {
    given::<Supplier>([]).facts(world().facts).at(day(0)).by(caller("sam")).of("SUP-1")
}

fn assessing() -> Given<Supplier> {
    let given = none().when(propose()).then_names(&["proposed"]);
    given.when(StartAdmission {}).then_names(&["admission_started"])
}

fn admitted() -> Given<Supplier> {
    let given = assessing().when(quality(95)).then_names(&["quality_gate_checked"]);
    let given = given.when(certificate(day(300))).then_names(&["security_gate_checked"]);
    let given = given.when(fits(true)).then_names(&["compatibility_gate_checked"]);
    given.when(Admit {}).then_names(&["admitted"])
}

fn drafted() -> Given<Supplier> {
    let given = admitted().when(AssignOwner { owner: actor("sam") });
    let given = given.then_names(&["owner_assigned"]);
    let given = given.when(map(List::empty())).then_names(&["subcontractors_mapped"]);
    given.when(DraftContract { contract: contract() }).then_names(&["contract_drafted"])
}

fn active() -> Given<Supplier> {
    drafted().when(sign()).then_names(&["contract_signed"])
}

fn under_review() -> Given<Supplier> {
    active().when(begin()).then_names(&["review_started"])
}

/// With this satisfaction, and nothing else that is wrong.
fn scored(given: Given<Supplier>, satisfaction: u8) -> Given<Supplier> {
    let given = given.when(OpenScore {}).then_names(&["score_opened"]);
    let given = given.when(score(95, satisfaction)).then_names(&["quality_scored"]);
    let given = given.when(ScoreSecurity {}).then_names(&["security_scored"]);
    let given = given.when(ScoreService { interfaces_fit: true });
    given.then_names(&["service_scored", "score_computed"])
}

fn on_probation() -> Given<Supplier> {
    let late = |given: Given<Supplier>| {
        let given = given.by(rules());
        (0..9).fold(given, |given, number| {
            let missed = Performance::FixMissed(key(&format!("VUL{number}")));
            let record = RecordPerformance { performance: missed };
            given.when(record).then_names(&["performance_recorded"])
        })
    };
    let given = scored(late(active()).by(caller("sam")), 0);
    let given = given.when(publish()).then_names(&["score_published"]);
    let probation = PutOnProbation { asked: text("fix what is weak") };
    given.when(probation).then_names(&["probation_begun"])
}

fn dues(given: &Given<Supplier>) -> Vec<(&'static str, Timestamp)> {
    given.state().deadlines().iter().map(|due| (due.name, due.at)).collect()
}

fn due(given: &Given<Supplier>, name: &str) -> Option<Timestamp> {
    dues(given).into_iter().find(|(known, _)| *known == name).map(|(_, at)| at)
}

#[test]
fn does_what_the_table_says_and_reads_what_it_ever_wrote() {
    let unfit = Review { contract_fits: false, nonconforming: Some(text("so")), ..review() };
    let ends = Contract { until: Some(day(400)), ..contract() };
    let fixed = Fix { vulnerability: key("VUL1"), took: Span::from_hours(9), in_time: false };
    let case =
        Case { incident: key("INC1"), priority: Some(Priority::P1), took: Span::from_hours(9) };
    let record = |performance| RecordPerformance { performance };
    let assessment = Assessment { seen: word(), valid_until: day(900) };
    let samples: Vec<Command> = vec![
        propose().into(),
        StartAdmission {}.into(),
        quality(95).into(),
        quality(94).into(),
        certificate(day(30_000)).into(),
        CheckSecurity { qualification: Qualification::None(text("so")) }.into(),
        CheckSecurity { qualification: Qualification::Assessment(assessment) }.into(),
        fits(true).into(),
        fits(false).into(),
        Admit {}.into(),
        Refuse { gate: Gate::Quality, reason: text("too late") }.into(),
        AssignOwner { owner: actor("sam") }.into(),
        DraftContract { contract: contract() }.into(),
        sign().into(),
        BreakOff { reason: text("too dear") }.into(),
        map(others()).into(),
        VerifySubcontractorControl { evidence: word() }.into(),
        RegisterExisting { gap_check_by: day(20_000), contract: slow(), ..existing() }.into(),
        measured(99).into(),
        measured(98).into(),
        record(Performance::Incident(case.clone())).into(),
        record(Performance::Fixed(fixed)).into(),
        record(Performance::FixMissed(key("VUL2"))).into(),
        record(Performance::IncidentMissed(case)).into(),
        NotePerformanceDue {}.into(),
        Claim { clause: label("9"), statement: text("a discount") }.into(),
        flag().into(),
        clear().into(),
        begin().into(),
        StartReview { because: Because::Interval }.into(),
        review().into(),
        unfit.into(),
        Confirm { unqualified: Some(text("he is the only one")) }.into(),
        PutOnProbation { asked: text("more") }.into(),
        LiftProbation {}.into(),
        ProposeContractChange { change: None, need: Some(text("more servers")) }.into(),
        change_contract(contract()).into(),
        change_contract(ends).into(),
        DropContractChange { reason: text("too dear"), change: Some(key("CHG3")) }.into(),
        exit(Some("others inc.")).into(),
        TransferService { what: label("mail"), to: label("others"), confirmed: word() }.into(),
        End { access_revoked: word(), assets_returned: word(), not_needed: Some(word()) }.into(),
        CancelExit { agreed: word() }.into(),
        Withdraw { reason: text("we do it ourselves") }.into(),
        OpenScore {}.into(),
        score(95, 99).into(),
        score(0, 0).into(),
        ScoreSecurity {}.into(),
        ScoreService { interfaces_fit: true }.into(),
        ScoreService { interfaces_fit: false }.into(),
        publish().into(),
        DisputeScore { reason: text("it was a strike") }.into(),
        Rescore { reason: text("so it was"), quality: Some(score(99, 99)), interfaces_fit: None }
            .into(),
        VoidScore { reason: text("nobody knows") }.into(),
        dispute().into(),
        NegotiateDispute { procedure: label("P-7") }.into(),
        EscalateDispute { failed: Some(text("they shout")) }.into(),
        settle().into(),
        CloseDispute { fulfilled: word() }.into(),
        WithdrawDispute { reason: text("never mind") }.into(),
        SetPolicy { policy: Policy::default(), document: label("POL-7") }.into(),
    ];
    let shape = |it: &Supplier| {
        let due: Vec<_> = it.deadlines().into_iter().map(|deadline| deadline.name).collect();
        let gates: Vec<_> = it.gates.values().collect();
        let parts = &it.score.parts;
        let quality = parts.quality.map(|part| part.satisfaction == percent(0));
        let parts = (quality, parts.security.is_some(), parts.service.is_some());
        let below = it.last_score.map(|score| score < Policy::default().threshold);
        let Supplier { phase, reviewed, probation, .. } = it;
        // Of what goes on beside each other, only what matters there.
        match (it.score.phase, it.dispute.phase) {
            _ if !phase.is_bound() => {
                let owner = (it.owner.is_some(), it.subcontractors.is_some());
                format!("{phase:?} {gates:?} {owner:?}")
            }
            (ScorePhase::Idle, DisputePhase::None) => {
                let his = it.has_targets_in(&key("uc-3"));
                let rest = (it.weaker.is_empty(), his, it.subcontractors_verified);
                format!("{phase:?} {reviewed:?} {probation} {below:?} {due:?} {rest:?}")
            }
            (ScorePhase::Idle, of) => format!("{phase:?} {probation} {of:?}"),
            (of, DisputePhase::None) => format!("{phase:?} {probation} {of:?} {parts:?}"),
            (of, other) => format!("{of:?} {other:?}"),
        }
    };
    let explored = Explorer::<Supplier>::new(samples, shape)
        .of("SUP-1")
        .facts(world().facts)
        .callers(vec![caller("sam"), rules()])
        .explore();
    durable("src/supplier/fixtures", &explored.events);
}

/// One that promises less than what rests on it.
fn slow() -> Contract {
    let mut slow = contract();
    slow.items.targets = [key("uc-3")].into();
    slow
}

fn flag() -> FlagSupport {
    FlagSupport { agreement: key("uc-3"), rests: key("silver"), what: label("priority P1") }
}

fn clear() -> ClearSupport {
    ClearSupport { agreement: key("uc-3"), rests: key("silver") }
}

/// The facets' rows are rows of the supplier, by the same roles.
#[test]
fn the_tables_of_scores_and_disputes_agree_with_the_supplier_s() {
    for (command, event, roles) in SCORING
        .rows
        .iter()
        .map(|row| (row.command, row.event, row.roles))
        .chain(DISPUTE.rows.iter().map(|row| (row.command, row.event, row.roles)))
    {
        let same = |row: &&engine::lifecycle::Row<Phase>| {
            (row.command, row.event, row.roles) == (command, event, roles)
        };
        assert!(LIFECYCLE.rows.iter().any(|row| same(&row)), "{command} {event}");
    }
    golden("src/supplier/scoring.md", &(&SCORING as &dyn Table).to_page());
    golden("src/supplier/dispute.md", &(&DISPUTE as &dyn Table).to_page());
}

use super::*;
use std::collections::BTreeMap;

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
fn what_never_went_into_service_does_not_get_there_by_being_lost_and_found() {
    let mut kept = Kept::new();
    kept.item("srv-1", "server", []);
    let flag = FlagDiscrepancy {
        found: label("AUD-1"),
        detail: text("it is not there"),
        differing: [].into(),
        unauthorised: false,
    };
    kept.does("srv-1", flag);
    kept.does("srv-1", ReportMissing { search: text("everywhere"), holds_information: false });
    let find = || Find { integrity: word() };
    let refused = kept.by("ada", "srv-1", find()).unwrap_err();
    assert!(refused.contains("never went into service"), "{refused}");
    kept.change("CHG1", &["srv-1"]);
    kept.does("srv-1", find());
}

#[test]
fn idle_is_what_was_used_and_is_no_longer() {
    let now = || FlagIdle::default();
    let due = |given: &Given<ConfigurationItem>| {
        let deadlines = given.state().deadlines();
        deadlines.iter().map(|due| (due.name, due.at)).collect::<Vec<_>>()
    };
    // What was never used counts from when it went into service.
    let never = in_service();
    assert_eq!(due(&never), [("idle", START + IDLE_AFTER)]);
    let never =
        never.when(now()).then_rejected(&Rejection::NotIdleYet { from: START + IDLE_AFTER });
    never.at(START + IDLE_AFTER).when(now()).then_names(&["flagged_idle"]);
    // Where somebody has measured it, it counts from what he says.
    let measured = FlagIdle { unused_since: Some(NOW - Span::from_days(40)), source: None };
    in_service().when(measured).then_names(&["flagged_idle"]);
    assert_eq!(due(&registered()), []);
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
    let merge = |into: &str| Merge { into: key(into), cover: None };
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
fn what_was_in_service_is_merged_under_a_change_and_into_its_like() {
    let mut kept = Kept::new();
    kept.item("desk1", "desk", []);
    kept.item("same", "server", []);
    let merge = |into: &str, cover| Merge { into: key(into), cover };
    let refused = kept.by("ada", "same", merge("desk1", None)).unwrap_err();
    assert!(refused.contains("desk1 is of another type"), "{refused}");
    kept.change("CHG1", &["same"]);
    kept.does("same", Activate { cover: Some(chg1()) });
    assert!(kept.by("ada", "same", merge("base", None)).is_err());
    let other = Cover { change: key("CHG9"), approved: word() };
    assert!(kept.by("ada", "same", merge("base", Some(other))).is_err());
    kept.does("same", merge("base", Some(chg1())));
}

#[test]
fn a_correction_leads_back_and_fits_the_type() {
    let many = (0..=RULES_MAX).map(|number| (label(&number.to_string()), Content::Number(1)));
    let refused = Rejection::TooMany { what: "attributes", max: RULES_MAX };
    registered().when(differs(many.collect())).then_rejected(&refused);
    let wrong = registered().when(differs([].into())).then_names(&["discrepancy_found"]);
    assert!(wrong.clone().when(correct(differing("cp/m"))).decided().is_err());
    let right = wrong.when(correct(differing("bsd"))).then_names(&["corrected"]);
    assert_eq!(right.state().phase, super::super::Phase::Registered);
    let served = in_service().when(differs([].into())).then_names(&["discrepancy_found"]);
    let served = served.when(correct(Changes::default())).then_names(&["corrected"]);
    assert_eq!(served.state().phase, super::super::Phase::InService);
}

/// That an audit has found another system.
fn differs(differing: BTreeMap<Label, Content>) -> FlagDiscrepancy {
    let (found, detail) = (label("AUD1"), text("another system"));
    FlagDiscrepancy { found, detail, differing, unauthorised: true }
}

fn correct(changes: Changes) -> Correct {
    let (cause, evidence) = (text("typed wrong"), Evidence::Audit(label("AUD1")));
    Correct { cause, evidence, changes }
}

#[test]
fn what_differed_before_it_was_away_differs_when_it_is_there_again() {
    let wrong = in_service().when(differs([].into())).then_names(&["discrepancy_found"]);
    let word = || Attestation::that(text("it is so"));
    let quarantine = Quarantine { security_incident: key("SEC1"), exists: word() };
    let away = wrong.clone().when(quarantine).then_names(&["quarantined"]);
    let release = || ReleaseFromQuarantine { eradicated: word() };
    let again = &["released_from_quarantine", "discrepancy_found"];
    let there = away.when(release()).then_names(again);
    assert_eq!(there.state().phase, super::super::Phase::Discrepant);
    let right = there.when(correct(differing("bsd"))).then_names(&["corrected"]);
    right.when(release()).then_rejected(&Rejection::NotAway);
    let lost = ReportMissing { search: text("everywhere"), holds_information: false };
    let lost = wrong.when(lost).then_names(&["reported_missing"]);
    lost.when(Find { integrity: word() }).then_names(&["found", "discrepancy_found"]);
}

#[test]
fn what_a_change_has_altered_is_not_merged_away_or_rejected_before_that_is_on_record() {
    let mut kept = Kept::new();
    kept.item("same", "server", []);
    kept.change("CHG1", &["same"]);
    let merge = |cover| Merge { into: key("base"), cover };
    for refused in [
        kept.by("ada", "same", merge(None)).unwrap_err(),
        kept.by("ada", "same", Reject { reason: text("a mistake") }).unwrap_err(),
    ] {
        assert!(refused.contains("CHG1 has altered it"), "{refused}");
    }
    kept.does("same", merge(Some(chg1())));
}

#[test]
fn a_correction_rests_on_a_change_or_on_what_an_audit_on_record_has_found() {
    let flag = FlagDiscrepancy {
        found: label("AUD1"),
        detail: text("another place"),
        differing: [].into(),
        unauthorised: true,
    };
    let wrong = || registered().when(flag.clone()).then_names(&["discrepancy_found"]);
    let not_found = |audit: &str, what: &str| Rejection::NotFoundByAudit {
        audit: label(audit),
        what: what.to_owned(),
    };
    let invented = Correct { evidence: Evidence::Audit(label("AUD9")), ..correct(cpus(8)) };
    wrong().when(invented).then_rejected(&not_found("AUD9", "anything"));
    // Found at another item, in another respect or otherwise is not found.
    let mut kept = Kept::covered();
    found(&mut kept.0, "base", "attribute cpus", Some("8"));
    let elsewhere = wrong().facts(kept.0.facts.clone());
    elsewhere.when(correct(cpus(8))).then_rejected(&not_found("AUD1", "attribute cpus"));
    found(&mut kept.0, "TEST-1", "attribute cpus", Some("8"));
    let here = || wrong().facts(kept.0.facts.clone());
    here().when(correct(cpus(9))).then_rejected(&not_found("AUD1", "attribute cpus"));
    let moved = Changes { location: Some(label("room 2")), ..cpus(8) };
    here().when(correct(moved)).then_rejected(&not_found("AUD1", "location"));
    here().when(correct(cpus(8))).then_names(&["corrected"]);
    // What it found is used up by that, and out of date once the record became other.
    let mut used = Kept::covered();
    found(&mut used.0, "TEST-1", "attribute cpus", Some("8"));
    let correction = here().when(correct(cpus(8)));
    let corrected = correction.decided().unwrap();
    used.0.record(super::super::NAME, "TEST-1", &corrected[0]);
    let again = wrong().facts(used.0.facts.clone());
    again.when(correct(cpus(8))).then_rejected(&not_found("AUD1", "attribute cpus"));
    // Nor is anything so of which it was not found what.
    let mut vague = Kept::covered();
    found(&mut vague.0, "TEST-1", "attribute cpus", None);
    let vague = wrong().facts(vague.0.facts.clone());
    vague.when(correct(cpus(8))).then_rejected(&not_found("AUD1", "attribute cpus"));
    // What it found last time is gone with the next round.
    let planned: audit::Event = audit::Planned {
        scope: audit::Scope::default(),
        interval: crate::interval::Interval::Months(6),
        round: 2,
    }
    .into();
    kept.0.record(audit::NAME, "AUD1", &planned);
    let later = wrong().facts(kept.0.facts.clone());
    later.when(correct(cpus(8))).then_rejected(&not_found("AUD1", "anything"));
    assert_eq!(kept.0.facts.get::<crate::facts::AuditFindings>().bytes(), 0);
    let by_change = Correct { evidence: Evidence::Change(chg1()), ..correct(cpus(8)) };
    wrong().when(by_change).then_names(&["corrected"]);
    let other = Cover { change: key("CHG2"), approved: word() };
    let by_other = Correct { evidence: Evidence::Change(other), ..correct(cpus(8)) };
    wrong().when(by_other).then_rejected(&Rejection::NotCovered { change: key("CHG2") });
}

#[test]
fn a_baseline_is_a_position() {
    let capture =
        CaptureBaseline { name: label("before CHG1"), occasion: Occasion::Change(key("CHG1")) };
    let captured = registered().when(capture).then_names(&["baseline_captured"]);
    let baseline = captured.state().item.as_ref().unwrap().baseline.clone().unwrap();
    assert_eq!((&*baseline.name, baseline.position.0), ("before CHG1", 3));
}

#[test]
fn the_deputy_of_an_owner_is_asked_as_he_is_and_no_other_owner() {
    let mut kept = Kept::new();
    kept.item("desk1", "desk", []);
    let lost = || ReportMissing { search: text("everywhere"), holds_information: false };
    kept.does("desk1", Activate { cover: None });
    let until = kept.0.now + Span::from_days(1);
    let delegate =
        format!(r#"{{"to": "bo", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
    kept.0.send("ada", "role", CI_OWNER, "delegate", &delegate).unwrap();
    kept.0.give("ada", "cy", CI_OWNER);
    let refused = kept.by("cy", "desk1", lost()).unwrap_err();
    assert!(refused.contains("ada"), "{refused}");
    assert_eq!(kept.by("bo", "desk1", lost()).unwrap(), ["reported_missing"]);
}

#[test]
fn what_was_retired_is_restored_to_what_it_was() {
    use super::super::Phase;
    let retire = || Retire { reason: text("old"), cover: Some(chg1()) };
    let restore = || Restore { reason: text("it serves again"), cover: Some(chg1()) };
    let phase = |given: Given<ConfigurationItem>, events: &[&str]| {
        let retired = given.when(retire()).then_names(&["retired"]);
        let uncovered = Restore { cover: None, ..restore() };
        let retired = retired.when(uncovered).then_rejected(&Rejection::ChangeMissing);
        retired.when(restore()).then_names(events).state().phase
    };
    assert_eq!(phase(registered(), &["restored"]), Phase::Registered);
    assert_eq!(phase(in_service(), &["restored"]), Phase::InService);
    in_service().when(restore()).then_rejected(&Rejection::NotAway);
    // What was wrong with it still is; what was kept apart is, until somebody has found it clean.
    let wrong = in_service().when(differs([].into())).then_names(&["discrepancy_found"]);
    assert_eq!(phase(wrong.clone(), &["restored", "discrepancy_found"]), Phase::Discrepant);
    let quarantine = Quarantine { security_incident: key("SEC1"), exists: word() };
    let apart = wrong.when(quarantine).then_names(&["quarantined"]);
    assert_eq!(phase(apart, &["restored"]), Phase::Quarantined);
    let lost = ReportMissing { search: text("everywhere"), holds_information: false };
    let lost = in_service().when(lost).then_names(&["reported_missing"]);
    assert_eq!(phase(lost, &["restored"]), Phase::Missing);
}

#[test]
fn what_is_restored_counts_as_one_of_its_type_again() {
    let mut kept = Kept::new();
    kept.item("desk1", "desk", []);
    let desks = |kept: &Kept| kept.facts().items_of(&key("desk"));
    kept.does("desk1", Retire { reason: text("old"), cover: None });
    assert_eq!(desks(&kept), 0);
    kept.does("desk1", Restore { reason: text("it is needed"), cover: None });
    assert_eq!(desks(&kept), 1);
    assert!(kept.facts().is_live(&End::Item(key("desk1"))));
    // Not once its type is retired.
    kept.does("desk1", Retire { reason: text("old"), cover: None });
    kept.does("desk", RetireType { reason: text("no desks") });
    let refused = kept.by("ada", "desk1", Restore { reason: text("so"), cover: None }).unwrap_err();
    assert!(refused.contains("desk"), "{refused}");
}

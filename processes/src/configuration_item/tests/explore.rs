use super::*;

fn samples() -> Vec<Command> {
    let reason = || text("so it is");
    let word = word;
    let related = Register { relations: [on("base")].into(), no_relations: None, ..register() };
    let end = || End::Item(key("base"));
    let part = NewRelation {
        relation: label("part_of"),
        to: End::Service(key("mail")),
        exists: Some(word()),
    };
    vec![
        DraftType { definition: server() }.into(),
        ApproveType {}.into(),
        RejectType { reason: reason() }.into(),
        PublishType {}.into(),
        StartTypeReview {}.into(),
        ConfirmType { reviewed: reason() }.into(),
        ReviseType { definition: desk(), cover: Cover { change: key("CHG3"), ..chg1() } }.into(),
        RetireType { reason: reason() }.into(),
        identify("server", None).into(),
        identify("server", Some(related)).into(),
        register().into(),
        update(cpus(8), Some(chg1())).into(),
        update(cpus(4), None).into(),
        update(Changes { name: Some(label("two")), ..differing("bsd") }, Some(chg1())).into(),
        relate(on("base")).into(),
        relate(part).into(),
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
        Restore { reason: reason(), cover: Some(chg1()) }.into(),
        Dispose { information: word(), licence: word(), finance: word() }.into(),
        Merge { into: key("base"), cover: None }.into(),
        Merge { into: key("base"), cover: Some(chg1()) }.into(),
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
            let is_to_be = (item.discrepancy.is_some(), item.quarantined, item.missing);
            (contents, item.relations.len(), item.activated, idle, is_to_be)
        });
        format!("{:?} {definition:?} {item:?}", known.phase)
    };
    let mut kept = Kept::covered();
    let raised_from = Origin { process: label(super::super::NAME), key: key("TEST-1") };
    kept.approved("CHG3", &["base"], Some(raised_from));
    let explored = Explorer::<ConfigurationItem>::new(samples(), shape)
        .facts(kept.0.facts)
        .callers(vec![caller("ada"), caller("bo")])
        .explore();
    durable("src/configuration_item/fixtures", &explored.events);
}

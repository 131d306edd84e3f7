use super::*;

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
    kept.approved("CHG1", &["base"], None);
    let revise = ReviseType { definition: other.clone(), cover: chg1() };
    let refused = kept.by("ada", "server", revise.clone()).unwrap_err();
    assert!(refused.contains("desk"), "{refused}");
    kept.does("desk", StartTypeReview {});
    kept.does("server", revise);
    kept.by("bo", "server", ApproveType {}).unwrap();
    kept.does("server", PublishType {});
    assert_eq!(kept.facts().impact_along(&label("runs_on")), Some(Impact::None));
}

#[test]
fn a_new_type_gives_no_relation_of_others_another_meaning() {
    let mut other = server();
    other.relations.insert(label("runs_on"), RelationRule::default());
    let mut kept = Kept::new();
    kept.does("server", StartTypeReview {});
    kept.does("desk", StartTypeReview {});
    let refused = kept.by("ada", "laptop", DraftType { definition: other.clone() }).unwrap_err();
    assert!(refused.contains("runs_on"), "{refused}");
    // One that is examined comes back as it was only if that still agrees with the others.
    kept.approved("CHG1", &["base"], None);
    kept.does("server", ReviseType { definition: other, cover: chg1() });
    kept.by("bo", "server", ApproveType {}).unwrap();
    kept.does("server", PublishType {});
    let confirm = ConfirmType { reviewed: text("all of it") };
    let refused = kept.by("ada", "desk", confirm).unwrap_err();
    assert!(refused.contains("runs_on"), "{refused}");
}

#[test]
fn a_type_is_revised_under_a_change_of_it() {
    let mut kept = Kept::new();
    kept.item("desk-1", "desk", []);
    let raised_from =
        |name: &str| Some(Origin { process: label(super::super::NAME), key: key(name) });
    kept.approved("CHG2", &["desk-1"], None);
    kept.approved("CHG3", &["desk-1"], raised_from("server"));
    kept.change("CHG4", &["base"]);
    kept.approved("CHG5", &["base"], None);
    let given_up: change::Event =
        change::Cancelled { reason: text("no money"), raised_from: None }.into();
    kept.0.record(change::NAME, "CHG5", &given_up);
    kept.approved("CHG6", &["base"], None);
    kept.does("server", StartTypeReview {});
    let revise = |change: &str| {
        let cover = Cover { change: key(change), approved: word() };
        // Nothing of it would be under change control any longer.
        ReviseType { definition: Definition { control: desk().control, ..server() }, cover }
    };
    for (change, why) in [
        ("CHG9", "nobody has requested it"),
        ("CHG2", "it is about another type"),
        ("CHG4", "nobody has approved it"),
        ("CHG5", "it is given up"),
    ] {
        let refused = kept.by("ada", "server", revise(change)).unwrap_err();
        assert!(
            refused.contains(&format!("{change} does not change this type")),
            "{why}: {refused}"
        );
    }
    let mut other = Kept(kept.0.clone());
    kept.does("server", revise("CHG3"));
    other.does("server", revise("CHG6"));
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

/// What is published is not retired by turning down what it was to be.
#[test]
fn a_revision_that_is_turned_down_leaves_the_type_as_it_was() {
    let mut kept = Kept::new();
    kept.approved("CHG1", &["base"], None);
    kept.does("server", StartTypeReview {});
    let mut other = server();
    other.relations.insert(label("runs_on"), RelationRule::default());
    kept.does("desk", StartTypeReview {});
    kept.does("server", ReviseType { definition: other, cover: chg1() });
    let reject = RejectType { reason: text("nobody would be told") };
    kept.by("bo", "server", reject).unwrap();
    assert_eq!(kept.facts().impact_along(&label("runs_on")), Some(Impact::ToSource));
    let in_use = || kept.facts().in_use().any(|(name, _)| *name == key("server"));
    assert!(in_use());
    let mut laptop = server();
    laptop.relations.insert(label("runs_on"), RelationRule::default());
    let refused = kept.by("ada", "laptop", DraftType { definition: laptop }).unwrap_err();
    assert!(refused.contains("runs_on"), "{refused}");
    kept.does("server", ConfirmType { reviewed: text("all of it") });
    kept.does("desk", ConfirmType { reviewed: text("all of it") });
    assert!(kept.facts().is_published(&key("server")));
    assert_eq!(kept.facts().impact_along(&label("runs_on")), Some(Impact::ToSource));
}

#[test]
fn nobody_approves_a_type_that_was_written_for_him_or_that_he_wrote_for_another() {
    let mut kept = Kept::new();
    kept.0.give("ada", "eli", crate::roles::CONFIGURATION_MANAGER);
    kept.0.give("ada", "eli", crate::roles::PROCESS_OWNER);
    let until = kept.0.now + Span::from_days(300);
    for role in [crate::roles::CONFIGURATION_MANAGER, crate::roles::PROCESS_OWNER] {
        let body =
            format!(r#"{{"to": "dee", "until": "{until}", "competence": {{"statement": "fit"}}}}"#);
        kept.0.send("eli", "role", role, "delegate", &body).unwrap();
    }
    for (author, approver) in [("dee", "eli"), ("eli", "dee")] {
        let name = format!("of-{author}");
        kept.by(author, &name, DraftType { definition: desk() }).unwrap();
        let refused = kept.by(approver, &name, ApproveType {}).unwrap_err();
        assert!(refused.contains(author), "{refused}");
        kept.by("bo", &name, ApproveType {}).unwrap();
    }
}

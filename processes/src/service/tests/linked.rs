//! Somebody's word does not stand against the record of a change.

use super::*;
use engine::Facts;

/// The same world, where something became of the change CHG1 or CHG2, or there are others.
fn with(make: impl FnOnce(&mut World)) -> Facts {
    let mut world = world();
    make(&mut world);
    world.facts
}

/// The same world, where a change is given up.
fn without(change: &str) -> Facts {
    with(|world| given_up(world, change))
}

/// It goes another way, and what came of it is open again.
fn reclassified(world: &mut World, change: &str, class: change::Class) {
    let (model, policy, reason) = (None, Some(word()), text("it is other than it seemed"));
    let (definitions, voided) = (List::empty(), List::empty());
    let reclassified: change::Event =
        change::Reclassified { class, model, policy, definitions, reason, voided }.into();
    world.record(change::NAME, change, &reclassified);
}

#[test]
fn what_is_designed_or_removed_is_an_open_major_change_of_that_service() {
    let design = |change: &str| Propose { change: key(change), ..transition::propose() };
    let remove = |change: &str| ProposeRemoval { change: key(change), ..removal::propose() };
    let facts = with(|world| {
        major(world, "CHG3", "web", ServiceEffect::Removed);
        major(world, "CHG4", "TEST-1", ServiceEffect::Transferred);
        major(world, "CHG5", "TEST-1", ServiceEffect::Removed);
        given_up(world, "CHG5");
        major(world, "CHG6", "TEST-1", ServiceEffect::Changed);
        reclassified(world, "CHG6", change::Class::Normal);
    });
    let given = || published().facts(facts.clone());
    for (change, refused) in [
        ("CHG9", Rejection::ChangeNotOpen { change: key("CHG9") }),
        ("CHG5", Rejection::ChangeNotOpen { change: key("CHG5") }),
        ("CHG3", Rejection::ChangeOfAnother { change: key("CHG3") }),
        ("CHG6", Rejection::ChangeNotMajor { change: key("CHG6") }),
    ] {
        given().when(design(change)).then_rejected(&refused);
        given().when(remove(change)).then_rejected(&refused);
    }
    let stays = Rejection::ChangeRemovesNothing { change: key("CHG1") };
    given().when(remove("CHG1")).then_rejected(&stays);
    given().when(design("CHG1")).then_names(&["proposed"]);
    for removes in ["CHG2", "CHG4"] {
        given().when(remove(removes)).then_names(&["removal_proposed"]);
    }
}

#[test]
fn what_is_named_is_on_record() {
    let unknown = Rejection::UnknownChange { change: key("CHG9") };
    let analysed = AnalyseRequirement { change: Some(key("CHG9")), ..analyse("speed") };
    let captured = none().when(capture("speed")).then_names(&["requirement_captured"]);
    captured.when(analysed).then_rejected(&unknown);
    let other = ProposeRequirementChange {
        requirement: label("speed"),
        measure: text("within a second"),
        change: Some(key("CHG9")),
        need: None,
    };
    with_speed(none()).when(other).then_rejected(&unknown);
    let revise = StartRevision {
        revision: label("words"),
        change: Some(key("CHG9")),
        need: None,
        within: None,
    };
    published().when(revise.clone()).then_rejected(&unknown);
    let (from, to) = (day(1), day(2));
    let outage = PlanOutage { change: Some(key("CHG9")), ..outage::planned(Period { from, to }) };
    published().when(outage).then_rejected(&unknown);
    // What a rule names is on record where the rule has it from.
    let system = engine::Caller::system(engine::Door::Policy);
    published().by(system).when(revise).then_names(&["revision_started"]);
}

#[test]
fn what_is_named_is_about_this_service_where_it_is_about_any() {
    let others = with(|world| {
        major(world, "CHG4", "web", ServiceEffect::Changed);
        major(world, "CHG5", "web", ServiceEffect::Changed);
        given_up(world, "CHG5");
    });
    let revise = |change: &str| StartRevision {
        revision: label("words"),
        change: Some(key(change)),
        need: None,
        within: None,
    };
    let other = |change: &str| ProposeRequirementChange {
        requirement: label("speed"),
        measure: text("within a second"),
        change: Some(key(change)),
        need: None,
    };
    for change in ["CHG4", "CHG5"] {
        let refused = Rejection::ChangeOfAnother { change: key(change) };
        let given = published().facts(others.clone());
        given.when(revise(change)).then_rejected(&refused);
        with_speed(none()).facts(others.clone()).when(other(change)).then_rejected(&refused);
    }
    published().facts(others).when(revise("CHG1")).then_names(&["revision_started"]);
    // Also if it has come to be about another one since.
    let (refused, change) = (Rejection::ChangeOfAnother { change: key("CHG1") }, key("CHG1"));
    let turned = with(|world| major(world, change.as_escaped(), "web", ServiceEffect::Changed));
    let publish = catalogue::publish("wording", entry());
    catalogue::revising().facts(turned.clone()).when(publish).then_rejected(&refused);
    let agree = AgreeRequirementChange {
        requirement: label("speed"),
        change: word(),
        affects_service_level: false,
    };
    requirement::changing().facts(turned).when(agree).then_rejected(&refused);
}

#[test]
fn what_is_accepted_and_goes_live_is_of_a_change_that_comes() {
    let failed = |world: &mut World| {
        let (symptom, service_affected) = (text("they wait"), false);
        let failed = change::Failed { symptom, service_affected, incident: None, model: None };
        world.record::<change::Event>(change::NAME, "CHG1", &failed.into());
    };
    let accept = || transition::accept(&["fast", "safe"]);
    let deviate = || AcceptWithDeviation { took_part: word(), risk: word() };
    let turned_down = Rejection::ChangeTurnedDown { change: key("CHG1") };
    let accepting = transition::acceptance(none());
    let safe = FailAcceptance { failed: [label("safe")].into() };
    let short = accepting.clone().when(safe).then_names(&["acceptance_failed"]);
    for facts in [without("CHG1"), with(failed)] {
        accepting.clone().facts(facts.clone()).when(accept()).then_rejected(&turned_down);
        short.clone().facts(facts).when(deviate()).then_rejected(&turned_down);
    }
    let anew = with(|world| reclassified(world, "CHG1", change::Class::Major));
    let refused = Rejection::ChangeNotApproved { change: key("CHG1") };
    accepting.facts(anew).when(accept()).then_rejected(&refused);
    let complete = || CompleteTransition { deployed: word() };
    let listed = transition::listed(none());
    let refused = Rejection::ChangeNotCarriedOut { change: key("CHG1") };
    let waits = |world: &mut World| {
        reclassified(world, "CHG1", change::Class::Major);
        major(world, "CHG1", "TEST-1", ServiceEffect::Changed);
    };
    for facts in [without("CHG1"), with(failed), with(waits)] {
        listed.clone().facts(facts).when(complete()).then_rejected(&refused);
    }
    let begun = with(|world| {
        waits(world);
        let implementer = Hand { actor: actor("bo"), on_behalf: List::empty() };
        let begun: change::Event = change::ImplementationStarted { implementer }.into();
        world.record(change::NAME, "CHG1", &begun);
    });
    let live = listed.facts(begun).when(complete()).then_names(&["transitioned"]);
    // What is live is taken back where its change is.
    let back = || BackOut { reason: text("slow"), rolled_back: word() };
    let known = live.clone().when(transition::report(&["acme"])).then_names(&["outcome_reported"]);
    for given in [live, known] {
        let given = given.when(back()).then_names(&["backed_out"]);
        let cancel = Cancel { reason: text("slow"), told: word() };
        given.when(cancel).then_names(&["transition_cancelled"]);
    }
}

#[test]
fn no_design_is_accepted_of_a_change_that_does_not_come() {
    let accept = || AcceptDesign { meets: word() };
    let turned_down = Rejection::ChangeTurnedDown { change: key("CHG1") };
    let reviewed = transition::designed(none());
    let given_up = reviewed.clone().facts(without("CHG1")).when(accept());
    given_up.then_rejected(&turned_down);
    reviewed.when(accept()).then_names(&["design_accepted"]);
}

#[test]
fn what_is_built_rests_on_a_change_that_is_approved() {
    let developing = transition::developing(none());
    let given_up = developing.clone().facts(without("CHG1")).when(transition::develop());
    given_up.then_rejected(&Rejection::ChangeNotApproved { change: key("CHG1") });
    developing.when(transition::develop()).then_names(&["developed"]);
}

#[test]
fn a_transition_is_closed_when_its_change_is_reviewed() {
    let close = || CloseTransition { open_points: List::empty(), change: word() };
    let anew = |world: &mut World| reclassified(world, "CHG1", change::Class::Major);
    let reported = transition::reported(none());
    let unreviewed = reported.clone().facts(with(anew)).when(close());
    unreviewed.then_rejected(&Rejection::ChangeNotReviewed { change: key("CHG1") });
    reported.when(close()).then_names(&["transition_closed"]);
}

#[test]
fn a_revision_is_published_with_its_change_and_given_up_with_it() {
    let change = || key("CHG1");
    let revising = catalogue::revising();
    let publish = || catalogue::publish("wording", entry());
    let abandon = || AbandonRevision { revision: label("wording"), change: word() };
    let refused = Rejection::ChangeNotTurnedDown { change: change() };
    let approved = revising.clone().when(abandon()).then_rejected(&refused);
    approved.when(publish()).then_names(&["revised"]);
    let given_up = revising.facts(without("CHG1"));
    let refused = Rejection::ChangeNotApproved { change: change() };
    let given_up = given_up.when(publish()).then_rejected(&refused);
    given_up.when(abandon()).then_names(&["revision_abandoned"]);
}

#[test]
fn a_requirement_becomes_another_with_its_change_and_stays_without() {
    let requirement = || label("speed");
    let agree = || AgreeRequirementChange {
        requirement: requirement(),
        change: word(),
        affects_service_level: false,
    };
    let drop = || DropRequirementChange { requirement: requirement(), change: word() };
    let changing = requirement::changing();
    let refused = Rejection::ChangeNotTurnedDown { change: key("CHG1") };
    let approved = changing.clone().when(drop()).then_rejected(&refused);
    approved.when(agree()).then_names(&["requirement_change_agreed"]);
    let given_up = changing.facts(without("CHG1"));
    let refused = Rejection::ChangeNotApproved { change: key("CHG1") };
    let given_up = given_up.when(agree()).then_rejected(&refused);
    given_up.when(drop()).then_names(&["requirement_change_dropped"]);
}

#[test]
fn a_removal_is_approved_with_its_change() {
    let planned = published().when(removal::propose()).then_names(&["removal_proposed"]);
    let plan = removal::plan(&[("db1", Fate::Keep)]);
    let planned = planned.when(plan).then_names(&["removal_planned"]);
    let approve = ApproveRemoval { told: word(), change: word() };
    let refused = Rejection::ChangeNotApproved { change: key("CHG2") };
    planned.facts(without("CHG2")).when(approve).then_rejected(&refused);
}

#[test]
fn a_removal_goes_on_as_long_as_what_is_approved_removes_the_service() {
    let of = |world: &mut World, name: &str, class, service_effect| {
        let mut events = change_events(Slot { from: Timestamp::MIN, to: Timestamp::MAX }, false);
        let change::Event::Requested(requested) = events.remove(0) else { panic!() };
        let services = [key("TEST-1")].into();
        let content = change::Content { services, service_effect, ..requested.content };
        let requested: change::Event = change::Requested { content, ..requested }.into();
        let (policy, definitions) = (Some(word()), List::empty());
        let classified: change::Event =
            change::Classified { class, model: None, policy, definitions }.into();
        for event in [requested, classified, events.remove(1)] {
            world.record(change::NAME, name, &event);
        }
    };
    let merged = |world: &mut World, class, effect| {
        of(world, "CHG3", class, effect);
        let merged = change::Merged { parent: key("CHG3"), told: word() };
        world.record::<change::Event>(change::NAME, "CHG2", &merged.into());
    };
    let lesser = with(|world| merged(world, change::Class::Normal, ServiceEffect::Unchanged));
    let other = with(|world| merged(world, change::Class::Major, ServiceEffect::Changed));
    let same = with(|world| merged(world, change::Class::Major, ServiceEffect::Removed));
    // Revised to something else before it was approved.
    let revised = with(|world| of(world, "CHG2", change::Class::Major, ServiceEffect::Changed));
    let planned = || {
        let proposed = published().when(removal::propose()).then_names(&["removal_proposed"]);
        let plan = removal::plan(&[("db1", Fate::Keep)]);
        proposed.when(plan).then_names(&["removal_planned"])
    };
    let approve = || ApproveRemoval { told: word(), change: word() };
    let refused = Rejection::ChangeRemovesNothing { change: key("CHG2") };
    let approved = || planned().when(approve()).then_names(&["removal_approved"]);
    let notified = || approved().when(removal::notify(day(2))).then_names(&["parties_notified"]);
    for facts in [lesser, other, revised] {
        planned().facts(facts.clone()).when(approve()).then_rejected(&refused);
        let notify = removal::notify(day(2));
        approved().facts(facts.clone()).when(notify).then_rejected(&refused);
        let begins = notified().facts(facts).at(day(2));
        begins.clone().when(StartRemoval {}).then_rejected(&refused);
        begins.when(removal::transfer()).then_rejected(&refused);
    }
    planned().facts(same).when(approve()).then_names(&["removal_approved"]);
    // Approved, and not begun; then given up by those who are to make it.
    let waits = with(|world| of(world, "CHG2", change::Class::Major, ServiceEffect::Removed));
    let waits = notified().facts(waits).at(day(2));
    let refused = Rejection::ChangeNotCarriedOut { change: key("CHG2") };
    waits.when(StartRemoval {}).then_rejected(&refused);
    // Begun, and failed.
    let failed = with(|world| {
        let (symptom, service_affected) = (text("they write"), false);
        let failed = change::Failed { symptom, service_affected, incident: None, model: None };
        world.record::<change::Event>(change::NAME, "CHG2", &failed.into());
    });
    let begun = notified().at(day(2)).when(StartRemoval {}).then_names(&["removal_started"]);
    begun.facts(failed).when(removal::dispose()).then_rejected(&refused);
}

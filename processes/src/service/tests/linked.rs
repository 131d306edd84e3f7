//! Somebody's word does not stand against the record of a change.

use super::*;
use crate::change;
use crate::release::tests::change_events;
use engine::{Facts, Key};

/// Where these changes are on record: an emergency that is authorised, and one that is given up.
fn recorded(change: &str, given_up: bool) -> Facts {
    let mut world = world();
    let slot = change::Slot { from: Timestamp::MIN, to: Timestamp::MAX };
    for event in change_events(slot, false) {
        world.record(change::NAME, change, &event);
    }
    if given_up {
        let (reason, raised_from) = (text("no money"), None);
        let cancelled: change::Event = change::Cancelled { reason, raised_from }.into();
        world.record(change::NAME, change, &cancelled);
    }
    world.facts
}

#[test]
fn what_is_designed_or_removed_is_a_major_change() {
    let (design, removal) = (transition::propose(), removal::propose());
    let not_major = |change: &Key| Rejection::ChangeNotMajor { change: change.clone() };
    let refused = not_major(&design.change);
    published().facts(recorded("CHG1", false)).when(design).then_rejected(&refused);
    let refused = not_major(&removal.change);
    published().facts(recorded("CHG2", false)).when(removal).then_rejected(&refused);
}

#[test]
fn what_is_built_rests_on_a_change_that_is_approved_and_reviewed_at_its_end() {
    let change = || key("CHG1");
    let developing = transition::developing(none());
    let given_up = developing.clone().facts(recorded("CHG1", true)).when(transition::develop());
    given_up.then_rejected(&Rejection::ChangeNotApproved { change: change() });
    let approved = developing.facts(recorded("CHG1", false)).when(transition::develop());
    approved.then_names(&["developed"]);
}

#[test]
fn a_revision_is_published_with_its_change_and_given_up_with_it() {
    let change = || key("CHG1");
    let revising = catalogue::revising();
    let publish = || catalogue::publish("wording", entry());
    let abandon = || AbandonRevision { revision: label("wording"), change: word() };
    let approved = revising.clone().facts(recorded("CHG1", false));
    let refused = Rejection::ChangeNotTurnedDown { change: change() };
    approved.when(abandon()).then_rejected(&refused).when(publish()).then_names(&["revised"]);
    let given_up = revising.facts(recorded("CHG1", true));
    let refused = Rejection::ChangeNotApproved { change: change() };
    let given_up = given_up.when(publish()).then_rejected(&refused);
    given_up.when(abandon()).then_names(&["revision_abandoned"]);
}

#[test]
fn a_removal_is_approved_with_its_change() {
    let planned = published().when(removal::propose()).then_names(&["removal_proposed"]);
    let plan = removal::plan(&[("db1", Fate::Keep)]);
    let planned = planned.when(plan).then_names(&["removal_planned"]);
    let approve = ApproveRemoval { told: word(), change: word() };
    let refused = Rejection::ChangeNotApproved { change: key("CHG2") };
    planned.facts(recorded("CHG2", true)).when(approve).then_rejected(&refused);
}

use super::ask::Condition;
use super::{Ask, AskAbout};
use crate::agreement;
use crate::facts::{Agreements, Suppliers};
use crate::roles::SUPPLIER_MANAGER;
use crate::supplier::{self, Event};
use engine::{EventSet as _, NewFact, Span};

/// Whenever a supplier is being reviewed, for whatever reason, the supplier manager is asked to say
/// what that finds (7.2). Within ten days: an assumption.
pub const REVIEWED_SUPPLIER_IS_TO_BE_JUDGED: Ask = Ask {
    name: "reviewed-supplier-is-to-be-judged",
    whenever: (supplier::NAME, "review_started"),
    only_if: None,
    role: SUPPLIER_MANAGER,
    ask: "review this supplier: why things went as they did, and whether the contract still fits",
    command: (supplier::NAME, "review"),
    within: Span::from_days(10),
    done_by: &["reviewed"],
    moot_by: &["exit_started"],
};

/// Whenever it is time to say how things went with a supplier, the supplier manager is asked (7.2).
/// Within five days: an assumption.
pub const PERFORMANCE_OF_A_SUPPLIER_IS_TO_BE_RECORDED: Ask = Ask {
    name: "performance-of-a-supplier-is-to-be-recorded",
    whenever: (supplier::NAME, "performance_fell_due"),
    ask: "record what this supplier has reached of each target since the last time",
    command: (supplier::NAME, "record_performance"),
    within: Span::from_days(5),
    done_by: &["performance_recorded"],
    moot_by: &["ended"],
    ..REVIEWED_SUPPLIER_IS_TO_BE_JUDGED
};

/// Whenever a score of a supplier is there, the supplier manager is asked to hear him and to publish
/// it: before that nothing follows from it (7.2). Within ten days: an assumption.
pub const SCORE_OF_A_SUPPLIER_IS_TO_BE_PUBLISHED: Ask = Ask {
    name: "score-of-a-supplier-is-to-be-published",
    whenever: (supplier::NAME, "score_computed"),
    ask: "hear this supplier on his score, and publish it",
    command: (supplier::NAME, "publish_score"),
    done_by: &["score_published"],
    moot_by: &["score_voided", "ended"],
    ..REVIEWED_SUPPLIER_IS_TO_BE_JUDGED
};

/// Whenever a supplier misses a target, the supplier manager is asked to claim what the contract
/// allows. Within five days: an assumption.
pub const MISSED_TARGET_OF_A_SUPPLIER_IS_TO_BE_CLAIMED: Ask = Ask {
    name: "missed-target-of-a-supplier-is-to-be-claimed",
    whenever: (supplier::NAME, "target_missed"),
    ask: "claim what the contract allows for a target that was missed, if it allows something",
    command: (supplier::NAME, "claim"),
    within: Span::from_days(5),
    done_by: &["claim_raised"],
    moot_by: &["ended"],
    ..REVIEWED_SUPPLIER_IS_TO_BE_JUDGED
};

/// Whenever an agreement with a supplier promises less than what rests on it, because it changes or
/// that does, the supplier manager is asked to have the contract changed (7.2.3). Within five days:
/// an assumption.
pub const WEAKER_SUPPORT_IS_TO_BE_MENDED: Ask = Ask {
    name: "weaker-support-is-to-be-mended",
    whenever: (supplier::NAME, "support_weakened"),
    ask: "have the contract changed: it promises less than an agreement that rests on it",
    command: (supplier::NAME, "propose_contract_change"),
    within: Span::from_days(5),
    done_by: &["contract_change_proposed"],
    moot_by: &["support_restored", "exit_started"],
    ..REVIEWED_SUPPLIER_IS_TO_BE_JUDGED
};

/// Whenever a score is below the threshold, the supplier manager is asked to put the supplier on
/// probation. Within five days: an assumption.
pub const LOW_SCORE_ASKS_FOR_PROBATION: Ask = Ask {
    name: "low-score-asks-for-probation",
    whenever: (supplier::NAME, "score_published"),
    only_if: Some(Condition {
        says: "it is below the threshold, and he is not on probation",
        fact: NewFact::of::<Suppliers>,
        holds: |supplier, facts| facts.get::<Suppliers>().is_to_mend(supplier),
    }),
    ask: "put this supplier on probation: its score is below the threshold",
    command: (supplier::NAME, "put_on_probation"),
    within: Span::from_days(5),
    done_by: &["probation_begun"],
    moot_by: &["exit_started"],
    ..REVIEWED_SUPPLIER_IS_TO_BE_JUDGED
};

/// Whenever the score of a supplier on probation is not below the threshold any more, the supplier
/// manager is asked to let him off. Within five days: an assumption.
pub const RECOVERED_SUPPLIER_IS_TO_BE_LET_OFF: Ask = Ask {
    name: "recovered-supplier-is-to-be-let-off",
    only_if: Some(Condition {
        says: "it is not below the threshold, and he is on probation",
        fact: NewFact::of::<Suppliers>,
        holds: |supplier, facts| facts.get::<Suppliers>().has_mended(supplier),
    }),
    ask: "lift the probation of this supplier: its score has recovered",
    command: (supplier::NAME, "lift_probation"),
    done_by: &["probation_lifted"],
    ..LOW_SCORE_ASKS_FOR_PROBATION
};

/// Whenever a dispute is settled by which the contract has to change, the supplier manager is asked
/// to propose that. Within five days: an assumption.
pub const SETTLED_DISPUTE_CHANGES_ITS_CONTRACT: AskAbout = AskAbout {
    name: "settled-dispute-changes-its-contract",
    whenever: &[(supplier::NAME, "dispute_settled")],
    only_if: Some("the contract has to change for it"),
    facts: &[],
    about: supplier::NAME,
    which: |record, supplier, _| {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let must = matches!(event, Event::DisputeSettled(settled) if settled.contract_must_change);
        Ok(must.then(|| supplier.clone()).into_iter().collect())
    },
    role: SUPPLIER_MANAGER,
    ask: "have the contract changed as was settled",
    command: (supplier::NAME, "propose_contract_change"),
    cause: "settled",
    within: Span::from_days(5),
    done_by: &["contract_change_proposed"],
    moot_by: &["exit_started"],
};

/// Whenever a target of an agreement was missed that rests on contracts with suppliers, the supplier
/// manager is asked to claim what each allows, where the cause lies there. Within five days: an
/// assumption.
pub const BREACH_BY_A_SUPPLIER_IS_TO_BE_CLAIMED: AskAbout = AskAbout {
    name: "breach-by-a-supplier-is-to-be-claimed",
    whenever: &[(agreement::NAME, "breached")],
    only_if: Some("it rests on a contract with a supplier"),
    facts: &[NewFact::of::<Agreements>, NewFact::of::<Suppliers>],
    about: supplier::NAME,
    which: |record, agreement, facts| {
        let known = facts.get::<Agreements>().in_force(agreement, record.metadata.recorded_at);
        let rests_on = known.into_iter().flat_map(|known| &known.terms.rests_on);
        let suppliers = rests_on.filter_map(|it| facts.get::<Suppliers>().of_agreement(it));
        Ok(suppliers.cloned().collect())
    },
    role: SUPPLIER_MANAGER,
    ask: "claim what the contract allows, if a missed target of an agreement is this supplier's work",
    command: (supplier::NAME, "claim"),
    cause: "breached",
    within: Span::from_days(5),
    done_by: &["claim_raised"],
    moot_by: &["ended"],
};

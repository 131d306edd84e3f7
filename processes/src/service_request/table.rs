//! The lifecycle of a service request, and of an item that may be requested.

use super::Phase::{
    self, Approved, Assigned, AwaitingApproval, Cancelled, Closed, Converted, Failed, Fulfilled,
    InFulfilment, ItemDrafted, ItemOffered, ItemWithdrawn, Logged, OnHold, Rejected, Unlogged,
    Validated, Withdrawn,
};
use crate::roles::{
    CUSTOMER_REPRESENTATIVE, RESOLVER, SERVICE_DESK, SERVICE_LEVEL_MANAGER, SERVICE_MANAGER,
    SYSTEM, USER,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, Role, To, phase, row};

/// Who keep the catalogue of what may be requested.
pub(super) const WRITING: &[Role] = &[SERVICE_LEVEL_MANAGER];
/// Who approve what is in it.
pub(super) const OFFERING: &[Role] = &[SERVICE_MANAGER];
/// Who say that it is not going to be fulfilled.
pub(super) const REJECTING: &[Role] = &[SERVICE_DESK, CUSTOMER_REPRESENTATIVE, SERVICE_MANAGER];
/// Who fulfil it.
pub(super) const FULFILLING: &[Role] = &[RESOLVER, SERVICE_DESK];

const DESK: &[Role] = &[SERVICE_DESK, SYSTEM];
const ASKING: &[Role] = &[USER, SERVICE_DESK, SYSTEM];
const APPROVING: &[Role] = &[CUSTOMER_REPRESENTATIVE, SERVICE_MANAGER];
const REASSIGNING: &[Role] = &[SERVICE_DESK, RESOLVER, SYSTEM];

/// Not there, and not over.
const UNFULFILLED: &[Phase] =
    &[Logged, Validated, AwaitingApproval, Approved, Assigned, InFulfilment, OnHold, Failed];
/// Not over.
const OPEN: &[Phase] = &[
    Logged,
    Validated,
    AwaitingApproval,
    Approved,
    Assigned,
    InFulfilment,
    OnHold,
    Failed,
    Fulfilled,
];
/// Where what is decided may overturn a miss: another priority, or another promise of the item.
const JUDGED_ANEW: &[Phase] = &[Logged, Validated, AwaitingApproval, Approved, Assigned];

/// Everything that may happen to a service request, or to an item that may be requested.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unlogged,         "unlogged",          Plan),
        phase(Logged,           "logged",            Plan),
        phase(Validated,        "validated",         Plan),
        phase(AwaitingApproval, "awaiting_approval", Plan),
        phase(Approved,         "approved",          Plan),
        phase(Assigned,         "assigned",          Do),
        phase(InFulfilment,     "in_fulfilment",     Do),
        phase(OnHold,           "on_hold",           Do),
        phase(Failed,           "failed",            Do),
        phase(Fulfilled,        "fulfilled",         Check),
        phase(Closed,           "closed",            Act),
        phase(Rejected,         "rejected",          Act),
        phase(Withdrawn,        "withdrawn",         Act),
        phase(Cancelled,        "cancelled",         Act),
        phase(Converted,        "converted",         Act),
        phase(ItemDrafted,      "item_drafted",      Plan),
        phase(ItemOffered,      "item_offered",      Do),
        phase(ItemWithdrawn,    "item_withdrawn",    Act),
    ],
    rows: &[
        row(&[Unlogged],         "log",                "logged",                To::Phase(Logged),           ASKING),
        row(&[Logged],           "validate",           "validated",             To::Phase(Validated),        DESK),
        row(&[Logged, Validated], "classify",          "classified",            To::Same,                    DESK),
        row(&[Logged, Validated, Approved],
                                 "prioritise",         "prioritised",           To::Same,                    DESK),
        row(&[Validated],        "ask_approval",       "approval_requested",    To::Phase(AwaitingApproval), ASKING),
        // What is approved with its item needs nobody.
        row(&[Validated],        "ask_approval",       "auto_approved",         To::Phase(Approved),         ASKING),
        row(&[AwaitingApproval], "approve",            "approved",              To::Phase(Approved),         APPROVING),
        row(&[AwaitingApproval], "return",             "returned_to_requester", To::Phase(Validated),        APPROVING),
        row(&[Logged, Validated], "reject",            "rejected",              To::Phase(Rejected),         &[SERVICE_DESK, CUSTOMER_REPRESENTATIVE]),
        row(&[AwaitingApproval], "reject",             "rejected",              To::Phase(Rejected),         REJECTING),
        row(&[Approved],         "assign",             "assigned",              To::Phase(Assigned),         DESK),
        row(&[Assigned],         "reassign",           "reassigned",            To::Same,                    REASSIGNING),
        row(&[InFulfilment, OnHold, Failed],
                                 "reassign",           "reassigned",            To::Phase(Assigned),         REASSIGNING),
        row(&[Assigned],         "start_fulfilment",   "fulfilment_started",    To::Phase(InFulfilment),     &[RESOLVER, SERVICE_DESK, SYSTEM]),
        row(&[InFulfilment],     "hold",               "held",                  To::Phase(OnHold),           &[RESOLVER]),
        row(&[OnHold],           "resume",             "resumed",               To::Phase(InFulfilment),     &[RESOLVER]),
        row(&[InFulfilment],     "fail",               "failed",                To::Phase(Failed),           &[RESOLVER]),
        row(&[Failed],           "retry",              "retried",               To::Phase(InFulfilment),     &[RESOLVER]),
        row(&[InFulfilment],     "deliver_part",       "part_delivered",        To::Same,                    &[RESOLVER, SYSTEM]),
        row(&[InFulfilment],     "fulfil",             "fulfilled",             To::Phase(Fulfilled),        &[RESOLVER, SERVICE_DESK, SYSTEM]),
        row(&[Fulfilled],        "reopen",             "reopened",              To::Phase(InFulfilment),     &[USER, SERVICE_DESK]),
        row(&[Fulfilled],        "close",              "closed",                To::Phase(Closed),           DESK),
        row(UNFULFILLED,         "withdraw",           "withdrawn",             To::Phase(Withdrawn),        &[USER]),
        row(&[Approved, Assigned, InFulfilment, OnHold, Failed],
                                 "cancel",             "cancelled",             To::Phase(Cancelled),        &[SERVICE_DESK]),
        row(&[Logged, Validated, AwaitingApproval, Approved, Assigned, InFulfilment],
                                 "convert",            "converted",             To::Phase(Converted),        &[SERVICE_DESK]),
        row(OPEN,                "update",             "updated",               To::Same,                    &[RESOLVER, USER, SERVICE_DESK]),
        row(OPEN,                "notify_progress",    "progress_notified",     To::Same,                    DESK),
        row(UNFULFILLED,         "escalate",           "escalated",             To::Same,                    &[SYSTEM, RESOLVER]),

        // The clocks. A miss that is found out when it is there is still recorded: hence fulfilled.
        row(UNFULFILLED,         "warn_target",        "target_at_risk",        To::Same,                    &[SYSTEM]),
        row(OPEN,                "record_target_miss", "target_missed",         To::Same,                    &[SYSTEM]),
        row(UNFULFILLED,         "retime",             "retimed",               To::Same,                    &[SYSTEM]),
        // Whatever overturns a miss says so in the same batch.
        row(JUDGED_ANEW,         "retime",             "breach_superseded",     To::Same,                    &[SYSTEM]),

        // What may be requested.
        row(&[Unlogged],         "draft_item",         "item_drafted",          To::Phase(ItemDrafted),      WRITING),
        row(&[ItemDrafted],      "draft_item",         "item_drafted",          To::Same,                    WRITING),
        row(&[ItemOffered],      "draft_item",         "item_drafted",          To::Phase(ItemDrafted),      WRITING),
        row(&[ItemDrafted],      "approve_item",       "item_approved",         To::Phase(ItemOffered),      OFFERING),
        row(&[ItemDrafted, ItemOffered],
                                 "withdraw_item",      "item_withdrawn",        To::Phase(ItemWithdrawn),    WRITING),
    ],
    attested: &[
        Attested { command: "reject", guard: "`requester_told`, somebody has told him" },
        Attested { command: "fulfil", guard: "`item_delivered`, somebody has looked" },
        Attested { command: "convert", guard: "`is_incident_or_change`, somebody has looked" },
    ],
};

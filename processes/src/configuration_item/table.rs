//! The lifecycle of a configuration item, and of a type of items.

use super::Phase::{
    self, Discrepant, Disposed, Identified, Idle, InService, Merged, Missing, Quarantined,
    Registered, Rejected, Retired, TypeApproved, TypeDrafted, TypePublished, TypeRetired,
    TypeUnderReview, UnderMaintenance, Unknown,
};
use crate::roles::{
    CAPACITY_MANAGER, CI_OWNER, CONFIGURATION_MANAGER, MONITORING, PROCESS_OWNER, SECURITY_OFFICER,
    SYSTEM,
};
use engine::Pdca::{Act, Check, Do, Plan};
use engine::lifecycle::{Attested, Lifecycle, To, phase, row};

/// On record, and there.
const KEPT: &[Phase] = &[Registered, InService, Idle, UnderMaintenance, Quarantined, Discrepant];
/// ... and nothing is wrong with its record.
const RIGHT: &[Phase] = &[Registered, InService, Idle, UnderMaintenance, Quarantined];

/// Everything that may happen to a configuration item, or to a type of items.
#[rustfmt::skip]
pub const LIFECYCLE: Lifecycle<Phase> = Lifecycle {
    process: super::NAME,
    phases: &[
        phase(Unknown,          "unknown",           Plan),
        phase(TypeDrafted,      "type_drafted",      Plan),
        phase(TypeApproved,     "type_approved",     Plan),
        phase(TypePublished,    "type_published",    Do),
        phase(TypeUnderReview,  "type_under_review", Check),
        phase(TypeRetired,      "type_retired",      Act),
        phase(Identified,       "identified",        Plan),
        phase(Registered,       "registered",        Plan),
        phase(InService,        "in_service",        Do),
        phase(Idle,             "idle",              Do),
        phase(UnderMaintenance, "under_maintenance", Do),
        phase(Quarantined,      "quarantined",       Do),
        phase(Discrepant,       "discrepant",        Check),
        phase(Missing,          "missing",           Check),
        phase(Retired,          "retired",           Act),
        phase(Disposed,         "disposed",          Act),
        phase(Merged,           "merged",            Act),
        phase(Rejected,         "rejected",          Act),
    ],
    rows: &[
        // Types.
        row(&[Unknown],         "draft_type",        "type_drafted",        To::Phase(TypeDrafted),     &[CONFIGURATION_MANAGER]),
        row(&[TypeDrafted],     "approve_type",      "type_approved",       To::Phase(TypeApproved),    &[PROCESS_OWNER]),
        row(&[TypeDrafted],     "reject_type",       "type_rejected",       To::Phase(TypeRetired),     &[PROCESS_OWNER]),
        row(&[TypeDrafted],     "reject_type",       "type_revision_rejected",
                                                                            To::Phase(TypeUnderReview), &[PROCESS_OWNER]),
        row(&[TypeApproved],    "publish_type",      "type_published",      To::Phase(TypePublished),   &[CONFIGURATION_MANAGER]),
        row(&[TypePublished],   "start_type_review", "type_review_started", To::Phase(TypeUnderReview), &[CONFIGURATION_MANAGER]),
        row(&[TypeUnderReview], "confirm_type",      "type_confirmed",      To::Phase(TypePublished),   &[CONFIGURATION_MANAGER]),
        row(&[TypeUnderReview], "revise_type",       "type_revised",        To::Phase(TypeDrafted),     &[CONFIGURATION_MANAGER]),
        row(&[TypePublished, TypeUnderReview],
                                "retire_type",       "type_retired",        To::Phase(TypeRetired),     &[CONFIGURATION_MANAGER]),

        // The record of an item.
        row(&[Unknown],         "identify",          "identified",          To::Phase(Identified),      &[CONFIGURATION_MANAGER, SYSTEM]),
        row(&[Identified],      "register",          "registered",          To::Phase(Registered),      &[CONFIGURATION_MANAGER, SYSTEM]),
        row(KEPT,               "update",            "updated",             To::Same,                   &[CONFIGURATION_MANAGER, SYSTEM]),
        row(KEPT,               "update",            "update_refused",      To::Same,                   &[CONFIGURATION_MANAGER, SYSTEM]),
        row(&[Registered, InService, Idle, UnderMaintenance],
                                "relate",            "related",             To::Same,                   &[CONFIGURATION_MANAGER]),
        row(&[Registered, InService, UnderMaintenance],
                                "unrelate",          "unrelated",           To::Same,                   &[CONFIGURATION_MANAGER]),
        row(&[Registered, InService],
                                "store_master_copy", "master_copy_stored",  To::Same,                   &[CONFIGURATION_MANAGER]),
        row(KEPT,               "capture_baseline",  "baseline_captured",   To::Same,                   &[CONFIGURATION_MANAGER, SYSTEM]),
        row(RIGHT,              "verify",            "verified",            To::Same,                   &[CONFIGURATION_MANAGER, CI_OWNER, SYSTEM]),
        row(KEPT,               "set_maintenance_windows",
                                                     "maintenance_windows_set", To::Same,               &[CONFIGURATION_MANAGER, CI_OWNER]),

        // In service.
        row(&[Registered],      "activate",          "activated",           To::Phase(InService),       &[CONFIGURATION_MANAGER]),
        row(&[InService, Idle, UnderMaintenance],
                                "record_use",        "use_recorded",        To::Same,                   &[MONITORING, CAPACITY_MANAGER, CI_OWNER, SYSTEM]),
        row(&[InService],       "flag_idle",         "flagged_idle",        To::Phase(Idle),            &[CAPACITY_MANAGER, SYSTEM]),
        row(&[Idle],            "record_idle_overdue", "idle_overdue",      To::Same,                   &[SYSTEM]),
        row(&[Idle],            "reinstate",         "reinstated",          To::Phase(InService),       &[CI_OWNER]),
        row(&[InService],       "start_maintenance", "maintenance_started", To::Phase(UnderMaintenance), &[CI_OWNER]),
        row(&[UnderMaintenance], "end_maintenance",  "maintenance_ended",   To::Phase(InService),       &[CI_OWNER]),
        row(&[InService, UnderMaintenance, Idle, Discrepant],
                                "quarantine",        "quarantined",         To::Phase(Quarantined),     &[SECURITY_OFFICER]),
        row(&[Quarantined],     "release_from_quarantine",
                                                     "released_from_quarantine", To::Phase(InService),  &[SECURITY_OFFICER]),
        row(&[InService],       "release_from_quarantine",
                                                     "discrepancy_found",   To::Phase(Discrepant),      &[SECURITY_OFFICER]),
        row(&[InService, Registered, Idle, UnderMaintenance],
                                "flag_discrepancy",  "discrepancy_found",   To::Phase(Discrepant),      &[CONFIGURATION_MANAGER, SYSTEM]),
        row(&[Discrepant],      "correct",           "corrected",           To::Phase(InService),       &[CONFIGURATION_MANAGER]),
        row(&[Discrepant],      "correct",           "corrected",           To::Phase(Registered),      &[CONFIGURATION_MANAGER]),
        row(&[InService, Idle, Discrepant],
                                "report_missing",    "reported_missing",    To::Phase(Missing),         &[CI_OWNER]),
        row(&[Missing],         "find",              "found",               To::Phase(InService),       &[CI_OWNER]),
        row(&[InService],       "find",              "discrepancy_found",   To::Phase(Discrepant),      &[CI_OWNER]),

        // Its end.
        row(&[Missing, InService, Idle, Registered, Quarantined, Discrepant],
                                "retire",            "retired",             To::Phase(Retired),         &[CONFIGURATION_MANAGER]),
        row(&[Retired],         "restore",           "restored",            To::Phase(InService),       &[CONFIGURATION_MANAGER]),
        row(&[Retired],         "restore",           "restored",            To::Phase(Registered),      &[CONFIGURATION_MANAGER]),
        row(&[Retired],         "restore",           "restored",            To::Phase(Quarantined),     &[CONFIGURATION_MANAGER]),
        row(&[Retired],         "restore",           "restored",            To::Phase(Missing),         &[CONFIGURATION_MANAGER]),
        row(&[InService, Registered],
                                "restore",           "discrepancy_found",   To::Phase(Discrepant),      &[CONFIGURATION_MANAGER]),
        row(&[Retired],         "dispose",           "disposed",            To::Phase(Disposed),        &[CI_OWNER]),
        row(&[Identified, Registered, InService, Idle, Discrepant],
                                "merge",             "merged",              To::Phase(Merged),          &[CONFIGURATION_MANAGER]),
        row(&[Identified, Registered],
                                "reject",            "rejected",            To::Phase(Rejected),        &[CONFIGURATION_MANAGER]),
    ],
    attested: &[
        Attested { command: "register", guard: "`both_ends_exist`, of components, and of services that nothing is on record of" },
        Attested { command: "relate", guard: "`both_ends_exist`, of components, and of services that nothing is on record of" },
        Attested { command: "store_master_copy", guard: "`secure_library_referenced`, somebody has looked" },
        Attested { command: "end_maintenance", guard: "`checks_passed`, somebody has looked" },
        Attested { command: "quarantine", guard: "`security_incident_reference`: only some may see whether there is one" },
        Attested { command: "release_from_quarantine", guard: "`eradication_verified`: only some may see that" },
        Attested { command: "find", guard: "`integrity_checked`, somebody has looked" },
        Attested { command: "dispose", guard: "`data_destroyed_or_archived`, `licence_released` and `finance_interface_informed`" },
    ],
};

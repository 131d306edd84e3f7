//! Who works for the provider and its customers: always the same people, however many cases there
//! are.

use super::failure::Stopped;
use super::random::Random;
use super::world::{OWNER, World};
use serde_json::json;

pub(super) const DESK: &[&str] = &["dana", "dirk", "dora"];
pub(super) const RESOLVERS: &[&str] = &["ralf", "rene", "ria", "rob", "rosa"];
pub(super) const PROBE: &str = "probe";
pub(super) const MAJOR: &str = "mara";
pub(super) const INCIDENTS: &str = "ines";
pub(super) const PROBLEMS: &str = "paul";
pub(super) const ANALYSTS: &[&str] = &["petra", "pia"];
pub(super) const REQUESTERS: &[&str] = &["carla", "conrad"];
pub(super) const CHANGES: &str = "chris";
pub(super) const BOARD: &[&str] = &["amir", "anna", "axel"];
pub(super) const EMERGENCY: &[&str] = &["eddy", "elsa"];
pub(super) const IMPLEMENTERS: &[&str] = &["ivan", "ivy"];
pub(super) const TESTERS: &[&str] = &["tess", "tim"];
pub(super) const SERVICES: &[&str] = &["susi", "sven"];
pub(super) const LEVELS: &str = "lena";
pub(super) const CUSTOMER: &str = "kara";
pub(super) const SECURITY: &[&str] = &["omar", "otto"];
pub(super) const RELATIONS: &str = "bea";
pub(super) const RELEASES: &str = "rhea";
pub(super) const ITEMS: &str = "carl";
pub(super) const ITEM_OWNER: &str = "cleo";
pub(super) const CAPACITY: &str = "cap";
pub(super) const AVAILABILITY: &str = "ava";
pub(super) const CONTINUITY: &str = "connie";
pub(super) const FINANCE: &str = "fina";
pub(super) const SUPPLIERS: &str = "simon";
pub(super) const PROJECTS: &str = "pam";
pub(super) const PROCESSES: &str = "percy";
pub(super) const STEERING: &str = "stan";
pub(super) const RISK_OWNERS: &[&str] = &["rudi", "ruth"];
pub(super) const RISKS: &str = "rita";
pub(super) const AUDIT_LEAD: &str = "audrey";
pub(super) const AUDITORS: &[&str] = &["aldo", "anke"];
pub(super) const IMPROVEMENTS: &str = "imke";
pub(super) const DOCUMENTS: &str = "doris";
/// Somebody who may assess each side of a change.
pub(super) const ASSESSOR: &str = "ansgar";

/// Which role who has.
const ROLES: &[(&str, &[&str])] = &[
    ("service_desk", DESK),
    ("resolver", RESOLVERS),
    ("monitoring", &[PROBE]),
    ("incident_manager", &[INCIDENTS]),
    ("major_incident_manager", &[MAJOR]),
    ("problem_manager", &[PROBLEMS]),
    ("problem_analyst", ANALYSTS),
    ("change_requester", REQUESTERS),
    ("change_manager", &[CHANGES]),
    ("change_advisory_board", BOARD),
    ("emergency_change_board", EMERGENCY),
    ("change_implementer", IMPLEMENTERS),
    ("deployer", IMPLEMENTERS),
    ("tester", TESTERS),
    ("service_manager", &["susi", "sven", ASSESSOR]),
    ("service_level_manager", &[LEVELS]),
    ("customer_representative", &[CUSTOMER]),
    ("customer", &[CUSTOMER]),
    ("security_officer", &["omar", "otto", ASSESSOR]),
    ("business_relationship_manager", &[RELATIONS, ASSESSOR]),
    ("release_manager", &[RELEASES, ASSESSOR]),
    ("configuration_manager", &[ITEMS]),
    ("ci_owner", &[ITEM_OWNER]),
    ("capacity_manager", &[CAPACITY, ASSESSOR]),
    ("availability_manager", &[AVAILABILITY]),
    ("continuity_manager", &[CONTINUITY]),
    ("financial_manager", &[FINANCE, ASSESSOR]),
    ("supplier_manager", &[SUPPLIERS]),
    ("project_manager", &[PROJECTS]),
    ("process_owner", &[PROCESSES]),
    ("steering_committee", &[STEERING]),
    ("risk_owner", RISK_OWNERS),
    ("risk_manager", &[RISKS]),
    ("audit_lead", &[AUDIT_LEAD]),
    ("auditor", AUDITORS),
    ("improvement_manager", &[IMPROVEMENTS]),
    ("document_owner", &[DOCUMENTS]),
    ("document_controller", &[DOCUMENTS]),
    ("records_manager", &[DOCUMENTS]),
];

/// How many people use the services.
const USERS: u32 = 300;

/// Gives everybody his roles: the owner offers them, and they accept.
pub(super) fn give_roles(world: &mut World) -> Result<(), Stopped> {
    for (role, people) in ROLES {
        for person in *people {
            let competence = json!({ "statement": "has done it for years" });
            let offer = json!({ "person": person, "competence": competence });
            world.send(OWNER, "role", role, "offer", offer)?;
            world.send(person, "role", role, "accept", json!({}))?;
        }
    }
    Ok(())
}

/// Whom a role asks, if anybody has it.
pub(super) fn of_role(role: &str, random: &mut Random) -> Option<&'static str> {
    let (_, people) = ROLES.iter().find(|(name, _)| *name == role)?;
    Some(random.pick(people))
}

/// Somebody who uses the services.
pub(super) fn user(random: &mut Random) -> String {
    format!("user-{}", random.between(1, USERS))
}

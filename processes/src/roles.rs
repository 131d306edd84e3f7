//! The names of the roles (`processes.json`, roles), and what each is for.
//!
//! A role is more than its name once it is defined, offered and accepted: see [`crate::role`].

use engine::Role;

/// Raises a change or proposal.
pub const CHANGE_REQUESTER: Role = "change_requester";
/// Runs change control end to end.
pub const CHANGE_MANAGER: Role = "change_manager";
/// Decides on normal and major changes; members from service, quality, security, finance and the customer.
pub const CHANGE_ADVISORY_BOARD: Role = "change_advisory_board";
/// Small quorum that may authorise emergency work.
pub const EMERGENCY_CHANGE_BOARD: Role = "emergency_change_board";
/// Builds and carries out a change.
pub const CHANGE_IMPLEMENTER: Role = "change_implementer";
/// Proves a build; must differ from the builder.
pub const TESTER: Role = "tester";
/// Owns service delivery and, merged, quality (service manager = quality owner).
pub const SERVICE_MANAGER: Role = "service_manager";
/// Agrees and watches SLAs, catalogue and supporting agreements.
pub const SERVICE_LEVEL_MANAGER: Role = "service_level_manager";
/// Designs controls into services and, merged, supervises quality checks.
pub const SECURITY_OFFICER: Role = "security_officer";
/// Single named contact for a customer.
pub const BUSINESS_RELATIONSHIP_MANAGER: Role = "business_relationship_manager";
/// Organisation that receives the service.
pub const CUSTOMER: Role = "customer";
/// Person with authority to approve for the customer.
pub const CUSTOMER_REPRESENTATIVE: Role = "customer_representative";
/// Person using the service.
pub const USER: Role = "user";
/// First contact for incidents and requests.
pub const SERVICE_DESK: Role = "service_desk";
/// Restores service or fulfils a request.
pub const RESOLVER: Role = "resolver";
/// Watches incidents and priorities.
pub const INCIDENT_MANAGER: Role = "incident_manager";
/// Named individual for one major incident.
pub const MAJOR_INCIDENT_MANAGER: Role = "major_incident_manager";
/// Runs problem control.
pub const PROBLEM_MANAGER: Role = "problem_manager";
/// Finds root causes.
pub const PROBLEM_ANALYST: Role = "problem_analyst";
/// Plans and evaluates releases.
pub const RELEASE_MANAGER: Role = "release_manager";
/// Builds and deploys releases.
pub const DEPLOYER: Role = "deployer";
/// Keeps the CMDB right.
pub const CONFIGURATION_MANAGER: Role = "configuration_manager";
/// Accountable for one CI.
pub const CI_OWNER: Role = "ci_owner";
/// Capacity plan and figures.
pub const CAPACITY_MANAGER: Role = "capacity_manager";
/// Availability plan and figures.
pub const AVAILABILITY_MANAGER: Role = "availability_manager";
/// Continuity plan, tests, drills and invocations.
pub const CONTINUITY_MANAGER: Role = "continuity_manager";
/// Budget and accounting.
pub const FINANCIAL_MANAGER: Role = "financial_manager";
/// Single named owner of a supplier relation.
pub const SUPPLIER_MANAGER: Role = "supplier_manager";
/// Outside party under contract.
pub const SUPPLIER: Role = "supplier";
/// Part of the own organisation outside the system scope.
pub const INTERNAL_GROUP: Role = "internal_group";
/// Leads a new or changed service.
pub const PROJECT_MANAGER: Role = "project_manager";
/// Accountable for one process.
pub const PROCESS_OWNER: Role = "process_owner";
/// Member of management charged with the system.
pub const MANAGEMENT_REPRESENTATIVE: Role = "management_representative";
/// Highest level of control.
pub const TOP_MANAGEMENT: Role = "top_management";
/// Cross-functional quality, security and service board.
pub const STEERING_COMMITTEE: Role = "steering_committee";
/// Accountable for one risk.
pub const RISK_OWNER: Role = "risk_owner";
/// Keeps the integrated register.
pub const RISK_MANAGER: Role = "risk_manager";
/// Plans and leads audits.
pub const AUDIT_LEAD: Role = "audit_lead";
/// Independent examiner of work that is not their own.
pub const AUDITOR: Role = "auditor";
/// Accredited outside auditor.
pub const CERTIFICATION_BODY: Role = "certification_body";
/// Author and keeper of a document.
pub const DOCUMENT_OWNER: Role = "document_owner";
/// Publishes and withdraws documents.
pub const DOCUMENT_CONTROLLER: Role = "document_controller";
/// Retention and disposal of records.
pub const RECORDS_MANAGER: Role = "records_manager";
/// Checks a document or article.
pub const REVIEWER: Role = "reviewer";
/// Competence and training.
pub const HR_MANAGER: Role = "hr_manager";
/// Runs the shared knowledge base.
pub const KNOWLEDGE_MANAGER: Role = "knowledge_manager";
/// Writes articles.
pub const KNOWLEDGE_AUTHOR: Role = "knowledge_author";
/// Runs the improvement register.
pub const IMPROVEMENT_MANAGER: Role = "improvement_manager";
/// Anyone working for the provider.
pub const EMPLOYEE: Role = "employee";
/// Automatic observation of live services.
pub const MONITORING: Role = "monitoring";
/// May state that something happened long ago.
pub const RECORDER: Role = "recorder";
/// The engine itself (timers, policies, projections).
pub const SYSTEM: Role = engine::lifecycle::SYSTEM;

/// The roles that everybody has: whoever works for the provider, whoever uses a service.
pub const EVERYBODY: [Role; 2] = [USER, EMPLOYEE];

/// The roles that can be held, and what each is for: the text that a role is defined with when
/// nobody has written a better one.
pub const DICTIONARY: &[(Role, &str)] = &[
    (CHANGE_REQUESTER, "raises a change or proposal"),
    (CHANGE_MANAGER, "runs change control end to end"),
    (
        CHANGE_ADVISORY_BOARD,
        "decides on normal and major changes; members from service, quality, security, finance and the customer",
    ),
    (EMERGENCY_CHANGE_BOARD, "small quorum that may authorise emergency work"),
    (CHANGE_IMPLEMENTER, "builds and carries out a change"),
    (TESTER, "proves a build; must differ from the builder"),
    (
        SERVICE_MANAGER,
        "owns service delivery and, merged, quality (service manager = quality owner)",
    ),
    (SERVICE_LEVEL_MANAGER, "agrees and watches SLAs, catalogue and supporting agreements"),
    (SECURITY_OFFICER, "designs controls into services and, merged, supervises quality checks"),
    (BUSINESS_RELATIONSHIP_MANAGER, "single named contact for a customer"),
    (CUSTOMER, "organisation that receives the service"),
    (CUSTOMER_REPRESENTATIVE, "person with authority to approve for the customer"),
    (SERVICE_DESK, "first contact for incidents and requests"),
    (RESOLVER, "restores service or fulfils a request"),
    (INCIDENT_MANAGER, "watches incidents and priorities"),
    (MAJOR_INCIDENT_MANAGER, "named individual for one major incident"),
    (PROBLEM_MANAGER, "runs problem control"),
    (PROBLEM_ANALYST, "finds root causes"),
    (RELEASE_MANAGER, "plans and evaluates releases"),
    (DEPLOYER, "builds and deploys releases"),
    (CONFIGURATION_MANAGER, "keeps the CMDB right"),
    (CI_OWNER, "accountable for one CI"),
    (CAPACITY_MANAGER, "capacity plan and figures"),
    (AVAILABILITY_MANAGER, "availability plan and figures"),
    (CONTINUITY_MANAGER, "continuity plan, tests, drills and invocations"),
    (FINANCIAL_MANAGER, "budget and accounting"),
    (SUPPLIER_MANAGER, "single named owner of a supplier relation"),
    (SUPPLIER, "outside party under contract"),
    (INTERNAL_GROUP, "part of the own organisation outside the system scope"),
    (PROJECT_MANAGER, "leads a new or changed service"),
    (PROCESS_OWNER, "accountable for one process"),
    (MANAGEMENT_REPRESENTATIVE, "member of management charged with the system"),
    (TOP_MANAGEMENT, "highest level of control"),
    (STEERING_COMMITTEE, "cross-functional quality, security and service board"),
    (RISK_OWNER, "accountable for one risk"),
    (RISK_MANAGER, "keeps the integrated register"),
    (AUDIT_LEAD, "plans and leads audits"),
    (AUDITOR, "independent examiner of work that is not their own"),
    (CERTIFICATION_BODY, "accredited outside auditor"),
    (DOCUMENT_OWNER, "author and keeper of a document"),
    (DOCUMENT_CONTROLLER, "publishes and withdraws documents"),
    (RECORDS_MANAGER, "retention and disposal of records"),
    (REVIEWER, "checks a document or article"),
    (HR_MANAGER, "competence and training"),
    (KNOWLEDGE_MANAGER, "runs the shared knowledge base"),
    (KNOWLEDGE_AUTHOR, "writes articles"),
    (IMPROVEMENT_MANAGER, "runs the improvement register"),
    (MONITORING, "automatic observation of live services"),
    (RECORDER, "may state that something happened long ago"),
];

/// What a role of the dictionary is for.
#[must_use]
pub fn purpose(role: &str) -> Option<&'static str> {
    DICTIONARY.iter().find(|(known, _)| *known == role).map(|(_, purpose)| *purpose)
}

//! What decisions may look up: one small fold per file.
//!
//! | Fact | Answers |
//! | --- | --- |
//! | [`Roles`] | who holds which role now, deputies included; which roles exclude each other |
//! | [`Activity`] | who has worked in which process, and on which days, for whom |
//! | [`Audits`] | which findings of audits are to be verified there |
//! | [`Calendars`] | the service hours of a calendar, all versions |
//! | [`OpenIncidents`] | which incidents are open, whose clocks go by a calendar, who follows whom |
//! | [`OpenMajors`] | which major incidents still wait for agreed service |
//! | [`OpenTasks`] | which tasks are open |
//! | [`OnRecord`] | whether anything was ever recorded of something |
//! | [`ConfigurationItems`] | which items and types of items there are, what is related to what, what suffers when one fails |
//! | [`RecordKeepers`] | who keeps records of items, and so does not audit them |
//! | [`AuditFindings`] | what audits of the CMDB have found at which item |
//! | [`Agreements`] | which agreement applies, its terms in every version; the agreed definitions |
//! | [`Changes`] | which changes are open, what they concern, when they are carried out, which cover an item; what was decided on each that there ever was, and what came of it |
//! | [`ChangeHands`] | who has requested, decided on, deployed and reviewed each open change; who has approved each change model |
//! | [`ChangeModels`] | which change models standard changes may name, or why not |
//! | [`Complaints`] | which complaints are open, about what, and what each has to do with; the figures |
//! | [`Indicators`] | what is measured by which definition, since when, and what was before; the figures |
//! | [`Leaks`] | of which incidents data of customers leaked, and which come first |
//! | [`Nonconformities`] | which nonconformities are open, where each comes from, who has a hand in its action, which security incident a leak is; the figures |
//! | [`Principals`] | for whom those acted who built, approved or wrote something as deputies |
//! | [`Problems`] | which problems are open, about what, with which incidents; which known errors are published; the figures of problem management |
//! | [`Releases`] | which releases are open, of which items there is a baseline for each, what is observed |
//! | [`Risks`] | which risks are open, about what, how grave each is and its place among all; the matrix in force |
//! | [`RepeatCounters`] | how often incidents of one item and category happened lately, and which |
//! | [`ServiceIncidents`] | which incidents happened to each service lately |
//! | [`SecurityIncidents`] | which security incidents are open, by which incidents others know of each, what traces it back; the figures |
//! | [`ServiceRequests`] | what may be requested, which requests are open, and who has which right |
//! | [`ServiceWork`] | which designs and removals of services a change has asked for, and how far each is |
//! | [`Services`] | which services the catalogue offers, what each needs, which are being designed, removed or are out |
//! | [`Suppliers`] | which suppliers there are, what each runs and promises, how each was scored; the figures |
//! | [`Vulnerabilities`] | which weaknesses are known of which items, how each stands, what is exempt under a risk; the profile in force |
//! | [`Windows`] | what is blocked or allowed for services and items in an interval, and why; the next free slot |
//!
//! Agreed definitions have no fold of their own: they are part of an agreement's terms, so the
//! version of the agreement that an incident keeps also says what a major incident was.

mod activity;
mod agreements;
mod audit_findings;
mod audits;
mod calendars;
mod change_hands;
mod change_models;
mod changes;
mod complaints;
mod configuration_items;
mod figures;
mod indicators;
mod leaks;
mod nonconformities;
mod on_record;
mod open_incidents;
mod open_majors;
mod open_tasks;
mod principals;
mod problems;
mod record_keepers;
mod releases;
mod repeat_counters;
mod risks;
mod roles;
mod security_incidents;
mod service_incidents;
mod service_requests;
mod service_work;
mod services;
mod suppliers;
mod vulnerabilities;
mod windows;

pub use activity::Activity;
pub use agreements::{Agreements, Applicable};
pub use audit_findings::{AuditFindings, Finding};
pub use audits::Audits;
pub use calendars::{Calendars, Hours};
pub use change_hands::{ChangeHands, Hands};
pub use change_models::{ChangeModels, Model, Unusable, Usable};
pub use changes::{Achieved, Changes, Claim, Course, Decision, Failure, Stage};
pub use complaints::{Complaints, OpenComplaint};
pub use configuration_items::{
    Ahead, Bounds, ConfigurationItems, Direction, Nothing, Reach, Reached, Truncated,
};
pub use indicators::{Indicator, IndicatorInForce, IndicatorPause, IndicatorVersion, Indicators};
pub use leaks::Leaks;
pub use nonconformities::Nonconformities;
pub use on_record::OnRecord;
pub use open_incidents::OpenIncidents;
pub use open_majors::OpenMajors;
pub use open_tasks::OpenTasks;
pub use principals::Principals;
pub use problems::Problems;
pub use record_keepers::RecordKeepers;
pub use releases::{OpenRelease, Releases};
pub use repeat_counters::{RepeatCounters, Seen};
pub use risks::{OpenRisk, Risks};
pub use roles::{Delegation, Roles};
pub use security_incidents::{Merged, SecurityIncidents};
pub use service_incidents::ServiceIncidents;
pub use service_requests::ServiceRequests;
pub use service_work::{Asked, ServiceWork, WorkStage};
pub use services::{OpenOutage, Services};
pub use suppliers::Suppliers;
pub use vulnerabilities::{Standing, Vulnerabilities};
pub use windows::{Block, Element, ExceptionVote, Outside, Touched, Verdict, Windows};

/// About what an entry of a map costs besides its content, in bytes.
const ENTRY_BYTES: usize = 64;

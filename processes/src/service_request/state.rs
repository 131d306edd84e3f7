//! What is true of a service request, or of an item that may be requested, now.

use super::terms::{Approver, Item, ItemVersion, Rule};
use super::{Command, Event, LIFECYCLE, Rejection};
use crate::agreement::{Level, Priority};
use crate::change::Hand;
use crate::clock::Timeline;
use crate::facts::{Agreements, Calendars, Roles, ServiceRequests, Services};
use crate::incident::{Dues, Override, ServiceLevel, Wait};
use crate::limits::Label;
use crate::nonconformity::Record;
use crate::personal::Personal;
use crate::service_level::{Going, Missed};
use engine::{Actor, Context, Deadline, Decider, Key, Lifecycle, NewFact, Stamp, Timestamp};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// A service request, or an item that may be requested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceRequest {
    /// Where it is in its life.
    pub phase: Phase,
    /// In a few words.
    pub summary: Option<Label>,
    /// Who asks.
    pub requester: Option<Actor>,
    /// For whom.
    pub for_whom: Option<Actor>,
    /// Who logged it.
    pub logged_by: Option<Actor>,
    /// Who is told how it goes, where that is somebody else.
    pub contact: Option<Personal<Label>>,
    /// What, as whoever logged it called that.
    pub wanted: Option<Key>,
    /// Which version of which item it is for, once it is validated.
    pub item: Option<ItemVersion>,
    /// The service that it is about.
    pub service: Option<Key>,
    /// Whose service it is.
    pub customer: Option<Key>,
    /// What kind it is.
    pub category: Option<Label>,
    /// What it came of.
    pub origin: Option<Record>,
    /// When it happened that it was logged: the clocks start there.
    pub logged_at: Option<Timestamp>,
    /// By when somebody has to look at it.
    pub validate_by: Option<Timestamp>,
    /// How bad and how urgent somebody says it is; an item's own words give way.
    pub graded: Option<Graded>,
    /// The priority, once it has one.
    pub priority: Option<Priority>,
    /// What was agreed when the clocks started, and what the priority or the item promises.
    pub service_level: Option<ServiceLevel>,
    /// The time line of the response clock, once it has started.
    pub response: Option<Timeline>,
    /// The time line of the fulfilment clock, once it has started.
    pub fulfilment: Option<Timeline>,
    /// When the clocks have something to say.
    pub dues: Dues,
    /// The targets that are missed by what is known now; that of the resolution is the fulfilment's.
    pub missed: Missed,
    /// When the fulfilment target was last at risk.
    pub warned_at: Option<Timestamp>,
    /// When who asks hears next how it goes.
    pub notice_due: Option<Timestamp>,
    /// Whether somebody has it.
    pub responded: bool,
    /// For what it waits.
    pub hold: Option<Wait>,
    /// Who is to approve it, and when others are called in.
    pub approver: Option<(Approver, Timestamp)>,
    /// Whether who approves wants to know something.
    pub question: bool,
    /// Who has approved it; nobody, where it was with its item.
    pub approved_by: Option<Hand>,
    /// The group that has it.
    pub group: Option<Label>,
    /// Who has it.
    pub assignee: Option<Actor>,
    /// The parts that are not there yet.
    pub open_parts: BTreeSet<Label>,
    /// The rules that have called others in.
    pub escalated: BTreeSet<Rule>,
    /// When silence becomes consent, and until when it may be reopened, once it is there.
    pub outcome: Option<(Timestamp, Timestamp)>,
    /// How often it was reopened.
    pub reopenings: u32,
    /// What may be requested, where this is an item.
    pub offer: Offer,
}

/// How bad and how urgent somebody says it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Graded {
    /// How bad it is to go without.
    pub impact: Level,
    /// How little it can wait.
    pub urgency: Level,
    /// A priority other than the matrix gives.
    pub priority: Option<Override>,
}

/// What may be requested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Offer {
    /// What is written and not approved yet, and by whom.
    pub draft: Option<(Item, Hand)>,
    /// How many versions were approved.
    pub version: u64,
}

/// Where a service request is in its life, or an item that may be requested.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Nobody has asked.
    #[default]
    Unlogged,
    /// Somebody has.
    Logged,
    /// It is in the catalogue, and who asks is entitled to it.
    Validated,
    /// Somebody is to approve it.
    AwaitingApproval,
    /// It is approved.
    Approved,
    /// Somebody is to fulfil it.
    Assigned,
    /// Somebody does.
    InFulfilment,
    /// It waits.
    OnHold,
    /// It did not work.
    Failed,
    /// It is there.
    Fulfilled,
    /// Over.
    Closed,
    /// It was not to be fulfilled.
    Rejected,
    /// Who asked took it back.
    Withdrawn,
    /// It was given up.
    Cancelled,
    /// It was none.
    Converted,
    /// An item: it is written, and not approved.
    ItemDrafted,
    /// An item: it may be asked for as it is written.
    ItemOffered,
    /// An item: it may not be asked for any more.
    ItemWithdrawn,
}

impl Phase {
    /// Where it is after an event; none where that says nothing of it.
    #[must_use]
    pub(crate) const fn after(event: &Event) -> Option<Self> {
        Some(match event {
            Event::Logged(_) => Self::Logged,
            Event::Validated(_) | Event::ReturnedToRequester(_) => Self::Validated,
            Event::ApprovalRequested(_) => Self::AwaitingApproval,
            Event::AutoApproved(_) | Event::Approved(_) => Self::Approved,
            Event::Rejected(_) => Self::Rejected,
            Event::Assigned(_) | Event::Reassigned(_) => Self::Assigned,
            Event::FulfilmentStarted(_)
            | Event::Resumed(_)
            | Event::Retried(_)
            | Event::Reopened(_) => Self::InFulfilment,
            Event::Held(_) => Self::OnHold,
            Event::Failed(_) => Self::Failed,
            Event::Fulfilled(_) => Self::Fulfilled,
            Event::Closed(_) => Self::Closed,
            Event::Withdrawn(_) => Self::Withdrawn,
            Event::Cancelled(_) => Self::Cancelled,
            Event::Converted(_) => Self::Converted,
            Event::ItemDrafted(_) => Self::ItemDrafted,
            Event::ItemApproved(_) => Self::ItemOffered,
            Event::ItemWithdrawn(_) => Self::ItemWithdrawn,
            Event::Classified(_)
            | Event::Prioritised(_)
            | Event::PartDelivered(_)
            | Event::Updated(_)
            | Event::ProgressNotified(_)
            | Event::Escalated(_)
            | Event::TargetAtRisk(_)
            | Event::TargetMissed(_)
            | Event::BreachSuperseded(_)
            | Event::Retimed(_) => return None,
        })
    }

    /// Whether nothing more happens to it.
    #[must_use]
    pub const fn is_over(self) -> bool {
        matches!(
            self,
            Self::Closed
                | Self::Rejected
                | Self::Withdrawn
                | Self::Cancelled
                | Self::Converted
                | Self::ItemWithdrawn
        )
    }
}

impl Decider for ServiceRequest {
    const LIFECYCLE: &'static Lifecycle<Phase> = &LIFECYCLE;
    const NUMBERS: Option<&'static str> = Some("REQ");
    type Phase = Phase;
    type Command = Command;
    type Event = Event;
    type Rejection = Rejection;

    fn facts() -> Vec<NewFact> {
        vec![
            NewFact::of::<Agreements>(),
            NewFact::of::<Calendars>(),
            NewFact::of::<Roles>(),
            NewFact::of::<ServiceRequests>(),
            NewFact::of::<Services>(),
        ]
    }

    fn phase(&self) -> Phase {
        self.phase
    }

    fn decide(&self, command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let events = self.decide_steps(command.clone(), context)?;
        self.settle(events, context)
    }

    fn evolve(&mut self, event: &Event, stamp: &Stamp<'_>) {
        let before = self.going();
        self.phase = Phase::after(event).unwrap_or(self.phase);
        self.learn(event, stamp);
        self.keep_time(event, &before, stamp);
    }

    fn deadlines(&self) -> Vec<Deadline<Command>> {
        self.pending()
    }
}

impl ServiceRequest {
    fn decide_steps(
        &self,
        command: Command,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::Log(command) => Self::log(command, context),
            Command::Validate(command) => self.validate(command, context),
            Command::Classify(command) => Ok(self.classify(command)),
            Command::Prioritise(command) => Ok(self.prioritise(command, context)),
            Command::AskApproval(_) => self.ask_approval(context),
            Command::Approve(command) => self.approve(command, context),
            Command::Return(command) => self.give_back(command, context),
            Command::Reject(command) => Ok(Self::reject(command, context)),
            Command::Assign(command) => Self::assign(command),
            Command::Reassign(command) => Self::reassign(command),
            Command::StartFulfilment(_) => self.start_fulfilment(context),
            Command::Hold(command) => self.hold(command, context),
            Command::Resume(command) => Ok(Self::resume(command)),
            Command::Fail(command) => Ok(Self::fail(command)),
            Command::Retry(command) => Ok(Self::retry(command)),
            Command::DeliverPart(command) => Self::deliver_part(command),
            Command::Fulfil(command) => self.fulfil(command, context),
            Command::Reopen(command) => self.reopen(command, context),
            Command::Close(command) => self.close(command, context),
            Command::Withdraw(command) => self.withdraw(command, context),
            Command::Cancel(command) => Ok(Self::cancel(command)),
            Command::Convert(command) => self.convert(command),
            Command::Update(command) => self.update(command, context),
            Command::NotifyProgress(command) => self.notify_progress(command, context),
            Command::Escalate(command) => self.escalate(command, context),
            Command::WarnTarget(_) => self.warn_target(context),
            Command::RecordTargetMiss(command) => self.record_target_miss(&command, context),
            Command::Retime(command) => Ok(self.retime(&command, context)),
            Command::DraftItem(command) => Self::draft_item(command, context),
            Command::ApproveItem(_) => self.approve_item(context),
            Command::WithdrawItem(command) => Ok(Self::withdraw_item(command)),
        }
    }

    /// Whether work goes on, waits, or has ended: what the clocks follow.
    pub(super) fn going(&self) -> Going {
        match self.phase {
            Phase::Unlogged
            | Phase::Logged
            | Phase::Validated
            | Phase::Approved
            | Phase::Assigned
            | Phase::InFulfilment
            | Phase::Failed => Going::Running,
            Phase::AwaitingApproval | Phase::OnHold => {
                self.hold.clone().map_or(Going::Running, Going::Held)
            }
            Phase::Fulfilled | Phase::Closed => Going::Stopped,
            Phase::Rejected
            | Phase::Withdrawn
            | Phase::Cancelled
            | Phase::Converted
            | Phase::ItemDrafted
            | Phase::ItemOffered
            | Phase::ItemWithdrawn => Going::Cancelled,
        }
    }
}

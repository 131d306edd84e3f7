//! Logging, validation, kind and priority: what is known at once is recorded at once.

use super::state::Graded;
use super::terms::{Item, ItemVersion};
use super::{
    Classified, Classify, Event, Log, Logged, Prioritise, Prioritised, Rejection, ServiceRequest,
    Validate, Validated,
};
use crate::agreement::Priority;
use crate::facts::{Roles, ServiceRequests, Services};
use crate::incident::{By, Dues, Override};
use crate::limits::label;
use crate::roles::SERVICE_DESK;
use crate::service_level::{Agreed, clock};
use engine::{Context, Key, Named as _};

impl ServiceRequest {
    pub(super) fn log(command: Log, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        let known = context.facts.get::<ServiceRequests>();
        let offered = command.item.as_ref().map(|key| {
            let not = || Rejection::ItemNotOffered { item: key.clone() };
            known.offered(key).map(|(version, item)| (key, version, item)).ok_or_else(not)
        });
        let offered = offered.transpose()?;
        let himself = || context.caller.actor.clone();
        let by_person = !context.caller.door.is_internal();
        let requester = command.requester.or_else(|| by_person.then(himself));
        let requester = requester.ok_or(Rejection::RequesterMissing)?;
        let (roles, actor) = (context.facts.get::<Roles>(), &context.caller.actor);
        let is_desk = || roles.holds(actor, SERVICE_DESK, context.recorded_now);
        if by_person && requester != *actor && !is_desk() {
            return Err(Rejection::OtherRequester { requester });
        }
        let service = offered.map(|(_, _, item)| item.service.clone()).or(command.service);
        let agreed = Agreed::now(service.as_ref(), command.customer.as_ref(), context);
        let mut logged = Logged {
            summary: command.summary,
            description: command.description,
            for_whom: command.for_whom.unwrap_or_else(|| requester.clone()),
            requester,
            contact: command.contact,
            item: offered.map(|(key, ..)| key.clone()),
            service,
            customer: command.customer,
            origin: command.origin,
            hindrance: None,
            validate_by: clock(context) + agreed.terms.triage_limit,
        };
        // As it will be, for what follows by itself.
        let mut state = Self::default();
        engine::Decider::evolve(&mut state, &logged.clone().into(), &context.stamp(0));
        let goes_on = match offered {
            // Whose he is, the desk knows, or who logs it for him.
            Some((key, _, item))
                if !item.entitled.customers.is_empty() && by_person && !is_desk() =>
            {
                Err(Rejection::CustomerNotConfirmed { item: key.clone() })
            }
            Some((key, version, item)) => state.validated(key, version, item, context),
            None => Ok(Vec::new()),
        };
        let steps = goes_on.unwrap_or_else(|why| {
            logged.hindrance = Some(label(why.name()));
            Vec::new()
        });
        Ok(std::iter::once(logged.into()).chain(steps).collect())
    }

    pub(super) fn validate(
        &self,
        command: Validate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let Validate { item, requester, for_whom, customer } = command;
        let key = item.or_else(|| self.wanted.clone()).ok_or(Rejection::ItemMissing)?;
        let offered = context.facts.get::<ServiceRequests>().offered(&key);
        let (version, item) =
            offered.ok_or_else(|| Rejection::ItemNotOffered { item: key.clone() })?;
        let mut state = self.clone();
        // Who asks for somebody else stays the one who asks.
        let for_himself = self.for_whom == self.requester;
        if let Some(requester) = requester {
            if for_himself {
                state.for_whom = Some(requester.clone());
            }
            state.requester = Some(requester);
        }
        state.for_whom = for_whom.or(state.for_whom);
        state.customer = customer.or(state.customer);
        state.validated(&key, version, item, context)
    }

    /// That it is in order, and what follows from that by itself.
    fn validated(
        &self,
        key: &Key,
        version: u64,
        item: &Item,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let requester = self.requester.clone().ok_or(Rejection::RequesterMissing)?;
        let for_whom = self.for_whom.clone().unwrap_or_else(|| requester.clone());
        if !context.facts.get::<Services>().is_offered(&item.service) {
            return Err(Rejection::ServiceNotOffered { service: item.service.clone() });
        }
        item.entitles(key, &requester, self.customer.as_ref(), context)?;
        item.access_for(&for_whom, context)?;
        let by_item = Graded { impact: item.impact, urgency: item.urgency, priority: None };
        let (graded, by) = match &self.graded {
            Some(graded) => (graded, By::Sender),
            None => (&by_item, By::Rule),
        };
        let agreed = self.agreed(Some(&item.service), context);
        let prioritised = prioritised(graded, by, &agreed, Some(item), context);
        let validated = Validated {
            item: ItemVersion { item: key.clone(), version },
            service: item.service.clone(),
            customer: self.customer.clone(),
            category: item.category.clone(),
            requester,
            for_whom,
        };
        let mut events: Vec<Event> = vec![validated.into(), prioritised.into()];
        let mut state = self.clone();
        for (index, event) in events.iter().enumerate() {
            engine::Decider::evolve(&mut state, event, &context.stamp(index));
        }
        // Where nobody can be asked, whoever looks at it next is told so.
        match state.ask(item, context) {
            Ok(steps) => events.extend(steps),
            Err(Rejection::NoApprover { .. }) => {}
            Err(other) => return Err(other),
        }
        Ok(events)
    }

    pub(super) fn classify(&self, command: Classify) -> Vec<Event> {
        if self.category.as_ref() == Some(&command.category) {
            return Vec::new();
        }
        vec![Classified { category: command.category }.into()]
    }

    pub(super) fn prioritise(&self, command: Prioritise, context: &Context<'_>) -> Vec<Event> {
        let Prioritise { impact, urgency, priority } = command;
        let graded = Graded { impact, urgency, priority };
        let agreed = self.agreed(self.service.as_ref(), context);
        let item = self.its_item(context);
        vec![prioritised(&graded, By::Sender, &agreed, item, context).into()]
    }

    /// What is agreed: what the clocks started with, or what applies now.
    pub(super) fn agreed<'a>(&self, service: Option<&Key>, context: &Context<'a>) -> Agreed<'a> {
        match &self.service_level {
            Some(level) => Agreed::of(&level.agreement, context),
            None => Agreed::now(service, self.customer.as_ref(), context),
        }
    }
}

fn prioritised(
    graded: &Graded,
    by: By,
    agreed: &Agreed<'_>,
    item: Option<&Item>,
    context: &Context<'_>,
) -> Prioritised {
    let &Graded { impact, urgency, .. } = graded;
    let matrix = agreed.terms.priority(impact, urgency);
    let other = graded.priority.as_ref().filter(|other| other.priority != matrix);
    let priority: Priority = other.map_or(matrix, |Override { priority, .. }| *priority);
    let mut service_level = agreed.service_level(priority, context);
    if let Some(targets) = item.and_then(|item| item.targets) {
        service_level.promise.response = targets.response;
        service_level.promise.resolution = targets.fulfilment;
    }
    Prioritised {
        impact,
        urgency,
        matrix,
        priority,
        override_reason: other.map(|other| other.reason.clone()),
        graded_by: by,
        notice_due: clock(context) + service_level.promise.notice_interval,
        service_level,
        dues: Dues::default(),
    }
}

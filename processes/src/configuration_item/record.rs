//! The record of an item: identification, registration, updates, relations.

use super::value::{
    Changes as Altered, Content, Cover, Definition, End, RELATIONS_MAX, RULES_MAX, Relation,
};
use super::{
    Command, ConfigurationItem, Event, Identified, Identify, Item, NewRelation, Register,
    Registered, Rejection, Relate, Related, Unrelate, Unrelated, Update, UpdateRefused, Updated,
    types,
};
use crate::facts::{Changes, ConfigurationItems, Services};
use crate::limits::Label;
use engine::{Context, Key};
use std::collections::{BTreeMap, BTreeSet};

impl ConfigurationItem {
    #[expect(clippy::wildcard_enum_match_arm, reason = "the table allows no other to begin with")]
    pub(super) fn begin(command: &Command, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
        match command {
            Command::DraftType(draft) => types::draft(&draft.definition, context),
            Command::Identify(identify) => self::identify(identify, context),
            _ => Ok(Vec::new()),
        }
    }
}

fn identify(command: &Identify, context: &Context<'_>) -> Result<Vec<Event>, Rejection> {
    let facts = context.facts.get::<ConfigurationItems>();
    if !facts.is_published(&command.item_type) {
        let published = facts.published().map(|(key, _)| key.clone()).collect();
        return Err(Rejection::TypeNotPublished {
            item_type: command.item_type.clone(),
            published,
        });
    }
    let (item_type, name) = (command.item_type.clone(), command.name.clone());
    let mut events = vec![Identified { item_type, name }.into()];
    if let Some(register) = &command.register {
        events.extend(self::register(&command.item_type, register, context)?);
    }
    Ok(events)
}

pub(super) fn register(
    item_type: &Key,
    command: &Register,
    context: &Context<'_>,
) -> Result<Vec<Event>, Rejection> {
    let definition = defined(item_type, context)?;
    fits(definition, command.attributes.iter())?;
    let has = |name: &Label| command.attributes.contains_key(name);
    let missing = definition.attributes.iter().filter(|(name, rule)| rule.mandatory && !has(name));
    let missing: Vec<_> = missing.map(|(name, _)| name.clone()).collect();
    if !missing.is_empty() {
        return Err(Rejection::AttributesMissing { missing });
    }
    if command.relations.is_empty() && command.no_relations.is_none() {
        return Err(Rejection::RelationsMissing);
    }
    let registered = Registered {
        description: command.description.clone(),
        location: command.location.clone(),
        owner: command.owner.clone(),
        attributes: command.attributes.clone(),
        no_relations: command.no_relations.clone().filter(|_| command.relations.is_empty()),
        source: command.source.clone(),
        idle_after: definition.idle_after,
    };
    let mut events = vec![registered.into()];
    let mut known = BTreeSet::new();
    for new in &command.relations {
        let NewRelation { relation, to, exists } = new.clone();
        if known.insert(Relation { relation: relation.clone(), to: to.clone() }) {
            let related = Related { relation, to, exists, cover: None };
            leads(definition, &related, context)?;
            events.push(related.into());
        }
    }
    Ok(events)
}

impl Item {
    pub(super) fn register(
        &self,
        command: &Register,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        match &self.item_type {
            Some(item_type) => register(item_type, command, context),
            None => Ok(Vec::new()),
        }
    }

    pub(super) fn update(
        &self,
        command: &Update,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let next = self.version + 1;
        if let Some(version) = command.version.filter(|version| *version != next) {
            return Err(Rejection::VersionNotNext { version, next });
        }
        self.allows(&command.changes, context)?;
        let changes = self.changed_by(&command.changes);
        if changes.is_empty() {
            return Ok(Vec::new());
        }
        let source = command.source.clone();
        let cover = command.cover.clone();
        if self.covered(cover.as_ref(), context).is_err() {
            let change = cover.map(|cover| cover.change);
            return Ok(vec![UpdateRefused { changes, source, change }.into()]);
        }
        Ok(vec![Updated { version: next, changes, source, cover }.into()])
    }

    pub(super) fn relate(
        &self,
        command: &Relate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (relation, to) = (command.relation.clone(), command.to.clone());
        if self.relations.contains(&Relation { relation, to }) {
            return Ok(Vec::new());
        }
        if self.relations.len() >= RELATIONS_MAX {
            return Err(Rejection::TooMany { what: "relations", max: RELATIONS_MAX });
        }
        let Some(item_type) = &self.item_type else { return Ok(Vec::new()) };
        let Relate { relation, to, exists, cover } = command.clone();
        let related = Related { relation, to, exists, cover };
        leads(defined(item_type, context)?, &related, context)?;
        self.covered(related.cover.as_ref(), context)?;
        Ok(vec![related.into()])
    }

    pub(super) fn unrelate(
        &self,
        command: &Unrelate,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let (relation, to) = (command.relation.clone(), command.to.clone());
        let known = Relation { relation, to };
        if !self.relations.contains(&known) {
            let Relation { relation, to } = known;
            return Err(Rejection::NotRelated { relation, to });
        }
        self.covered(command.cover.as_ref(), context)?;
        let Relation { relation, to } = known;
        Ok(vec![Unrelated { relation, to, cover: command.cover.clone() }.into()])
    }

    /// Whether it changes only under a covering change.
    fn is_controlled(&self, context: &Context<'_>) -> bool {
        let facts = context.facts.get::<ConfigurationItems>();
        let definition = self.item_type.as_ref().and_then(|known| facts.definition(known));
        definition.is_none_or(|definition| definition.control.by_change)
    }

    /// Whether a change covers what is done to it now, if it needs one.
    pub(super) fn covered(
        &self,
        cover: Option<&Cover>,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        if !self.is_controlled(context) {
            return Ok(());
        }
        let Some(Cover { change, .. }) = cover else { return Err(Rejection::ChangeMissing) };
        if context.facts.get::<Changes>().cover(change, context.key) {
            return Ok(());
        }
        Err(Rejection::NotCovered { change: change.clone() })
    }

    /// Whether it may go into service now by another way than its activation: it did before, or an
    /// open change covers it.
    pub(super) fn may_serve(&self, context: &Context<'_>) -> Result<(), Rejection> {
        let is_covered = || context.facts.get::<Changes>().covering(context.key).is_some();
        if self.activated || !self.is_controlled(context) || is_covered() {
            return Ok(());
        }
        Err(Rejection::NeverActivated)
    }

    /// Whether its type allows the changes.
    pub(super) fn allows(&self, changes: &Altered, context: &Context<'_>) -> Result<(), Rejection> {
        let Some(item_type) = &self.item_type else { return Ok(()) };
        let definition = defined(item_type, context)?;
        let set = changes.attributes.iter();
        fits(definition, set.filter_map(|(name, content)| Some((name, content.as_ref()?))))?;
        let gone = changes.attributes.iter().filter(|(_, content)| content.is_none());
        let mandatory =
            |name: &&Label| definition.attributes.get(*name).is_some_and(|rule| rule.mandatory);
        let missing: Vec<_> = gone.map(|(name, _)| name).filter(mandatory).cloned().collect();
        if missing.is_empty() { Ok(()) } else { Err(Rejection::AttributesMissing { missing }) }
    }

    /// What of the changes is not so already.
    pub(super) fn changed_by(&self, changes: &Altered) -> Altered {
        fn new<T: Clone + PartialEq>(known: Option<&T>, to: Option<&T>) -> Option<T> {
            to.filter(|to| known != Some(to)).cloned()
        }
        let known = |name: &Label| self.attributes.get(name).map(|known| &known.content);
        let attributes = changes.attributes.iter();
        let differing = attributes.filter(|(name, content)| known(name) != content.as_ref());
        Altered {
            name: new(self.name.as_ref().map(|it| &it.content), changes.name.as_ref()),
            description: new(
                self.description.as_ref().map(|it| &it.content),
                changes.description.as_ref(),
            ),
            location: new(self.location.as_ref().map(|it| &it.content), changes.location.as_ref()),
            owner: new(self.owner.as_ref().map(|it| &it.content), changes.owner.as_ref()),
            attributes: differing.map(|(name, content)| (name.clone(), content.clone())).collect(),
        }
    }
}

fn defined<'a>(item_type: &Key, context: &Context<'a>) -> Result<&'a Definition, Rejection> {
    let facts: &'a ConfigurationItems = context.facts.get();
    facts.definition(item_type).ok_or_else(|| Rejection::TypeNotPublished {
        item_type: item_type.clone(),
        published: facts.published().map(|(key, _)| key.clone()).collect(),
    })
}

/// Whether the attributes are of the type, and say what it lets them say.
pub(super) fn fits<'a>(
    definition: &Definition,
    attributes: impl Iterator<Item = (&'a Label, &'a Content)>,
) -> Result<(), Rejection> {
    for (name, content) in attributes {
        let Some(rule) = definition.attributes.get(name) else {
            let known = definition.attributes.keys().take(RULES_MAX).cloned().collect();
            return Err(Rejection::UnknownAttribute { attribute: name.clone(), known });
        };
        if !rule.kind.takes(content) {
            let (attribute, kind) = (name.clone(), rule.kind.clone());
            return Err(Rejection::WrongKind { attribute, kind });
        }
    }
    Ok(())
}

/// Whether the type lets the relation lead there, and something is there.
fn leads(
    definition: &Definition,
    related: &Related,
    context: &Context<'_>,
) -> Result<(), Rejection> {
    let Related { relation, to, exists, .. } = related.clone();
    let Some(rule) = definition.relations.get(&relation) else {
        let known = definition.relations.keys().cloned().collect();
        return Err(Rejection::UnknownRelation { relation, known });
    };
    let facts = context.facts.get::<ConfigurationItems>();
    let allowed = rule.to.is_empty() || rule.to.contains(&to.kind());
    match &to {
        End::Item(item) if item == context.key => return Err(Rejection::Itself),
        End::Item(item) => {
            if !facts.is_live(&to) {
                return Err(Rejection::EndUnknown { to });
            }
            let item_type = facts.type_of(item);
            let of_type = rule.to_types.is_empty()
                || item_type.is_some_and(|item_type| rule.to_types.contains(item_type));
            if !allowed || !of_type {
                return Err(Rejection::WrongEnd { relation, to });
            }
        }
        End::Component(_) | End::Service(_) if !allowed => {
            return Err(Rejection::WrongEnd { relation, to });
        }
        End::Service(service) if context.facts.get::<Services>().is_known(service) => {}
        End::Component(_) | End::Service(_) if exists.is_none() => {
            return Err(Rejection::EndNotAttested { to });
        }
        End::Component(_) | End::Service(_) => {}
    }
    Ok(())
}

/// What may be said of attributes without a rule: not more of them than there may be rules.
pub(super) fn bounded(attributes: &BTreeMap<Label, Content>) -> Result<(), Rejection> {
    if attributes.len() > RULES_MAX {
        return Err(Rejection::TooMany { what: "attributes", max: RULES_MAX });
    }
    Ok(())
}

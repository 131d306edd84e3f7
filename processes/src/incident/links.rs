//! What it is tied to, and what was looked up.

use super::value::{ChangeRelation, Link, Source};
use super::{
    ApplyWorkaround, ChangeLinked, CiLinked, ConsultInformation, Event, Incident,
    InformationConsulted, KnownErrorMatched, LinkChange, LinkCi, LinkProblem, MatchKnownError,
    ProblemLinked, Rejection, Unlink, Unlinked, WorkaroundApplied,
};
use crate::facts::{Changes, ConfigurationItems, Problems};
use engine::{Context, Key};
use std::collections::BTreeSet;

/// How many links of a kind there may be.
pub(super) const LINKS_MAX: usize = 200;

impl Incident {
    pub(super) fn consult_information(
        command: &ConsultInformation,
    ) -> Result<Vec<Event>, Rejection> {
        let missing = Source::REQUIRED.into_iter().filter(|it| !command.sources.contains(it));
        let missing: Vec<_> = missing.collect();
        if !missing.is_empty() {
            return Err(Rejection::InformationNotRead(missing));
        }
        let (sources, found) = (command.sources.clone(), command.found.clone());
        Ok(vec![InformationConsulted { sources, found }.into()])
    }

    pub(super) fn match_known_error(
        &self,
        command: &MatchKnownError,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        if !room(&self.known_errors, &command.known_error, "known errors")? {
            return Ok(Vec::new());
        }
        let known_error = command.known_error.clone();
        if !context.facts.get::<Problems>().is_published(&known_error) {
            return Err(Rejection::KnownErrorNotPublished { known_error });
        }
        Ok(vec![KnownErrorMatched { known_error, published: None }.into()])
    }

    pub(super) fn apply_workaround(
        &self,
        command: &ApplyWorkaround,
    ) -> Result<Vec<Event>, Rejection> {
        match &command.known_error {
            None if command.note.is_none() => return Err(Rejection::WorkaroundNotDescribed),
            Some(known_error) if !self.known_errors.contains(known_error) => {
                let known_error = known_error.clone();
                return Err(Rejection::KnownErrorNotMatched { known_error });
            }
            Some(_) | None => {}
        }
        let (known_error, note) = (command.known_error.clone(), command.note.clone());
        Ok(vec![WorkaroundApplied { known_error, note }.into()])
    }

    pub(super) fn link_ci(
        &self,
        command: &LinkCi,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let configuration_item = command.configuration_item.clone();
        if !room(&self.configuration_items, &configuration_item, "configuration items")? {
            return Ok(Vec::new());
        }
        if context.facts.get::<ConfigurationItems>().phase_of(&configuration_item).is_none() {
            return Err(Rejection::ItemUnknown { configuration_item });
        }
        Ok(vec![CiLinked { configuration_item, exists: None }.into()])
    }

    pub(super) fn link_problem(
        &self,
        command: &LinkProblem,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let problem = command.problem.clone();
        if !room(&self.problems, &problem, "problems")? {
            return Ok(Vec::new());
        }
        if !context.facts.get::<Problems>().is_known(&problem) {
            return Err(Rejection::ProblemUnknown { problem });
        }
        Ok(vec![ProblemLinked { problem, exists: None }.into()])
    }

    pub(super) fn link_change(
        &self,
        command: &LinkChange,
        context: &Context<'_>,
    ) -> Result<Vec<Event>, Rejection> {
        let LinkChange { change, relation } = command.clone();
        if self.changes.get(&change) == Some(&relation) {
            return Ok(Vec::new());
        }
        self.may_link_change(&change, context)?;
        Ok(vec![ChangeLinked { change, relation, exists: None }.into()])
    }

    /// Refuses a change that is not on record, or for which there is no room.
    pub(super) fn may_link_change(
        &self,
        change: &Key,
        context: &Context<'_>,
    ) -> Result<(), Rejection> {
        if self.changes.len() >= LINKS_MAX && !self.changes.contains_key(change) {
            return Err(Rejection::TooMany { what: "changes", max: LINKS_MAX });
        }
        if !context.facts.get::<Changes>().is_known(change) {
            return Err(Rejection::ChangeUnknown { change: change.clone() });
        }
        Ok(())
    }

    pub(super) fn unlink(&self, command: &Unlink) -> Result<Vec<Event>, Rejection> {
        let (linked, key) = match &command.link {
            Link::ConfigurationItem(key) => (self.configuration_items.contains(key), key),
            Link::Problem(key) => (self.problems.contains(key), key),
            Link::KnownError(key) => (self.known_errors.contains(key), key),
            Link::Change(key) => (self.changes.contains_key(key), key),
        };
        if !linked {
            return Err(Rejection::NotLinked(key.clone()));
        }
        let (link, reason) = (command.link.clone(), command.reason.clone());
        Ok(vec![Unlinked { link, reason }.into()])
    }

    /// The changes that broke it.
    pub fn caused_by(&self) -> impl Iterator<Item = &Key> {
        let causes = |(_, relation): &(&Key, &ChangeRelation)| **relation == ChangeRelation::Causes;
        self.changes.iter().filter(causes).map(|(change, _)| change)
    }
}

/// Whether another link makes a difference, and there is room for it.
fn room(known: &BTreeSet<Key>, key: &Key, what: &'static str) -> Result<bool, Rejection> {
    match known.len() {
        _ if known.contains(key) => Ok(false),
        LINKS_MAX.. => Err(Rejection::TooMany { what, max: LINKS_MAX }),
        _ => Ok(true),
    }
}

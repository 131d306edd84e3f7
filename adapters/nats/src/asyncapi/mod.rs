//! What the node offers on NATS, as an `AsyncAPI` document (3.0) with JSON schemas: made of the
//! catalogue, so that what is added there is in it.
//!
//! One file for each kind of subject, and one line for it in [`document`].

mod commands;
mod document;
mod events;
mod ingest;
mod kv;
mod others;
mod schemas;

use crate::settings::Settings;
use document::Document;
use engine::Catalogue;
use engine::json::{Schema, Value};
use engine::projection::EntitySet;

/// A question to a read model, and what it takes.
#[derive(Clone, Debug)]
pub struct Question {
    /// The read model.
    pub model: &'static str,
    /// Its question.
    pub name: &'static str,
    /// The JSON schema of its arguments.
    pub arguments: Schema,
}

/// The document of all subjects, as they are with these settings.
#[must_use]
pub fn asyncapi(
    catalogue: &Catalogue,
    sets: &[EntitySet],
    questions: &[Question],
    settings: &Settings,
) -> Value {
    let mut document = Document::new(settings);
    commands::add(&mut document, catalogue);
    events::add(&mut document, catalogue);
    kv::add(&mut document, catalogue, sets);
    ingest::add(&mut document);
    others::questions(&mut document, questions);
    others::replay(&mut document);
    others::service(&mut document);
    document.into_json()
}

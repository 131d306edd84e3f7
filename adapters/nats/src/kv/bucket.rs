use crate::context::Context;
use crate::error::Error;
use crate::stream::Needed;
use async_nats::jetstream::stream::{Config, Stream};
use engine::projection::EntitySet;
use engine::{Catalogue, Key, Role};

/// A bucket, and what is kept in it.
#[derive(Clone, Debug)]
pub(crate) struct Bucket {
    pub(crate) set: EntitySet,
    /// The roles that may see what is in it; none for everybody.
    pub(super) visible_to: &'static [Role],
}

impl Bucket {
    /// All that the read models call for.
    pub(crate) fn all(catalogue: &Catalogue, sets: &[EntitySet]) -> Vec<Self> {
        let bucket =
            |set: &EntitySet| Self { set: *set, visible_to: catalogue.visible_to(set.process) };
        sets.iter().map(bucket).collect()
    }

    /// Its name, which says whether only some may see it.
    pub(crate) fn name(&self) -> String {
        let EntitySet { model, process, .. } = self.set;
        if self.visible_to.is_empty() {
            format!("pdca_{model}")
        } else {
            format!("pdca_restricted_{process}_{model}")
        }
    }

    /// The name of the part that fills it.
    pub(super) fn part(&self) -> String {
        format!("kv {}", self.set.model)
    }

    /// The name of its stream.
    pub(super) fn stream(&self) -> String {
        format!("KV_{}", self.name())
    }

    /// What the subjects of its keys begin with.
    pub(crate) fn root(&self) -> String {
        format!("$KV.{}.", self.name())
    }

    /// The subject of a key.
    pub(super) fn subject(&self, key: &Key) -> String {
        format!("{}{}", self.root(), key.as_escaped())
    }

    /// The key of a subject, if it is one.
    pub(super) fn key(&self, subject: &str) -> Option<Key> {
        Key::from_escaped(subject.strip_prefix(&self.root())?).ok()
    }

    /// The bucket, made if it is missing, as KV clients expect one.
    pub(super) async fn get(&self, context: &Context) -> Result<Stream, Error> {
        let needed = Needed {
            name: self.stream(),
            about: "What a read model tells of, one by one",
            subjects: vec![format!("{}>", self.root())],
            is_queue: false,
            is_atomic: true,
        };
        let config = Config {
            max_messages_per_subject: 1,
            allow_rollup: true,
            deny_delete: true,
            // Requests for messages are then JSON both ways, which the door hands on as they are.
            allow_direct: false,
            ..needed.config()
        };
        let stream = needed.get_as(context, config).await?;
        if stream.cached_info().config.max_messages_per_subject < 1 {
            let reason = "it is no bucket: it keeps every message of a key".to_owned();
            return Err(Error::WrongStream { stream: needed.name, reason });
        }
        Ok(stream)
    }
}

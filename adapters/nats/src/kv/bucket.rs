use crate::context::Context;
use crate::error::Error;
use crate::stream::Needed;
use async_nats::jetstream::stream::{Config, Stream};
use engine::projection::EntitySet;
use engine::{Catalogue, Key, Role, StreamId};

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
        let bucket = |set: &EntitySet| {
            let visible_to = set.processes().map(|process| catalogue.visible_to(process));
            // The same people may see all of them.
            let visible_to = visible_to.max_by_key(|roles| !roles.is_empty());
            Self { set: *set, visible_to: visible_to.unwrap_or_default() }
        };
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

    /// The subject of one: of the set's own process its key, of another one the process and the key,
    /// with a point between them, which no key has.
    pub(super) fn subject(&self, stream: &StreamId) -> String {
        let StreamId { process, key } = stream;
        if *process == self.set.process {
            format!("{}{}", self.root(), key.as_escaped())
        } else {
            format!("{}{process}.{}", self.root(), key.as_escaped())
        }
    }

    /// What a subject is that of, if it is.
    pub(super) fn told_as(&self, subject: &str) -> Option<StreamId> {
        let name = subject.strip_prefix(&self.root())?;
        let (process, key) = name.split_once('.').unwrap_or((self.set.process, name));
        let is_its = !name.contains('.') || self.set.others.contains(&process);
        is_its.then(|| Some(StreamId::new(process, Key::from_escaped(key).ok()?)))?
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

#[cfg(test)]
mod tests {
    use super::Bucket;
    use engine::projection::{EntitySet, Tells};
    use engine::{DecodeError, Key, Projection, RecordRef, StreamId};
    use schemars::JsonSchema;
    use serde::{Deserialize, Serialize};

    /// Tells of two processes.
    #[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
    struct Both;

    impl Projection for Both {
        const NAME: &'static str = "both";
        const VERSION: u16 = 1;
        const PROCESSES: &'static [&'static str] = &["one", "other"];

        fn apply(&mut self, _: &RecordRef<'_>) -> Result<(), DecodeError> {
            Ok(())
        }
    }

    impl Tells for Both {
        const PROCESS: &'static str = "one";
        const OTHERS: &'static [&'static str] = &["other"];
        type Entity = String;

        fn changes(_: &str, _: &str) -> bool {
            true
        }

        fn entity(&self, _: &StreamId) -> Option<String> {
            None
        }

        fn streams_after(&self, _: Option<&StreamId>, _: usize) -> Vec<StreamId> {
            Vec::new()
        }
    }

    #[test]
    fn equal_keys_of_two_processes_have_subjects_of_their_own() {
        let bucket = Bucket { set: EntitySet::of::<Both>(), visible_to: &[] };
        let named = |process, key| StreamId::new(process, Key::new(key).unwrap());
        for (process, key, subject) in [
            ("one", "A1", "$KV.pdca_both.A1"),
            ("other", "A1", "$KV.pdca_both.other.A1"),
            ("one", "other.A1", "$KV.pdca_both.other=2EA1"),
            ("other", "a b", "$KV.pdca_both.other.a=20b"),
        ] {
            assert_eq!(bucket.subject(&named(process, key)), subject);
            assert_eq!(bucket.told_as(subject), Some(named(process, key)));
        }
        for subject in ["$KV.pdca_both.one.A1", "$KV.pdca_both.third.A1", "$KV.pdca_both.other.A.1"]
        {
            assert_eq!(bucket.told_as(subject), None, "{subject}");
        }
    }
}

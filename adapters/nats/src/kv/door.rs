//! The door through which buckets are read: a part of the interface of JetStream, under
//! `pdca.js.…`, so that KV clients read and watch as they always do, with that for a prefix.
//!
//! What is handed on reads one bucket that the asker may see, and answers to inboxes only. All else
//! is refused; what he may not see looks as if it were not there.

use super::bucket::Bucket;
use super::watchers::{self, ACTOR};
use crate::context::{ACKNOWLEDGE_MAX, Context};
use crate::endpoint::{Answer, Asked, Asker, Most, serve};
use crate::micro::Endpoint;
use crate::part::Parts;
use crate::subject::{is_inbox, is_own};
use crate::visibility::may_see;
use async_nats::Request;
use bytes::Bytes;
use engine::Actor;
use engine::outside::{Problem, Refusal};
use serde_json::{Map, Value, json};
use std::sync::Arc;
use tokio::sync::Mutex;

/// How many requests are handed on at once.
const MOST: usize = 64;
/// The interface of the server.
const API: &str = "$JS.API";
/// How long a watcher that has gone is kept at most, in nanoseconds.
const INACTIVE_MAX_NS: u64 = 30 * 1_000_000_000;
/// How many watchers of one bucket anybody has at most, with those that have gone and are still kept.
const WATCHERS_MAX: usize = 128;

/// What a watcher may ask for. Nothing of it outlives him, takes disk, or is acknowledged.
const WATCHING: [&str; 14] = [
    "name",
    "deliver_subject",
    "deliver_policy",
    "opt_start_seq",
    "opt_start_time",
    "filter_subject",
    "filter_subjects",
    "replay_policy",
    "headers_only",
    "flow_control",
    "idle_heartbeat",
    "rate_limit_bps",
    "max_deliver",
    "ack_wait",
];

/// The endpoint.
pub(crate) fn endpoint(context: &Context) -> Arc<Endpoint> {
    Endpoint::new("kv", context.subjects.pattern("js.>"), "buckets, to be read and watched")
}

/// Starts it.
pub(super) fn start(
    context: &Context,
    parts: &mut Parts,
    endpoint: Arc<Endpoint>,
    buckets: Vec<Bucket>,
) {
    let buckets = Arc::<[_]>::from(buckets);
    parts.start(context, endpoint.name(), move |context| {
        let buckets = Arc::clone(&buckets);
        let making = Arc::<Mutex<()>>::default();
        let answer =
            move |context, asked| answer(context, asked, Arc::clone(&buckets), Arc::clone(&making));
        serve(context, Arc::clone(&endpoint), Most::shared(MOST), answer)
    });
}

async fn answer(
    context: Context,
    asked: Asked,
    buckets: Arc<[Bucket]>,
    making: Arc<Mutex<()>>,
) -> Result<Answer, Problem> {
    let tokens: Vec<_> = asked.tokens.iter().skip(1).map(String::as_str).collect();
    let answer = match read(&tokens, &asked.body, &asked.asker) {
        Ok(Reading { stream, body }) => {
            let bucket = buckets.iter().find(|bucket| bucket.stream() == stream);
            match bucket {
                Some(bucket) if may_see(&context, &asked.asker, bucket.visible_to).await? => {
                    // One watcher after the other, so that they can be counted.
                    let alone = match &tokens[..] {
                        ["CONSUMER", "CREATE", ..] => Some(making.lock().await),
                        _ => None,
                    };
                    if alone.is_some() && has_enough(&context, bucket, &asked.asker).await? {
                        error(400, 10_026, &too_many())
                    } else {
                        hand_on(&context, &tokens, body).await?
                    }
                }
                Some(_) | None => no_such_stream(),
            }
        }
        Err(reason) => error(400, 10_003, &reason),
    };
    Ok(Answer::Reply(answer))
}

/// What is to be handed on.
#[derive(Debug, PartialEq)]
struct Reading<'a> {
    stream: &'a str,
    body: Bytes,
}

/// Reads a request: what it is about, and what of it is handed on. Or says why it is not.
fn read<'a>(tokens: &[&'a str], body: &Bytes, asker: &Asker) -> Result<Reading<'a>, String> {
    match tokens {
        ["STREAM", "MSG", "GET", stream] => Ok(Reading { stream, body: body.clone() }),
        ["STREAM", "INFO", stream] | ["CONSUMER", "INFO", stream, _] => {
            Ok(Reading { stream, body: Bytes::new() })
        }
        ["CONSUMER", "CREATE", stream, ..] => {
            Ok(Reading { stream, body: watching(stream, body, asker)? })
        }
        _ => {
            Err("only STREAM.INFO, STREAM.MSG.GET, CONSUMER.CREATE and CONSUMER.INFO of a bucket \
                  are offered here"
                .to_owned())
        }
    }
}

/// A consumer that delivers to an inbox and ends with whoever listens there.
fn watching(stream: &str, body: &[u8], whose: &Asker) -> Result<Bytes, String> {
    let asked: Value = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    let asked = asked.get("config").and_then(Value::as_object);
    let asked = asked.ok_or("a consumer needs a config")?;
    let inbox = asked.get("deliver_subject").and_then(Value::as_str).unwrap_or_default();
    if !is_inbox(inbox) {
        return Err(format!("a watcher delivers to an inbox, not to {inbox:?}"));
    }
    let name = name(whose);
    if whose.is_proven && !is_own(inbox, name) {
        let own = format!("_INBOX.{name}.…");
        return Err(format!(
            "a watcher delivers to an inbox of one's own, {own}, not to {inbox:?}"
        ));
    }
    let kept = asked.iter().filter(|(name, _)| WATCHING.contains(&name.as_str()));
    let mut config: Map<_, _> = kept.map(|(name, value)| (name.clone(), value.clone())).collect();
    let inactive = asked.get("inactive_threshold").and_then(Value::as_u64);
    let inactive = inactive.unwrap_or(INACTIVE_MAX_NS).min(INACTIVE_MAX_NS);
    config.insert("inactive_threshold".to_owned(), inactive.into());
    config.insert("ack_policy".to_owned(), "none".into());
    config.insert("mem_storage".to_owned(), true.into());
    config.insert("metadata".to_owned(), json!({ ACTOR: name }));
    // One that is there already is somebody's.
    let request = json!({ "stream_name": stream, "config": config, "action": "create" });
    Ok(request.to_string().into())
}

/// Who watches, as the metadata of a watcher say; of who does not say who he is, nothing.
fn name(asker: &Asker) -> &str {
    asker.actor.as_ref().map(Actor::as_escaped).unwrap_or_default()
}

/// Whether the asker has as many watchers of a bucket as anybody may.
async fn has_enough(context: &Context, bucket: &Bucket, asker: &Asker) -> Result<bool, Problem> {
    let counted = watchers::count(context, bucket, name(asker)).await;
    let counted = counted.map_err(|error| {
        Problem::new(Refusal::Busy, "jetstream_away", &engine::outside::chain(&error))
    })?;
    Ok(counted >= WATCHERS_MAX)
}

fn too_many() -> String {
    let seconds = INACTIVE_MAX_NS / 1_000_000_000;
    format!(
        "nobody has more than {WATCHERS_MAX} watchers of a bucket; one that nobody listens to any \
         more ends within {seconds} s"
    )
}

async fn hand_on(context: &Context, tokens: &[&str], body: Bytes) -> Result<Bytes, Problem> {
    let request = Request::new().payload(body).timeout(Some(ACKNOWLEDGE_MAX));
    let subject = format!("{API}.{}", tokens.join("."));
    let answer = context.client.send_request(subject, request).await;
    let away = |error| {
        let detail = format!("JetStream does not answer ({error}); ask again");
        Problem::new(Refusal::Busy, "jetstream_away", &detail)
    };
    Ok(answer.map_err(away)?.payload)
}

/// What the server says of a stream that is not there.
fn no_such_stream() -> Bytes {
    error(404, 10_059, "stream not found")
}

/// An error, as JetStream writes one.
fn error(code: u16, err_code: u16, description: &str) -> Bytes {
    let error = json!({ "code": code, "err_code": err_code, "description": description });
    json!({ "error": error }).to_string().into()
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::endpoint::Asker;
    use bytes::Bytes;
    use engine::Actor;
    use serde_json::{Value, json};

    fn handed_on(subject: &str, body: &Value) -> Result<Value, String> {
        let tokens: Vec<_> = subject.split('.').collect();
        let ada = Asker {
            actor: Some(Actor::new("ada").unwrap()),
            principal: "nats ada".to_owned(),
            is_proven: true,
        };
        let reading = read(&tokens, &Bytes::from(body.to_string()), &ada)?;
        assert_eq!(reading.stream, "KV_b");
        Ok(serde_json::from_slice(&reading.body).unwrap_or_default())
    }

    #[test]
    fn nothing_is_handed_on_that_does_more_than_read_one_bucket() {
        for subject in [
            "STREAM.DELETE.KV_b",
            "STREAM.UPDATE.KV_b",
            "STREAM.PURGE.KV_b",
            "STREAM.NAMES",
            "STREAM.INFO.KV_b.more",
            "STREAM.MSG.DELETE.KV_b",
            "CONSUMER.DELETE.KV_b.c",
            "CONSUMER.DURABLE.CREATE.KV_b.c",
            "CONSUMER.MSG.NEXT.KV_b.c",
            "DIRECT.GET.KV_b",
            "INFO",
            "",
        ] {
            assert!(handed_on(subject, &json!({})).is_err(), "{subject}");
        }
        let get = json!({ "last_by_subj": "$KV.b.one" });
        assert_eq!(handed_on("STREAM.MSG.GET.KV_b", &get), Ok(get));
        assert_eq!(
            handed_on("STREAM.INFO.KV_b", &json!({ "deleted_details": true })),
            Ok(Value::Null)
        );
    }

    #[test]
    fn a_watcher_delivers_to_an_inbox_and_lasts_no_longer_than_whoever_listens() {
        let subject = "CONSUMER.CREATE.KV_b.c.$KV.b.>";
        let create = |config: Value| handed_on(subject, &json!({ "config": config }));
        for inbox in [
            "pdca.as.ada.cmd.incident.new.log",
            "$KV.b.one",
            "_INBOX.>",
            "_INBOX.bo.1",
            "_INBOX.1",
            "",
        ] {
            assert!(create(json!({ "deliver_subject": inbox })).is_err(), "{inbox}");
        }
        assert!(create(json!({ "durable_name": "c" })).is_err());
        let config = json!({
            "name": "c",
            "deliver_subject": "_INBOX.ada.1",
            "durable_name": "c",
            "deliver_group": "g",
            "ack_policy": "explicit",
            "inactive_threshold": u64::MAX,
            "mem_storage": false,
            "headers_only": true,
            "sample_freq": "100",
            "metadata": { "pdca-actor": "bo" },
        });
        let asked = json!({
            "action": "create",
            "stream_name": "KV_b",
            "config": {
                "name": "c",
                "deliver_subject": "_INBOX.ada.1",
                "ack_policy": "none",
                "inactive_threshold": 30_000_000_000_u64,
                "mem_storage": true,
                "headers_only": true,
                "metadata": { "pdca-actor": "ada" },
            },
        });
        assert_eq!(create(config), Ok(asked));
    }
}

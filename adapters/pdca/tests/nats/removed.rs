//! What somebody removes from the node's streams comes again; what has become too old does not.

use crate::broker::Broker;
use crate::commands::logged;
use crate::events::{self, published};
use crate::eventually;
use crate::foreign::{assert_whole, counted};
use crate::kv::{self, kept, value};
use crate::node::Place;
use async_nats::jetstream::stream::{Config, DiscardPolicy};
use std::time::Duration;

/// Longer than the node takes between two looks.
const A_LOOK: Duration = Duration::from_secs(6);

/// Has the stream of events keep less.
async fn limit(broker: &Broker, change: impl FnOnce(&mut Config)) {
    let mut config = events::stream(broker).await.cached_info().config.clone();
    change(&mut config);
    broker.jetstream().await.update_stream(config).await.unwrap();
}

#[tokio::test]
async fn events_that_somebody_removes_are_published_again() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 5);
    published(&place).await;
    let stream = events::stream(&broker).await;
    let whole = async || {
        eventually("all are there again", async || {
            (counted(&stream).await.0 == events::trail(&place).len() as u64).then_some(())
        })
        .await;
        assert_whole(&broker, &place).await;
    };
    stream.purge().await.unwrap();
    whole().await;
    // With something new behind it, before anybody has looked.
    stream.purge().await.unwrap();
    logged(&place, 1);
    whole().await;
    // The last one, which goes behind the others again, and nothing else does.
    let (_, last) = counted(&stream).await;
    stream.delete_message(last).await.unwrap();
    whole().await;
    assert_eq!(counted(&stream).await.1, last + 1);
    // One in between: there is no place for it but behind what comes before it.
    stream.delete_message(last - 3).await.unwrap();
    whole().await;
    // The first ones, while the node was away.
    node.stop();
    let (_, last) = counted(&stream).await;
    stream.purge().sequence(last).await.unwrap();
    let node = place.serve(&["--nats", &broker.url()]);
    whole().await;
    node.stop();
}

#[tokio::test]
async fn events_that_have_become_too_old_for_their_stream_stay_away() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 3);
    published(&place).await;
    let stream = events::stream(&broker).await;
    limit(&broker, |config| config.max_age = Duration::from_secs(1)).await;
    let empty = async || {
        let emptied = async || (counted(&stream).await.0 == 0).then_some(());
        eventually("the stream is empty", emptied).await;
    };
    empty().await;
    let (_, last) = counted(&stream).await;
    // The node looks, and has nothing to say.
    tokio::time::sleep(A_LOOK).await;
    logged(&place, 1);
    published(&place).await;
    assert_eq!(counted(&stream).await.1, last + 1);
    // Nor has one that begins again.
    empty().await;
    node.stop();
    let node = place.serve(&["--nats", &broker.url()]);
    published(&place).await;
    assert_eq!(counted(&stream).await.1, last + 1);
    logged(&place, 1);
    published(&place).await;
    assert_eq!(counted(&stream).await.1, last + 2);
    node.stop();
}

#[tokio::test]
async fn a_shortened_stream_goes_on_where_it_ends() {
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 3);
    published(&place).await;
    let stream = events::stream(&broker).await;
    limit(&broker, |config| {
        config.max_messages = 5;
        config.discard = DiscardPolicy::Old;
    })
    .await;
    let (held, last) = counted(&stream).await;
    assert_eq!(held, 5);
    logged(&place, 1);
    published(&place).await;
    tokio::time::sleep(A_LOOK).await;
    node.stop();
    let node = place.serve(&["--nats", &broker.url()]);
    published(&place).await;
    assert_eq!(counted(&stream).await, (5, last + 1));
    node.stop();
}

#[tokio::test]
async fn values_that_somebody_removes_are_written_again() {
    const BUCKET: &str = "pdca_incidents";
    let (broker, place) = (Broker::start(), Place::founded());
    let node = place.serve(&["--nats", &broker.url()]);
    logged(&place, 3);
    kept(&place).await;
    let stream = kv::stream(&broker, BUCKET).await;
    let all = async |keys: &[&str]| {
        eventually("all are there again", async || {
            for key in keys {
                value(&stream, BUCKET, key).await?;
            }
            Some(())
        })
        .await;
    };
    stream.purge().await.unwrap();
    all(&["INC0000001", "INC0000002", "INC0000003"]).await;
    kept(&place).await;
    stream.purge().filter(format!("$KV.{BUCKET}.INC0000002")).await.unwrap();
    all(&["INC0000001", "INC0000002", "INC0000003"]).await;
    kept(&place).await;
    stream.purge().await.unwrap();
    logged(&place, 1);
    all(&["INC0000001", "INC0000002", "INC0000003", "INC0000004"]).await;
    node.stop();
}

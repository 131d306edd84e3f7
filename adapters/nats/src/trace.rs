//! Trace context in headers: whom a sender says that a message belongs to. What is not valid is
//! ignored, for a message is none the worse for it.

use async_nats::{HeaderMap, HeaderValue};
use engine::outside::TraceParent;
use tracing::Span;

/// The place of a span in its trace, in requests and in replies.
pub(crate) const PARENT: &str = "traceparent";
/// What the sender's own tools say about it.
pub(crate) const STATE: &str = "tracestate";
/// The same, of a `CloudEvent` whose sender says it there only.
const OF_AN_EVENT: [&str; 2] = ["ce-traceparent", "ce-tracestate"];
/// The longest state that is taken, in bytes.
const STATE_BYTES_MAX: usize = 512;

/// A span around what is done for a sender: commands that are handed over in it are linked to the
/// sender's. None where the sender says nothing.
pub(crate) fn sender(headers: &HeaderMap) -> Span {
    let Some((parent, state)) = context(headers) else { return Span::none() };
    tracing::info_span!("sender", traceparent = %parent, tracestate = state)
}

fn context(headers: &HeaderMap) -> Option<(TraceParent, String)> {
    let [of_event, state_of_event] = OF_AN_EVENT;
    let (parents, state) = match values(headers, PARENT) {
        none if none.is_empty() => (values(headers, of_event), state_of_event),
        some => (some, STATE),
    };
    // Two of them are as good as none.
    let [parent] = parents.as_slice() else { return None };
    let state = Some(values(headers, state).join(",")).filter(|it| it.len() <= STATE_BYTES_MAX);
    Some((TraceParent::parse(parent)?, state.unwrap_or_default()))
}

/// All values of a header. Clients write its name in their language's way.
fn values<'a>(headers: &'a HeaderMap, name: &str) -> Vec<&'a str> {
    let named = headers.iter().filter(|(written, _)| {
        let written: &str = written.as_ref();
        written.eq_ignore_ascii_case(name)
    });
    named.flat_map(|(_, values)| values.iter().map(HeaderValue::as_str)).collect()
}

#[cfg(test)]
mod tests {
    use super::context;
    use async_nats::HeaderMap;

    const ONE: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    const OTHER: &str = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b8-00";

    fn of(headers: &[(&str, &str)]) -> Option<(String, String)> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.append(*name, *value);
        }
        context(&map).map(|(parent, state)| (parent.to_string(), state))
    }

    #[test]
    fn a_sender_says_where_it_belongs() {
        let told = |parent: &str, state: &str| Some((parent.to_owned(), state.to_owned()));
        assert_eq!(of(&[("traceparent", ONE)]), told(ONE, ""));
        assert_eq!(of(&[("Traceparent", ONE), ("Tracestate", "a=1")]), told(ONE, "a=1"));
        let twice = [("traceparent", ONE), ("tracestate", "a=1"), ("tracestate", "b=2")];
        assert_eq!(of(&twice), told(ONE, "a=1,b=2"));
        assert_eq!(of(&[("ce-traceparent", ONE), ("ce-tracestate", "a=1")]), told(ONE, "a=1"));
        assert_eq!(of(&[("ce-traceparent", ONE), ("traceparent", OTHER)]), told(OTHER, ""));
    }

    #[test]
    fn what_is_not_valid_is_ignored() {
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[("tracestate", "a=1")]), None);
        assert_eq!(of(&[("traceparent", &ONE.to_uppercase())]), None);
        assert_eq!(of(&[("traceparent", ONE), ("traceparent", OTHER)]), None);
        let long = format!("a={}", "x".repeat(512));
        assert_eq!(of(&[("traceparent", ONE), ("tracestate", &long)]).unwrap().1, "");
    }
}

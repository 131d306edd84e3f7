use super::commands::DEAD;
use super::document::Document;
use serde_json::json;

/// What other tools send, and what of it came to nothing.
pub(super) fn add(document: &mut Document) {
    let summary = "Another tool's event: a CloudEvent in either mode, or any JSON.";
    document.message("ingest", json!({ "summary": summary, "payload": {} }));
    let about = "Kept in the stream PDCA_INGEST, and acknowledged when what came of it by the rules \
                 is durable.";
    document.channel("ingest", "pdca.ingest.{source}", about, &["ingest"]);
    document.takes("ingest");
    for root in ["dead", "restricted.dead"] {
        let id = format!("{root}.ingest");
        let about = "Other tools' events that no rule fits or that were refused, with the reason.";
        document.channel(&id, &format!("pdca.{id}.{{source}}"), about, &[DEAD]);
        document.sends(&id);
    }
}

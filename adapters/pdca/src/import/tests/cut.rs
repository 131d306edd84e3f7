//! An import that ends anywhere is taken up there: the log is that of one that was not disturbed.

use super::{Place, file, place, row, run};
use crate::node::{Node, Settings};
use engine::store::log::{RestoreError, restore};
use engine::testing::NOW;
use engine::{EventStore, Position, Record, SystemClock};
use std::sync::Arc;

/// Two incidents with all that may be between the rows and within one: several moves of a row,
/// moves that are refused and adopted, misses, two rows of one minute.
fn history() -> String {
    let other = |row: String| row.replace("INC0000007", "INC0000008");
    let on = |day: &str, row: String| {
        row.replacen("01-03-2016 09:00", "29-02-2016 07:00", 1)
            .replace("01-03-2016 09:", &format!("{day}-03-2016 09:"))
    };
    file(&[
        row("New", 1, ""),
        on("03", other(row("Active", 1, "1,0,post,Group 2,?"))),
        on("03", row("Awaiting Vendor", 1, "2,0,post,Group 3,?")),
        on("03", other(row("Awaiting User Info", 2, "2,0,mail,Group 1,Resolver 2"))),
        on("03", row("Awaiting User Info", 2, "3,0,mail,Group 4,?")),
        on("07", row("Resolved", 2, "3,0,post,Group 4,?")),
        on("09", row("Active", 2, "4,1,mail,Group 5,Resolver 1").replace("2 - Medium", "1 - High")),
        on("19", row("Active", 5, "4,1,mail,Group 5,?")),
        on("19", other(row("Closed", 5, "2,0,mail,Group 5,?"))),
        on("20", row("Resolved", 6, "4,1,mail,Group 5,?")),
        on("27", row("Active", 6, "5,2,post,Group 5,?")),
        on("28", row("Closed", 7, "5,2,post,Group 5,?")),
    ])
}

/// All that the log says of incidents, but for when and under which command it was recorded.
fn said(node: &Node) -> Vec<String> {
    let process = node.engine().catalogue().process("incident").unwrap();
    let records = EventStore::read(node.store(), Position(0)).collect().unwrap();
    let records = records.iter().map(Record::as_ref);
    let said = records.filter(|record| record.process == "incident").map(|record| {
        let json = process.event_json(&record).unwrap();
        let (stream, occurred_at) = (record.stream().unwrap(), record.metadata.occurred_at);
        format!("{stream} {} at {occurred_at}: {json}", record.event)
    });
    said.collect()
}

fn again(place: &Place, node: &Node) -> super::Summary {
    run(node, place.options(history().as_bytes(), "ada"), &mut |_, _, _| {}).unwrap()
}

#[test]
fn an_import_may_end_between_any_two_commands() {
    let place = place();
    let before = place.node.engine().head();
    let whole = place.import(&history());
    assert_eq!((whole.added, whole.rejected), (12, 0));
    let expected = said(&place.node);
    let head = place.node.engine().head();
    let backup = place.dir.path().join("backup");
    place.node.store().backup(&backup, |_| {}).unwrap();
    let mut taken_up = 0;
    for until in before.0 + 1..head.0 {
        let dir = place.dir.path().join(until.to_string());
        let settings = Settings { segment_mib: 1, ..Settings::of(&dir) };
        crate::node::create_private(&dir).unwrap();
        match restore(&backup, &settings.log_dir(), Some(Position(until)), NOW, |_| {}) {
            Err(RestoreError::InsideBatch { .. }) => continue,
            restored => restored.unwrap(),
        };
        let node = Node::open_with(settings, Arc::new(SystemClock), &mut |_, _, _| {}).unwrap();
        let summary = again(&place, &node);
        assert_eq!(summary.rows, 12);
        let said = said(&node);
        for (said, expected) in said.iter().zip(&expected) {
            assert_eq!(said, expected, "cut off after {until}");
        }
        assert_eq!(said.len(), expected.len(), "cut off after {until}");
        assert!(summary.resumed || summary.run.is_none(), "{until}");
        taken_up += u32::from(summary.resumed);
        let head = node.engine().head();
        assert_eq!((again(&place, &node).run, node.engine().head()), (None, head));
        drop(node);
        std::fs::remove_dir_all(dir).unwrap();
    }
    assert!(taken_up > 30, "{taken_up}");
}

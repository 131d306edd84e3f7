//! Human numbers: given in order, moved on by adopted ones, never given twice.

use super::harness::{World, ask, begin_freeze, code, key};
use super::sample::Open;
use crate::Version;

#[test]
fn numbers_are_stable_and_go_on() {
    let world = World::new();
    let engine = world.open();
    let number = |sent_as: &str| {
        let accepted =
            world.open_from_nothing().execute_blocking(ask(sent_as, "", Open::default()));
        accepted.unwrap().stream.key.to_string()
    };
    drop(engine);
    assert_eq!(number("1"), "TSK0000001");
    assert_eq!(number("1"), "TSK0000001");
    assert_eq!(number("2"), "TSK0000002");
    let engine = world.open();
    engine.execute_blocking(ask("adopted", "TSK0000041", Open::default())).unwrap();
    for other in ["TSK9", "TSKX000099", "task", "TSK99999999999999999999999"] {
        engine.execute_blocking(ask(other, other, Open::default())).unwrap();
    }
    let taken = engine.execute_blocking(begin_freeze(7)).unwrap();
    assert_eq!(taken.stream.key, key("7"));
    let refused = Open { slot: Some(7), ..Open::default() };
    assert_eq!(code(&engine.execute_blocking(ask("refused", "", refused))), "taken");
    engine.close();
    drop(engine);
    assert_eq!(world.shelf.positions("sequencer").len(), 1);
    assert_eq!(number("3"), "TSK0000042");
    let engine = world.open();
    let next = engine.execute_blocking(ask("4", "", Open::default())).unwrap();
    assert_eq!(next.stream.key, key("TSK0000043"));
}

#[test]
fn numbers_have_seven_to_nine_digits() {
    let world = World::new();
    let engine = world.open();
    let new = |sent_as: &str| {
        let accepted = engine.execute_blocking(ask(sent_as, "", Open::default())).unwrap();
        (accepted.stream.key.to_string(), accepted.version)
    };
    for (adopted, next) in [
        ("TSK000007", "TSK0000001"),
        ("TSK0000020", "TSK0000021"),
        ("TSK1000000000", "TSK0000022"),
        ("TSK999999998", "TSK0000023"),
        ("TSK9999999", "TSK10000000"),
    ] {
        engine.execute_blocking(ask(adopted, adopted, Open::default())).unwrap();
        assert_eq!(new(&format!("after {adopted}")).0, next);
    }
    for number in (2..=99).map(|tens| tens * 10_000_000).chain([999_999_999]) {
        let adopted = format!("TSK{number}");
        engine.execute_blocking(ask(&adopted, &adopted, Open::default())).unwrap();
    }
    // Used up: a key that follows from the command's id, and never one that is taken.
    let (one, other) = (new("one"), new("other"));
    assert_ne!(one.0, other.0);
    assert_eq!((one.1, other.1), (Version(1), Version(1)));
    assert!(!one.0.starts_with("TSK"), "{one:?}");
    assert_eq!(new("one"), one);
}

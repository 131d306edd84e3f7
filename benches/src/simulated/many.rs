//! The same year of many times as many cases: what happened to a case is told at the same time of
//! others, too.
//!
//! Cases are named by three letters and seven digits, and less than a hundred thousand of a kind: the
//! others have the same numbers in another hundred thousand, wherever they are named. What has no number (people, services,
//! agreements, policies) is told of once, as there is one of each however many cases there are; what
//! happens to these, such as outages, does not become more.

use crate::Failure;
use crate::bulk::Bulk;
use engine::{CommandId, EventStore, Metadata, Position, RecordRef};
use std::path::Path;

/// How many times there are digits for.
const TIMES_MAX: u8 = 100;
const LETTERS: usize = 3;
const DIGITS: usize = 7;

/// Writes the records of a log into a new one in `dir`, with `times` as many cases, [`TIMES_MAX`] at most.
pub(super) fn tell(from: &dyn EventStore, times: u8, dir: &Path) -> Result<(), Failure> {
    if !(1..=TIMES_MAX).contains(&times) {
        return Err(format!("a year is told once to {TIMES_MAX} times, not {times} times").into());
    }
    let (mut log, mut position) = (Bulk::new(dir)?, Position(0));
    // Where what each record says of the first cases is now, and whether it was told of others.
    let mut told: Vec<(Position, bool)> = Vec::new();
    let mut reading = from.read(Position(0));
    while let Some(chunk) = reading.next_blocking()? {
        for record in chunk.records() {
            let record = record?;
            let is_numbered = number_in(record.key.as_bytes()).is_some();
            told.push((position.next(), is_numbered));
            for nth in 0..if is_numbered { times } else { 1 } {
                let basis = position;
                position = position.next();
                let key = String::from_utf8(renumbered(record.key.as_bytes(), nth))?;
                let causation = record.metadata.causation.and_then(|cause| {
                    let index = usize::try_from(cause.0.checked_sub(1)?).ok()?;
                    let (first, of_others) = told.get(index)?;
                    Some(Position(first.0 + if *of_others { u64::from(nth) } else { 0 }))
                });
                let of_nth = |id: CommandId| CommandId(id.0.wrapping_add(u128::from(nth)));
                let command_id = of_nth(record.metadata.command_id);
                let correlation = record.metadata.correlation.map(of_nth);
                log.append(&RecordRef {
                    position,
                    key: &key,
                    metadata: Metadata {
                        command_id,
                        correlation,
                        causation,
                        basis,
                        ..record.metadata
                    },
                    payload: &renumbered(record.payload, nth),
                    ..record
                })?;
            }
        }
    }
    log.close()?;
    Ok(())
}

/// Where the first digit of the first number is, if there is one.
fn number_in(bytes: &[u8]) -> Option<usize> {
    bytes.windows(LETTERS + DIGITS).position(|window| {
        let (letters, digits) = window.split_at(LETTERS);
        letters.iter().all(u8::is_ascii_uppercase) && digits.iter().all(u8::is_ascii_digit)
    })
}

/// The same with each number in the `nth` hundred thousand.
fn renumbered(bytes: &[u8], nth: u8) -> Vec<u8> {
    let (mut renumbered, mut from) = (bytes.to_owned(), 0);
    if nth == 0 {
        return renumbered;
    }
    while let Some(found) = bytes.get(from..).and_then(number_in) {
        let first = from + found + LETTERS;
        if let Some([tens, ones]) = renumbered.get_mut(first..first + 2) {
            (*tens, *ones) = (b'0' + nth / 10, b'0' + nth % 10);
        }
        from = first + DIGITS;
    }
    renumbered
}

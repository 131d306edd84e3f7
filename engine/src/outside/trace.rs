//! W3C Trace Context (level 1): which trace a record belongs to, and whom a sender says it belongs to.
//!
//! Nothing of it is stored. A chain of commands is one trace, and its id is that of the chain's first
//! command, which every record holds; a command is one span of it. So the same record bears the same
//! context for ever, whoever reads it.

use crate::CommandId;
use std::fmt;

/// The place of a span in a trace: the header `traceparent`.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct TraceParent {
    /// The trace; never 0.
    pub trace: u128,
    /// The span in it; never 0.
    pub span: u64,
    /// Whether somebody may have recorded it.
    pub is_sampled: bool,
}

impl TraceParent {
    /// The span of a command, in the trace of the chain that began with the command `correlation`.
    #[must_use]
    pub fn of(correlation: CommandId, command: CommandId) -> Self {
        // Half of a digest is as good an id; only 0 is none.
        let span = u64::try_from(command.0 & u128::from(u64::MAX)).unwrap_or_default();
        Self { trace: correlation.0.max(1), span: span.max(1), is_sampled: true }
    }

    /// Reads a header, also of a later version; `None` when it is not valid, and so to be ignored.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.splitn(5, '-');
        let version = hex(parts.next()?, 2)?;
        let trace = hex(parts.next()?, 32)?;
        let span = u64::try_from(hex(parts.next()?, 16)?).ok()?;
        let flags = hex(parts.next()?, 2)?;
        // Later versions may say more behind that.
        let fits = version != 0xff && (version != 0 || parts.next().is_none());
        let is_sampled = flags & 1 == 1;
        (fits && trace != 0 && span != 0).then_some(Self { trace, span, is_sampled })
    }
}

impl fmt::Display for TraceParent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let &Self { trace, span, is_sampled } = self;
        write!(f, "00-{trace:032x}-{span:016x}-{:02x}", u8::from(is_sampled))
    }
}

/// A number in so many hexadecimal digits, in lower case.
fn hex(digits: &str, count: usize) -> Option<u128> {
    let is_digit = |digit: u8| matches!(digit, b'0'..=b'9' | b'a'..=b'f');
    let fits = digits.len() == count && digits.bytes().all(is_digit);
    u128::from_str_radix(digits, 16).ok().filter(|_| fits)
}

#[cfg(test)]
mod tests {
    use super::TraceParent;
    use crate::CommandId;
    use proptest::prelude::*;

    const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
    const SPAN: &str = "00f067aa0ba902b7";

    #[test]
    fn a_header_is_read_or_is_none() {
        let is_valid = |text: &str| TraceParent::parse(text).is_some();
        for valid in [
            format!("00-{TRACE}-{SPAN}-01"),
            format!("00-{TRACE}-{SPAN}-00"),
            format!("00-{TRACE}-{SPAN}-ff"),
            format!("cc-{TRACE}-{SPAN}-01"),
            format!("cc-{TRACE}-{SPAN}-01-what-will-be"),
        ] {
            assert!(is_valid(&valid), "{valid}");
        }
        for invalid in [
            String::new(),
            "00".to_owned(),
            format!("00-{TRACE}-{SPAN}"),
            format!("00-{TRACE}-{SPAN}-1"),
            format!("00-{TRACE}-{SPAN}-01-more"),
            format!("00-{TRACE}-{SPAN}-01-"),
            format!("cc-{TRACE}-{SPAN}-01.what-will-be"),
            format!("ff-{TRACE}-{SPAN}-01"),
            format!("0x-{TRACE}-{SPAN}-01"),
            format!("+0-{TRACE}-{SPAN}-01"),
            format!("00-{}-{SPAN}-01", TRACE.to_uppercase()),
            format!("00-{}-{SPAN}-01", "0".repeat(32)),
            format!("00-{TRACE}-{}-01", "0".repeat(16)),
            format!(" 00-{TRACE}-{SPAN}-01"),
            format!("00-{TRACE}0-{SPAN}-01"),
            format!("00_{TRACE}_{SPAN}_01"),
        ] {
            assert!(!is_valid(&invalid), "{invalid}");
        }
    }

    #[test]
    fn a_chain_is_a_trace_and_a_command_a_span() {
        let (first, then) = (CommandId(0x1_0000_0000_0000_0002), CommandId(u128::MAX));
        let id = "00000000000000010000000000000002";
        let written = |command| TraceParent::of(first, command).to_string();
        assert_eq!(written(first), format!("00-{id}-0000000000000002-01"));
        assert_eq!(written(then), format!("00-{id}-ffffffffffffffff-01"));
    }

    proptest! {
        #[test]
        fn what_is_derived_is_valid_and_read_again(correlation: u128, command: u128) {
            let derived = TraceParent::of(CommandId(correlation), CommandId(command));
            prop_assert_eq!(TraceParent::parse(&derived.to_string()), Some(derived));
        }

        #[test]
        fn what_is_read_is_written_alike(text in "00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]") {
            let read = TraceParent::parse(&text).map(|parent| parent.to_string());
            prop_assert_eq!(read, Some(text));
        }

        #[test]
        fn whatever_comes_is_taken_or_left(text in "[0-9a-f-]{0,80}|\\PC{0,80}") {
            if let Some(read) = TraceParent::parse(&text) {
                prop_assert!(read.trace != 0 && read.span != 0);
                prop_assert!(text.len() >= 55);
            }
        }
    }
}

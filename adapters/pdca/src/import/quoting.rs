//! Which quotes may stand where in a record (RFC 4180), and where it ends.

use super::RECORD_BYTES_MAX;

/// What is wrong with the quoting of a record.
#[derive(Clone, Copy, Debug, Eq, PartialEq, thiserror::Error)]
pub enum QuotingError {
    /// A quote in the middle of a value, or something between a closing quote and the next comma.
    #[error(
        "a quote stands in the middle of value {value}; quote the whole value, and write each quote \
         in it twice"
    )]
    Misplaced {
        /// Which value, from 1.
        value: usize,
    },
    /// A line break in a value that is not quoted.
    #[error("a line break stands in value {value}, which is not quoted")]
    LineBreak {
        /// Which value, from 1.
        value: usize,
    },
    /// A quoted value that goes on and on.
    #[error("the quoted value {value} does not end, or not within {RECORD_BYTES_MAX} bytes")]
    Open {
        /// Which value, from 1.
        value: usize,
    },
}

/// Where in a value one is.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
enum Within {
    #[default]
    Start,
    Plain,
    Quoted,
    /// Behind a quote in a quoted value: its end, or the first of two.
    Quote,
}

/// Reads a record piece by piece, as far as its quoting is concerned.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Quoting {
    within: Within,
    /// How many values are whole.
    whole: usize,
}

impl Quoting {
    /// Reads on.
    pub(super) fn read(&mut self, bytes: &[u8]) -> Result<(), QuotingError> {
        let value = |whole| whole + 1;
        for byte in bytes {
            self.within = match (self.within, byte) {
                (Within::Quoted, b'"') => Within::Quote,
                (Within::Start | Within::Quote, b'"') | (Within::Quoted, _) => Within::Quoted,
                (_, b',') => {
                    self.whole += 1;
                    Within::Start
                }
                (Within::Plain, b'"') | (Within::Quote, _) => {
                    return Err(QuotingError::Misplaced { value: value(self.whole) });
                }
                (_, b'\r' | b'\n') => {
                    return Err(QuotingError::LineBreak { value: value(self.whole) });
                }
                (Within::Start | Within::Plain, _) => Within::Plain,
            };
        }
        Ok(())
    }

    /// Whether a line break here would belong to a value.
    pub(super) fn is_open(self) -> bool {
        self.within == Within::Quoted
    }

    /// How many values there are, if the record ends here.
    pub(super) fn end(self) -> Result<usize, QuotingError> {
        let values = self.whole + 1;
        if self.is_open() { Err(QuotingError::Open { value: values }) } else { Ok(values) }
    }
}

/// How many values a record has.
pub(super) fn values(record: &[u8]) -> Result<usize, QuotingError> {
    let mut quoting = Quoting::default();
    quoting.read(record)?;
    quoting.end()
}

#[cfg(test)]
mod tests {
    use super::{QuotingError, values};

    #[test]
    fn a_quote_stands_around_a_value_or_twice_within() {
        assert_eq!(values(b""), Ok(1));
        assert_eq!(values(b"a,b c,"), Ok(3));
        assert_eq!(values(b"\"a,\"\"\r\n\"\"\",\"\",b"), Ok(3));
        for misplaced in [&b"a,b\"c\""[..], b"a,\"b\"c", b"a, \"b\"", b"a,\"b\" ,c"] {
            assert_eq!(values(misplaced), Err(QuotingError::Misplaced { value: 2 }));
        }
        for broken in [&b"a,b\nc"[..], b"a,b\rc", b"a,\n"] {
            assert_eq!(values(broken), Err(QuotingError::LineBreak { value: 2 }));
        }
        for open in [&b"a,\"b"[..], b"a,\"", b"a,\"b\"\"\n"] {
            assert_eq!(values(open), Err(QuotingError::Open { value: 2 }));
        }
    }
}

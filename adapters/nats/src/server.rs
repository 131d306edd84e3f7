//! Which servers will do.

use crate::context::Context;
use crate::error::Error;

/// The first one that takes ids in atomic batches: 2.12.0 refuses `Nats-Msg-Id` there.
const LEAST: (u64, u64, u64) = (2, 12, 1);

/// The first one that will do, in words.
pub(crate) fn least() -> String {
    let (major, minor, patch) = LEAST;
    format!("{major}.{minor}.{patch}")
}

/// Refuses a server that would not take events as they are sent.
pub(crate) fn is_new_enough(context: &Context) -> Result<(), Error> {
    let Some(info) = context.client.try_server_info() else { return Ok(()) };
    match version(&info.version) {
        Some(found) if found < LEAST => Err(Error::OldServer { found: info.version }),
        // What cannot be read is of somebody who builds his own.
        Some(_) | None => Ok(()),
    }
}

/// `2.12.1-RC.1` is 2.12.1.
fn version(text: &str) -> Option<(u64, u64, u64)> {
    let numbers = text.split(['-', '+']).next()?;
    let mut parts = numbers.split('.').map(|part| part.parse().ok());
    Some((parts.next()??, parts.next()??, parts.next()??))
}

#[cfg(test)]
mod tests {
    use super::{LEAST, version};

    #[test]
    fn versions_stand_in_order() {
        for old in ["2.11.11", "2.12.0", "2.12.0-RC.3", "1.99.99"] {
            assert!(version(old).unwrap() < LEAST, "{old}");
        }
        for new in ["2.12.1", "2.12.8", "2.14.0", "3.0.0-dev"] {
            assert!(version(new).unwrap() >= LEAST, "{new}");
        }
        assert_eq!(version("of my own"), None);
    }
}

use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// A digest as text: what made it, and its bytes in hexadecimal.
pub(crate) fn told(digest: Sha256) -> String {
    digest.finalize().iter().fold("sha256:".to_owned(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! An agreement that imported incidents are measured by.

use super::reading::hexadecimal;
use crate::node::Node;
use engine::runtime::{AsOf, ExecuteError};
use engine::store::ReadError;
use engine::{AnyCommand, Caller, CommandId, Door, Key, NameError, Origin, Request, StreamId};
use processes::agreement::{self, Agree, Agreement, Draft, Offer, Party, Signature, Terms};
use processes::attest::Attestation;
use processes::limits::{Label, LimitError, List, Text};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The largest file, in bytes.
const FILE_BYTES_MAX: u64 = 1024 * 1024;

/// An agreement cannot be put in force.
#[derive(Debug, thiserror::Error)]
pub enum AgreementError {
    /// The file cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// It is too large to be one.
    #[error("{} takes {bytes} bytes; at most {FILE_BYTES_MAX} are read", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// How large it is.
        bytes: u64,
    },
    /// It is not what it should be.
    #[error(
        "{}: {source}; write the terms that differ from the defaults, such as \
         {{\"targets\":…}}: pdca lifecycle agreement --schema draft", path.display()
    )]
    Terms {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        #[source]
        source: serde_json::Error,
    },
    /// A step towards it was refused.
    #[error("the agreement cannot be put in force: {source}{hint}")]
    Refused {
        /// How to get the role, if that is what lacks; the end of the sentence.
        hint: String,
        /// Why.
        #[source]
        source: ExecuteError,
    },
    /// The log cannot be read.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// Our own words.
    #[error(transparent)]
    Limit(#[from] LimitError),
    /// Our own names.
    #[error(transparent)]
    Name(#[from] NameError),
}

/// Puts the terms in a file in force, as a person would: draft, offer, agree. The agreement is
/// named after the content, so that the same file is the same agreement. Returns its name.
///
/// No page is signed here: both signatures say whose word it is, and that it is for an import.
///
/// # Errors
/// [`AgreementError`].
pub(super) fn put_in_force(
    node: &Node,
    caller: &Caller,
    file: &Path,
) -> Result<String, AgreementError> {
    const DIGITS: usize = 8;
    let io = |source| AgreementError::Io { path: file.to_owned(), source };
    let bytes = std::fs::metadata(file).map_err(io)?.len();
    if bytes > FILE_BYTES_MAX {
        return Err(AgreementError::TooLarge { path: file.to_owned(), bytes });
    }
    let text = std::fs::read(file).map_err(io)?;
    let terms = |source| AgreementError::Terms { path: file.to_owned(), source };
    let terms: Terms = serde_json::from_slice(&text).map_err(terms)?;
    let digest = hexadecimal(&Sha256::digest(&text));
    let name = format!("import-{}", digest.get(..DIGITS).unwrap_or_default());
    let stream = StreamId::new(agreement::NAME, Key::new(&name)?);
    let statement = "stated for an import of history; no signed page";
    let requirements = Attestation::that(Text::new(statement)?);
    let signature = |party| {
        let signed_by = Label::new(&caller.actor.to_string())?;
        Ok(Signature { party, signed_by: signed_by.into(), reference: Label::new(statement)? })
    };
    let signatures: Result<Vec<_>, LimitError> =
        [Party::Provider, Party::Other].into_iter().map(signature).collect();
    let signatures = List::new(signatures?)?;
    let steps: [(&str, agreement::Command); 3] = [
        ("draft", Draft { terms, requirements }.into()),
        ("offer", Offer { terms: None }.into()),
        ("agree", Agree { signatures }.into()),
    ];
    let view = node.engine().view(&stream, AsOf::Head)?;
    if view.is_some_and(|view| view.state.phase() == "in_force") {
        return Ok(name);
    }
    for (step, command) in steps {
        let request = Request {
            caller: caller.clone(),
            command_id: CommandId::derive(Door::Import, super::SOURCE, &format!("{name} {step}")),
            key: Some(stream.key.clone()),
            command: AnyCommand::of::<Agreement>(command),
            occurred_at: None,
            origin: Origin::Live,
            cause: None,
        };
        let done = node.engine().execute_blocking(request);
        done.map_err(|source| {
            let missing = matches!(source, ExecuteError::NotAuthorised(_));
            let hint = if missing { how_to_get_a_role(caller) } else { String::new() };
            AgreementError::Refused { hint, source }
        })?;
    }
    Ok(name)
}

fn how_to_get_a_role(caller: &Caller) -> String {
    let actor = &caller.actor;
    format!(
        ". Whoever is top management can offer a role: pdca do role ROLE offer \
         '{{\"person\":\"{actor}\",\"competence\":{{\"statement\":\"…\"}}}}'"
    )
}

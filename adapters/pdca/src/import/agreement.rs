//! An agreement that imported incidents are measured by.

use super::reading::hexadecimal;
use crate::node::Node;
use engine::json::JsonError;
use engine::outside::read_file;
use engine::runtime::{AsOf, ExecuteError};
use engine::store::ReadError;
use engine::{
    AnyCommand, Caller, CommandError, CommandId, Context, Decider as _, Door, Key, NameError,
    Named as _, NotAllowed, Origin, Refused, Request, Role, StreamId, Timestamp, Version, decide,
};
use processes::agreement::{
    self, Agree, Agreement, Command, Draft, Kind, Offer, Party, Phase, Rejection, Signature,
};
use processes::limits::{Label, LimitError, List};
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};

/// The largest file, in bytes.
const FILE_BYTES_MAX: usize = 1024 * 1024;

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
    /// It is not JSON, or has a field twice.
    #[error("{} is not JSON as it should be: {source}", path.display())]
    Json {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        #[source]
        source: JsonError,
    },
    /// It is not what drafts an agreement.
    #[error(
        "{}: {source}; it takes what `pdca do agreement NAME draft` takes, \
         {{\"terms\":{{…}},\"requirements\":{{\"statement\":\"…\"}}}}: \
         pdca schema agreement draft", path.display()
    )]
    Draft {
        /// The file.
        path: PathBuf,
        /// What is wrong, and where.
        #[source]
        source: CommandError,
    },
    /// No imported incident would be measured by it.
    #[error("{}: {field} {reason}", path.display())]
    MeasuresNothing {
        /// The file.
        path: PathBuf,
        /// What stands in the way.
        field: &'static str,
        /// Why, and what would be right.
        reason: String,
    },
    /// The actor lacks roles.
    #[error("{actor} may not put an agreement in force: {}", lacking(actor, steps))]
    NotAuthorised {
        /// Who asks.
        actor: engine::Actor,
        /// The steps that are barred, with the roles of which one would do.
        steps: Vec<(&'static str, Vec<Role>)>,
    },
    /// Its rules refuse it. Nothing was recorded.
    #[error("the agreement cannot be put in force: {step} is refused: {source}")]
    Rejected {
        /// The step.
        step: &'static str,
        /// Why, and what would be right.
        #[source]
        source: Rejection,
    },
    /// The same agreement is there, and over or going through something else.
    #[error("the agreement {name} is there already, but not in force: {source}")]
    Elsewhere {
        /// Its name.
        name: String,
        /// Where it stands.
        #[source]
        source: NotAllowed,
    },
    /// A step failed that was possible when it was tried beforehand.
    #[error("the agreement cannot be put in force: {0}")]
    Execute(#[from] ExecuteError),
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

/// Puts the agreement in a file in force, as a person would: draft, offer, agree. It is named after
/// the content, so that the same file is the same agreement. Returns its name.
///
/// All steps are tried on a copy of the state first: what is refused leaves nothing behind, and
/// what a crash left half made is gone on with.
///
/// Nobody signs a page here, and nothing says that somebody did: both signatures name nobody, and
/// whose word it is.
///
/// # Errors
/// [`AgreementError`].
pub(super) fn put_in_force(
    node: &Node,
    caller: &Caller,
    file: &Path,
) -> Result<String, AgreementError> {
    const DIGITS: usize = 8;
    let text = read(file)?;
    let draft = drafted(file, &text)?;
    measures(file, &draft, node.engine().now())?;
    let digest = hexadecimal(&Sha256::digest(&text));
    let name = format!("import-{}", digest.get(..DIGITS).unwrap_or_default());
    let stream = StreamId::new(agreement::NAME, Key::new(&name)?);
    let view = node.engine().view(&stream, AsOf::Head)?;
    let known = view.as_ref().and_then(|view| view.state.as_any().downcast_ref::<Agreement>());
    let known = known.cloned().unwrap_or_default();
    let phase = known.phase();
    if matches!(phase, Phase::InForce | Phase::UnderReview | Phase::Changing) {
        return Ok(name);
    }
    let offer = Offer { terms: Some(draft.terms.clone()) };
    let agree = Agree { signatures: on_the_word_of(caller)? };
    let kind = draft.terms.kind;
    let steps: [Command; 3] = [draft.into(), offer.into(), agree.into()];
    // What is over is refused by the first step.
    let done = if phase == Phase::Drafted {
        1
    } else if phase == Phase::Negotiating {
        2
    } else {
        0
    };
    let steps = steps.get(done..).unwrap_or_default();
    let rehearsal = Rehearsal { node, caller, stream: &stream };
    rehearsal.authority(steps, kind)?;
    rehearsal.rules(known, steps)?;
    for command in steps.iter().cloned() {
        // The version tells a step from the same one of another time.
        let version = node.engine().view(&stream, AsOf::Head)?.map_or(0, |view| view.version.0);
        let sent_as = format!("{name} {} {version}", command.name());
        let request = Request {
            caller: caller.clone(),
            command_id: CommandId::derive(Door::Import, super::SOURCE, &sent_as),
            key: Some(stream.key.clone()),
            command: AnyCommand::of::<Agreement>(command),
            occurred_at: None,
            origin: Origin::Live,
            cause: None,
        };
        node.engine().execute_blocking(request)?;
    }
    Ok(name)
}

fn read(file: &Path) -> Result<Vec<u8>, AgreementError> {
    let io = |source| AgreementError::Io { path: file.to_owned(), source };
    read_file(file, FILE_BYTES_MAX).map_err(io)
}

/// The body of a draft, read as every door reads it.
fn drafted(file: &Path, text: &[u8]) -> Result<Draft, AgreementError> {
    let path = || file.to_owned();
    let body = engine::json::read(text);
    let body = body.map_err(|source| AgreementError::Json { path: path(), source })?;
    let draft = engine::json::body("draft", body);
    draft.map_err(|source| AgreementError::Draft { path: path(), source })
}

/// Whether imported incidents can be measured by it, now.
fn measures(file: &Path, draft: &Draft, now: Timestamp) -> Result<(), AgreementError> {
    let terms = &draft.terms;
    let (field, reason) = if terms.kind != Kind::Sla {
        let reason = format!("is {:?}; incidents are measured by an \"sla\"", terms.kind.name());
        ("terms.kind", reason)
    } else if let Some(party) = &terms.party {
        let reason = format!("is {party}; imported incidents name no customer, so leave it out");
        ("terms.party", reason)
    } else if let Some(start) = terms.term.start.filter(|start| *start > now) {
        ("terms.term.start", format!("is {start}, which is still to come; leave it out"))
    } else {
        return Ok(());
    };
    Err(AgreementError::MeasuresNothing { path: file.to_owned(), field, reason })
}

/// Both signatures: nobody's, and who states that all the same.
fn on_the_word_of(caller: &Caller) -> Result<List<Signature>, AgreementError> {
    let signature = |party| {
        let signed_by = Label::new("nobody")?.into();
        let said = format!("no page; an import of history, on the word of {}", caller.actor);
        // A name that takes all of its bound leaves no room for more.
        let short = || Label::new("no page; an import of history, on the word of the actor");
        let reference = Label::new(&said).or_else(|_| short())?;
        Ok(Signature { party, signed_by, reference })
    };
    let signatures: Result<Vec<_>, LimitError> =
        [Party::Provider, Party::Other].into_iter().map(signature).collect();
    Ok(List::new(signatures?)?)
}

/// Steps that are tried before anything is recorded.
struct Rehearsal<'a> {
    node: &'a Node,
    caller: &'a Caller,
    stream: &'a StreamId,
}

impl Rehearsal<'_> {
    /// Refuses with all that is lacking at once, not one role a try.
    fn authority(&self, steps: &[Command], kind: Kind) -> Result<(), AgreementError> {
        let (facts, now) = (self.node.reader().facts()?, self.node.engine().now());
        let authority = self.node.engine().catalogue().authority();
        let mut barred = Vec::new();
        for step in steps {
            let name = step.name();
            let rows = agreement::LIFECYCLE.rows.iter().filter(|row| row.command == name);
            let roles = rows.flat_map(|row| row.roles).copied().filter(|role| {
                *role != processes::roles::SYSTEM
                    && (name != "agree" || kind.signing().contains(role))
            });
            let roles: Vec<Role> = roles.collect();
            let holds = |role: &Role| authority.holds(&facts, &self.caller.actor, role, now);
            if !roles.iter().any(holds) {
                barred.push((name, roles));
            }
        }
        if barred.is_empty() {
            return Ok(());
        }
        Err(AgreementError::NotAuthorised { actor: self.caller.actor.clone(), steps: barred })
    }

    fn rules(&self, mut state: Agreement, steps: &[Command]) -> Result<(), AgreementError> {
        let (facts, now) = (self.node.reader().facts()?, self.node.engine().now());
        for step in steps {
            let context = Context {
                recorded_now: now,
                occurred_at: now,
                caller: self.caller,
                key: &self.stream.key,
                version: Version(0),
                head: self.node.engine().head(),
                facts: &facts,
            };
            let events = decide(&state, step, &context).map_err(|refused| match refused {
                Refused::NotAllowed(source) => {
                    let name = self.stream.key.to_string();
                    AgreementError::Elsewhere { name, source }
                }
                Refused::Rejected(source) => AgreementError::Rejected { step: step.name(), source },
            })?;
            for (index, event) in events.iter().enumerate() {
                state.evolve(event, &context.stamp(index));
            }
        }
        Ok(())
    }
}

fn lacking(actor: &engine::Actor, steps: &[(&'static str, Vec<Role>)]) -> String {
    let needs = steps.iter().map(|(step, roles)| format!("{step} needs {}", roles.join(" or ")));
    let mut asked: Vec<_> = steps.iter().filter_map(|(_, roles)| roles.last()).collect();
    asked.dedup();
    let offers = asked.into_iter().map(|role| {
        format!(
            "pdca do role {role} offer '{{\"person\":\"{actor}\",\
             \"competence\":{{\"statement\":\"…\"}}}}'"
        )
    });
    let (needs, offers): (Vec<_>, Vec<_>) = (needs.collect(), offers.collect());
    format!(
        "{}. Whoever is top management offers roles: {}; and {actor} accepts: \
         pdca do role ROLE accept",
        needs.join(", "),
        offers.join("; "),
    )
}

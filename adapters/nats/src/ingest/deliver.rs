//! A message's commands, one after the other, to outcomes that are durable. What the log knows
//! already is not done again.

use super::file::RuleFile;
use super::identity::Identity;
use super::mapping::{Failure, Mapped, Mapping, Target};
use super::taken::{self, Taken};
use crate::intake;
use crate::status::Counts;
use engine::outside::{Problem, Refusal, Sent};
use engine::system::outcome;
use engine::{Caller, Door, Engine, EventSet as _, Key};

/// What stands for the rule where none fits.
const NO_RULE: &str = "no rule";
/// How often a command that was refused may be tried again.
pub(super) const ATTEMPTS_MAX: usize = 64;

/// What came of a message.
#[derive(Debug, Default)]
pub(crate) struct Delivered {
    /// The rule of each command that was done now.
    pub(crate) done: Vec<String>,
    /// The rule of each command that had been done before.
    pub(crate) repeated: Vec<String>,
    /// The rule of each part that it says to ignore, and of each list that was empty.
    pub(crate) ignored: Vec<String>,
    /// What was not done, and why.
    pub(crate) failures: Vec<Refused>,
}

/// A part of a message that was not done.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) rule: Option<String>,
    pub(crate) code: String,
    /// Where and why, for people.
    pub(crate) detail: String,
}

impl Delivered {
    /// All of it was done when its source sent it before, in other words.
    fn repeated(mapped: Mapped) -> Self {
        let of_failure = |failure: Failure| failure.rule.unwrap_or_else(|| NO_RULE.to_owned());
        let rules = mapped.commands.into_iter().map(|made| made.rule);
        let repeated = rules.chain(mapped.failures.into_iter().map(of_failure)).collect();
        Self { repeated, ignored: mapped.ignored, ..Self::default() }
    }

    /// Nothing of it was ever done, and another one has taken its name since.
    fn superseded() -> Self {
        let detail =
            "nothing of this was done, and its source has sent something else by the same \
                      source and id since, which was: what is still missing of this must come by \
                      another id; delete this"
                .to_owned();
        Self::refused("superseded", detail)
    }

    /// Another one that its source calls the same was being tried again when the node stopped.
    fn claimed() -> Self {
        let detail = "its source has sent something else by the same source and id, which was being \
                      tried again when that was cut off: finish that first, by `pdca ingest retry`, \
                      or send this by another id"
            .to_owned();
        Self::refused("claimed", detail)
    }

    fn refused(code: &str, detail: String) -> Self {
        let failures = vec![Refused { rule: None, code: code.to_owned(), detail }];
        Self { failures, ..Self::default() }
    }

    /// Tells what each rule has done.
    pub(crate) fn count(&self, tell: impl Fn(&str, fn(&mut Counts))) {
        for rule in &self.done {
            tell(rule, |counts| counts.done += 1);
        }
        for rule in &self.repeated {
            tell(rule, |counts| counts.repeated += 1);
        }
        for rule in &self.ignored {
            tell(rule, |counts| counts.ignored += 1);
        }
        for refused in &self.failures {
            tell(refused.rule.as_deref().unwrap_or(NO_RULE), |counts| counts.failed += 1);
        }
    }

    /// Why the message is kept as a dead letter, if it is.
    pub(crate) fn problem(&self) -> Option<Problem> {
        const SHOWN_MAX: usize = 8;
        let first = self.failures.first()?;
        let count = self.failures.len();
        let of = count + self.done.len() + self.repeated.len() + self.ignored.len();
        let shown: Vec<_> =
            self.failures.iter().take(SHOWN_MAX).map(|refused| refused.detail.as_str()).collect();
        let mut detail = shown.join("; ");
        if of > 1 {
            detail = format!("{count} of {of} parts: {detail}");
        }
        Some(Problem::new(Refusal::Rule, &first.code, &detail))
    }
}

/// Whether commands that were refused before are tried again.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(crate) enum Mode {
    First,
    Retry,
}

/// Sends the commands of a message and waits for each.
///
/// # Errors
/// [`Problem`], when the engine cannot decide: then the message is to be delivered again.
pub(crate) async fn deliver(
    engine: &Engine,
    file: &RuleFile,
    mapped: Mapped,
    mode: Mode,
) -> Result<Delivered, Problem> {
    let taken = match &mapped.message {
        Some(message) => taken::find(engine, message).await?,
        None => Taken::Before,
    };
    match (taken, mode) {
        (Taken::Otherwise, Mode::First) => return Ok(Delivered::repeated(mapped)),
        (Taken::Otherwise, Mode::Retry) => return Ok(Delivered::superseded()),
        (Taken::ClaimedByAnother, _) => return Ok(Delivered::claimed()),
        (Taken::Never | Taken::Claimed | Taken::Before, _) => {}
    }
    let Mapped { message, commands, ignored, failures } = mapped;
    let message = message.filter(|_| taken != Taken::Before);
    // A letter does not come again before others do, should its trial be cut off.
    let is_trial = taken == Taken::Claimed || (mode == Mode::Retry && !commands.is_empty());
    if let Some(message) = message.as_ref().filter(|_| is_trial && taken == Taken::Never) {
        taken::claim(engine, message, file).await?;
    }
    let failures = failures.into_iter().map(Refused::of_mapping).collect();
    let mut delivered = Delivered { ignored, failures, ..Delivered::default() };
    for made in commands {
        let (rule, item) = (made.rule.clone(), made.item.clone());
        match send(engine, file, made, mode).await {
            Ok(Sending::Done) => delivered.done.push(rule),
            Ok(Sending::Repeated) => delivered.repeated.push(rule),
            Err(problem) if problem.is_refusal() => {
                delivered.failures.push(Refused::of_command(rule, &item, &problem));
            }
            Err(problem) => return Err(problem),
        }
    }
    let is_done = !(delivered.done.is_empty() && delivered.repeated.is_empty());
    match message {
        // Should this get lost, the message comes again, before any other, and finds everything done.
        Some(message) if is_done => taken::record(engine, &message, file).await?,
        Some(message) if is_trial => taken::release(engine, &message, file).await?,
        Some(_) | None => {}
    }
    Ok(delivered)
}

impl Refused {
    fn of_mapping(failure: Failure) -> Self {
        let (detail, code) = (failure.to_string(), failure.code.to_owned());
        Self { rule: failure.rule, code, detail }
    }

    fn of_command(rule: String, item: &str, problem: &Problem) -> Self {
        let place = if item.is_empty() { String::new() } else { format!(", {item}") };
        let detail = format!("rule {rule}{place}: {}", problem.detail);
        Self { rule: Some(rule), code: problem.code.clone(), detail }
    }
}

enum Sending {
    Done,
    Repeated,
}

async fn send(
    engine: &Engine,
    file: &RuleFile,
    mapping: Mapping,
    mode: Mode,
) -> Result<Sending, Problem> {
    let attempt = match standing(engine, &mapping.identity).await? {
        Standing::Made(_) => return Ok(Sending::Repeated),
        Standing::Open => 0,
        Standing::Refused { attempts, code, detail } => {
            if mode == Mode::First || attempts >= ATTEMPTS_MAX {
                let detail = format!("refused before: {detail}");
                return Err(Problem::new(Refusal::Rule, &code, &detail));
            }
            attempts
        }
    };
    let key = key(engine, &mapping.target).await?;
    let caller = Caller {
        door: Door::Ingest,
        principal: mapping.identity.principal().to_owned(),
        actor: file.actor().clone(),
    };
    let sent = Sent {
        caller,
        sent_as: mapping.identity.sent_as(attempt),
        process: mapping.process,
        key,
        command: mapping.command,
        body: mapping.body,
        occurred_at: mapping.occurred_at,
    };
    let done = engine.hand_over(sent).await?.done().await?;
    Ok(if done.repeated { Sending::Repeated } else { Sending::Done })
}

async fn key(engine: &Engine, target: &Target) -> Result<Option<Key>, Problem> {
    match target {
        Target::New => Ok(None),
        Target::Key(key) => Ok(Some(key.clone())),
        Target::MadeBy { rule, id, identity } => match standing(engine, identity).await? {
            Standing::Made(key) => Ok(Some(key)),
            Standing::Open | Standing::Refused { .. } => {
                let detail = format!("the rule {rule} has made nothing with the id {id:?}");
                Err(Problem::new(Refusal::Rule, "not_made", &detail))
            }
        },
    }
}

/// How a command stands in the log.
enum Standing {
    /// It is not there.
    Open,
    /// It is done; which one it was for.
    Made(Key),
    /// It was refused, so often.
    Refused { attempts: usize, code: String, detail: String },
}

async fn standing(engine: &Engine, identity: &Identity) -> Result<Standing, Problem> {
    let mut standing = Standing::Open;
    for attempt in 0..ATTEMPTS_MAX {
        let first = intake::first_of(engine, identity.command_id(attempt)).await?;
        let Some(record) = first else { return Ok(standing) };
        let (stream, record) = (record.stream(), record.as_ref());
        if record.process != outcome::LIFECYCLE.process {
            return Ok(Standing::Made(stream.key));
        }
        match outcome::Event::decode(record.event, record.schema, record.payload)? {
            outcome::Event::Satisfied(satisfied) => {
                let key = Key::new(&satisfied.key);
                return key
                    .map(Standing::Made)
                    .map_err(|error| Problem::failure("unreadable", &error));
            }
            outcome::Event::Refused(outcome::Refusal { code, detail, .. }) => {
                standing = Standing::Refused {
                    attempts: attempt + 1,
                    code: code.into(),
                    detail: detail.into(),
                };
            }
        }
    }
    Ok(standing)
}

use super::help::{BODIES, CALENDAR, CONFIG, EXAMPLES, INGEST, SCENARIO, SCHEMA};
use super::one_axis;
use super::people::{ROLES, Roles, TASKS, Tasks};
use clap::{Args, Parser, Subcommand, ValueEnum};
use engine::Timestamp;
use pdca::node::Settings;
use pdca::operation::{Known, Moment};
use std::path::PathBuf;

/// A service management system's process engine: every action is an event in an append-only log.
#[derive(Debug, Parser)]
#[command(name = "pdca", version, max_term_width = 100, after_help = EXAMPLES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Args, Debug)]
pub(crate) struct Global {
    /// The data directory [default: pdca-data]
    #[arg(long, global = true, env = "PDCA_DATA", value_name = "DIR")]
    pub(crate) data: Option<PathBuf>,
    /// The configuration file [default: DIR/pdca.toml, if it is there]
    #[arg(long, global = true, env = "PDCA_CONFIG", value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
    /// Write JSON, one value a line, for machines
    #[arg(long, global = true)]
    pub(crate) json: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Make a data directory that belongs to an owner
    #[command(after_help = "Example:\n  pdca --data ./data init --owner ada")]
    Init {
        /// Who holds the first roles: top management, management representative, recorder
        #[arg(long, value_name = "NAME")]
        owner: String,
    },
    /// Replay a real incident log and print its compliance, then simulate a year
    #[command(after_help = "Examples:
  pdca demo
  pdca demo --file incidents.csv.gz
Works in a directory of its own under $TMPDIR, which is removed at the end, also on Ctrl-C.")]
    Demo {
        /// The incident log [default: one that is in the program]
        #[arg(long, value_name = "FILE")]
        file: Option<PathBuf>,
    },
    /// Bring in another system's history
    #[command(
        subcommand,
        after_help = "Example:\n  pdca --data ./data import servicenow log.csv.gz --timezone UTC"
    )]
    Import(Import),
    /// Send a command
    #[command(after_help = BODIES)]
    Do(Do),
    /// Show one thing: state, timeline, what is possible now and by whom
    #[command(after_help = "Examples:
  pdca show incident INC0000001
  pdca show incident INC0000001 --as-of 2026-11-01T00:00:00Z --known now
  pdca show incident INC0000001 --as-of 4711
Times are cut to whole seconds (--json has the nanoseconds); a position is exact. A position behind
the head and a time in the future are refused.")]
    Show(Show),
    /// The audit trail, in order
    #[command(after_help = "Examples:
  pdca log --process incident --key INC0000001
  pdca log --actor ada --from 2026-11-01T00:00:00Z --json
  pdca log --from 4711 --follow
One line an event: position, time (cut to the second), what it is about, event, actor, and the
payload in short, below it where the terminal is narrow. --json says everything.")]
    Log(Log),
    /// Service levels
    #[command(subcommand, after_help = super::sla::EXAMPLES)]
    Sla(super::sla::Sla),
    /// What people are asked to do, by role, and what of it is late
    #[command(after_help = TASKS)]
    Tasks(Tasks),
    /// Who holds which role, assigned by whom, and who acts for whom
    #[command(after_help = ROLES)]
    Roles(Roles),
    /// What services are made of: items, relations, impact, differences
    #[command(subcommand, after_help = super::cmdb::EXAMPLES)]
    Cmdb(super::cmdb::Cmdb),
    /// What may go wrong with quality, security and service, in one order
    #[command(subcommand, after_help = super::risk::EXAMPLES)]
    Risk(super::risk::Risk),
    /// Indicators of quality, security and service side by side, month by month
    #[command(after_help = super::kpi::EXAMPLES)]
    Kpi(super::kpi::Kpi),
    /// Reckon with a calendar file
    #[command(subcommand, after_help = CALENDAR)]
    Calendar(Calendar),
    /// What may happen to a process: table and diagram
    #[command(after_help = "Examples:
  pdca lifecycle
  pdca lifecycle incident --mermaid
  pdca lifecycle --attested")]
    Lifecycle(Lifecycle),
    /// What a command takes, or an event says, as a JSON schema
    #[command(after_help = SCHEMA)]
    Schema(Schema),
    /// Play scenarios on a clock of their own and report each expectation
    #[command(after_help = SCENARIO)]
    Scenario(Scenario),
    /// Simulate a provider over days or years by commands, and check what has to hold
    #[command(after_help = super::simulate::EXAMPLES)]
    Simulate(super::simulate::Simulate),
    /// Figures about the node: positions, lag, memory per part
    #[command(after_help = "Examples:\n  pdca stats\n  pdca stats --json")]
    Stats,
    /// Examine the log byte by byte; nothing but its index is ever mended
    #[command(after_help = "Examples:
  pdca --data ./data fsck
  pdca fsck --read-only ./backup
  pdca --data ./data fsck --read-only
What it finds is named with file and offset, and the exit code is 1. The end of a write that a crash
cut off is no problem: nobody had been told of it.")]
    Fsck {
        /// Change nothing and take no lock: for a copy, a backup, a disk that cannot be written
        /// [default: the data directory]
        #[arg(long, value_name = "DIR")]
        #[expect(clippy::option_option, reason = "clap's way to say: without the value, too")]
        read_only: Option<Option<PathBuf>>,
    },
    /// Build indexes, snapshots and read models again
    #[command(
        after_help = "Example:\n  pdca --data ./data rebuild\nThe log itself is not touched. On a node that serves NATS, the buckets are made anew too."
    )]
    Rebuild,
    /// Copy the log, consistent while it is written to; the second time only what is new
    #[command(after_help = "Examples:
  pdca --data ./data backup ./backup
  pdca fsck --read-only ./backup
Where something else lies already, or in the data directory itself, nothing is written.")]
    Backup {
        /// Where to: a new directory, an empty one, or an earlier backup
        to: PathBuf,
    },
    /// Make a data directory from a backup
    #[command(after_help = "Example:
  pdca --data ./restored restore ./backup --until 4711
A backup that has lost segments is not restored; what it holds before the first gap is, by --until.
What had been archived before the backup was made is said to be missing.")]
    Restore {
        /// The backup
        from: PathBuf,
        /// The last position to keep
        #[arg(long, value_name = "POSITION")]
        until: Option<u64>,
    },
    /// What the node offers on NATS, as an `AsyncAPI` document
    #[command(
        after_help = "Example:\n  pdca asyncapi > asyncapi.json\nWithout a node: it is made of the processes, the read models and the settings."
    )]
    Asyncapi,
    /// The configuration
    #[command(subcommand, after_help = CONFIG)]
    Config(Config),
    /// Other tools' events, which become commands by rules
    #[command(subcommand, after_help = INGEST)]
    Ingest(Ingest),
    /// Hold the data directory: let time pass, let policies react, serve other processes
    #[command(after_help = "Examples:
  pdca --data ./data serve
  PDCA_LOG=info pdca --data ./data serve
  pdca --data ./data serve --nats nats://localhost:4222
Every other command finds it by the directory. It stops on SIGINT or SIGTERM.
What else is to be said about NATS, secrets in files included, is in the table [nats] of the
configuration: pdca config check")]
    Serve(Serve),
}

#[derive(Args, Debug)]
pub(crate) struct Serve {
    /// Offer metrics and health over HTTP: at a port of this machine, or at an address with a port
    #[arg(long, value_name = "ADDR", env = "PDCA_HTTP")]
    pub(crate) http: Option<http::Listen>,
    /// Take part in NATS: the address of a server, or several with commas between
    #[arg(long, value_name = "URL", env = "PDCA_NATS_URL")]
    pub(crate) nats: Option<String>,
    /// Listen on `pdca.as.<actor>.…` only, so that the server's permissions say who is who
    #[arg(long)]
    pub(crate) actor_in_subject: bool,
}

impl Serve {
    /// What is in force with these arguments.
    pub(crate) fn over(self, settings: &Settings) -> Settings {
        let mut settings = settings.clone();
        settings.nats.url = self.nats.or(settings.nats.url);
        settings.nats.actor_in_subject |= self.actor_in_subject;
        settings.http.listen = self.http.or(settings.http.listen);
        settings
    }
}

#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// An incident audit log as `ServiceNow` exports it (CSV, gzipped or plain)
    #[command(after_help = IMPORT)]
    Servicenow {
        /// The file; `-` reads it from the standard input
        file: PathBuf,
        /// The zone its times are in, such as `America/Sao_Paulo`
        #[arg(long, default_value = "UTC", value_name = "TZ")]
        timezone: String,
        /// An agreement to measure by: JSON, as `do agreement NAME draft` takes it
        #[arg(long, value_name = "FILE")]
        agreement: Option<PathBuf>,
        #[command(flatten)]
        actor: Actor,
    },
}

const IMPORT: &str = r#"Examples:
  pdca --data ./data import servicenow log.csv.gz --timezone America/Sao_Paulo
  zcat part-*.csv.gz | pdca --data ./data import servicenow -
  pdca --data ./data import servicenow log.csv.gz --agreement data/agreement.example.json

The actor needs the role recorder, which `init` gives to the owner. The same file again adds
nothing, a longer export only its new rows; an import that was cut off goes on when it is repeated.
A late row, older than what was known of its incident, is put on record with its own time
(late_row_stated); it moves nothing, and clocks do not count it. The summary says how many there are.
A row is a CSV record: a quoted value may hold line breaks, and a row is named by its first line.
What is no row is kept with its line and the reason in DIR/rejects. So is a row with a time that the
clocks of the zone skipped, or out of range; of one that they showed twice the first is taken, and
counted. A known row stays as it is on record, whatever --timezone says now; the summary says how
many were brought in with another one.
An incident's number is its key here. Where that belongs to one that did not come from there,
_servicenow is put behind it, for ever; the summary says of how many.

--agreement takes the body of `pdca do agreement NAME draft`, the terms that differ from the
defaults and the word that the requirements are agreed:
  {"requirements":{"statement":"…"},
   "terms":{"holds":[{"reason":"awaiting_customer","pauses":true}],"workload":["…"],
            "exceptions":[{"name":"…","statement":"…"}]}}
`pdca schema agreement draft` says what else may stand there. The actor also needs the
roles service_level_manager (draft, offer) and customer or service_manager (agree). It is in force
from then on, for what is logged here too, as import-DIGEST; incidents that are known keep theirs.
Its signatures say `nobody`, and on whose word it is. To have one signed, agree it with
`do agreement` before the import.

Exit codes: 0 done, also if rows were rejected; 1 refused or failed; 2 wrong usage."#;

#[derive(Args, Debug)]
pub(crate) struct Actor {
    /// In whose name [default: the name of the user]
    #[arg(long, env = "PDCA_ACTOR", value_name = "NAME")]
    pub(crate) actor: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Do {
    /// The kind of process
    pub(crate) process: String,
    /// Which one, or `new`
    pub(crate) key: String,
    /// The command
    pub(crate) command: String,
    /// Its body as JSON; `-` reads it from the standard input
    pub(crate) body: Option<String>,
    #[command(flatten)]
    pub(crate) actor: Actor,
    /// When it happened, if not now
    #[arg(long, value_name = "TIME")]
    pub(crate) at: Option<Timestamp>,
    /// Your own id of the command: sending it twice is as good as once
    #[arg(long, value_name = "ID")]
    pub(crate) command_id: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Show {
    /// The kind of process
    pub(crate) process: String,
    /// Which one
    pub(crate) key: String,
    #[command(flatten)]
    pub(crate) then: Then,
    #[command(flatten)]
    pub(crate) actor: Actor,
    /// Read a copy or a backup, without a lock
    #[arg(long)]
    pub(crate) read_only: bool,
}

/// When.
#[derive(Args, Debug)]
pub(crate) struct Then {
    /// As of a time or a position of the log
    #[arg(long, value_name = "TIME|POSITION")]
    as_of: Option<Moment>,
    /// With what was known at that time, or with what is known now
    #[arg(long, default_value = "at", requires = "as_of")]
    known: KnownArg,
}

impl Then {
    /// The moment, and the axis of time it is on.
    pub(crate) fn checked(self) -> (Option<Moment>, Known) {
        let Self { as_of, known } = self;
        one_axis(matches!(as_of, Some(Moment::Position(_))), known);
        (as_of, known.into())
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum KnownArg {
    /// Only what was recorded by then
    At,
    /// All that is known now of what happened by then
    Now,
}

impl From<KnownArg> for Known {
    fn from(known: KnownArg) -> Self {
        match known {
            KnownArg::At => Self::At,
            KnownArg::Now => Self::Now,
        }
    }
}

#[derive(Args, Debug)]
pub(crate) struct Log {
    /// Of one kind of process only
    #[arg(long)]
    pub(crate) process: Option<String>,
    /// Of one key only
    #[arg(long)]
    pub(crate) key: Option<String>,
    /// By one actor only
    #[arg(long)]
    pub(crate) actor: Option<String>,
    /// From a time or a position on
    #[arg(long, value_name = "TIME|POSITION")]
    pub(crate) from: Option<Moment>,
    /// Up to a time or a position
    #[arg(long, value_name = "TIME|POSITION")]
    pub(crate) until: Option<Moment>,
    /// Go on as events come
    #[arg(long, conflicts_with = "read_only")]
    pub(crate) follow: bool,
    /// Read a copy or a backup, without a lock
    #[arg(long)]
    pub(crate) read_only: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Calendar {
    /// When so many open minutes are over
    #[command(after_help = CALENDAR)]
    Due {
        /// The calendar, JSON; `-` reads it from the standard input
        #[arg(long, value_name = "FILE")]
        calendar: PathBuf,
        /// The start
        #[arg(long, value_name = "TIME")]
        start: Timestamp,
        /// How many open minutes
        #[arg(long)]
        minutes: u32,
    },
    /// How many open minutes lie between two times
    #[command(after_help = CALENDAR)]
    Between {
        /// The calendar, JSON; `-` reads it from the standard input
        #[arg(long, value_name = "FILE")]
        calendar: PathBuf,
        /// The start
        #[arg(long, value_name = "TIME")]
        start: Timestamp,
        /// The end
        #[arg(long, value_name = "TIME")]
        end: Timestamp,
    },
}

#[derive(Args, Debug)]
pub(crate) struct Lifecycle {
    /// The process; without it, all of them
    pub(crate) process: Option<String>,
    /// Only the diagram, in Mermaid
    #[arg(long, conflicts_with = "attested")]
    pub(crate) mermaid: bool,
    /// Only the guards that are a person's word
    #[arg(long)]
    pub(crate) attested: bool,
}

#[derive(Args, Debug)]
pub(crate) struct Schema {
    /// The process
    pub(crate) process: String,
    /// One of its commands or events; without it, the list of them
    #[arg(value_name = "COMMAND|EVENT")]
    pub(crate) name: Option<String>,
}

#[derive(Args, Debug)]
pub(crate) struct Scenario {
    /// The files: TOML
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// Keep the log of the one that is played, in the data directory, which must be new
    #[arg(long)]
    pub(crate) keep: bool,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Config {
    /// Read the configuration and say what would be in force for `serve` with these arguments
    #[command(after_help = CONFIG)]
    Check(Serve),
}

#[derive(Debug, Subcommand)]
pub(crate) enum Ingest {
    /// Show what rules would make of the message on the standard input; nothing is sent
    #[command(after_help = INGEST)]
    Test(IngestTest),
    /// Send dead letters through the rules again, each at most once; what was done is left alone
    #[command(after_help = INGEST)]
    Retry {
        /// How many at most, the oldest first
        #[arg(long, value_name = "COUNT", default_value_t = 1_000,
              value_parser = clap::value_parser!(u64).range(1..=nats::ingest::RETRIES_MAX))]
        limit: u64,
    },
}

#[derive(Args, Debug)]
pub(crate) struct IngestTest {
    /// The rule file
    pub(crate) rules: PathBuf,
    /// The subject the message comes by [default: pdca.ingest.SOURCE]
    #[arg(long)]
    pub(crate) subject: Option<String>,
    /// A header of the message, such as ce-type=dev.cdevents.incident.detected.0.2.0
    #[arg(long, value_name = "NAME=VALUE", value_parser = header)]
    pub(crate) header: Vec<(String, String)>,
}

fn header(text: &str) -> Result<(String, String), String> {
    let (name, value) = text.split_once('=').ok_or("write it like ce-type=…")?;
    Ok((name.to_owned(), value.to_owned()))
}

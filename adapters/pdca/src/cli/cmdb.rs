//! The command line of the configuration management database.

use super::args::KnownArg;
use super::one_axis;
use clap::{Args, Subcommand, ValueEnum};
use engine::{Actor, Key};
use pdca::operation::{CmdbQuestion, Moment, Operation, State};
use processes::configuration_item::End;
use processes::facts::{Bounds, Direction};
use processes::limits::{Label, LimitError};
use projections::cmdb::{Discovered, Filter};
use std::path::Path;

pub(crate) const EXAMPLES: &str = "Examples:
  pdca cmdb show db1
  pdca cmdb list --type server --status in_service
  pdca cmdb relations mail --kind service
  pdca cmdb impact db1
  pdca cmdb impact db1 --down --as-of 4711
  pdca cmdb list --as-of 2026-11-01T00:00:00Z --known now
  pdca cmdb show db1 --as-of 'before CHG1'
  pdca cmdb diff 'before CHG1' --item db1
  pdca cmdb audit found.json
  pdca cmdb idle
Every answer says up to which position it is true. Impact goes along relations in the direction that
their type says; each end is shown with the fewest hops. What nothing depends on is told apart from
what has no relation of a type that carries impact. A baseline is a position: wherever a time or a
position is taken, so is its name, as it was taken last.";

#[derive(Debug, Subcommand)]
pub(crate) enum Cmdb {
    /// One item or type: its values, since which event, from which source and under which change
    #[command(after_help = "Example:\n  pdca cmdb show db1 --as-of 2026-11-01T00:00:00Z")]
    Show {
        /// Which
        key: Key,
        #[command(flatten)]
        then: Then,
    },
    /// The items
    #[command(after_help = "Example:\n  pdca cmdb list --type server --status in_service")]
    List {
        /// Of this type only
        #[arg(long = "type", value_name = "TYPE")]
        item_type: Option<Key>,
        /// With this status only: `in_service`
        #[arg(long)]
        status: Option<String>,
        /// At this location only
        #[arg(long)]
        location: Option<Label>,
        /// Of this owner only
        #[arg(long)]
        owner: Option<Actor>,
        /// Leave out so many of the first
        #[arg(long, default_value_t = 0, value_name = "COUNT")]
        skip: usize,
        /// At most so many
        #[arg(long, default_value_t = 100, value_name = "COUNT")]
        limit: usize,
        #[command(flatten)]
        then: Then,
    },
    /// What something is related to, both ways
    #[command(after_help = "Example:\n  pdca cmdb relations mail --kind service")]
    Relations {
        #[command(flatten)]
        of: Of,
        #[command(flatten)]
        then: Then,
    },
    /// What suffers when something fails; with --down what it rests on
    #[command(after_help = "Example:\n  pdca cmdb impact db1 --down --hops 3")]
    Impact {
        #[command(flatten)]
        of: Of,
        /// What it rests on
        #[arg(long)]
        down: bool,
        /// At most so many relations away
        #[arg(long, default_value_t = Bounds::default().hops_max, value_name = "COUNT")]
        hops: u32,
        /// At most so many
        #[arg(long, default_value_t = Bounds::default().ends_max, value_name = "COUNT")]
        limit: usize,
        #[command(flatten)]
        then: Then,
    },
    /// What is other than it was
    #[command(
        after_help = "Example:\n  pdca cmdb diff 4711 5000\n  pdca cmdb diff 'before CHG1' --item db1"
    )]
    Diff {
        /// The earlier state
        #[arg(value_name = "TIME|POSITION|BASELINE", value_parser = state)]
        from: State,
        /// The later state [default: now]
        #[arg(value_name = "TIME|POSITION|BASELINE", value_parser = state)]
        to: Option<State>,
        /// Of one item or type only
        #[arg(long, value_name = "KEY")]
        item: Option<Key>,
        /// With what was known at those times, or with what is known now
        #[arg(long, default_value = "at")]
        known: KnownArg,
    },
    /// Whether records are as a discovery has found things
    #[command(after_help = AUDIT)]
    Audit {
        /// What was found, as JSON
        #[arg(value_name = "FILE", value_parser = discovered)]
        found: Discovered,
        #[command(flatten)]
        then: Then,
    },
    /// The items that nobody uses
    #[command(after_help = "Example:\n  pdca cmdb idle --as-of 2026-11-01T00:00:00Z")]
    Idle {
        /// Leave out so many of the first
        #[arg(long, default_value_t = 0, value_name = "COUNT")]
        skip: usize,
        /// At most so many
        #[arg(long, default_value_t = 100, value_name = "COUNT")]
        limit: usize,
        #[command(flatten)]
        then: Then,
    },
}

const AUDIT: &str = "Example:
  pdca cmdb audit found.json
where found.json says
  {\"types\": [\"server\"], \"items\": [{\"key\": \"db1\", \"location\": \"room 2\", \"attributes\": {\"cpus\": 8}}]}
What was not looked at of an item is left out; item_type, status, name, owner and relations (all of
them, where one is given) are compared too. A change that is named is looked up: what no change on
record covers is unauthorised. With --json, the deficiencies are as
configuration_audit.record_deficiencies takes them, 1,000 at a time; once recorded, each is flagged
at its item and becomes a task.";

/// The largest file of what was found, in bytes: a question fits a line of the node's socket.
const FOUND_BYTES_MAX: usize = 512 * 1024;

/// What a file says that was found.
fn discovered(path: &str) -> Result<Discovered, String> {
    let text = engine::outside::read_text(Path::new(path), FOUND_BYTES_MAX);
    let text = text.map_err(|error| format!("{error}; for more, ask type by type"))?;
    serde_json::from_str(&text).map_err(|error| error.to_string())
}

/// When.
#[derive(Args, Debug)]
pub(crate) struct Then {
    /// As of a time, a position of the log or a baseline
    #[arg(long, value_name = "TIME|POSITION|BASELINE", value_parser = state)]
    as_of: Option<State>,
    /// With what was known at that time, or with what is known now
    #[arg(long, default_value = "at", requires = "as_of")]
    known: KnownArg,
}

/// Of what.
#[derive(Args, Debug)]
pub(crate) struct Of {
    /// Which
    key: Key,
    /// What it is
    #[arg(long, default_value = "item")]
    kind: KindArg,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum KindArg {
    /// A configuration item
    Item,
    /// A service component
    Component,
    /// A service
    Service,
}

impl From<Of> for End {
    fn from(Of { key, kind }: Of) -> Self {
        match kind {
            KindArg::Item => Self::Item(key),
            KindArg::Component => Self::Component(key),
            KindArg::Service => Self::Service(key),
        }
    }
}

/// A moment, or else the name of a baseline.
fn state(text: &str) -> Result<State, LimitError> {
    match text.parse() {
        Ok(moment) => Ok(State::Moment(moment)),
        Err(_) => text.parse().map(State::Baseline),
    }
}

impl Cmdb {
    /// What is asked of a node.
    pub(crate) fn operation(self) -> Operation {
        let (question, Then { as_of, known }) = match self {
            Self::Show { key, then } => (CmdbQuestion::Show { key }, then),
            Self::List { item_type, status, location, owner, skip, limit, then } => {
                let filter = Filter { item_type, status, location, owner };
                (CmdbQuestion::List { filter, skip, limit }, then)
            }
            Self::Relations { of, then } => (CmdbQuestion::Relations { of: of.into() }, then),
            Self::Impact { of, down, hops, limit, then } => {
                let direction = if down { Direction::Down } else { Direction::Up };
                let (of, hops_max, ends_max) = (of.into(), hops, limit);
                (CmdbQuestion::Impact { of, direction, hops_max, ends_max }, then)
            }
            Self::Audit { found, then } => (CmdbQuestion::Audit { discovered: found }, then),
            Self::Idle { skip, limit, then } => (CmdbQuestion::Idle { skip, limit }, then),
            Self::Diff { from, to, item, known } => {
                (CmdbQuestion::Diff { from, to, key: item }, Then { as_of: None, known })
            }
        };
        let is_exact = |state: &State| !matches!(state, State::Moment(Moment::Time(_)));
        one_axis(as_of.as_ref().is_some_and(is_exact), known);
        Operation::Cmdb { question, as_of, known: known.into() }
    }
}

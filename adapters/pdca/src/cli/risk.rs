//! The command line of the integrated risk register.

use super::args::Then;
use clap::{Args, Subcommand, ValueEnum};
use engine::{Actor, Key, Timestamp};
use pdca::operation::{Operation, RiskQuestion};
use processes::risk::Dimension;
use projections::risk_register::{Filter, Which};

pub(crate) const EXAMPLES: &str = "Examples:
  pdca risk list
  pdca risk list --dimension security --beyond-appetite
  pdca risk show RSK0000001
  pdca risk heatmap
  pdca risk movement --since 2026-10-01T00:00:00Z
  pdca risk list --as-of 2026-11-01T00:00:00Z --known now
All risks stand in one order, whatever suffers: by what the current score comes to, by the matrix in
force; then by likelihood times consequence; then by consequence; then by which was identified first.
Whatever moves a risk is an event, of its own or of another one: show and movement name it.";

#[derive(Debug, Subcommand)]
pub(crate) enum Risk {
    /// The risks, the gravest first, and what speaks for each
    #[command(after_help = "Example:\n  pdca risk list --service mail --beyond-appetite")]
    List {
        /// Where this suffers only
        #[arg(long)]
        dimension: Option<DimensionArg>,
        /// About this service only
        #[arg(long)]
        service: Option<Key>,
        /// About this item only
        #[arg(long)]
        item: Option<Key>,
        /// For which this person answers only
        #[arg(long, value_name = "NAME")]
        owner: Option<Actor>,
        /// Only what is more than may be accepted
        #[arg(long)]
        beyond_appetite: bool,
        /// Also what is over
        #[arg(long, conflicts_with = "beyond_appetite")]
        all: bool,
        /// Leave out so many of the first
        #[arg(long, default_value_t = 0, value_name = "COUNT")]
        skip: usize,
        /// At most so many
        #[arg(long, default_value_t = 100, value_name = "COUNT")]
        limit: usize,
        #[command(flatten)]
        then: Then,
    },
    /// One risk: what speaks for it, what is done about it, and all that ever moved it
    #[command(after_help = "Example:\n  pdca risk show RSK0000001 --as-of 4711")]
    Show {
        /// Which
        risk: Key,
        #[command(flatten)]
        then: Then,
    },
    /// Where risks stand on the scale, and which stood elsewhere
    #[command(after_help = "Example:\n  pdca risk heatmap --since 2026-10-01T00:00:00Z")]
    Heatmap {
        #[command(flatten)]
        since: Since,
        #[command(flatten)]
        then: Then,
    },
    /// Which risks stand elsewhere in the order than before, and by which events
    #[command(after_help = "Example:\n  pdca risk movement --since 2026-10-01T00:00:00Z")]
    Movement {
        #[command(flatten)]
        since: Since,
        #[command(flatten)]
        then: Then,
    },
}

/// Since when.
#[derive(Args, Debug)]
pub(crate) struct Since {
    /// Since when [default: 30 days before]
    #[arg(long, value_name = "TIME")]
    since: Option<Timestamp>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum DimensionArg {
    /// How good what is delivered is
    Quality,
    /// What is confidential, whole or there when it is needed
    Security,
    /// What was promised of a service
    Service,
}

impl From<DimensionArg> for Dimension {
    fn from(dimension: DimensionArg) -> Self {
        match dimension {
            DimensionArg::Quality => Self::Quality,
            DimensionArg::Security => Self::Security,
            DimensionArg::Service => Self::Service,
        }
    }
}

impl Risk {
    /// What is asked of a node.
    pub(crate) fn operation(self) -> Operation {
        let (question, then) = match self {
            Self::List {
                dimension,
                service,
                item,
                owner,
                beyond_appetite,
                all,
                skip,
                limit,
                then,
            } => {
                let which = match (beyond_appetite, all) {
                    (true, _) => Which::BeyondAppetite,
                    (false, true) => Which::All,
                    (false, false) => Which::Open,
                };
                let dimension = dimension.map(Dimension::from);
                let filter = Filter { which, dimension, service, item, owner };
                (RiskQuestion::List { filter, skip, limit }, then)
            }
            Self::Show { risk, then } => (RiskQuestion::Show { risk }, then),
            Self::Heatmap { since, then } => (RiskQuestion::HeatMap { since: since.since }, then),
            Self::Movement { since, then } => (RiskQuestion::Movement { since: since.since }, then),
        };
        let (as_of, known) = then.checked();
        Operation::Risk { question, as_of, known }
    }
}

//! The command line of service levels.

use super::args::Then;
use clap::{Subcommand, ValueEnum};
use engine::{Key, Timestamp};
use pdca::operation::{Grouping, Kind, Moment, Operation};
use projections::availability::{Asked, MONTHS_MAX};
use projections::service_levels::{self, Proposal, Scope};
use std::path::Path;

pub(crate) const EXAMPLES: &str = "Examples:
  pdca sla report --by month
  pdca sla report --of service_request
  pdca sla explain INC0000001
  pdca sla availability --service mail
  pdca sla credits --agreement gold
  pdca sla predict
  pdca sla what-if proposal.json --customer acme";

const WHAT_IF: &str = r#"Examples:
  pdca sla what-if proposal.json
  pdca sla what-if proposal.json --service mail --from 2026-01-01T00:00:00Z
where proposal.json says one or several of
  {"terms": {"calendar": "office", "targets": …}}        as `do agreement NAME draft` takes them
  {"hours": {"timezone": "Europe/Berlin", "hours": …}}   as `do calendar NAME define` takes them
  {"priorities": {"high": {"high": "P1", …}, …}}         from impact, then urgency, to priority
What is left out stays as it was for each case. What people did stays as it was and when it was; who
gave a case another priority than the matrix says has that kept. Terms concern the cases of their
party and services."#;

#[derive(Debug, Subcommand)]
pub(crate) enum Sla {
    /// Compliance figures
    #[command(
        after_help = "Examples:\n  pdca sla report --by priority\n  pdca sla report --by customer --of service_request\n  pdca sla report --by month --as-of 2016-04-01T00:00:00Z --known now\n  pdca sla report --as-of 4711"
    )]
    Report {
        /// Grouped by what
        #[arg(long, default_value = "priority")]
        by: GroupingArg,
        /// Of these alone; of both, unless it is said
        #[arg(long, value_name = "PROCESS")]
        of: Option<KindArg>,
        #[command(flatten)]
        then: Then,
    },
    /// How much of the agreed time services worked, month by month
    #[command(
        after_help = "Examples:\n  pdca sla availability\n  pdca sla availability --service mail --months 3\n  pdca sla availability --as-of 2026-04-01T00:00:00Z --known now"
    )]
    Availability {
        /// Of this service alone, with its outages
        #[arg(long, value_name = "SERVICE")]
        service: Option<Key>,
        /// How many months, the last one among them
        #[arg(long, value_name = "COUNT", default_value_t = 12,
              value_parser = clap::value_parser!(u16).range(1..=i64::from(MONTHS_MAX)))]
        months: u16,
        #[command(flatten)]
        then: Then,
    },
    /// What is given back for targets that were missed, month by month
    #[command(
        after_help = "Examples:\n  pdca sla credits\n  pdca sla credits --agreement gold --months 3\nWhat is given back for what is part of the agreement's terms: `pdca schema agreement draft`."
    )]
    Credits {
        /// Of this agreement alone
        #[arg(long, value_name = "AGREEMENT")]
        agreement: Option<Key>,
        /// How many months, the last one among them
        #[arg(long, value_name = "COUNT", default_value_t = 12,
              value_parser = clap::value_parser!(u16).range(1..=i64::from(MONTHS_MAX)))]
        months: u16,
        #[command(flatten)]
        then: Then,
    },
    /// Which targets will be missed, by how it went for others
    #[command(
        after_help = "Examples:\n  pdca sla predict\n  pdca sla predict --limit 10 --json\nWithout a model but the record: of all clocks of the same kind and priority that had used as much\nopen time and not stopped, the share that went on to use more than this one may."
    )]
    Predict {
        /// At most so many, what is due first before the others
        #[arg(long, default_value_t = 50, value_name = "COUNT")]
        limit: usize,
        #[command(flatten)]
        then: Then,
    },
    /// Who would have been late, had something else been agreed
    #[command(after_help = WHAT_IF)]
    WhatIf {
        /// What is proposed, as JSON
        #[arg(value_name = "FILE", value_parser = proposal)]
        proposal: Box<Proposal>,
        /// Cases of this service only
        #[arg(long)]
        service: Option<Key>,
        /// Cases of this customer only
        #[arg(long)]
        customer: Option<Key>,
        /// Logged from then on
        #[arg(long, value_name = "TIME")]
        from: Option<Timestamp>,
        /// Logged before then
        #[arg(long, value_name = "TIME")]
        until: Option<Timestamp>,
        #[command(flatten)]
        then: Then,
    },
    /// Every interval of one clock, counted or not, and why
    #[command(
        override_usage = "pdca sla explain [OPTIONS] [PROCESS] <KEY>",
        after_help = "Examples:\n  pdca sla explain INC0000001\n  pdca sla explain REQ0000001\n  pdca sla explain incident INC0000001 --as-of 4711\n  pdca sla explain 4711 --of service_request"
    )]
    Explain {
        /// Which one; or the kind of process, and the key behind it
        #[arg(value_name = "KEY")]
        first: String,
        /// Which one, if the kind of process is before it
        #[arg(value_name = "KEY", conflicts_with = "of")]
        second: Option<String>,
        /// Of this process, where another one has the same key
        #[arg(long, value_name = "PROCESS")]
        of: Option<KindArg>,
        /// As of a time or a position of the log, with what was known then
        #[arg(long, value_name = "TIME|POSITION")]
        as_of: Option<Moment>,
    },
}

#[derive(Clone, Copy, Debug, ValueEnum)]
#[value(rename_all = "snake_case")]
pub(crate) enum KindArg {
    /// Incidents
    Incident,
    /// Service requests
    ServiceRequest,
}

impl From<KindArg> for Kind {
    fn from(of: KindArg) -> Self {
        match of {
            KindArg::Incident => Self::Incident,
            KindArg::ServiceRequest => Self::ServiceRequest,
        }
    }
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum GroupingArg {
    /// By priority
    Priority,
    /// By service
    Service,
    /// By customer
    Customer,
    /// By agreement
    Agreement,
    /// By the supplier who runs what it is about
    Supplier,
    /// By month
    Month,
}

impl From<GroupingArg> for Grouping {
    fn from(by: GroupingArg) -> Self {
        match by {
            GroupingArg::Priority => Self::Priority,
            GroupingArg::Service => Self::Service,
            GroupingArg::Customer => Self::Customer,
            GroupingArg::Agreement => Self::Agreement,
            GroupingArg::Supplier => Self::Supplier,
            GroupingArg::Month => Self::Month,
        }
    }
}

/// The largest proposal, in bytes.
const PROPOSAL_BYTES_MAX: usize = 256 * 1024;

/// What a file proposes.
fn proposal(path: &str) -> Result<Box<Proposal>, String> {
    let text = engine::outside::read_text(Path::new(path), PROPOSAL_BYTES_MAX);
    let text = text.map_err(|error| error.to_string())?;
    let json = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    engine::json::fitting(json).map(Box::new).map_err(|error| error.to_string())
}

impl Sla {
    /// What is asked of a node.
    pub(crate) fn operation(self) -> Operation {
        match self {
            Self::Report { by, of, then } => {
                let (as_of, known) = then.checked();
                Operation::SlaReport { by: by.into(), of: of.map(Kind::from), as_of, known }
            }
            Self::Availability { service, months, then } => {
                let (as_of, known) = then.checked();
                Operation::SlaAvailability { asked: Asked { service, months }, as_of, known }
            }
            Self::Credits { agreement, months, then } => {
                let (as_of, known) = then.checked();
                Operation::SlaCredits {
                    asked: service_levels::credits::Asked { agreement, months },
                    as_of,
                    known,
                }
            }
            Self::Predict { limit, then } => {
                let (as_of, known) = then.checked();
                Operation::SlaPredict { limit, as_of, known }
            }
            Self::WhatIf { proposal, service, customer, from, until, then } => {
                let (as_of, known) = then.checked();
                let scope = Scope { service, customer, from, until };
                Operation::SlaWhatIf { proposal, scope, as_of, known }
            }
            Self::Explain { first, second, of, as_of } => {
                let process = of.map(|of| Kind::from(of).process().to_owned());
                let (process, key) = match second {
                    Some(key) => (Some(first), key),
                    None => (process, first),
                };
                Operation::SlaExplain { process, key, as_of }
            }
        }
    }
}

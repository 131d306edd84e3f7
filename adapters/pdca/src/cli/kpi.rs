//! The command line of indicators.

use super::args::Then;
use clap::Args;
use engine::Key;
use pdca::operation::{KpiQuestion, Operation};
use processes::kpi::Month;
use projections::kpi_matrix::MONTHS_MAX;

pub(crate) const EXAMPLES: &str = "Examples:
  pdca kpi
  pdca kpi --months 3
  pdca kpi change_success --month 2026-10
  pdca kpi --as-of 2026-11-01T00:00:00Z --known now
Indicators of quality, security and service side by side. A month is one of UTC, and goes by the
version of the definition in force at its end. `pdca do kpi NAME define` makes others, and
`pdca schema kpi define` says what they are made of.";

#[derive(Args, Debug)]
pub(crate) struct Kpi {
    /// One indicator, with every record behind its value
    name: Option<Key>,
    /// How many months, the last one among them
    #[arg(long, value_name = "COUNT", default_value_t = 12, conflicts_with = "name",
          value_parser = clap::value_parser!(u16).range(1..=i64::from(MONTHS_MAX)))]
    months: u16,
    /// In which month [default: the one that goes on]
    #[arg(long, value_name = "MONTH", requires = "name")]
    month: Option<Month>,
    /// Leave out so many of the first records
    #[arg(long, default_value_t = 0, value_name = "COUNT", requires = "name")]
    skip: usize,
    /// At most so many records of those that are counted, and of those that are not
    #[arg(long, default_value_t = 50, value_name = "COUNT", requires = "name")]
    limit: usize,
    #[command(flatten)]
    then: Then,
}

impl Kpi {
    /// What is asked of a node.
    pub(crate) fn operation(self) -> Operation {
        let Self { name, months, month, skip, limit, then } = self;
        let question = match name {
            None => KpiQuestion::Matrix { months },
            Some(name) => KpiQuestion::Show { name, month, skip, limit },
        };
        let (as_of, known) = then.checked();
        Operation::Kpi { question, as_of, known }
    }
}

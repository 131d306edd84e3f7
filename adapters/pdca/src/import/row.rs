//! One row, typed, or the reason why it is none.

use super::RECORD_BYTES_MAX;
use super::columns::Column;
pub use super::columns::{Columns, HeaderError};
use super::quoting::{self, QuotingError};
use super::reading::hexadecimal;
use super::times::{Instant, TimeError, Zone};
use engine::{Actor, Key, NameError, Timestamp};
use processes::agreement::{Level, Priority};
use processes::incident::{Details, Stated};
use processes::limits::{Label, LimitError};
use sha2::{Digest as _, Sha256};

/// The state of an incident, as the source has it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum State {
    /// Nobody has begun.
    New,
    /// Somebody has.
    Active,
    /// Work waits for this.
    Awaiting(Awaited),
    /// It works again.
    Resolved,
    /// It is over.
    Closed,
}

/// What work waits for.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Awaited {
    /// The user's answer.
    UserInfo,
    /// A vendor.
    Vendor,
    /// A problem's solution.
    Problem,
    /// Evidence.
    Evidence,
}

impl Awaited {
    /// Our name of the reason, as agreements have it.
    #[must_use]
    pub const fn reason(self) -> &'static str {
        match self {
            Self::UserInfo => "awaiting_customer",
            Self::Vendor => "awaiting_supplier",
            Self::Problem => "awaiting_problem",
            Self::Evidence => "awaiting_evidence",
        }
    }
}

/// The names of the states in the file.
const STATES: [(&str, State); 8] = [
    ("New", State::New),
    ("Active", State::Active),
    ("Awaiting User Info", State::Awaiting(Awaited::UserInfo)),
    ("Awaiting Vendor", State::Awaiting(Awaited::Vendor)),
    ("Awaiting Problem", State::Awaiting(Awaited::Problem)),
    ("Awaiting Evidence", State::Awaiting(Awaited::Evidence)),
    ("Resolved", State::Resolved),
    ("Closed", State::Closed),
];

/// One row: how an incident stood after one of its updates. What is `?` or empty in the file is
/// absent here.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The number of the line it begins on.
    pub line: u64,
    /// The incident's number.
    pub number: Key,
    /// SHA-256 of its values, in hexadecimal.
    pub digest: String,
    /// When the update happened.
    pub updated_at: Timestamp,
    /// When the incident was opened.
    pub opened_at: Option<Timestamp>,
    /// Its state.
    pub state: State,
    /// How often it was reassigned.
    pub reassignment_count: Option<u32>,
    /// How often it was reopened.
    pub reopen_count: Option<u32>,
    /// Who is affected.
    pub caller: Option<Label>,
    /// What kind it is.
    pub category: Option<Label>,
    /// More precisely.
    pub subcategory: Option<Label>,
    /// How bad the effect is.
    pub impact: Option<Level>,
    /// How little it can wait.
    pub urgency: Option<Level>,
    /// The source's priority.
    pub priority: Option<Priority>,
    /// Which group has it.
    pub group: Option<Label>,
    /// Who has it.
    pub assignee: Option<Actor>,
    /// What else is known.
    pub details: Details,
    /// All that is kept beside our own.
    pub stated: Stated,
    /// Whether one of its times was shown twice by the zone's clocks; the first is taken.
    pub is_ambiguous: bool,
}

/// Why a record is no row.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum RowError {
    /// Longer than a record may be.
    #[error("the line is longer than {RECORD_BYTES_MAX} bytes")]
    TooLong,
    /// Not UTF-8.
    #[error("byte {0} of the row is not UTF-8")]
    NotUtf8(usize),
    /// A zero byte.
    #[error("byte {0} of the row is zero")]
    Nul(usize),
    /// Its quoting is wrong.
    #[error(transparent)]
    Quoting(#[from] QuotingError),
    /// There are too few or too many values.
    #[error("the row has {found} values, the header names {expected}")]
    Count {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A value that must be there is not.
    #[error("{0} is missing")]
    Missing(&'static str),
    /// A name with a control character in it, such as a line break.
    #[error("{0} holds a control character; a name is one line of text")]
    Control(&'static str),
    /// A name that cannot be one.
    #[error("{column}: {reason}")]
    Name {
        /// Of which column.
        column: &'static str,
        /// Why.
        reason: NameError,
    },
    /// A name that means something else here.
    #[error(
        "number: {0:?} is no number here, for commands take `new` for an incident that is not there \
         yet, and {suffix} is put behind numbers that are taken",
        suffix = super::place::suffix()
    )]
    Reserved(String),
    /// A value that is too long or not a line.
    #[error("{column}: {reason}")]
    Value {
        /// Of which column.
        column: &'static str,
        /// Why.
        reason: LimitError,
    },
    /// Not a time.
    #[error("{column}: {reason}")]
    Time {
        /// Of which column.
        column: &'static str,
        /// Why.
        reason: TimeError,
    },
    /// Not one of the words that may stand there.
    #[error("{column}: {value:?} is not {expected}")]
    Word {
        /// Of which column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What may.
        expected: &'static str,
    },
}

/// Reads one record.
///
/// # Errors
/// [`RowError`], the first thing that is wrong with it.
pub fn parse(columns: &Columns, line: u64, bytes: &[u8], zone: &Zone) -> Result<Row, RowError> {
    let values = fields(bytes)?;
    let (found, expected) = (values.len(), columns.count());
    if found != expected {
        return Err(RowError::Count { found, expected });
    }
    Values { columns, record: values, zone }.row(line)
}

/// The values of a record, which is within its bound, text, and one record only.
pub(super) fn fields(bytes: &[u8]) -> Result<csv::StringRecord, RowError> {
    if bytes.len() > RECORD_BYTES_MAX {
        return Err(RowError::TooLong);
    }
    std::str::from_utf8(bytes).map_err(|error| RowError::NotUtf8(error.valid_up_to() + 1))?;
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        return Err(RowError::Nul(at + 1));
    }
    quoting::values(bytes)?;
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(bytes.len().max(1))
        .from_reader(bytes);
    let mut record = csv::StringRecord::new();
    // It is text and in memory; what can still be wrong shows in the number of values.
    if reader.read_record(&mut record).is_err() {
        record.clear();
    }
    Ok(record)
}

struct Values<'a> {
    columns: &'a Columns,
    record: csv::StringRecord,
    zone: &'a Zone,
}

impl Values<'_> {
    fn row(&self, line: u64) -> Result<Row, RowError> {
        let number = self.name(Column::Number)?.ok_or(RowError::Missing(Column::Number.name()))?;
        if number.eq_ignore_ascii_case("new") || number.ends_with(&super::place::suffix()) {
            return Err(RowError::Reserved(shown(number)));
        }
        let number = Key::new(number);
        let (state_name, state) = self.state()?;
        let (updated_at, opened_at) = (self.time(Column::UpdatedAt)?, self.time(Column::OpenedAt)?);
        let (resolved_at, closed_at) =
            (self.time(Column::ResolvedAt)?, self.time(Column::ClosedAt)?);
        let times = [updated_at, opened_at, resolved_at, closed_at];
        let at = |time: Option<Instant>| time.map(|time| time.at);
        let (priority, stated_priority) = self.priority()?;
        let (reassignments, reopenings) =
            (self.number(Column::ReassignmentCount)?, self.number(Column::ReopenCount)?);
        Ok(Row {
            line,
            number: number
                .map_err(|reason| RowError::Name { column: Column::Number.name(), reason })?,
            digest: self.digest(),
            updated_at: at(updated_at).ok_or(RowError::Missing(Column::UpdatedAt.name()))?,
            opened_at: at(opened_at),
            state,
            reassignment_count: reassignments,
            reopen_count: reopenings,
            caller: self.label(Column::Caller)?,
            category: self.label(Column::Category)?,
            subcategory: self.label(Column::Subcategory)?,
            impact: self.level(Column::Impact)?,
            urgency: self.level(Column::Urgency)?,
            priority,
            group: self.label(Column::Group)?,
            assignee: self.actor(Column::Assignee)?,
            details: Details {
                contact_type: self.label(Column::ContactType)?,
                location: self.label(Column::Location)?,
                symptom: self.label(Column::Symptom)?,
                vendor: self.label(Column::Vendor)?,
                knowledge: self.truth(Column::Knowledge)?,
            },
            stated: Stated {
                state: Some(state_name),
                updated_by: self.label(Column::UpdatedBy)?,
                opened_by: self.label(Column::OpenedBy)?,
                opened_at: at(opened_at),
                reassignment_count: reassignments,
                reopen_count: reopenings,
                priority: stated_priority,
                made_target: self.truth(Column::MadeTarget)?,
                problem: self.label(Column::Problem)?,
                change: self.label(Column::Change)?,
                caused_by: self.label(Column::CausedBy)?,
                configuration_item: self.label(Column::ConfigurationItem)?,
                close_code: self.label(Column::CloseCode)?,
                resolved_by: self.label(Column::ResolvedBy)?,
                resolved_at: at(resolved_at),
                closed_at: at(closed_at),
            },
            is_ambiguous: times.into_iter().flatten().any(|time| time.is_twice),
        })
    }

    /// What stands in a column; nothing for `?`.
    fn get(&self, column: Column) -> Option<&str> {
        let value = self.record.get(self.columns.index(column)?)?.trim();
        Some(value).filter(|value| !value.is_empty() && *value != "?")
    }

    /// The same whatever the order of the columns, the quoting and columns we do not know.
    fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for column in Column::all() {
            let value = self.get(column).unwrap_or_default();
            hash.update((value.len() as u64).to_be_bytes());
            hash.update(value);
        }
        hexadecimal(&hash.finalize())
    }

    fn label(&self, column: Column) -> Result<Option<Label>, RowError> {
        let label = self.get(column).map(Label::new).transpose();
        label.map_err(|reason| RowError::Value { column: column.name(), reason })
    }

    /// A name is told apart by every character, also by those that nobody sees.
    fn name(&self, column: Column) -> Result<Option<&str>, RowError> {
        let whole = self.columns.index(column).and_then(|index| self.record.get(index));
        if whole.is_some_and(|value| value.contains(char::is_control)) {
            return Err(RowError::Control(column.name()));
        }
        Ok(self.get(column))
    }

    fn actor(&self, column: Column) -> Result<Option<Actor>, RowError> {
        let actor = self.name(column)?.map(Actor::new).transpose();
        actor.map_err(|reason| RowError::Name { column: column.name(), reason })
    }

    fn time(&self, column: Column) -> Result<Option<Instant>, RowError> {
        let time = self.get(column).map(|value| self.zone.instant(value)).transpose();
        time.map_err(|reason| RowError::Time { column: column.name(), reason })
    }

    fn number(&self, column: Column) -> Result<Option<u32>, RowError> {
        let Some(value) = self.get(column) else { return Ok(None) };
        let number = value.parse().map_err(|_| word(column, value, "a count such as 0"));
        number.map(Some)
    }

    fn truth(&self, column: Column) -> Result<Option<bool>, RowError> {
        match self.get(column) {
            None => Ok(None),
            Some(value) if value.eq_ignore_ascii_case("true") => Ok(Some(true)),
            Some(value) if value.eq_ignore_ascii_case("false") => Ok(Some(false)),
            Some(value) => Err(word(column, value, "TRUE or FALSE")),
        }
    }

    /// `2 - Medium`: the figure counts.
    fn figure(&self, column: Column, most: u8) -> Result<Option<u8>, RowError> {
        let Some(value) = self.get(column) else { return Ok(None) };
        let figure = value.split(['-', ' ']).next().and_then(|figure| figure.parse::<u8>().ok());
        let figure = figure.filter(|figure| (1..=most).contains(figure));
        figure.map(Some).ok_or_else(|| word(column, value, "a figure such as 2 - Medium"))
    }

    fn level(&self, column: Column) -> Result<Option<Level>, RowError> {
        Ok(self.figure(column, 3)?.map(|figure| match figure {
            1 => Level::High,
            2 => Level::Medium,
            _ => Level::Low,
        }))
    }

    /// Ours and the source's: its fifth, planning, is our fourth.
    fn priority(&self) -> Result<(Option<Priority>, Option<u8>), RowError> {
        let figure = self.figure(Column::Priority, 5)?;
        let ours = figure.map(|figure| match figure {
            1 => Priority::P1,
            2 => Priority::P2,
            3 => Priority::P3,
            _ => Priority::P4,
        });
        Ok((ours, figure))
    }

    fn state(&self) -> Result<(Label, State), RowError> {
        let column = Column::State;
        let value = self.get(column).ok_or(RowError::Missing(column.name()))?;
        let state = STATES.iter().find(|(name, _)| *name == value).map(|(_, state)| *state);
        let state = state
            .ok_or_else(|| word(column, value, "New, Active, Awaiting …, Resolved or Closed"))?;
        let label = Label::new(value);
        Ok((label.map_err(|reason| RowError::Value { column: column.name(), reason })?, state))
    }
}

fn word(column: Column, value: &str, expected: &'static str) -> RowError {
    RowError::Word { column: column.name(), value: shown(value), expected }
}

/// What stands there, as far as a message has room for it.
fn shown(value: &str) -> String {
    const CHARACTERS_MAX: usize = 40;
    value.chars().take(CHARACTERS_MAX).collect()
}

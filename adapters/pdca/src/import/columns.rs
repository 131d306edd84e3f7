//! Where a file has which column.

use super::RECORD_BYTES_MAX;
use super::row::RowError;

/// A column that we know.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Column {
    Number,
    State,
    ReassignmentCount,
    ReopenCount,
    MadeTarget,
    Caller,
    OpenedBy,
    OpenedAt,
    UpdatedBy,
    UpdatedAt,
    ContactType,
    Location,
    Category,
    Subcategory,
    Symptom,
    ConfigurationItem,
    Impact,
    Urgency,
    Priority,
    Group,
    Assignee,
    Knowledge,
    Problem,
    Change,
    Vendor,
    CausedBy,
    CloseCode,
    ResolvedBy,
    ResolvedAt,
    ClosedAt,
    Active,
    Modification,
    CreatedBy,
    CreatedAt,
    PriorityConfirmation,
    Notify,
}

use Column as C;

/// All of them in the order in which they enter a row's digest, which never changes; and whether a
/// file must have them.
const ALL: [(Column, &str, bool); 36] = [
    (C::Number, "number", true),
    (C::State, "incident_state", true),
    (C::ReassignmentCount, "reassignment_count", true),
    (C::ReopenCount, "reopen_count", true),
    (C::MadeTarget, "made_sla", false),
    (C::Caller, "caller_id", true),
    (C::OpenedBy, "opened_by", false),
    (C::OpenedAt, "opened_at", true),
    (C::UpdatedBy, "sys_updated_by", true),
    (C::UpdatedAt, "sys_updated_at", true),
    (C::ContactType, "contact_type", false),
    (C::Location, "location", false),
    (C::Category, "category", true),
    (C::Subcategory, "subcategory", false),
    (C::Symptom, "u_symptom", false),
    (C::ConfigurationItem, "cmdb_ci", false),
    (C::Impact, "impact", true),
    (C::Urgency, "urgency", true),
    (C::Priority, "priority", true),
    (C::Group, "assignment_group", true),
    (C::Assignee, "assigned_to", true),
    (C::Knowledge, "knowledge", false),
    (C::Problem, "problem_id", false),
    (C::Change, "rfc", false),
    (C::Vendor, "vendor", false),
    (C::CausedBy, "caused_by", false),
    (C::CloseCode, "closed_code", false),
    (C::ResolvedBy, "resolved_by", false),
    (C::ResolvedAt, "resolved_at", true),
    (C::ClosedAt, "closed_at", true),
    // Not taken over, but they tell rows apart.
    (C::Active, "active", false),
    (C::Modification, "sys_mod_count", false),
    (C::CreatedBy, "sys_created_by", false),
    (C::CreatedAt, "sys_created_at", false),
    (C::PriorityConfirmation, "u_priority_confirmation", false),
    (C::Notify, "notify", false),
];

impl Column {
    /// Its name in the file.
    pub(super) fn name(self) -> &'static str {
        ALL.iter().find(|(column, ..)| *column == self).map_or("", |(_, name, _)| name)
    }

    pub(super) fn all() -> impl Iterator<Item = Self> {
        ALL.iter().map(|(column, ..)| *column)
    }
}

/// The columns of one file, in whatever order it has them. Columns that we do not know are passed
/// over.
#[derive(Clone, Debug)]
pub struct Columns {
    indices: Vec<(Column, usize)>,
    count: usize,
}

/// The first line is not the header of such a file.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
pub enum HeaderError {
    /// There is no first line.
    #[error("the file is empty; the first line names the columns")]
    Empty,
    /// There is no end to it.
    #[error(
        "the first line is longer than {RECORD_BYTES_MAX} bytes and names no columns; is this an \
         incident audit log?"
    )]
    TooLong,
    /// It is not text.
    #[error("the first line is to name the columns, with commas in between: {0}")]
    NotText(Box<RowError>),
    /// Columns are missing.
    #[error("the first line does not name {}; is this an incident audit log?", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A column is there twice.
    #[error("the first line names {name} twice, as its columns {first} and {second}")]
    Twice {
        /// Which.
        name: &'static str,
        /// Where, from 1.
        first: usize,
        /// And again.
        second: usize,
    },
}

impl Columns {
    /// Reads the first line.
    ///
    /// # Errors
    /// [`HeaderError`], naming what is missing.
    pub fn of(line: &[u8]) -> Result<Self, HeaderError> {
        let names =
            super::row::fields(line).map_err(|error| HeaderError::NotText(Box::new(error)))?;
        let mut indices = Vec::with_capacity(ALL.len());
        let mut missing = Vec::new();
        for (column, name, required) in ALL {
            let mut at = names.iter().enumerate().filter(|(_, known)| known.trim() == name);
            match (at.next(), at.next()) {
                (Some((first, _)), Some((second, _))) => {
                    let (first, second) = (first + 1, second + 1);
                    return Err(HeaderError::Twice { name, first, second });
                }
                (Some((index, _)), None) => indices.push((column, index)),
                (None, _) if required => missing.push(name),
                (None, _) => {}
            }
        }
        let count = names.len();
        if missing.is_empty() {
            Ok(Self { indices, count })
        } else {
            Err(HeaderError::Missing(missing))
        }
    }

    /// How many columns a line has.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Where a column is, if the file has it.
    pub(super) fn index(&self, column: Column) -> Option<usize> {
        self.indices.iter().find(|(known, _)| *known == column).map(|(_, index)| *index)
    }
}

#[cfg(test)]
mod tests {
    use super::{ALL, Columns, HeaderError};

    #[test]
    fn a_file_without_a_needed_column_is_refused() {
        let all: Vec<_> = ALL.iter().map(|(_, name, _)| *name).collect();
        assert!(Columns::of(all.join(",").as_bytes()).is_ok());
        assert!(Columns::of(format!("extra,{}", all.join(",")).as_bytes()).is_ok());
        let some = all.join(",").replace("sys_updated_at,", "").replace("vendor,", "");
        let missing = Columns::of(some.as_bytes()).unwrap_err();
        assert_eq!(missing, HeaderError::Missing(vec!["sys_updated_at"]));
        let twice = format!("{},number", all.join(","));
        let error = Columns::of(twice.as_bytes()).unwrap_err();
        assert_eq!(error, HeaderError::Twice { name: "number", first: 1, second: 37 });
        let error = |line: &[u8]| Columns::of(line).unwrap_err().to_string();
        assert!(error(b"a,\xff,b").ends_with("byte 3 of the row is not UTF-8"));
        // As where a column is put behind a line that ends as on Windows.
        let broken = error(format!("{}\r,number", all.join(",")).as_bytes());
        assert!(
            broken.ends_with("a line break stands in value 36, which is not quoted"),
            "{broken}"
        );
    }
}

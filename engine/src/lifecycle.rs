//! The lifecycle of a process as a table: one row per thing that may happen.
//!
//! The table is code, not documentation: it gates every command, names the roles that may issue
//! it, carries the PDCA phase of every state, draws the diagrams and tells a user interface what is
//! possible now; `testing::explore` proves that the process does exactly what it says.

use std::fmt::{Debug, Write as _};

/// The part of the plan-do-check-act cycle that a phase belongs to (ISO/IEC 20000-1, clause 4.5).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum Pdca {
    /// What is to be done is being settled.
    Plan,
    /// It is being done.
    Do,
    /// It is being examined.
    Check,
    /// It has been concluded, or is being improved.
    Act,
}

impl Pdca {
    /// Lower case.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Plan => "plan",
            Self::Do => "do",
            Self::Check => "check",
            Self::Act => "act",
        }
    }
}

/// A role as the authority knows it: `service_desk`.
pub type Role = &'static str;

/// The role of the engine itself: nobody can hold it, timers and policies have it.
pub const SYSTEM: Role = "system";

/// Where a row leads.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum To<P> {
    /// The fact is recorded without a move.
    Same,
    /// To this phase.
    Phase(P),
    /// To whichever phase another system states: a fact adopted from its history.
    Stated,
    /// Back to where it was before it was held.
    Resumed,
}

/// In any of `from`, `command` by one of `roles` causes `event` and leads `to`.
#[derive(Clone, Copy, Debug)]
pub struct Row<P: 'static> {
    /// The phases before.
    pub from: &'static [P],
    /// The command's name.
    pub command: &'static str,
    /// The event's name.
    pub event: &'static str,
    /// The phase after.
    pub to: To<P>,
    /// Who may; any one of these.
    pub roles: &'static [Role],
}

/// One row of a [`Lifecycle`].
pub const fn row<P>(
    from: &'static [P],
    command: &'static str,
    event: &'static str,
    to: To<P>,
    roles: &'static [Role],
) -> Row<P> {
    Row { from, command, event, to, roles }
}

/// A phase, its name and its place in the cycle.
#[derive(Clone, Copy, Debug)]
pub struct PhaseRow<P> {
    /// The phase.
    pub phase: P,
    /// Snake case: `on_hold`.
    pub name: &'static str,
    /// Its place in the cycle.
    pub pdca: Pdca,
}

/// One phase of a [`Lifecycle`].
pub const fn phase<P>(phase: P, name: &'static str, pdca: Pdca) -> PhaseRow<P> {
    PhaseRow { phase, name, pdca }
}

/// A guard that is a person's word as long as the process that would know is not there.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Attested {
    /// The command it guards.
    pub command: &'static str,
    /// What is attested.
    pub guard: &'static str,
}

/// Everything that may happen to a process.
#[derive(Clone, Copy, Debug)]
pub struct Lifecycle<P: 'static> {
    /// The process, as [`Decider::NAME`](crate::Decider::NAME).
    pub process: &'static str,
    /// Its phases; the first is the one before the first event.
    pub phases: &'static [PhaseRow<P>],
    /// The rows, in the order a reader expects them.
    pub rows: &'static [Row<P>],
    /// The guards that are attested.
    pub attested: &'static [Attested],
}

/// A lifecycle of the process has no row for the command in the phase it is in.
#[derive(Clone, Debug, Eq, PartialEq, thiserror::Error)]
#[error("{process}: {command} is not possible while {phase}; possible now: {}", list(possible))]
pub struct NotAllowed {
    /// The process, as the table that forbids it names it.
    pub process: &'static str,
    /// The phase it is in there.
    pub phase: &'static str,
    /// The command refused.
    pub command: &'static str,
    /// The commands that are possible.
    pub possible: Vec<&'static str>,
}

fn list(names: &[&str]) -> String {
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

/// A command that is possible in some phase, and by whom.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Possible {
    /// The command's name.
    pub command: &'static str,
    /// Who may; any one of these.
    pub roles: &'static [Role],
}

impl<P: Copy + Debug + Eq> Lifecycle<P> {
    /// The first row of `command` in `phase`; `None` if this table does not allow it.
    #[must_use]
    pub fn row_of(&self, phase: P, command: &str) -> Option<&'static Row<P>> {
        self.rows.iter().find(|row| row.command == command && row.from.contains(&phase))
    }

    /// The name of a phase.
    #[must_use]
    pub fn name_of(&self, phase: P) -> &'static str {
        self.phases.iter().find(|row| row.phase == phase).map_or("unlisted", |row| row.name)
    }
}

impl<P: Copy + Debug + Eq + Sync> Lifecycle<P> {
    /// Something that is in `phase` of this lifecycle.
    #[must_use]
    pub fn stage(&'static self, phase: P) -> Stage {
        Stage { table: self, phase: self.name_of(phase) }
    }
}

/// Where something is in a lifecycle, whatever the type of its phases.
#[derive(Clone, Copy)]
pub struct Stage {
    table: &'static dyn Table,
    phase: &'static str,
}

impl Stage {
    /// The process, as the table names it.
    #[must_use]
    pub fn process(self) -> &'static str {
        self.table.process()
    }

    /// The name of the phase.
    #[must_use]
    pub fn phase(self) -> &'static str {
        self.phase
    }

    /// Whether the table knows the command, but not in this phase.
    #[must_use]
    pub fn forbids(self, command: &str) -> bool {
        self.table.knows(command) && !self.table.allows(self.phase, command)
    }
}

/// A lifecycle whose phases do not matter: what the documentation and the command line show.
pub trait Table: Sync {
    /// The process.
    fn process(&self) -> &'static str;
    /// The phases: name and place in the cycle.
    fn phases(&self) -> Vec<(&'static str, Pdca)>;
    /// The rows, one per phase they start from.
    fn rows(&self) -> Vec<TableRow>;
    /// The guards that are attested.
    fn attested(&self) -> &'static [Attested];
    /// Whether any row has this command.
    fn knows(&self, command: &str) -> bool;
    /// Whether a row allows this command in the phase of this name.
    fn allows(&self, phase: &str, command: &str) -> bool;
}

/// One row of a [`Table`].
#[derive(Clone, Debug, Eq, PartialEq, serde::Serialize)]
pub struct TableRow {
    /// The phase before.
    pub from: &'static str,
    /// The command's name.
    pub command: &'static str,
    /// The event's name.
    pub event: &'static str,
    /// The phase after; `stated` and `resumed` where it depends.
    pub to: &'static str,
    /// Who may; any one of these.
    pub roles: &'static [Role],
}

impl<P: Copy + Debug + Eq + Sync> Table for Lifecycle<P> {
    fn process(&self) -> &'static str {
        self.process
    }

    fn phases(&self) -> Vec<(&'static str, Pdca)> {
        self.phases.iter().map(|row| (row.name, row.pdca)).collect()
    }

    fn rows(&self) -> Vec<TableRow> {
        let rows = self.rows.iter().flat_map(|row| {
            row.from.iter().map(move |from| TableRow {
                from: self.name_of(*from),
                command: row.command,
                event: row.event,
                to: match row.to {
                    To::Same => self.name_of(*from),
                    To::Phase(phase) => self.name_of(phase),
                    To::Stated => "stated",
                    To::Resumed => "resumed",
                },
                roles: row.roles,
            })
        });
        rows.collect()
    }

    fn attested(&self) -> &'static [Attested] {
        self.attested
    }

    fn knows(&self, command: &str) -> bool {
        self.rows.iter().any(|row| row.command == command)
    }

    fn allows(&self, phase: &str, command: &str) -> bool {
        let rows = self.rows.iter().filter(|row| row.command == command);
        rows.flat_map(|row| row.from).any(|from| self.name_of(*from) == phase)
    }
}

impl dyn Table + '_ {
    /// As a Mermaid state diagram: the moves, and the commands that record without moving as notes.
    #[must_use]
    pub fn to_mermaid(&self) -> String {
        let mut out = String::from("stateDiagram-v2\n");
        let rows = self.rows();
        if let Some((first, _)) = self.phases().first() {
            let _ = writeln!(out, "    [*] --> {first}");
        }
        for row in rows.iter().filter(|row| row.from != row.to) {
            let _ = writeln!(out, "    {} --> {}: {}", row.from, row.to, row.command);
        }
        for (phase, _) in self.phases() {
            let here = rows.iter().filter(|row| row.from == phase && row.to == phase);
            let commands: Vec<_> = here.map(|row| row.command).collect();
            if !commands.is_empty() {
                let _ = writeln!(out, "    {phase} --> {phase}: {}", commands.join(", "));
            }
        }
        out
    }

    /// The rows, each once with all the phases it starts from; one that stays where it was leads to
    /// `same`.
    #[must_use]
    pub fn gathered(&self) -> Vec<(TableRow, Vec<&'static str>)> {
        let mut gathered: Vec<(TableRow, Vec<&str>)> = Vec::new();
        for mut row in self.rows() {
            let from = row.from;
            if row.to == from {
                row.to = "same";
            }
            let alike =
                |(known, _): &&mut (TableRow, Vec<&str>)| TableRow { from, ..known.clone() } == row;
            match gathered.iter_mut().find(alike) {
                Some((_, froms)) => froms.push(from),
                None => gathered.push((row, vec![from])),
            }
        }
        gathered
    }

    /// As Markdown: the phases, and the rows with the phases they start from gathered.
    #[must_use]
    pub fn to_markdown(&self) -> String {
        let mut out = String::from("| Phase | PDCA |\n| --- | --- |\n");
        for (phase, pdca) in self.phases() {
            let _ = writeln!(out, "| `{phase}` | {} |", pdca.name());
        }
        out.push_str(
            "\n| From | Command | Event | To | Roles |\n| --- | --- | --- | --- | --- |\n",
        );
        for (row, from) in self.gathered() {
            let (from, roles) = (from.join("`, `"), row.roles.join("`, `"));
            let _ = writeln!(
                out,
                "| `{from}` | `{}` | `{}` | `{}` | `{roles}` |",
                row.command, row.event, row.to
            );
        }
        for attested in self.attested() {
            let _ = writeln!(out, "\nAttested: `{}` needs {}.", attested.command, attested.guard);
        }
        out
    }

    /// The documentation page.
    #[must_use]
    pub fn to_page(&self) -> String {
        let (table, diagram) = (self.to_markdown(), self.to_mermaid());
        format!("# Lifecycle of `{}`\n\n{table}\n```mermaid\n{diagram}```\n", self.process())
    }
}

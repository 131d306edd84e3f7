//! Arguments of what is asked about people: their tasks and their roles.

use clap::Args;
use engine::{Actor, Key};
use pdca::operation::{Moment, Operation};
use processes::limits::Label;
use projections::{roles_held, tasks};

/// What stands below the help of `tasks`.
pub(super) const TASKS: &str = r#"Examples:
  pdca tasks
  pdca tasks --role service_desk --overdue
  pdca tasks --process incident --key INC0000001 --all
  pdca tasks --as-of 2026-11-01T00:00:00Z --json
What is due first stands first. What to do with one:
  pdca do task TSK0000001 assign
  pdca do task incident-INC0000001-restore complete '{"note":"mail is sent and received again"}'
Rules open tasks, and so may anybody:
  pdca do task new open '{"about":{"process":"incident","key":"INC0000001"},
    "ask":"call the customer back","role":"service_desk","due":"2026-11-21T12:00:00Z"}'"#;

/// What stands below the help of `roles`.
pub(super) const ROLES: &str = r#"Examples:
  pdca roles
  pdca roles --actor ada
  pdca roles --role auditor --history
  pdca roles --as-of 2026-11-01T00:00:00Z --json
Times are those of recording, by which authority goes. How somebody gets a role:
  pdca do role service_desk offer '{"person":"bo","competence":{"statement":"…"}}'
  pdca do role service_desk accept --actor bo
  pdca do role service_desk delegate --actor bo \
    '{"to":"cy","until":"2026-12-01T00:00:00Z","competence":{"statement":"…"}}'"#;

#[derive(Args, Debug)]
pub(crate) struct Tasks {
    /// For this role only
    #[arg(long)]
    role: Option<Label>,
    /// With this person only
    #[arg(long, value_name = "NAME")]
    assignee: Option<Actor>,
    /// About things of this kind of process only
    #[arg(long)]
    process: Option<Label>,
    /// About this one only
    #[arg(long, requires = "process")]
    key: Option<Key>,
    /// Only what is late
    #[arg(long)]
    overdue: bool,
    /// Also what was done or cancelled
    #[arg(long, conflicts_with = "overdue")]
    all: bool,
    /// As of a time or a position of the log
    #[arg(long, value_name = "TIME|POSITION")]
    as_of: Option<Moment>,
}

#[derive(Args, Debug)]
pub(crate) struct Roles {
    /// Of this person only
    #[arg(long, value_name = "NAME")]
    actor: Option<Actor>,
    /// This role only
    #[arg(long)]
    role: Option<Label>,
    /// As of a time or a position of the log
    #[arg(long, value_name = "TIME|POSITION")]
    as_of: Option<Moment>,
    /// Also what is over: who held what when, and why no longer
    #[arg(long)]
    history: bool,
}

impl Tasks {
    /// What is asked of the node.
    pub(super) fn operation(self) -> Operation {
        let which = match (self.overdue, self.all) {
            (true, _) => tasks::Which::Overdue,
            (false, true) => tasks::Which::All,
            (false, false) => tasks::Which::Open,
        };
        let Self { role, assignee, process, key, as_of, .. } = self;
        let filter = tasks::Filter { which, role, assignee, process, key };
        Operation::Tasks { filter, as_of }
    }
}

impl Roles {
    /// What is asked of the node.
    pub(super) fn operation(self) -> Operation {
        let Self { actor, role, as_of, history } = self;
        Operation::Roles { filter: roles_held::Filter { actor, role, history }, as_of }
    }
}

use crate::limits::{label, text_or};
use crate::roles::MANAGEMENT_REPRESENTATIVE;
use crate::task::{self, Open, Subject, Task};
use engine::system::policy::{Event, PolicyRun, RefusalNoted};
use engine::{
    Decider as _, DecodeError, Dispatch, Edge, EventSet as _, Facts, Key, Policy, RecordRef, Role,
    Span,
};

/// Whenever a guard refuses a command that a policy sent, a person is asked to see to it: whoever
/// may issue that command. Within a day: an assumption.
///
/// Where the command is not possible at all in the phase that things are in by now, or is about a
/// task itself, nobody need do anything. Of what only some may see, nobody else is told. Outward: it
/// reaches people.
#[derive(Clone, Copy, Debug)]
pub struct RefusedRuleAsksAPerson;

const WITHIN: Span = Span::from_days(1);

/// As much of a reason as a task says; the rest is in the policy's own stream.
const REASON_CHARS_MAX: usize = 500;

impl Policy for RefusedRuleAsksAPerson {
    fn name(&self) -> &'static str {
        "refused-rule-asks-a-person"
    }

    fn edges(&self) -> Vec<Edge> {
        let heard = (PolicyRun::NAME, "refusal_noted");
        vec![Edge::when(heard, "a guard refused it, and not of a task", (task::NAME, "open"))]
    }

    fn is_outward(&self) -> bool {
        true
    }

    fn react(&self, record: &RecordRef<'_>, _: &Facts) -> Result<Vec<Dispatch>, DecodeError> {
        let event = Event::decode(record.event, record.schema, record.payload)?;
        let Event::RefusalNoted(refused) = event else { return Ok(Vec::new()) };
        let RefusalNoted { heard, process, key, command, code, detail } = refused;
        let by_a_guard = !["not_allowed", "refused_before"].contains(&&*code);
        let Some(role) = role_for(&process, &command).filter(|_| by_a_guard) else {
            return Ok(Vec::new());
        };
        // One that was not made yet has no name, and is not the one that another event called for.
        let key = if key.is_empty() { format!("new-{heard}") } else { key.into() };
        let Ok(key) = Key::new(&key) else { return Ok(Vec::new()) };
        let policy = record.stream()?.key;
        let reason: String = detail.chars().take(REASON_CHARS_MAX).collect();
        let ask =
            format!("see to what the rule {policy} could not do at position {heard}: {reason}");
        let about = Subject::of(&process, key.clone());
        let ask = text_or(&ask, "see to what a rule could not do");
        let due = record.metadata.recorded_at + WITHIN;
        let known_as = label(&format!("{process}.{command}"));
        let open = Open::for_role(role, about, ask, known_as, due);
        Ok(vec![Dispatch::to::<Task>(task::cause(&process, &key, &command), open)])
    }
}

/// Who may issue a command of a process besides the engine; nobody where a task would lead to
/// another one.
fn role_for(process: &str, command: &str) -> Option<Role> {
    let mut open = crate::processes().into_iter().filter(|known| known.visible_to().is_empty());
    let known = open.find(|known| known.name() == process)?;
    let rows = known.table().rows();
    let rows = rows.iter().filter(|row| row.command == command);
    let mut people = rows.flat_map(|row| row.roles).filter(|role| **role != crate::roles::SYSTEM);
    let role = people.next().copied().unwrap_or(MANAGEMENT_REPRESENTATIVE);
    (process != task::NAME).then_some(role)
}

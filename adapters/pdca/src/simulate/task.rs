//! Tasks: what rules ask people to do, and nobody has done in another way.

use super::people::of_role;
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::Key;
use serde_json::json;

/// One that a rule has opened.
pub(super) fn taken_up(_: &mut World, key: Key, random: Random) -> Script {
    let mut script = Script::about("task", key, random);
    if script.random.percent(30) {
        // Nothing: it escalates, or ends when what it asks for is on record.
        return script;
    }
    script.working(2_500).look(|world, script| {
        let Some(key) = script.key.clone() else { return Ok(()) };
        let view = world.view("task", &key)?;
        if !matches!(view.state.phase(), "open" | "assigned") {
            return Ok(());
        }
        let state = view.state.to_json();
        let role = state.pointer("/asked/role").and_then(|role| role.as_str()).unwrap_or_default();
        if let Some(person) = of_role(role, &mut script.random) {
            let body = json!({ "note": "it is done", "reference": "the file" });
            script.send(person, "complete", body);
            // Some ask for what can be seen on record, and end by that alone.
            script.may(&["not_on_record", "not_done"], Then::GoOn);
        }
        Ok(())
    });
    script
}

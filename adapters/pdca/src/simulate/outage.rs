//! Outages of services: some planned, some not, some of a part only.

use super::failure::Stopped;
use super::founding::OFFERED;
use super::hours;
use super::people::{AVAILABILITY, PROBE, SERVICES};
use super::random::Random;
use super::script::{Script, Then};
use super::world::World;
use engine::json::Value;
use engine::{Key, Span, Timestamp};
use serde_json::json;

/// A service, or a part of it, does not answer.
pub(super) fn unplanned(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("service", random);
    script.look(|world, script| {
        let service = any_service(world, script)?;
        let loss = if script.random.percent(40) {
            json!({ "part": script.random.pick(&["search", "print", "send"]),
                    "weight": script.random.pick(&[20, 50]), "affected_users": 40 })
        } else {
            json!({ "weight": 100, "affected_users": 300 })
        };
        let body = json!({ "loss": loss, "note": "no answer" });
        // It may be out already, in that part.
        script.send(PROBE, "begin_outage", body).may(&["already_out"], Then::GiveUp);
        script.look(move |world, script| {
            let Some(number) = number_of_the_last(world, &service)? else { return Ok(()) };
            script.around(55).send(PROBE, "end_outage", json!({ "outage": number }));
            let body = json!({
                "outage": number, "cause": "a full disk", "action": "a larger one",
            });
            script.working(1_200).send(AVAILABILITY, "investigate_outage", body);
            Ok(())
        });
        Ok(())
    });
    script
}

/// Something is going to be done for which it has to stop.
pub(super) fn planned(_: &mut World, random: Random) -> Script {
    let mut script = Script::new("service", random);
    script.look(|world, script| {
        let service = any_service(world, script)?;
        let from = hours::days_later(world.now(), script.random.between(3, 10), 1);
        let planned = script.random.pick(&[60, 120, 180]);
        let to = from + Span::from_minutes(planned);
        let body = json!({
            "period": { "from": from.to_string(), "to": to.to_string() },
            "loss": { "weight": 100 }, "reason": "a larger disk",
            "told": { "statement": "by letter" },
        });
        let manager = script.random.pick(SERVICES);
        script.send(manager, "plan_outage", body);
        script.look(move |world, script| {
            let Some(number) = number_of_the_last(world, &service)? else { return Ok(()) };
            carry_out(script, number, from, planned);
            Ok(())
        });
        Ok(())
    });
    script
}

/// It stops when it was said, and works again in time or somewhat later.
fn carry_out(script: &mut Script, number: u64, from: Timestamp, planned: i64) {
    // Another one may not be over yet.
    script.until(from).send(PROBE, "begin_outage", json!({ "outage": number }));
    script.may(&["already_out"], Then::GiveUp);
    let overruns = script.random.percent(15);
    let takes = if overruns { planned + 45 } else { planned - 10 };
    let end = json!({ "outage": number });
    script.until(from + Span::from_minutes(takes)).send(PROBE, "end_outage", end);
    if overruns {
        let body = json!({
            "outage": number, "cause": "it took longer", "action": "plan for longer",
        });
        script.working(900).send(AVAILABILITY, "investigate_outage", body);
    }
}

fn any_service(world: &World, script: &mut Script) -> Result<Key, Stopped> {
    let index = usize::try_from(script.random.below(OFFERED.len() as u64)).unwrap_or_default();
    let service = OFFERED.get(index).ok_or_else(|| world.unexpected("no service is offered"))?;
    let key = world.key(service.name)?;
    script.key = Some(key.clone());
    Ok(key)
}

/// How many outages a service has had: the number of the last one.
fn number_of_the_last(world: &mut World, service: &Key) -> Result<Option<u64>, Stopped> {
    let state = world.view("service", service)?.state.to_json();
    Ok(state.pointer("/outages/count").and_then(Value::as_u64))
}

use engine::json::{self, Schema, Value, schema_of};
use engine::outside::{Moment, Point, Problem, Refusal, TrailQuery};
use schemars::JsonSchema;
use serde::Deserialize;

/// What may be asked for, as JSON.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
struct Body {
    process: Option<String>,
    key: Option<String>,
    actor: Option<String>,
    correlation: Option<String>,
    events: Vec<String>,
    from: Option<Point>,
    until: Option<Point>,
    speed: Option<f64>,
}

/// What is asked for.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) trail: TrailQuery,
    /// How many times faster than it happened; `None` for as fast as possible.
    pub(super) speed: Option<f64>,
}

/// What a request takes.
pub(crate) fn schema() -> Schema {
    schema_of::<Body>()
}

/// Reads a request. Nothing at all asks for everything.
pub(super) fn read(body: Value) -> Result<Request, Problem> {
    let body: Body = json::fitting(body).map_err(|error| {
        let detail = format!(
            "{error}; a replay takes process, key, actor, correlation, events, from, until, speed"
        );
        Problem::new(Refusal::Input, "bad_body", &detail)
    })?;
    let Body { process, key, actor, correlation, events, from, until, speed } = body;
    if let Some(speed) = speed.filter(|speed| !(0.001..=1e9).contains(speed)) {
        let detail = format!(
            "speed is {speed}; 1 is real time, 60 a minute a second, up to 1e9; none is as fast as possible"
        );
        return Err(Problem::new(Refusal::Input, "bad_speed", &detail));
    }
    let moment = |point: Option<Point>| point.map(Moment::try_from).transpose();
    let (from, until) = (moment(from)?, moment(until)?);
    Ok(Request {
        trail: TrailQuery { process, key, actor, correlation, events, from, until },
        speed,
    })
}

#[cfg(test)]
mod tests {
    use super::read;
    use engine::Position;
    use engine::json::Value;
    use engine::outside::Moment;
    use serde_json::json;

    #[test]
    fn a_point_is_a_position_or_a_time() {
        let asked =
            read(json!({ "from": 7, "until": "2026-01-02T03:04:05Z", "speed": 60 })).unwrap();
        assert_eq!(asked.trail.from, Some(Moment::Position(Position(7))));
        assert!(matches!(asked.trail.until, Some(Moment::Time(_))));
        assert!(read(Value::Null).unwrap().trail.process.is_none());
    }

    #[test]
    fn what_does_not_fit_is_said() {
        let code = |body| read(body).unwrap_err().code;
        assert_eq!(code(json!({ "proces": "incident" })), "bad_body");
        assert_eq!(code(json!({ "speed": 0 })), "bad_speed");
        assert_eq!(code(json!({ "from": "yesterday" })), "bad_time");
        for from in [json!(-1), json!(1.5), json!([]), json!({})] {
            let detail = read(json!({ "from": from })).unwrap_err().detail;
            assert!(detail.starts_with("from: "), "{detail}");
            assert!(detail.contains("a position, such as 22, or a time"), "{detail}");
        }
    }
}

//! What readers take is what schemas say, by a validator that knows neither.

use crate::interval::Interval;
use crate::limits::{LABEL_BYTES_MAX, TEXT_BYTES_MAX};
use crate::processes;
use engine::json::{Schema, TEXT_FORMATS};
use engine::{Key, NAME_BYTES_MAX, Span, Timestamp};
use serde_json::{Map, Value, json};

/// How many bodies are made for each command.
const BODIES: u64 = 400;

#[test]
fn a_body_is_read_exactly_if_its_schema_takes_it() {
    let (mut taken, mut refused) = (0, 0);
    for process in processes() {
        for (command, schema) in process.command_schemas() {
            let validator = validator(&schema);
            let mut seen = [false; 2];
            for seed in 0..BODIES {
                let mut making = Making { schema: schema.as_value(), numbers: Numbers(seed) };
                let mut body = making.of(schema.as_value(), 0);
                for _ in 0..seed % 3 {
                    making.spoil(&mut body);
                }
                // None at all is an empty one, and that is said nowhere else.
                if body.is_null() {
                    continue;
                }
                let fits = validator.is_valid(&body);
                let read = process.command(command, body.clone());
                let (name, errors) = (process.name(), validator.iter_errors(&body));
                assert_eq!(
                    read.is_ok(),
                    fits,
                    "{name}.{command} of {body}\nread: {read:?}\nschema: {:?}",
                    errors.map(|error| error.to_string()).collect::<Vec<_>>(),
                );
                seen[usize::from(fits)] = true;
                *(if fits { &mut taken } else { &mut refused }) += 1;
            }
            assert_eq!(seen, [true; 2], "{}.{command} was not tried both ways", process.name());
        }
    }
    assert!(taken.min(refused) > 1_000, "{taken} taken and {refused} refused");
}

#[test]
fn a_name_is_that_of_a_command_or_of_an_event() {
    for process in processes() {
        let events = process.event_kinds();
        for (command, schema) in process.command_schemas() {
            assert!(!events.contains(&command), "{} has {command} twice", process.name());
            assert_eq!(process.schema(command).unwrap(), schema);
        }
        for (event, schema) in process.event_schemas() {
            assert_eq!(process.schema(event).unwrap(), schema);
        }
        let unknown = process.schema("lgo").unwrap_err().to_string();
        assert!(events.iter().all(|event| unknown.contains(event)), "{unknown}");
    }
}

#[test]
fn every_command_and_event_says_what_it_is() {
    for process in processes() {
        for (name, schema) in process.command_schemas().into_iter().chain(process.event_schemas()) {
            let about = schema.get("description").and_then(Value::as_str);
            assert!(about.is_some_and(|about| !about.is_empty()), "{}.{name}", process.name());
        }
    }
}

fn validator(schema: &Schema) -> jsonschema::Validator {
    assert_eq!(TEXT_FORMATS.len(), 3);
    let options = jsonschema::options()
        .should_validate_formats(true)
        .with_format("name", |text: &str| Key::new(text).is_ok())
        .with_format("label", |text: &str| text.len() <= LABEL_BYTES_MAX)
        .with_format("text", |text: &str| text.len() <= TEXT_BYTES_MAX)
        // Of these a standard says more than is taken, or less: they are what their readers say.
        .with_format("date-time", |text: &str| text.parse::<Timestamp>().is_ok())
        .with_format("duration", |text: &str| text.parse::<Span>().is_ok())
        .with_format("interval", |text: &str| text.parse::<Interval>().is_ok());
    options.build(schema.as_value()).unwrap()
}

/// The same in every run.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn below(&mut self, bound: usize) -> usize {
        usize::try_from(self.next() % bound as u64).unwrap()
    }

    fn pick<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Makes values that a schema takes, mostly, and then spoils them.
struct Making<'a> {
    schema: &'a Value,
    numbers: Numbers,
}

impl<'a> Making<'a> {
    fn of(&mut self, schema: &'a Value, depth: usize) -> Value {
        if let Some(name) = schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            return self.of(&self.schema["$defs"][name], depth);
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        for choices in ["enum", "oneOf", "anyOf"] {
            let Some(choices_of) = schema[choices].as_array() else { continue };
            let chosen = self.numbers.below(choices_of.len());
            let chosen = &choices_of[chosen];
            return if choices == "enum" { chosen.clone() } else { self.of(chosen, depth) };
        }
        let kinds = schema["type"].as_array();
        let kind = kinds.map_or(&schema["type"], |kinds| self.numbers.pick(kinds)).as_str();
        match kind.unwrap_or_else(|| panic!("{schema}")) {
            "null" => Value::Null,
            "boolean" => (self.numbers.below(2) == 0).into(),
            "integer" => self.integer(schema),
            "number" => self
                .numbers
                .pick(&[
                    json!(0),
                    json!(99.95),
                    json!(100),
                    json!(50.0),
                    json!(99.9999),
                    json!(1.234_56),
                ])
                .clone(),
            "string" => self.text(schema).into(),
            "array" => self.list(schema, depth),
            "object" => self.object(schema, depth),
            other => panic!("{other} in {schema}"),
        }
    }

    fn integer(&mut self, schema: &Value) -> Value {
        let ends = ["minimum", "maximum"].map(|end| schema[end].as_u64());
        let [least, most] = [ends[0].unwrap_or(0), ends[1].unwrap_or(u64::MAX)];
        let beyond = most.checked_add(1).map_or(json!(1.8e19), Value::from);
        let tries =
            [json!(least), json!(most), json!(least + 1), json!(1.0), json!(1.5), json!(-1)];
        if self.numbers.below(8) == 0 { beyond } else { self.numbers.pick(&tries).clone() }
    }

    fn text(&mut self, schema: &Value) -> String {
        let long = |text: &str, count| text.repeat(count);
        let tries: Vec<String> = match schema["format"].as_str() {
            Some("date-time") => {
                ["2026-11-21T12:00:00Z", "2026-02-30T12:00:00Z", "noon"].map(str::to_owned).into()
            }
            Some("duration" | "interval") => {
                ["PT4H", "PT0.5S", "P1M", "P7D", "4 hours"].map(str::to_owned).into()
            }
            Some("month") => ["2026-11", "2026-13", "November"].map(str::to_owned).into(),
            Some("date") => ["2026-12-25", "2026-02-30", "26-12-25"].map(str::to_owned).into(),
            _ => {
                if schema
                    .get("pattern")
                    .is_some_and(|pattern| pattern.as_str().unwrap().contains(':'))
                {
                    return (*self.numbers.pick(&["09:00", "24:00", "24:01", "9:00"])).to_owned();
                }
                if schema["pattern"] == "^[0-9a-f]{64}$" {
                    let digests = ["0a", "0a", "0A", "0a0"].map(|pair| long(pair, 32));
                    return self.numbers.pick(&digests).clone();
                }
                let words =
                    ["mail", "a b", " x ", "größer", "two\nlines", "\u{7f}", "\u{9b}x", "", " \t"];
                let mut tries: Vec<_> = words.map(str::to_owned).into();
                for (letter, bytes) in [("x", 1), ("ü", 2), ("€", 3), ("🙂", 4)] {
                    for bytes_max in [NAME_BYTES_MAX, LABEL_BYTES_MAX, TEXT_BYTES_MAX] {
                        tries.extend(
                            [bytes_max / bytes, bytes_max / bytes + 1].map(|n| long(letter, n)),
                        );
                        tries.extend(
                            [bytes_max / 3 / bytes, bytes_max / 3 / bytes + 1]
                                .map(|n| long(letter, n)),
                        );
                    }
                }
                tries
            }
        };
        // Most are to be taken, or hardly any body as a whole would be.
        let chosen = if self.numbers.below(4) > 0 { 0 } else { self.numbers.below(tries.len()) };
        tries[chosen].clone()
    }

    fn list(&mut self, schema: &'a Value, depth: usize) -> Value {
        if let Some(places) = schema["prefixItems"].as_array() {
            return places.iter().map(|place| self.of(place, depth + 1)).collect();
        }
        let mut count = if depth > 4 { 0 } else { self.numbers.below(3) };
        if self.numbers.below(50) == 0 {
            count =
                schema["maxItems"].as_u64().map_or(3, |most| usize::try_from(most).unwrap() + 1);
        }
        let entry = self.of(&schema["items"], depth + 1);
        let mut entries = vec![entry; count];
        if let Some(first) = entries.first_mut() {
            *first = self.of(&schema["items"], depth + 1);
        }
        entries.into()
    }

    fn object(&mut self, schema: &'a Value, depth: usize) -> Value {
        let mut object = Map::new();
        let required = schema["required"].as_array().map(Vec::as_slice).unwrap_or_default();
        for (name, of) in schema["properties"].as_object().into_iter().flatten() {
            let needed = required.iter().any(|required| required == name);
            if needed || depth < 4 && self.numbers.below(4) == 0 {
                let value = self.of(of, depth + 1);
                object.insert(name.clone(), value);
            }
        }
        let keyed = schema["patternProperties"].as_object().and_then(|keyed| keyed.values().next());
        let others =
            keyed.or(schema.get("additionalProperties")).filter(|others| others.is_object());
        if let Some(of) = others {
            let value = self.of(of, depth + 1);
            let key = *self.numbers.pick(&["2026-12-24", "2026-12-24", "2026-02-30", "soon"]);
            object.insert(key.to_owned(), value);
        }
        object.into()
    }

    /// Changes something somewhere.
    fn spoil(&mut self, value: &mut Value) {
        let inner = match value {
            Value::Object(object) => object.len(),
            Value::Array(list) => list.len(),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
        };
        if inner > 0 && self.numbers.below(4) > 0 {
            let place = self.numbers.below(inner);
            let mut inside: Vec<&mut Value> = match value {
                Value::Object(object) => object.values_mut().collect(),
                Value::Array(list) => list.iter_mut().collect(),
                Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Vec::new(),
            };
            return self.spoil(inside[place]);
        }
        match (self.numbers.below(8), &mut *value) {
            (0 | 1, Value::Object(object)) if inner > 0 => {
                let name = object.keys().nth(self.numbers.below(inner)).unwrap().clone();
                object.remove(&name);
            }
            (2 | 3, Value::Object(object)) => {
                object.insert("unheard_of".to_owned(), Value::Null);
            }
            // The fields without their names.
            (4, Value::Object(object)) => {
                *value = object.values().cloned().collect();
            }
            // A name with nothing that belongs to it.
            (4, Value::String(text)) => *value = json!({ text.clone(): null }),
            (5, Value::Array(list)) => list.push(list.first().cloned().unwrap_or_default()),
            (6, other) => *other = Value::Null,
            _ => {
                let others = [json!(1), json!("x"), json!(true), json!([]), json!({}), json!(1.5)];
                *value = self.numbers.pick(&others).clone();
            }
        }
    }
}

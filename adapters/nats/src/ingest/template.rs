//! Texts with expressions in them, and values made of such texts.

use super::expression::Expression;
use minijinja::Value;
use minijinja::value::ValueKind;
use serde_json::{Map, Value as Json};

/// The longest text that is made, in bytes.
pub(super) const TEXT_BYTES_MAX: usize = 64 * 1024;
/// How deep a value may be made of others.
const DEPTH_MAX: usize = 16;

/// A text: `{{ … }}` stands for the value of an expression. A text that is nothing but one expression
/// is that value, whatever its type.
#[derive(Debug)]
pub(crate) struct Template(Vec<Part>);

#[derive(Debug)]
enum Part {
    Literal(String),
    Expression(Expression),
}

impl Template {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let (mut parts, mut rest) = (Vec::new(), text);
        while let Some((literal, behind)) = rest.split_once("{{") {
            parts.extend(literal_part(literal)?);
            let end = end_of_expression(behind)
                .ok_or_else(|| format!("{text:?} has {{{{ without }}}} behind it"))?;
            let (expression, behind) = behind.split_at(end);
            parts.push(Part::Expression(Expression::parse(expression)?));
            rest = behind.strip_prefix("}}").unwrap_or(behind);
        }
        parts.extend(literal_part(rest)?);
        Ok(Self(parts))
    }

    /// The value that it makes.
    pub(crate) fn value(&self, scope: &Value) -> Result<Json, String> {
        if let [Part::Expression(expression)] = self.0.as_slice() {
            let value = expression.evaluate(scope)?;
            let json = serde_json::to_value(&value);
            return bounded(json.map_err(|error| error.to_string())?);
        }
        self.text(scope).map(Json::String)
    }

    /// The text that it makes.
    pub(crate) fn text(&self, scope: &Value) -> Result<String, String> {
        let mut text = String::new();
        for part in &self.0 {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Expression(expression) => {
                    text.push_str(&text_of(&expression.evaluate(scope)?)?);
                }
            }
            if text.len() > TEXT_BYTES_MAX {
                return Err(too_long());
            }
        }
        Ok(text)
    }
}

/// A text between expressions. What other tools take for a statement or a comment is not meant to
/// come out as it is written.
fn literal_part(text: &str) -> Result<Option<Part>, String> {
    if let Some(mark) = ["{%", "{#"].into_iter().find(|mark| text.contains(mark)) {
        return Err(format!(
            "{text:?} has {mark}: there are expressions only, such as {{{{ a if b else c }}}}, and no \
             statements or comments; `when` says whether a rule applies, and {{{{ '{mark}' }}}} is \
             the text itself"
        ));
    }
    Ok((!text.is_empty()).then(|| Part::Literal(text.to_owned())))
}

/// Where the `}}` is that ends an expression: not in a text, and not of a `{…}` of its own.
fn end_of_expression(text: &str) -> Option<usize> {
    let (mut quote, mut depth) = (None, 0_usize);
    for (place, c) in text.char_indices() {
        if quote.is_some() {
            quote = quote.filter(|open| *open != c);
        } else if matches!(c, '"' | '\'') {
            quote = Some(c);
        } else if c == '{' {
            depth += 1;
        } else if c == '}' && depth > 0 {
            depth -= 1;
        } else if c == '}' && text.get(place..)?.starts_with("}}") {
            return Some(place);
        }
    }
    None
}

/// A plain value as it stands in a text.
pub(super) fn text_of(value: &Value) -> Result<String, String> {
    let kind = value.kind();
    if matches!(kind, ValueKind::String | ValueKind::Number | ValueKind::Bool) {
        return Ok(value.to_string());
    }
    Err(format!("a {kind} cannot stand in a text; only texts, numbers, true and false"))
}

fn too_long() -> String {
    format!("it takes more than {TEXT_BYTES_MAX} bytes; `… | cut(4000)` makes a text shorter")
}

fn bounded(json: Json) -> Result<Json, String> {
    let bytes = match &json {
        Json::String(text) => text.len(),
        Json::Array(_) | Json::Object(_) => json.to_string().len(),
        Json::Null | Json::Bool(_) | Json::Number(_) => 0,
    };
    if bytes > TEXT_BYTES_MAX { Err(too_long()) } else { Ok(json) }
}

/// A value that a rule makes: constants as they are, texts as templates.
#[derive(Debug)]
pub(crate) enum Shape {
    Constant(Json),
    Text(Template),
    List(Vec<Shape>),
    Object(Vec<(String, Shape)>),
}

/// What is wrong with a part of a value.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Wrong {
    /// Which part: `body.details.symptom`.
    pub(crate) field: String,
    pub(crate) reason: String,
}

/// Says in which field a reason was found.
pub(crate) fn at(field: &str) -> impl Fn(String) -> Wrong {
    move |reason| Wrong { field: field.to_owned(), reason }
}

impl Shape {
    /// Reads it from a rule file; `field` is its name there.
    pub(crate) fn parse(field: &str, value: &toml::Value) -> Result<Self, Wrong> {
        parse(field, value, DEPTH_MAX)
    }

    /// What it makes. A field that is none is left out.
    pub(crate) fn value(&self, field: &str, scope: &Value) -> Result<Json, Wrong> {
        match self {
            Self::Constant(constant) => Ok(constant.clone()),
            Self::Text(template) => template.value(scope).map_err(at(field)),
            Self::List(entries) => entries
                .iter()
                .enumerate()
                .map(|(place, entry)| entry.value(&format!("{field}[{place}]"), scope))
                .collect(),
            Self::Object(fields) => {
                let mut object = Map::new();
                for (name, shape) in fields {
                    let value = shape.value(&format!("{field}.{name}"), scope)?;
                    if !value.is_null() {
                        object.insert(name.clone(), value);
                    }
                }
                Ok(Json::Object(object))
            }
        }
    }
}

fn parse(field: &str, value: &toml::Value, depth: usize) -> Result<Shape, Wrong> {
    let wrong = at(field);
    let deeper = depth
        .checked_sub(1)
        .ok_or_else(|| wrong(format!("it is more than {DEPTH_MAX} levels deep")))?;
    Ok(match value {
        toml::Value::String(text) => Shape::Text(Template::parse(text).map_err(wrong)?),
        toml::Value::Integer(number) => Shape::Constant((*number).into()),
        toml::Value::Float(number) => Shape::Constant((*number).into()),
        toml::Value::Boolean(truth) => Shape::Constant((*truth).into()),
        toml::Value::Datetime(time) => Shape::Constant(time.to_string().into()),
        toml::Value::Array(entries) => {
            let entry = |(place, entry)| parse(&format!("{field}[{place}]"), entry, deeper);
            Shape::List(entries.iter().enumerate().map(entry).collect::<Result<_, _>>()?)
        }
        toml::Value::Table(fields) => {
            let member = |(name, value): (&String, &toml::Value)| {
                Ok((name.clone(), parse(&format!("{field}.{name}"), value, deeper)?))
            };
            Shape::Object(fields.iter().map(member).collect::<Result<_, _>>()?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Shape, Template};
    use minijinja::{Value, context};
    use serde_json::json;

    fn scope() -> Value {
        context!(item => context!(name => "disk", count => 3, none => (), list => vec![1, 2]))
    }

    fn made(text: &str) -> Result<serde_json::Value, String> {
        Template::parse(text)?.value(&scope())
    }

    #[test]
    fn a_text_holds_expressions_and_one_alone_is_its_value() {
        for (text, expected) in [
            ("plain", json!("plain")),
            ("", json!("")),
            ("{{ item.name }} {{ item.count }} times", json!("disk 3 times")),
            ("{{ item.count }}", json!(3)),
            ("{{ item.list }}", json!([1, 2])),
            ("{{ item.none }}", json!(null)),
            ("{{ {'a': {'b': '}}'}}['a']['b'] }}", json!("}}")),
            ("{{ '{%' }} {{ '{#' }}", json!("{% {#")),
            ("{{ 'many' if item.count > 2 else 'few' }}", json!("many")),
        ] {
            assert_eq!(made(text).unwrap(), expected, "{text}");
        }
    }

    #[test]
    fn what_cannot_be_written_says_so() {
        for (text, said) in [
            ("{{ item.name", "without }}"),
            ("a {{ item.list }}", "a sequence cannot stand in a text"),
            ("a {{ item.none }}", "a none cannot stand in a text"),
            ("{{ item.other }}", "`item.other` is not there"),
            ("{{ }}", "expression"),
            ("{% if item.count %}x{% endif %}", "no statements"),
            ("{{ item.name }} {# why #}", "no statements or comments"),
            ("{{ 'x' * 70000 }}", "more than 65536 bytes"),
            ("{{ ['x' * 70000] }}", "more than 65536 bytes"),
        ] {
            let error = made(text).unwrap_err();
            assert!(error.contains(said), "{text}: {error}");
        }
    }

    #[test]
    fn a_value_is_built_as_the_rule_file_says() {
        let table: toml::Value = toml::from_str(
            "name = '{{ item.name }}'\nnone = '{{ item.none }}'\ndeep = { n = 1, x = ['{{ item.count }}', true] }\n",
        )
        .unwrap();
        let value = Shape::parse("body", &table).unwrap().value("body", &scope()).unwrap();
        assert_eq!(value, json!({ "name": "disk", "deep": { "n": 1, "x": [3, true] } }));
        let wrong: toml::Value = toml::from_str("deep = { x = [1, '{{ itm }}'] }").unwrap();
        let wrong = Shape::parse("body", &wrong).unwrap_err();
        assert_eq!(wrong.field, "body.deep.x[1]");
        let mut deep = toml::Value::Boolean(true);
        for _ in 0..20 {
            deep = toml::Value::Array(vec![deep]);
        }
        assert!(Shape::parse("body", &deep).is_err());
    }
}

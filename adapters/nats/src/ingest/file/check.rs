//! What a rule file must be, besides readable.

use super::{Make, Rule, TargetRule};
use crate::ingest::pattern::SubjectFilter;
use crate::ingest::template::{Wrong, at};
use engine::Catalogue;

/// The longest name of a source or a rule, in bytes.
const NAME_BYTES_MAX: usize = 64;

/// A name is part of subjects and of identities.
pub(super) fn check_name(name: &str) -> Result<(), String> {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-');
    if (1..=NAME_BYTES_MAX).contains(&name.len()) && name.chars().all(fits) {
        return Ok(());
    }
    Err(format!("{name:?} is not a name; write 1 to {NAME_BYTES_MAX} of a-z, 0-9, _ and -"))
}

/// Where its messages come by. What belongs to the node itself is nobody's to take.
pub(super) fn subjects(
    source: &str,
    stated: Option<&[String]>,
) -> Result<Vec<SubjectFilter>, Wrong> {
    let wrong = at("subjects");
    let own = [format!("pdca.ingest.{source}"), format!("pdca.ingest.{source}.>")];
    let own = own.map(|text| SubjectFilter::parse(&text));
    let own: Vec<_> = own.into_iter().collect::<Result<_, _>>().map_err(&wrong)?;
    let Some(stated) = stated else { return Ok(own) };
    let mut filters = own;
    for text in stated {
        let filter = SubjectFilter::parse(text).map_err(&wrong)?;
        let first = text.split('.').next().unwrap_or_default();
        if first == "pdca" || first.starts_with(['$', '_', '*', '>']) {
            return Err(wrong(format!(
                "{text:?} covers subjects of the server or of the node; what is sent for this \
                 source to pdca.ingest.{source} is taken in anyway"
            )));
        }
        filters.push(filter);
    }
    Ok(filters)
}

/// The command must be there, and take these fields and no others.
pub(super) fn check_body(
    catalogue: &Catalogue,
    process: &str,
    command: &str,
    body: &toml::Value,
) -> Result<(), Wrong> {
    let process = catalogue.process(process).map_err(|error| at("process")(error.to_string()))?;
    let schemas = process.command_schemas();
    let Some((_, schema)) = schemas.iter().find(|(name, _)| *name == command) else {
        let known: Vec<_> = schemas.iter().map(|(name, _)| *name).collect();
        let reason =
            format!("{} has no command {command:?}; it has {}", process.name(), known.join(", "));
        return Err(at("command")(reason));
    };
    let schema = schema.as_value();
    let known = schema.get("properties").and_then(serde_json::Value::as_object);
    let fields = body.as_table().into_iter().flatten();
    if let Some(known) = known
        && let Some((unknown, _)) = fields.into_iter().find(|(name, _)| !known.contains_key(*name))
    {
        let known: Vec<_> = known.keys().map(String::as_str).collect();
        let reason = format!("{command} takes no such field; it takes {}", known.join(", "));
        return Err(at(&format!("body.{unknown}"))(reason));
    }
    let required = schema.get("required").and_then(serde_json::Value::as_array);
    let required = required.into_iter().flatten().filter_map(serde_json::Value::as_str);
    for name in required {
        if body.get(name).is_none() {
            let reason = format!("{command} needs it: write {name} = \"…\" below [rule.body]");
            return Err(at(&format!("body.{name}"))(reason));
        }
    }
    Ok(())
}

/// What one rule made is known by an id of that rule's own.
pub(super) fn check_makers(rules: &[Rule]) -> Result<(), Wrong> {
    for rule in rules {
        let Some(Make { target: TargetRule::MadeBy { rule: maker, .. }, process, .. }) = &rule.make
        else {
            continue;
        };
        let field = format!("rule {}, made_by.rule", rule.name);
        let wrong = at(&field);
        let found = rules.iter().find(|other| other.name == *maker);
        let Some(made) = found.and_then(|other| other.make.as_ref()) else {
            return Err(wrong(format!("there is no rule {maker:?} here that makes a command")));
        };
        if made.id.is_none() {
            return Err(wrong(format!("the rule {maker} has no id to be found by; give it one")));
        }
        if made.process != *process {
            return Err(wrong(format!(
                "the rule {maker} is for {}, this one for {process}",
                made.process
            )));
        }
    }
    Ok(())
}

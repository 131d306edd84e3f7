//! JSON pointers ([RFC 6901](https://www.rfc-editor.org/rfc/rfc6901)), with `*` for every entry of a
//! list or an object.

use minijinja::Value;
use minijinja::value::ValueKind;

/// The most steps of a pointer.
const STEPS_MAX: usize = 16;

/// Where something is: `/alerts/*`, `/context/id`.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct Pointer {
    text: String,
    steps: Vec<Step>,
}

#[derive(Clone, Debug, Eq, PartialEq)]
enum Step {
    Every,
    Named(String),
}

/// One thing that a pointer points to.
#[derive(Clone, Debug)]
pub(crate) struct Found {
    /// Where it is, without stars.
    pub(crate) path: String,
    pub(crate) item: Value,
    /// Its place in its list, or its name in its object; none for the whole.
    pub(crate) index: Value,
    /// What was found at each star before the last: the things around it, the outermost first.
    pub(crate) outer: Vec<Value>,
}

impl Pointer {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let wrong = |what: &str| format!("{text:?} is not a JSON pointer: {what}");
        if text.is_empty() {
            return Ok(Self { text: String::new(), steps: Vec::new() });
        }
        let tail = text.strip_prefix('/').ok_or_else(|| wrong("it begins with /"))?;
        let step = |step: &str| {
            if step == "*" { Step::Every } else { Step::Named(unescaped(step)) }
        };
        let steps: Vec<_> = tail.split('/').map(step).collect();
        if steps.len() > STEPS_MAX {
            return Err(wrong(&format!("at most {STEPS_MAX} steps are possible")));
        }
        Ok(Self { text: text.to_owned(), steps })
    }

    /// One that points to one thing only.
    pub(crate) fn parse_plain(text: &str) -> Result<Self, String> {
        let pointer = Self::parse(text)?;
        if pointer.steps.contains(&Step::Every) {
            return Err(format!("{text:?} points to many things; it must point to one"));
        }
        Ok(pointer)
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// What is there, if anything: for a pointer without stars.
    pub(crate) fn get(&self, root: &Value) -> Option<Value> {
        let mut found = root.clone();
        for step in &self.steps {
            let Step::Named(name) = step else { return None };
            found = member(&found, name)?;
        }
        Some(found)
    }

    /// All that it points to, in order; `None` if there is no such list or object. More than `most` are not
    /// looked for: one more than that says so.
    pub(crate) fn all(&self, root: &Value, most: usize) -> Option<Vec<Found>> {
        let (mut found, mut is_there) = (Vec::new(), false);
        walk(&self.steps, Found::whole(root.clone()), most, &mut found, &mut is_there);
        is_there.then_some(found)
    }
}

impl Found {
    /// All of it.
    pub(crate) fn whole(item: Value) -> Self {
        Self { path: String::new(), item, index: Value::from(()), outer: Vec::new() }
    }
}

fn walk(steps: &[Step], at: Found, most: usize, found: &mut Vec<Found>, is_there: &mut bool) {
    let Some((step, rest)) = steps.split_first() else {
        *is_there = true;
        found.push(at);
        return;
    };
    match step {
        Step::Named(name) => {
            if let Some(item) = member(&at.item, name) {
                let path = format!("{}/{}", at.path, escaped(name));
                walk(rest, Found { path, item, ..at }, most, found, is_there);
            }
        }
        Step::Every => {
            let Some(indexes) = indexes(&at.item) else { return };
            let mut is_empty = true;
            for index in indexes {
                is_empty = false;
                if found.len() > most {
                    return;
                }
                let Ok(item) = at.item.get_item(&index) else { continue };
                let mut outer = at.outer.clone();
                if rest.contains(&Step::Every) {
                    outer.push(item.clone());
                }
                let path = format!("{}/{}", at.path, escaped(&index.to_string()));
                walk(rest, Found { path, item, index, outer }, most, found, is_there);
            }
            *is_there |= is_empty;
        }
    }
}

/// The places of a list, or the names of an object.
fn indexes(value: &Value) -> Option<Box<dyn Iterator<Item = Value>>> {
    if value.kind() == ValueKind::Seq {
        return Some(Box::new((0..value.len()?).map(Value::from)));
    }
    let names = (value.kind() == ValueKind::Map).then(|| value.try_iter().ok())??;
    Some(Box::new(names))
}

fn member(value: &Value, name: &str) -> Option<Value> {
    let found = if value.kind() == ValueKind::Seq {
        value.get_item_by_index(name.parse().ok()?)
    } else {
        value.get_attr(name)
    };
    found.ok().filter(|found| !found.is_undefined())
}

fn unescaped(step: &str) -> String {
    step.replace("~1", "/").replace("~0", "~")
}

fn escaped(name: &str) -> String {
    name.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use super::Pointer;
    use minijinja::Value;
    use minijinja::value::Serde;
    use serde_json::json;

    fn value(json: &serde_json::Value) -> Value {
        Value::from(Serde(json))
    }

    fn paths(pointer: &str, json: &serde_json::Value) -> Option<Vec<String>> {
        let found = Pointer::parse(pointer).unwrap().all(&value(json), 100)?;
        Some(found.into_iter().map(|found| found.path).collect())
    }

    #[test]
    fn a_star_stands_for_every_entry() {
        let sarif = json!({ "runs": [
            { "tool": "a", "results": [1, 2] }, { "tool": "b" }, { "tool": "c", "results": [3] },
        ] });
        let expected = ["/runs/0/results/0", "/runs/0/results/1", "/runs/2/results/0"];
        assert_eq!(paths("/runs/*/results/*", &sarif).unwrap(), expected);
        let found = Pointer::parse("/runs/*/results/*").unwrap().all(&value(&sarif), 100).unwrap();
        assert_eq!(found[2].outer[0].get_attr("tool").unwrap().as_str(), Some("c"));
        assert_eq!(found[0].outer.len(), 1);
    }

    #[test]
    fn a_star_stands_for_every_member_of_an_object_too() {
        let hosts = value(&json!({ "hosts": { "mail/1": { "up": true }, "db": {} } }));
        let found = Pointer::parse("/hosts/*").unwrap().all(&hosts, 100).unwrap();
        let told: Vec<_> =
            found.iter().map(|one| (one.path.as_str(), one.index.as_str().unwrap())).collect();
        assert_eq!(told, [("/hosts/db", "db"), ("/hosts/mail~11", "mail/1")]);
    }

    #[test]
    fn an_empty_list_is_there_and_a_missing_one_is_not() {
        assert_eq!(paths("/alerts/*", &json!({ "alerts": [] })), Some(Vec::new()));
        assert_eq!(paths("/alerts/*", &json!({})), None);
        assert_eq!(paths("/alerts/*", &json!({ "alerts": 7 })), None);
        assert_eq!(paths("/alerts/*", &json!("text")), None);
        assert_eq!(paths("", &json!([1])), Some(vec![String::new()]));
    }

    #[test]
    fn steps_are_escaped_as_the_standard_says() {
        let json = json!({ "a/b": { "~": [7] } });
        let pointer = Pointer::parse_plain("/a~1b/~0/0").unwrap();
        assert_eq!(pointer.get(&value(&json)).unwrap().as_i64(), Some(7));
        assert_eq!(paths("/a~1b/~0/*", &json).unwrap(), ["/a~1b/~0/0"]);
        assert!(Pointer::parse_plain("/a/missing").unwrap().get(&value(&json)).is_none());
    }

    #[test]
    fn what_is_no_pointer_is_refused_and_many_things_are_bounded() {
        assert!(Pointer::parse("alerts").is_err());
        assert!(Pointer::parse(&"/a".repeat(17)).is_err());
        assert!(Pointer::parse_plain("/alerts/*").is_err());
        let many = json!({ "alerts": vec![0; 5000] });
        let found = Pointer::parse("/alerts/*").unwrap().all(&value(&many), 100).unwrap();
        assert_eq!(found.len(), 101);
    }
}

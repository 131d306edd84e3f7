//! Names that many rows share, each kept once.

use engine::{Actor, Key};
use foldhash::fast::RandomState;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::sync::Arc;

/// The number of a name, in the order in which the names came.
#[derive(
    Clone, Copy, Debug, Eq, Ord, PartialEq, PartialOrd, Serialize, Deserialize, JsonSchema,
)]
pub(crate) struct Name(u32);

/// All names there are.
#[derive(Clone, Debug, Default, Serialize, Deserialize, JsonSchema)]
#[serde(from = "Vec<String>", into = "Vec<String>")]
#[schemars(with = "Vec<String>")]
pub(crate) struct Names {
    texts: Vec<Arc<str>>,
    numbers: HashMap<Arc<str>, Name, RandomState>,
}

impl Names {
    /// The number of a text, a new one if it is new.
    pub(crate) fn number(&mut self, text: &str) -> Name {
        if let Some(known) = self.numbers.get(text) {
            return *known;
        }
        // More names than that do not fit in memory.
        let name = Name(u32::try_from(self.texts.len()).unwrap_or(u32::MAX));
        let text: Arc<str> = text.into();
        self.texts.push(Arc::clone(&text));
        self.numbers.insert(text, name);
        name
    }

    /// The number of a text that most of the time is a certain one.
    pub(crate) fn same(&mut self, likely: Option<Name>, text: &str) -> Name {
        let same = likely.filter(|likely| self.text(*likely) == text);
        same.unwrap_or_else(|| self.number(text))
    }

    /// The number of a text, if there is one, that most of the time is what it was before.
    pub(crate) fn again(&mut self, before: Option<Name>, text: Option<&str>) -> Option<Name> {
        text.map(|text| self.same(before, text))
    }

    /// The text of a number.
    pub(crate) fn text(&self, Name(number): Name) -> &str {
        let index = usize::try_from(number).unwrap_or(usize::MAX);
        self.texts.get(index).map_or("", |text| text)
    }

    /// The actor of a number.
    pub(crate) fn actor(&self, name: Name) -> Option<Actor> {
        Actor::from_escaped(self.text(name)).ok()
    }

    /// The key of a number.
    pub(crate) fn key(&self, name: Name) -> Option<Key> {
        Key::from_escaped(self.text(name)).ok()
    }
}

impl From<Vec<String>> for Names {
    fn from(texts: Vec<String>) -> Self {
        let mut names = Self::default();
        for text in &texts {
            names.number(text);
        }
        names
    }
}

impl From<Names> for Vec<String> {
    fn from(names: Names) -> Self {
        names.texts.iter().map(|text| text.as_ref().to_owned()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Names;
    use engine::{Key, codec};

    #[test]
    fn a_name_keeps_its_number_across_a_snapshot() {
        let mut names = Names::default();
        let slash = Key::new("a/b").unwrap();
        let (mail, slash) = (names.number("mail"), names.number(slash.as_escaped()));
        assert_eq!(names.number("mail"), mail);
        let mut again: Names = codec::from_bytes(&codec::to_bytes(&names)).unwrap();
        assert_eq!((again.number("mail"), again.text(mail)), (mail, "mail"));
        assert_eq!(again.key(slash), Some(Key::new("a/b").unwrap()));
    }
}

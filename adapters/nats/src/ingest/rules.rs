//! All rule files of a node.

use super::file::{RuleFile, RulesError};
use super::pattern::SubjectFilter;
use engine::Catalogue;
use std::path::PathBuf;
use tokio::sync::{Mutex, MutexGuard};

/// The most rule files.
pub(super) const FILES_MAX: usize = 64;

/// The rules in force.
#[derive(Debug, Default)]
pub struct Rules {
    files: Vec<RuleFile>,
    turn: Mutex<()>,
}

impl Rules {
    /// Reads these files, which must not contend for the same messages.
    ///
    /// # Errors
    /// [`RulesError`], naming file, rule and field.
    pub fn read(paths: &[PathBuf], catalogue: &Catalogue) -> Result<Self, RulesError> {
        let files: Vec<_> =
            paths.iter().map(|path| RuleFile::read(path, catalogue)).collect::<Result<_, _>>()?;
        Self::of(files)
    }

    fn of(files: Vec<RuleFile>) -> Result<Self, RulesError> {
        let mut apart: Vec<RuleFile> = Vec::with_capacity(files.len());
        for file in files {
            let wrong = |place: &str, reason| {
                Err(RulesError { file: file.name.clone(), place: format!("{place}: "), reason })
            };
            if apart.len() == FILES_MAX {
                return wrong(
                    "nats.ingest.rules",
                    format!("at most {FILES_MAX} files are possible"),
                );
            }
            for other in &apart {
                if other.source == file.source {
                    let reason = format!("{} is for the source {} too", other.name, other.source);
                    return wrong("source", reason);
                }
                let theirs = |filter| other.subjects.iter().any(|their| their.overlaps(filter));
                if let Some(both) = file.subjects.iter().find(|filter| theirs(filter)) {
                    let reason = format!(
                        "{} covers messages that {} takes; each belongs to one file",
                        both.as_str(),
                        other.name
                    );
                    return wrong("subjects", reason);
                }
            }
            apart.push(file);
        }
        Ok(Self { files: apart, turn: Mutex::default() })
    }

    /// One message after the other, from whichever stream: between looking whether it was done and
    /// recording that it was, nothing else is.
    pub(super) async fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Whether there are none.
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The file that takes what comes by this subject.
    pub(crate) fn for_subject(&self, subject: &str) -> Option<&RuleFile> {
        self.files.iter().find(|file| file.takes(subject))
    }

    /// What is to be listened to besides `pdca.ingest.>`.
    pub(crate) fn other_subjects(&self) -> impl Iterator<Item = &str> {
        let subjects = self.files.iter().flat_map(|file| &file.subjects).map(SubjectFilter::as_str);
        subjects.filter(|subject| !subject.starts_with("pdca."))
    }

    /// The names of the sources.
    pub(crate) fn sources(&self) -> Vec<&str> {
        self.files.iter().map(|file| file.source.as_str()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Rules;
    use crate::ingest::file::RuleFile;
    use crate::ingest::testing::catalogue;

    fn file(source: &str, subject: &str) -> RuleFile {
        let text = format!(
            "source = '{source}'\nactor = 'a'\nsubjects = ['{subject}']\n[[rule]]\nname = 'all'\nignore = true\n"
        );
        RuleFile::parse(&format!("{source}.toml"), &text, &catalogue()).unwrap()
    }

    #[test]
    fn a_message_belongs_to_one_file() {
        let rules = Rules::of(vec![file("a", "alerts.a.>"), file("b", "alerts.b.>")]).unwrap();
        assert_eq!(rules.for_subject("alerts.b.c").unwrap().source(), "b");
        assert_eq!(rules.for_subject("pdca.ingest.a").unwrap().source(), "a");
        assert!(rules.for_subject("pdca.ingest.c").is_none());
        assert_eq!(rules.other_subjects().collect::<Vec<_>>(), ["alerts.a.>", "alerts.b.>"]);
        let contending = Rules::of(vec![file("a", "alerts.>"), file("b", "alerts.b.>")]);
        let error = contending.unwrap_err().to_string();
        assert_eq!(
            error,
            "b.toml: subjects: alerts.b.> covers messages that a.toml takes; each belongs to one file"
        );
        assert!(Rules::of(vec![file("a", "x"), file("a", "y")]).is_err());
    }
}

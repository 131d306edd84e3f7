//! Which messages a rule is about: subjects as NATS writes them, types with a `*` at their end.

/// A subject, or many: `*` stands for a token, `>` for all that follow.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct SubjectFilter(String);

impl SubjectFilter {
    /// The longest one, in bytes.
    const BYTES_MAX: usize = 256;

    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let tokens: Vec<&str> = text.split('.').collect();
        let is_token = |token: &&str| {
            !token.is_empty()
                && token.chars().all(|c| !c.is_whitespace() && !c.is_control())
                && (*token == "*" || *token == ">" || !token.contains(['*', '>']))
        };
        let ends = tokens.iter().position(|token| *token == ">");
        let ends_well = ends.is_none_or(|place| place + 1 == tokens.len());
        if text.len() > Self::BYTES_MAX || !tokens.iter().all(is_token) || !ends_well {
            return Err(format!(
                "{text:?} is not a subject; write it like alerts.prod.> with tokens between dots, \
                 * for any token and > at the end for all that follow"
            ));
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it stands for this subject.
    pub(crate) fn matches(&self, subject: &str) -> bool {
        self.overlaps(&Self(subject.to_owned()))
    }

    /// Whether there are subjects that both stand for.
    pub(crate) fn overlaps(&self, other: &Self) -> bool {
        let (mut ours, mut theirs) = (self.0.split('.'), other.0.split('.'));
        loop {
            match (ours.next(), theirs.next()) {
                (None, None) | (Some(">"), Some(_)) | (Some(_), Some(">")) => return true,
                (None, Some(_)) | (Some(_), None) => return false,
                (Some(one), Some(another)) => {
                    if one != another && one != "*" && another != "*" {
                        return false;
                    }
                }
            }
        }
    }
}

/// A type of events, or all that begin so.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(crate) struct TypeFilter(String);

impl TypeFilter {
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let stem = text.strip_suffix('*').unwrap_or(text);
        if text.is_empty() || stem.contains('*') {
            return Err(format!(
                "{text:?} is not a type; write it whole, or with one * at its end"
            ));
        }
        Ok(Self(text.to_owned()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }

    pub(crate) fn matches(&self, kind: &str) -> bool {
        match self.0.strip_suffix('*') {
            Some(stem) => kind.starts_with(stem),
            None => kind == self.0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{SubjectFilter, TypeFilter};

    fn filter(text: &str) -> SubjectFilter {
        SubjectFilter::parse(text).unwrap()
    }

    #[test]
    fn a_filter_stands_for_the_subjects_that_nats_says() {
        for (pattern, subject, expected) in [
            ("a.b", "a.b", true),
            ("a.b", "a.b.c", false),
            ("a.*", "a.b", true),
            ("a.*", "a", false),
            ("a.>", "a.b.c", true),
            ("a.>", "a", false),
            (">", "a", true),
            ("*.b", "a.c", false),
        ] {
            assert_eq!(filter(pattern).matches(subject), expected, "{pattern} {subject}");
        }
    }

    #[test]
    fn filters_overlap_where_a_subject_fits_both() {
        assert!(filter("a.*.c").overlaps(&filter("a.b.>")));
        assert!(filter("*.b").overlaps(&filter("a.*")));
        assert!(!filter("a.*").overlaps(&filter("a.b.c")));
        assert!(!filter("a.x.>").overlaps(&filter("a.y.>")));
    }

    #[test]
    fn what_is_no_subject_is_refused() {
        for text in ["", "a..b", "a.>.b", "a b", "a.b*", ".a", &"x".repeat(257)] {
            assert!(SubjectFilter::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_type_may_leave_its_end_open() {
        let open = TypeFilter::parse("dev.cdevents.incident.detected.*").unwrap();
        assert!(open.matches("dev.cdevents.incident.detected.0.2.0"));
        assert!(!open.matches("dev.cdevents.incident.resolved.0.2.0"));
        assert!(!TypeFilter::parse("a.b").unwrap().matches("a.b.c"));
        assert!(TypeFilter::parse("a.*.b").is_err() && TypeFilter::parse("").is_err());
    }
}

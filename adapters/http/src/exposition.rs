//! The text format of Prometheus, version 0.0.4.

use std::fmt::{Arguments, Display, Write as _};

/// Metrics as text, in the making.
#[derive(Debug, Default)]
pub struct Exposition(String);

/// What a metric is.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Kind {
    /// Only grows, but for a restart.
    Counter,
    /// Goes up and down.
    Gauge,
}

/// One metric, whose samples differ in their labels.
pub struct Family<'a> {
    text: &'a mut String,
    name: &'a str,
}

impl Exposition {
    /// A metric, with its unit in its name and what it says.
    pub fn family<'a>(&'a mut self, name: &'a str, kind: Kind, help: &str) -> Family<'a> {
        let kind = match kind {
            Kind::Counter => "counter",
            Kind::Gauge => "gauge",
        };
        self.head(name, kind, help);
        Family { text: &mut self.0, name }
    }

    /// A histogram in seconds: how many were no longer than each bound and longer than the one
    /// before, the last one without a bound; and all of them together.
    pub fn histogram(
        &mut self,
        name: &str,
        help: &str,
        buckets: impl IntoIterator<Item = (Option<f64>, u64)>,
        sum: f64,
    ) {
        self.head(name, "histogram", help);
        let (bucket, mut count) = (format!("{name}_bucket"), 0);
        for (bound, more) in buckets {
            count += more;
            let bound = bound.map_or_else(|| "+Inf".to_owned(), |bound| bound.to_string());
            Family { text: &mut self.0, name: &bucket }.sample(&[("le", &bound)], count);
        }
        Family { text: &mut self.0, name: &format!("{name}_sum") }.sample(&[], sum);
        Family { text: &mut self.0, name: &format!("{name}_count") }.sample(&[], count);
    }

    fn head(&mut self, name: &str, kind: &str, help: &str) {
        let help = help.replace('\\', r"\\").replace('\n', r"\n");
        put(&mut self.0, format_args!("# HELP {name} {help}\n# TYPE {name} {kind}\n"));
    }

    /// The text.
    #[must_use]
    pub fn into_text(self) -> String {
        self.0
    }
}

impl Family<'_> {
    /// One value. Labels are few and bounded: never the key of a thing, never a person.
    pub fn sample(&mut self, labels: &[(&str, &str)], value: impl Display) -> &mut Self {
        let Self { text, name } = self;
        text.push_str(name);
        for (index, (label, value)) in labels.iter().enumerate() {
            let begin = if index == 0 { '{' } else { ',' };
            let value = value.replace('\\', r"\\").replace('"', "\\\"").replace('\n', r"\n");
            put(text, format_args!("{begin}{label}=\"{value}\""));
        }
        if !labels.is_empty() {
            text.push('}');
        }
        put(text, format_args!(" {value}\n"));
        self
    }
}

fn put(text: &mut String, more: Arguments<'_>) {
    text.write_fmt(more).unwrap_or_else(|_| unreachable!("a text takes everything"));
}

#[cfg(test)]
mod tests {
    use super::{Exposition, Kind};

    #[test]
    fn labels_are_quoted_and_buckets_add_up() {
        let mut text = Exposition::default();
        let mut up = text.family("up", Kind::Gauge, "Whether it is up.\nOr not.");
        up.sample(&[("part", "a \"b\"\\\n"), ("x", "y")], 1).sample(&[], 0.5);
        let buckets = [(Some(0.0001), 2), (Some(10.0), 1), (None, 3)];
        text.histogram("took_seconds", "How long.", buckets, 1.5);
        let expected = r#"# HELP up Whether it is up.\nOr not.
# TYPE up gauge
up{part="a \"b\"\\\n",x="y"} 1
up 0.5
# HELP took_seconds How long.
# TYPE took_seconds histogram
took_seconds_bucket{le="0.0001"} 2
took_seconds_bucket{le="10"} 3
took_seconds_bucket{le="+Inf"} 6
took_seconds_sum 1.5
took_seconds_count 6
"#;
        assert_eq!(text.into_text(), expected);
    }
}

use super::{RuleFile, RulesError};
use crate::ingest::testing::catalogue;

const GOOD: &str = r#"
source = "probe"
actor = "probe"

[[rule]]
name = "down"
each = "/hosts/*"
when = "item.state == 'down'"
process = "incident"
command = "log"
id = "{{ item.id }}"
[rule.body]
summary = "{{ item.name }}"
service = "mail"

[[rule]]
name = "up"
process = "incident"
command = "update"
made_by = { rule = "down", id = "{{ data.id }}" }
"#;

fn parse(text: &str) -> Result<RuleFile, RulesError> {
    RuleFile::parse("probe.toml", text, &catalogue())
}

#[test]
fn a_file_says_for_whom_it_is() {
    let file = parse(GOOD).unwrap();
    assert!(file.takes("pdca.ingest.probe") && file.takes("pdca.ingest.probe.a.b"));
    assert!(!file.takes("pdca.ingest.other"));
    let other = parse(&GOOD.replace(
        "[[rule]]\nname = \"down\"",
        "subjects = ['probes.*']\n[[rule]]\nname = \"down\"",
    ));
    assert!(other.unwrap().takes("probes.a"));
}

#[test]
fn what_is_wrong_is_named_with_file_rule_and_field() {
    for (from, to, said) in [
        ("source = \"probe\"", "", "probe.toml: TOML parse error"),
        ("\"probe\"\nactor", "\"Pro be\"\nactor", "probe.toml: source: \"Pro be\" is not a name"),
        ("actor = \"probe\"", "actor = \"\"", "probe.toml: actor: "),
        ("each = ", "eahc = ", "unknown field `eahc`"),
        ("/hosts/*", "hosts", "rule down, each: \"hosts\" is not a JSON pointer"),
        ("item.state", "itm.state", "rule down, when: `itm.state == 'down'`: there is no itm"),
        (
            "process = \"incident\"\ncommand = \"log\"",
            "command = \"log\"",
            "rule down, process: say",
        ),
        ("\"incident\"\ncommand = \"log\"", "\"inc\"\ncommand = \"log\"", "rule down, process: "),
        (
            "command = \"log\"",
            "command = \"lgo\"",
            "incident has no command \"lgo\"; it has log, classify",
        ),
        ("summary = ", "sumary = ", "rule down, body.sumary: log takes no such field; it takes "),
        ("summary = \"{{ item.name }}\"", "", "rule down, body.summary: log needs it"),
        ("{{ item.name }}", "{{ item.name", "rule down, body.summary: "),
        ("name = \"up\"", "name = \"down\"", "rule down, name: there is another rule"),
        ("rule = \"down\"", "rule = \"dwn\"", "rule up, made_by.rule: there is no rule \"dwn\""),
        ("id = \"{{ item.id }}\"\n", "", "made_by.rule: the rule down has no id"),
        ("made_by = {", "key = \"x\"\nmade_by = {", "rule up, key: key and made_by both"),
        ("name = \"up\"", "name = \"up\"\nignore = true", "rule up, ignore: what is ignored"),
        (
            "[[rule]]\nname = \"down\"",
            "subjects = ['pdca.>']\n[[rule]]\nname = \"down\"",
            "subjects: \"pdca.>\" covers",
        ),
        (
            "[[rule]]\nname = \"down\"",
            "subjects = ['>']\n[[rule]]\nname = \"down\"",
            "subjects: \">\" covers",
        ),
        (
            "[[rule]]\nname = \"down\"",
            "event.id = '/a/*'\n[[rule]]\nname = \"down\"",
            "event.id: \"/a/*\" points to many",
        ),
    ] {
        assert!(GOOD.contains(from), "{from}");
        let error = parse(&GOOD.replacen(from, to, 1)).unwrap_err().to_string();
        assert!(error.starts_with("probe.toml: ") && error.contains(said), "{to}: {error}");
    }
    assert!(
        parse("source = 'a'\nactor = 'a'\n").unwrap_err().to_string().contains("it has 0 rules")
    );
    assert!(parse(&format!("#{}", "x".repeat(300_000))).is_err());
}

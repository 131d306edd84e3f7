use super::{FILE_BYTES_MAX, STEPS_MAX, Scenario};
use crate::catalogue;

const HEAD: &str = "title = \"t\"\nstart = \"2026-11-23T09:00:00Z\"\n";
const LOG: &str = "[[step]]\nactor = \"bo\"\nprocess = \"incident\"\ncommand = \"log\"\n\
                   body = { summary = \"mail is down\", service = \"mail\" }\n";

fn error(text: &str) -> String {
    Scenario::parse("a.toml", text, &catalogue()).unwrap_err().to_string()
}

#[test]
fn what_is_wrong_with_a_file_is_said_with_its_line() {
    let step = |rest: &str| format!("{HEAD}{LOG}{rest}\n");
    for (text, said) in [
        (step("evnets = []"), "a.toml, line 8: unknown field `evnets`"),
        (format!("{HEAD}owners = \"x\"\n{LOG}"), "a.toml, line 3: unknown field `owners`"),
        (step(""), "a.toml, line 3: say what is expected: events"),
        (step("events = [\"lgoged\"]"), "line 3: there is no event \"lgoged\"; there are: logged"),
        (step("events = []\nphase = \"gone\""), "line 3: there is no phase \"gone\""),
        (step("events = []\npossible = [\"x\"]"), "line 3: there is no command \"x\""),
        (step("events = []\nrefused = \"x\""), "line 3: events are of what is accepted"),
        (step("events = []\nreason = \"x\""), "line 3: reason says why it is refused"),
        (
            step("refused = \"x\"\nphase = \"logged\""),
            "line 3: what is refused and new is not there",
        ),
        (step("events = []\nafter = \"soon\""), "line 3: \"soon\" is not a duration"),
        (step("events = []\nafter = \"-PT1M\""), "line 3: -PT1M would go back in time"),
        (step("events = []\nat = \"x\"\nafter = \"PT1M\""), "line 3: after and at both say when"),
        (
            format!("{HEAD}[[step]]\nprocess = \"incidnt\""),
            "line 3: there is no process \"incidnt\"",
        ),
        (
            format!("{HEAD}[[step]]\nprocess = \"incident\"\nphase = \"logged\""),
            "line 3: say which one: key",
        ),
        (
            format!("{HEAD}[[step]]\nprocess = \"incident\"\nkey = \"INC1\""),
            "line 3: nothing is expected",
        ),
        (
            "title = \"t\"\nstart = \"noon\"\n[[step]]\nprocess = \"incident\"".to_owned(),
            "line 2: ",
        ),
        (format!("{HEAD}owner = \"a\\nb\"\n{LOG}events = []"), "line 3: "),
        (HEAD.to_owned(), "a.toml: it has 0 steps; from 1 to 1000 are possible"),
        ("#".repeat(FILE_BYTES_MAX + 1), "it takes more than 262144 bytes"),
    ] {
        let error = error(&text);
        assert!(error.contains(said), "{error}\nand not\n{said}");
    }
    let many = HEAD.to_owned() + &"[[step]]\nprocess = \"incident\"\n".repeat(STEPS_MAX + 1);
    assert!(error(&many).contains("it has 1001 steps"), "{}", error(&many));
}

#[test]
fn what_cannot_be_played_is_said_with_its_line() {
    let played = |text: &str| Scenario::parse("a.toml", text, &catalogue()).unwrap().play();
    let step = format!("{LOG}events = [\"logged\"]\nat = \"2026-11-22T09:00:00Z\"\n");
    let error = played(&format!("{HEAD}{step}")).unwrap_err().to_string();
    assert!(error.starts_with("a.toml, line 3: 2026-11-22T09:00:00Z is over"), "{error}");
    let unknown = format!("{HEAD}[roles]\nwizard = [\"bo\"]\n{LOG}events = []\n");
    let error = played(&unknown).unwrap_err().to_string();
    assert!(error.starts_with("a.toml, line 4: wizard is not defined"), "{error}");
}

#[test]
fn time_without_an_end_is_cut_off() {
    // Every two hours its reporter is told how it goes.
    let known = "summary = \"x\", service = \"mail\", caller = \"dee\", category = \"software\", \
                 impact = \"high\", urgency = \"medium\", assignee = \"bo\"";
    let steps = format!(
        "roles = {{ service_desk = [\"bo\"] }}\n\
         [[step]]\nactor = \"bo\"\nprocess = \"incident\"\ncommand = \"log\"\n\
         body = {{ {known} }}\nevents = []\n\
         [[step]]\nprocess = \"incident\"\nkey = \"INC0000001\"\nafter = \"P200D\"\nby_itself = []\n"
    );
    let scenario = Scenario::parse("a.toml", &(HEAD.to_owned() + &steps), &catalogue()).unwrap();
    let error = scenario.play().unwrap_err().to_string();
    assert!(error.starts_with("a.toml, line 10: timers fired more than 1000 times by"), "{error}");
}

#[test]
fn a_scenario_comes_to_the_same_end_every_time() {
    let text = format!(
        "{HEAD}{LOG}events = [\"logged\"]\n[[step]]\nprocess = \"incident\"\nkey = \"INC0000001\"\nafter = \"P1D\"\nby_itself = []\n"
    );
    let scenario = Scenario::parse("a.toml", &text, &catalogue()).unwrap();
    let played = || serde_json::to_string(&scenario.play().unwrap()).unwrap();
    assert_eq!(played(), played());
}

#[test]
fn every_scenario_that_ships_holds() {
    let catalogue = catalogue();
    let mut files: Vec<_> = std::fs::read_dir("../../processes/scenarios").unwrap().collect();
    files.sort_by_key(|file| file.as_ref().unwrap().path());
    assert!(files.len() >= 4);
    for file in files {
        let path = file.unwrap().path();
        let played = Scenario::read(&path, &catalogue).unwrap().play().unwrap();
        let expectations = played.steps.iter().flat_map(|step| {
            step.expectations.iter().map(move |expectation| (step.line, expectation))
        });
        let failed: Vec<_> = expectations.filter(|(_, expectation)| !expectation.holds()).collect();
        assert!(failed.is_empty(), "{}: {failed:#?}", path.display());
    }
}

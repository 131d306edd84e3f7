use crate::operation::testing::Desk;
use crate::operation::{Format, Known, Moment, Operation, Problem, RiskQuestion};
use engine::Key;
use engine::testing::golden;
use projections::risk_register::Filter;
use serde_json::Value;

const PIPE: Format = Format { json: false, width: 0 };
const WIDE: Format = Format { json: false, width: 120 };
const JSON: Format = Format { json: true, width: 0 };

impl Desk {
    fn ask(
        &self,
        question: RiskQuestion,
        as_of: Option<Moment>,
        format: Format,
    ) -> Result<String, Problem> {
        self.run(Operation::Risk { question, as_of, known: Known::At }, format)
    }
}

fn list() -> RiskQuestion {
    RiskQuestion::List { filter: Filter::default(), skip: 0, limit: 100 }
}

fn show(risk: &str) -> RiskQuestion {
    RiskQuestion::Show { risk: Key::new(risk).unwrap() }
}

const SINCE: &str = "2026-01-05T09:30:00Z";

#[test]
fn the_register_is_told_as_recorded() {
    let desk = Desk::with_risks();
    let since = Some(SINCE.parse().unwrap());
    for (name, question) in [
        ("list", list()),
        ("show", show("RSK0000001")),
        ("heat_map", RiskQuestion::HeatMap { since }),
        ("movement", RiskQuestion::Movement { since }),
    ] {
        let told = desk.ask(question.clone(), None, WIDE).unwrap();
        golden(format!("fixtures/risk_{name}.txt"), &told);
        for line in desk.ask(question, None, PIPE).unwrap().lines() {
            assert!(line.chars().count() <= 90 && !line.contains('…'), "{line}");
        }
    }
}

#[test]
fn the_register_of_then_is_that_of_then() {
    let desk = Desk::with_risks();
    let places = |as_of| -> Vec<(Value, Value)> {
        let told: Value = serde_json::from_str(&desk.ask(list(), as_of, JSON).unwrap()).unwrap();
        let rows = told["risks"]["rows"].as_array().unwrap().iter();
        rows.map(|row| (row["place"].clone(), row["risk"].clone())).collect()
    };
    let place = |place: u64, risk: &str| (Value::from(place), Value::from(risk));
    assert_eq!(places(None), [place(1, "RSK0000001"), place(2, "RSK0000002")]);
    let then = Some(Moment::Time("2026-01-05T09:45:00Z".parse().unwrap()));
    assert_eq!(
        places(then),
        [place(1, "RSK0000002"), place(2, "RSK0000001"), place(3, "RSK0000003")]
    );
}

#[test]
fn a_risk_that_there_is_not_is_said() {
    let desk = Desk::with_risks();
    let problem = desk.ask(show("RSK9"), None, PIPE).unwrap_err();
    assert_eq!((problem.code.as_str(), &*problem.detail), ("not_found", "there is no risk RSK9"));
    let nothing = Filter { service: Some(Key::new("fax").unwrap()), ..Filter::default() };
    let nothing = RiskQuestion::List { filter: nothing, skip: 0, limit: 9 };
    assert!(desk.ask(nothing, None, PIPE).unwrap().ends_with("there is no such risk\n"));
}

use super::{KpiQuestion, run};
use crate::operation::testing::{Desk, Text};
use crate::operation::{Format, Known};
use engine::testing::golden;
use serde_json::Value;

const WIDE: Format = Format { json: false, width: 120 };
const PIPE: Format = Format { json: false, width: 0 };
const JSON: Format = Format { json: true, width: 0 };

fn told(desk: &Desk, question: KpiQuestion, hidden: &[&str], format: Format) -> String {
    let mut text = Text::default();
    run(&desk.node, question, (None, Known::At), hidden, format, &mut text).unwrap();
    text.0
}

fn show(name: &str) -> KpiQuestion {
    let name = engine::Key::new(name).unwrap();
    KpiQuestion::Show { name, month: None, skip: 0, limit: 20 }
}

#[test]
fn indicators_stand_side_by_side() {
    let desk = Desk::busy();
    let matrix = || KpiQuestion::Matrix { months: 3 };
    golden("fixtures/kpi_matrix.txt", &told(&desk, matrix(), &[], WIDE));
    for line in told(&desk, matrix(), &[], PIPE).lines() {
        assert!(line.chars().count() <= 80, "{line}");
    }
    let json: Value = serde_json::from_str(&told(&desk, matrix(), &[], JSON)).unwrap();
    assert_eq!(json["kpi"]["rows"].as_array().unwrap().len(), 7);
    let withheld = told(&desk, matrix(), &["incident"], WIDE);
    assert!(withheld.contains("withheld"), "{withheld}");
}

#[test]
fn one_is_shown_with_every_record_behind_it() {
    let desk = Desk::busy();
    golden("fixtures/kpi_show.txt", &told(&desk, show("time_to_restore"), &[], WIDE));
    let hidden = told(&desk, show("time_to_restore"), &["incident"], WIDE);
    assert!(hidden.contains("withheld") && !hidden.contains("INC"), "{hidden}");
    let mut text = Text::default();
    let unknown = run(&desk.node, show("beauty"), (None, Known::At), &[], WIDE, &mut text);
    let problem = unknown.unwrap_err();
    assert_eq!(problem.code, "not_found");
    assert!(problem.detail.contains("change_success, time_to_restore"), "{}", problem.detail);
}

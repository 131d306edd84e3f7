use crate::operation::testing::Desk;
use crate::operation::{Do, Format, Moment, Operation};
use engine::testing::golden;
use processes::limits::Label;
use projections::{roles_held, tasks};
use serde_json::Value;

const PIPE: Format = Format { json: false, width: 0 };
const JSON: Format = Format { json: true, width: 0 };

impl Desk {
    fn say(&self, actor: &str, id: &str, what: [&str; 4]) -> Result<String, String> {
        let [process, key, command, body] = what.map(str::to_owned);
        let send = Do {
            process,
            key: (key != "new").then_some(key),
            command,
            body,
            actor: actor.to_owned(),
            at: None,
            command_id: id.to_owned(),
        };
        self.run(Operation::Do(send), PIPE).map_err(|problem| problem.detail)
    }

    fn tasks(&self, filter: tasks::Filter, as_of: Option<Moment>, format: Format) -> String {
        self.run(Operation::Tasks { filter, as_of }, format).unwrap()
    }

    fn roles(&self, filter: roles_held::Filter, as_of: Option<Moment>, format: Format) -> String {
        self.run(Operation::Roles { filter, as_of }, format).unwrap()
    }
}

/// Bo is an auditor, cy his deputy for two hours. One task was never looked at, and one was done.
fn audited() -> Desk {
    let mut desk = Desk::new();
    let fit = r#""competence": {"statement": "fit"}"#;
    let sent = |desk: &Desk, actor, id: &str, what| desk.say(actor, id, what).unwrap();
    let offer = format!(r#"{{"person": "bo", {fit}}}"#);
    sent(&desk, "ada", "1", ["role", "auditor", "offer", &offer]);
    sent(&desk, "bo", "2", ["role", "auditor", "accept", "{}"]);
    let deputy = format!(r#"{{"to": "cy", "until": "2026-01-05T11:00:00Z", {fit}}}"#);
    sent(&desk, "bo", "3", ["role", "auditor", "delegate", &deputy]);
    let late = r#"{"about": {"process": "agreement", "key": "default"}, "ask": "read it", "role":
        "auditor", "due": "2026-01-05T10:00:00Z"}"#;
    sent(&desk, "dan", "4", ["task", "new", "open", late]);
    let soon = late.replace("read it", "file it").replace("T10", "T20");
    sent(&desk, "dan", "5", ["task", "new", "open", &soon]);
    sent(&desk, "cy", "6", ["task", "TSK0000002", "complete", r#"{"reference": "SHELF-7"}"#]);
    desk.minutes(30 * 60);
    desk
}

#[test]
fn the_work_list_says_what_is_late_for_whom_and_who_was_called_in() {
    let desk = audited();
    golden("fixtures/tasks.txt", &desk.tasks(tasks::Filter::default(), None, PIPE));
    let all = tasks::Filter { which: tasks::Which::All, ..tasks::Filter::default() };
    golden("fixtures/tasks_all.txt", &desk.tasks(all, None, PIPE));
    let role = Some(Label::new("resolver").unwrap());
    let none = desk.tasks(tasks::Filter { role, ..tasks::Filter::default() }, None, PIPE);
    assert!(none.ends_with("nothing to do\n"), "{none}");
}

#[test]
fn the_work_list_of_then_is_that_of_then() {
    let desk = audited();
    let rows = |as_of, which| -> (Value, usize) {
        let filter = tasks::Filter { which, ..tasks::Filter::default() };
        let list: Value = serde_json::from_str(&desk.tasks(filter, as_of, JSON)).unwrap();
        let rows = list["rows"].as_array().unwrap().len();
        (list, rows)
    };
    let then = |text: &str| Some(Moment::Time(text.parse().unwrap()));
    let (list, all) = rows(then("2026-01-05T09:59:59Z"), tasks::Which::All);
    assert_eq!((all, &list["axis"]), (2, &Value::from("recorded")));
    assert_eq!(rows(then("2026-01-05T09:59:59Z"), tasks::Which::Overdue).1, 0);
    assert_eq!(rows(then("2026-01-05T10:00:00Z"), tasks::Which::Overdue).1, 1);
    let (list, first) = rows(Some(Moment::Position(engine::Position(7))), tasks::Which::All);
    assert_eq!((first, &list["position"]), (0, &Value::from(7)));
}

#[test]
fn who_holds_what_now_and_who_held_what_when() {
    let desk = audited();
    golden("fixtures/roles.txt", &desk.roles(roles_held::Filter::default(), None, PIPE));
    let role = Some(Label::new("auditor").unwrap());
    let history = roles_held::Filter { role, history: true, ..roles_held::Filter::default() };
    golden("fixtures/roles_history.txt", &desk.roles(history.clone(), None, PIPE));
    let now = roles_held::Filter { history: false, ..history };
    let holders = |as_of| -> Vec<String> {
        let report: Value = serde_json::from_str(&desk.roles(now.clone(), as_of, JSON)).unwrap();
        let rows = report["rows"].as_array().unwrap().iter();
        rows.map(|row| row["person"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(holders(None), ["bo"]);
    assert_eq!(holders(Some(Moment::Time("2026-01-05T10:59:59Z".parse().unwrap()))), ["bo", "cy"]);
}

#[test]
fn a_role_that_is_misspelt_is_no_empty_list() {
    let desk = audited();
    let role = Some(Label::new("auditer").unwrap());
    let filter = tasks::Filter { role: role.clone(), ..tasks::Filter::default() };
    let problem = desk.run(Operation::Tasks { filter, as_of: None }, PIPE).unwrap_err();
    assert_eq!(problem.code, "unknown_role");
    assert!(problem.detail.contains("auditor"), "{}", problem.detail);
    let filter = roles_held::Filter { role, ..roles_held::Filter::default() };
    let problem = desk.run(Operation::Roles { filter, as_of: None }, PIPE).unwrap_err();
    assert_eq!(problem.code, "unknown_role");
}

#[test]
fn a_refusal_says_which_role_is_missing_and_who_has_it() {
    let desk = audited();
    let told = desk.say("cy", "7", ["task", "TSK0000001", "complete", r#"{"note": "read"}"#]);
    assert_eq!(
        told.unwrap_err(),
        "cy may not: it needs auditor or management_representative or top_management, which bo, \
         ada hold now"
    );
    let told = desk.say("cy", "8", ["calendar", "always", "retire", "{}"]).unwrap_err();
    assert_eq!(told, "cy may not retire: it needs service_level_manager, which ada holds now");
    let told = desk.say("cy", "9", ["role", "auditor", "offer", "{}"]);
    assert!(told.unwrap_err().contains("person"));
}

use super::Stage;
use crate::node::Node;
use engine::projection::Health;
use http::Check;

/// Whether the process does its work: what fails here, only a restart could help.
pub(super) fn health(stage: &Stage) -> Vec<Check> {
    stage.node().map_or_else(|| vec![check("node", true, "opening")], |node| vec![log(&node)])
}

/// Whether it can be sent work.
pub(super) fn readiness(stage: &Stage, on_nats: bool) -> Vec<Check> {
    let (node, is_serving, detail) = match stage {
        Stage::Opening => (None, false, "opening"),
        Stage::Serving(_) => (stage.node(), true, "serving"),
        Stage::Stopping(_) => (stage.node(), false, "stopping"),
    };
    let mut checks = vec![check("node", is_serving, detail)];
    let Some(node) = node else { return checks };
    checks.push(log(&node));
    checks.extend(node.lags().into_iter().map(|lag| {
        let name = format!("read model {}", lag.name);
        match lag.health {
            Health::Following => check(&name, true, &format!("{} behind", lag.behind)),
            Health::Failed { at, reason } => {
                check(&name, false, &format!("failed at position {at}: {reason}"))
            }
        }
    }));
    if on_nats {
        checks.push(nats(&node));
    }
    checks
}

fn log(node: &Node) -> Check {
    match node.engine().failure() {
        None => check("log", true, &format!("position {}", node.engine().head())),
        Some(failure) => check("log", false, &engine::outside::chain(&failure)),
    }
}

fn nats(node: &Node) -> Check {
    let Some(status) = node.nats() else { return check("nats", false, "starting") };
    match (&status.server, status.shut()) {
        (None, _) => check("nats", false, "no connection"),
        (Some(_), Some(why)) => check("nats", false, why),
        (Some(_), None) if !status.is_heard => {
            check("nats", false, "no connection by which requests come")
        }
        (Some(server), None) => check("nats", true, &format!("connected to {server}")),
    }
}

fn check(name: &str, ok: bool, detail: &str) -> Check {
    Check { name: name.to_owned(), ok, detail: detail.to_owned() }
}

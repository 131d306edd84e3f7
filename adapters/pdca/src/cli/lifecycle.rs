use super::args;
use engine::AnyProcess;
use pdca::operation::{Format, Problem, Sink, Table};
use serde_json::{Value, json};

pub(crate) fn run(
    args: &args::Lifecycle,
    format: Format,
    sink: &mut dyn Sink,
) -> Result<(), Problem> {
    let catalogue = pdca::catalogue();
    let processes = match &args.process {
        Some(name) => vec![catalogue.process(name)?],
        None => catalogue.processes().to_vec(),
    };
    for process in processes {
        if args.attested {
            attested(process, format, sink)?;
        } else if args.mermaid {
            mermaid(process, format, sink)?;
        } else if format.json {
            sink.line(&table(process).to_string())?;
        } else {
            page(process, format, sink)?;
        }
    }
    Ok(())
}

/// What may happen, for people: the phases, and each command with where it leads and by whom.
fn page(process: &dyn AnyProcess, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let (name, table) = (process.name(), process.table());
    sink.line(&format!("{name}\n{}\n", "═".repeat(name.len())))?;
    let mut phases = Table::new(&["phase", "PDCA"]);
    for (phase, pdca) in table.phases() {
        phases.row([phase.to_owned(), pdca.name().to_owned()]);
    }
    phases.write(format, sink)?;
    sink.line("")?;
    let mut commands = Table::new(&["command", "from → to (event), and by whom"]);
    for (row, from) in table.gathered() {
        let (from, roles) = (from.join(", "), row.roles.join(", "));
        let moves = format!("{from} → {} ({})\nby {roles}", row.to, row.event);
        commands.row([row.command.to_owned(), moves]);
    }
    if commands.is_empty() {
        sink.line("It takes no commands: only the engine itself writes it.")?;
    } else {
        commands.write(format, sink)?;
    }
    if !table.attested().is_empty() {
        sink.line("")?;
        let mut guards = Table::new(&["command", "needs somebody's word for"]);
        for attested in table.attested() {
            guards.row([attested.command.to_owned(), attested.guard.to_owned()]);
        }
        guards.write(format, sink)?;
    }
    Ok(sink.line("")?)
}

fn mermaid(process: &dyn AnyProcess, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    let diagram = process.table().to_mermaid();
    let json = || json!({ "process": process.name(), "mermaid": diagram }).to_string();
    Ok(sink.line(&if format.json { json() } else { diagram.trim_end().to_owned() })?)
}

fn attested(process: &dyn AnyProcess, format: Format, sink: &mut dyn Sink) -> Result<(), Problem> {
    for attested in process.table().attested() {
        let (process, command, guard) = (process.name(), attested.command, attested.guard);
        sink.line(&if format.json {
            json!({ "process": process, "command": command, "guard": guard }).to_string()
        } else {
            format!("{process}.{command}: {guard}")
        })?;
    }
    Ok(())
}

fn table(process: &dyn AnyProcess) -> Value {
    let table = process.table();
    let phases = table.phases();
    let phases = phases.iter().map(|(name, pdca)| json!({ "phase": name, "pdca": pdca.name() }));
    json!({
        "process": process.name(),
        "phases": phases.collect::<Vec<_>>(),
        "rows": table.rows(),
    })
}

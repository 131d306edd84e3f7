//! The figures of a node as metrics. Labels are names from the catalogue and of parts, never of
//! things or people. What only some may see is counted together, without a name of its own: how
//! often something happens there says what happens.

use crate::node::{NodeStats, Process};
use engine::measure::Measured;
use engine::projection;
use engine::runtime::{Outcomes, QUEUE_MAX, Stats};
use http::{Exposition, Kind};
use nats::{Health, Part};
use std::collections::BTreeMap;

/// The metrics of a node, or of a process that has none open.
pub(super) fn of(stats: Option<&NodeStats>, is_ready: bool) -> String {
    let mut text = Exposition::default();
    text.family("pdca_build_info", Kind::Gauge, "What is running: always 1.")
        .sample(&[("version", env!("CARGO_PKG_VERSION"))], 1);
    gauge(&mut text, "pdca_ready", "Whether it can be sent work.", u8::from(is_ready));
    process(&mut text, &stats.map_or_else(Process::read, |stats| stats.process));
    if let Some(stats) = stats {
        log(&mut text, stats);
        commands(&mut text, stats);
        time(&mut text, &stats.engine);
        memory(&mut text, stats);
        read_models(&mut text, stats);
        policies(&mut text, stats);
        if let Some(status) = &stats.adapters.nats {
            nats(&mut text, status);
        }
    }
    text.into_text()
}

fn process(text: &mut Exposition, process: &Process) {
    let Process { started_at_seconds, cpu_seconds, resident_bytes, .. } = *process;
    let Process { virtual_bytes, open_files, open_files_max, threads, .. } = *process;
    let name = "process_start_time_seconds";
    gauge(text, name, "When the process started, in seconds since 1970.", started_at_seconds);
    text.family("process_cpu_seconds_total", Kind::Counter, "Time on processors.")
        .sample(&[], cpu_seconds);
    gauge(text, "process_resident_memory_bytes", "Memory that is resident.", resident_bytes);
    gauge(text, "process_virtual_memory_bytes", "Memory that is mapped.", virtual_bytes);
    gauge(text, "process_open_fds", "Files and connections that are open.", open_files);
    gauge(text, "process_max_fds", "How many there may be.", open_files_max);
    gauge(text, "process_threads", "Threads.", threads);
}

fn log(text: &mut Exposition, stats: &NodeStats) {
    gauge(text, "pdca_log_position", "The last durable position of the log.", stats.head.0);
    let help = "How long it took to make a group of records durable: one write and one sync.";
    histogram(text, "pdca_log_durable_seconds", help, &stats.durable);
    gauge(text, "pdca_log_index_files", "Index files that a look-up may touch.", stats.index_files);
    gauge(text, "pdca_log_index_bytes", "Memory that the index takes.", stats.index_bytes);
}

/// The label of what only some may see.
const RESTRICTED: &str = "restricted";

fn commands(text: &mut Exposition, stats: &NodeStats) {
    let NodeStats { engine, restricted, .. } = stats;
    let mut by_process = BTreeMap::<_, Outcomes>::new();
    for (process, outcomes) in &engine.commands {
        let label = if restricted.contains(process) { RESTRICTED } else { process };
        let sum = by_process.entry(label).or_default();
        sum.accepted += outcomes.accepted;
        sum.repeated += outcomes.repeated;
        sum.refused += outcomes.refused;
        sum.failed += outcomes.failed;
    }
    let help = "What became of commands.";
    let mut total = text.family("pdca_commands_total", Kind::Counter, help);
    for (process, outcomes) in &by_process {
        for (outcome, count) in [
            ("accepted", outcomes.accepted),
            ("repeated", outcomes.repeated),
            ("refused", outcomes.refused),
            ("failed", outcomes.failed),
        ] {
            total.sample(&[("process", process), ("outcome", outcome)], count);
        }
    }
    let help = "How long commands took, from handed over to durable.";
    histogram(text, "pdca_command_duration_seconds", help, &engine.command_duration);
    let in_flight = QUEUE_MAX.saturating_sub(engine.queue_free);
    gauge(text, "pdca_commands_in_flight", "Commands that wait for their outcome.", in_flight);
    gauge(text, "pdca_commands_in_flight_max", "How many there may be.", QUEUE_MAX);
}

fn time(text: &mut Exposition, engine: &Stats) {
    gauge(text, "pdca_timers_armed", "Deadlines that are still to fire.", engine.timers);
    let help = "For how long the longest overdue deadline has been so.";
    gauge(text, "pdca_timers_late_seconds", help, engine.timers_late_seconds);
    let help = "Deadlines that were refused too often: each is a task for a person.";
    gauge(text, "pdca_timers_given_up", help, engine.timers_given_up);
}

fn memory(text: &mut Exposition, stats: &NodeStats) {
    gauge(text, "pdca_cached_states", "States that are cached.", stats.engine.states);
    let help = "About how much memory cached states take.";
    gauge(text, "pdca_cached_state_bytes", help, stats.engine.state_bytes);
    let mut facts = BTreeMap::<_, (usize, usize)>::new();
    for fact in &stats.engine.facts {
        let is_restricted = fact.processes.iter().all(|process| stats.restricted.contains(process));
        let (bytes, most) =
            facts.entry(if is_restricted { RESTRICTED } else { fact.name }).or_default();
        *bytes += fact.bytes;
        *most += fact.bytes_max;
    }
    let help = "Memory of a fold that decisions look up.";
    let mut bytes = text.family("pdca_fact_bytes", Kind::Gauge, help);
    for (fact, (now, _)) in &facts {
        bytes.sample(&[("fact", fact)], now);
    }
    let help = "What it may take: commands that would need more are refused.";
    let mut most = text.family("pdca_fact_bytes_max", Kind::Gauge, help);
    for (fact, (_, max)) in &facts {
        most.sample(&[("fact", fact)], max);
    }
    gauge(text, "pdca_snapshots", "Snapshots on disk.", stats.snapshots);
    gauge(text, "pdca_snapshot_bytes", "What they take there.", stats.snapshot_bytes);
}

fn read_models(text: &mut Exposition, stats: &NodeStats) {
    let help = "Records that a read model has still to take in.";
    let mut behind = text.family("pdca_projection_lag_records", Kind::Gauge, help);
    for lag in &stats.read_models {
        behind.sample(&[("model", lag.name)], lag.behind);
    }
    let help = "Whether a read model follows the log; 0 when it met what it cannot read.";
    let mut up = text.family("pdca_projection_up", Kind::Gauge, help);
    for lag in &stats.read_models {
        let is_up = lag.health == projection::Health::Following;
        up.sample(&[("model", lag.name)], u8::from(is_up));
    }
}

fn policies(text: &mut Exposition, stats: &NodeStats) {
    let mut policies = BTreeMap::<_, (u64, u64)>::new();
    for policy in &stats.policies {
        let is_restricted = policy.processes.iter().any(|name| stats.restricted.contains(name));
        let (lag, refusals) =
            policies.entry(if is_restricted { RESTRICTED } else { policy.name }).or_default();
        *lag = (*lag).max(stats.head.0.saturating_sub(policy.cursor.0));
        *refusals += policy.refusals;
    }
    let help = "Records that a policy has still to hear.";
    let mut behind = text.family("pdca_policy_lag_records", Kind::Gauge, help);
    for (policy, (lag, _)) in &policies {
        behind.sample(&[("policy", policy)], lag);
    }
    let help = "Commands of a policy that were refused.";
    let mut refused = text.family("pdca_policy_refusals_total", Kind::Counter, help);
    for (policy, (_, refusals)) in &policies {
        refused.sample(&[("policy", policy)], refusals);
    }
}

fn nats(text: &mut Exposition, status: &nats::Status) {
    let help = "Whether there is a connection to NATS.";
    gauge(text, "pdca_nats_connected", help, u8::from(status.server.is_some()));
    let help = "Whether requests reach the node: by either of the connections made for them.";
    gauge(text, "pdca_nats_heard", help, u8::from(status.is_heard));
    let help = "Connections to NATS that were made again.";
    let mut reconnections = text.family("pdca_nats_reconnections_total", Kind::Counter, help);
    reconnections.sample(&[], status.reconnections);
    let help = "Messages that were dropped because they came too fast, at least so many.";
    let mut overruns = text.family("pdca_nats_overruns_total", Kind::Counter, help);
    overruns.sample(&[], status.overruns);
    let parts = together(&status.parts);
    let help = "Whether a part of the adapter works.";
    let mut up = text.family("pdca_nats_part_up", Kind::Gauge, help);
    for (name, part) in &parts {
        up.sample(&[("part", name)], u8::from(part.health == Health::Working));
    }
    let help = "Records that a part which follows the log has still to pass on.";
    let mut behind = text.family("pdca_nats_lag_records", Kind::Gauge, help);
    for (name, part) in &parts {
        if let Some(lag) = part.behind {
            behind.sample(&[("part", name)], lag);
        }
    }
    let help = "Messages of others that were removed from a stream of events.";
    let mut removed = text.family("pdca_nats_foreign_removed_total", Kind::Counter, help);
    for (name, part) in &parts {
        if let Some(count) = part.removed {
            removed.sample(&[("part", name)], count);
        }
    }
    let help = "Dead letters that could not be kept, by the limits of their stream or the account.";
    let mut unkept = text.family("pdca_nats_letters_unkept_total", Kind::Counter, help);
    for (name, part) in &parts {
        if let Some(count) = part.unkept {
            unkept.sample(&[("part", name)], count);
        }
    }
}

/// The parts, those that work on what only some may see as one: it is as well as the worst of them.
fn together(parts: &BTreeMap<String, Part>) -> BTreeMap<&str, Part> {
    let mut together = BTreeMap::new();
    for (name, part) in parts {
        if !part.is_restricted {
            together.insert(name.as_str(), part.clone());
            continue;
        }
        let working = || Part { health: Health::Working, ..Part::default() };
        let all = together.entry(RESTRICTED).or_insert_with(working);
        if part.health != Health::Working {
            all.health = part.health.clone();
        }
        all.behind = all.behind.max(part.behind);
        all.unkept = all.unkept.into_iter().chain(part.unkept).reduce(|one, other| one + other);
        all.removed = all.removed.into_iter().chain(part.removed).reduce(|one, other| one + other);
    }
    together
}

fn gauge(text: &mut Exposition, name: &str, help: &str, value: impl std::fmt::Display) {
    text.family(name, Kind::Gauge, help).sample(&[], value);
}

fn histogram(text: &mut Exposition, name: &str, help: &str, measured: &Measured) {
    let buckets = measured.buckets.iter().map(|bucket| (bucket.up_to_seconds, bucket.count));
    text.histogram(name, help, buckets, measured.seconds);
}

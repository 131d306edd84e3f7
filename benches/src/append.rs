//! Durable appends, side by side.

use crate::Failure;
use crate::report::{ROUNDS, RUN, Report, median, number, percentile, thousands};
use crate::stores::{NAMES, Store, open};
use engine::{
    CommandId, Door, Key, Metadata, Origin, Position, RecordRef, StreamId, Timestamp, Version,
};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

const STREAMS: u64 = 10_000;

/// The stream of the record at a position.
pub(crate) fn stream_of(position: u64) -> u64 {
    position % STREAMS
}

/// What the record at a position borrows.
pub(crate) struct Sample {
    position: u64,
    pub(crate) stream: StreamId,
    payload: [u8; 252],
}

/// The record at a position: 363 bytes stored, as an incident's event would be.
pub(crate) fn sample(position: u64) -> Sample {
    let number = stream_of(position);
    let key = Key::new(&format!("INC{number:07}")).expect("a key");
    let payload = [u8::try_from(position % 251).expect("small"); 252];
    Sample { position, stream: StreamId::new("incident", key), payload }
}

impl Sample {
    pub(crate) fn record(&self) -> RecordRef<'_> {
        let &Self { position, ref stream, ref payload } = self;
        let recorded_at = Timestamp::from_seconds(1_700_000_000 + position.cast_signed());
        RecordRef {
            position: Position(position),
            process: &stream.process,
            key: stream.key.as_escaped(),
            version: Version(position / STREAMS + 1),
            event: "updated",
            schema: 1,
            metadata: Metadata {
                // Spread like a digest, at no cost: it is not what is measured.
                command_id: CommandId(
                    u128::from(position).wrapping_mul(0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835),
                ),
                content: position,
                correlation: None,
                causation: None,
                depth: 0,
                recorded_at,
                occurred_at: recorded_at,
                basis: Position(position - 1),
                door: Door::Request,
                principal: "uid 1000",
                actor: "ada",
                origin: Origin::Live,
            },
            payload,
        }
    }
}

struct Load {
    name: &'static str,
    writers: usize,
    batch: usize,
}

const LOADS: [Load; 5] = [
    Load { name: "1 writer", writers: 1, batch: 1 },
    Load { name: "64 writers", writers: 64, batch: 1 },
    Load { name: "1024 writers", writers: 1024, batch: 1 },
    Load { name: "batches of 100", writers: 1, batch: 100 },
    Load { name: "batches of 1000", writers: 1, batch: 1000 },
];

/// What one run came to.
#[derive(Clone, Copy, Default)]
struct Figures {
    rate: f64,
    p50: f64,
    p99: f64,
}

/// One run of our log at 1024 writers: what everything that goes through it is held against.
pub(crate) fn bare(home: &Path) -> Result<f64, Failure> {
    let store = Arc::from(open("own log", home)?);
    let figures = one_run(&store, &Load { name: "1024 writers", writers: 1024, batch: 1 })?;
    drop(store);
    std::fs::remove_dir_all(home)?;
    Ok(figures.rate)
}

/// Measures.
pub(crate) fn run(dir: &Path, report: &mut Report) -> Result<(), Failure> {
    let mut bytes = Vec::new();
    sample(1_000_000).record().encode(&mut bytes);
    report.part("Durable appends");
    report.line(&format!(
        "Records per second, {} bytes each as stored; medians of {ROUNDS} runs of {} s each, the stores in turn.\n",
        bytes.len(),
        RUN.as_secs()
    ));
    report.line("| | own log | SQLite | sled | fjall | own p50 / p99 |");
    report.line("| --- | ---: | ---: | ---: | ---: | ---: |");
    let mut bars = Vec::new();
    for load in &LOADS {
        let mut runs: Vec<Vec<Figures>> = vec![Vec::new(); NAMES.len()];
        for round in 0..ROUNDS {
            for (name, runs) in NAMES.iter().zip(&mut runs) {
                let home = dir.join(format!("{}-{}-{round}", name.replace(' ', "-"), load.writers));
                let store = Arc::from(open(name, &home)?);
                runs.push(one_run(&store, load)?);
                drop(store);
                std::fs::remove_dir_all(&home)?;
            }
        }
        let of = |runs: &Vec<Figures>, figure: fn(&Figures) -> f64| {
            median(&mut runs.iter().map(figure).collect::<Vec<_>>())
        };
        let rates: Vec<f64> = runs.iter().map(|runs| of(runs, |run| run.rate)).collect();
        let cells: Vec<_> = rates.iter().map(|rate| thousands(*rate)).collect();
        let (p50, p99) = runs
            .first()
            .map_or((f64::NAN, f64::NAN), |own| (of(own, |run| run.p50), of(own, |run| run.p99)));
        report.line(&format!(
            "| {} | {} | {:.0} µs / {:.0} µs |",
            load.name,
            cells.join(" | "),
            p50 / 1e3,
            p99 / 1e3
        ));
        bars.push((load, rates));
    }
    report.line("");
    for (load, rates) in &bars {
        let [own, sqlite, sled, fjall] = rates.as_slice() else { continue };
        let least = match (load.writers, load.batch) {
            (1024, _) => [3.0, 4.0, 1.5],
            (_, 100) => [6.0, 6.0, 2.5],
            _ => continue,
        };
        for ((rival, rate), bar) in
            ["SQLite", "sled", "fjall"].iter().zip([sqlite, sled, fjall]).zip(least)
        {
            report.at_least(&format!("{}, against {rival}", load.name), own / rate, bar);
        }
    }
    Ok(())
}

fn one_run(store: &Arc<dyn Store>, load: &Load) -> Result<Figures, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build()?;
    let stop = Arc::new(AtomicBool::new(false));
    let start = Instant::now();
    let writers: Vec<_> = (0..load.writers)
        .map(|_| {
            let (store, stop, batch) = (Arc::clone(store), Arc::clone(&stop), load.batch);
            runtime.spawn(async move {
                let mut waits = Vec::new();
                while !stop.load(Ordering::Relaxed) {
                    let asked = Instant::now();
                    store.append(batch).await.expect("acknowledged");
                    waits.push(u64::try_from(asked.elapsed().as_nanos()).unwrap_or(u64::MAX));
                }
                waits
            })
        })
        .collect();
    std::thread::sleep(RUN);
    stop.store(true, Ordering::Relaxed);
    let mut waits = Vec::new();
    for writer in writers {
        waits.extend(runtime.block_on(writer)?);
    }
    let seconds = start.elapsed().as_secs_f64();
    waits.sort_unstable();
    Ok(Figures {
        rate: number((waits.len() * load.batch) as u64) / seconds,
        p50: number(percentile(&waits, 50)),
        p99: number(percentile(&waits, 99)),
    })
}

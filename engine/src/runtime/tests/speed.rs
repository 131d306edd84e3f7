use super::harness::{World, ask};
use super::sample::{Note, Open};
use std::time::Instant;

/// `cargo test --release -p pdca-engine --lib speed -- --ignored --nocapture`
#[test]
#[ignore = "a measurement"]
fn commands_a_second() {
    const IN_FLIGHT: u64 = 1024;
    const EACH: u64 = 600;
    let engine = World::new().open();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let begun = Instant::now();
    let tasks: Vec<_> = (0..IN_FLIGHT)
        .map(|task| {
            let engine = engine.clone();
            runtime.spawn(async move {
                let to = format!("K{task}");
                engine.execute(ask(&format!("{task}"), &to, Open::default())).await.unwrap();
                for n in 0..EACH {
                    let note = Note { text: "hello".into() };
                    engine.execute(ask(&format!("{task} {n}"), &to, note)).await.unwrap();
                }
            })
        })
        .collect();
    for task in tasks {
        runtime.block_on(task).unwrap();
    }
    let seconds = begun.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a measurement")]
    let a_second = (IN_FLIGHT * (EACH + 1)) as f64 / seconds;
    println!("{a_second:.0} commands/s with {IN_FLIGHT} in flight");
}

//! What the machine can do: the limits beside which figures are read.

use crate::Failure;
use crate::report::{Report, median, number};
use std::fs::File;
use std::io::Write as _;
use std::os::unix::fs::FileExt as _;
use std::path::Path;
use std::time::Instant;

/// The machine's limits.
pub(crate) struct Limits {
    /// Bytes per second of a copy in memory.
    pub(crate) copy: f64,
}

pub(crate) fn measure(dir: &Path, report: &mut Report) -> Result<Limits, Failure> {
    const MIB: usize = 1024 * 1024;
    report.part("The machine");
    let cpu = std::fs::read_to_string("/proc/cpuinfo")?;
    let name = cpu.lines().find_map(|line| line.strip_prefix("model name"));
    let name = name.unwrap_or("unknown").trim_start_matches([' ', '\t', ':']);
    let cores = std::thread::available_parallelism()?;
    report.line(&format!("- {name}, {cores} cores"));

    let file = File::create(dir.join("limits"))?;
    file.write_all_at(&vec![1; 64 * MIB], 0)?;
    file.sync_all()?;
    let block = vec![2; 4096];
    let mut syncs = Vec::new();
    for index in 0..1000 {
        let start = Instant::now();
        file.write_all_at(&block, index * 4096)?;
        file.sync_data()?;
        syncs.push(start.elapsed().as_secs_f64() * 1e6);
    }
    report.line(&format!(
        "- write of 4 KiB and fdatasync: {:.0} µs (median of 1000)",
        median(&mut syncs)
    ));

    let mut file = File::create(dir.join("sequential"))?;
    let block = vec![3; MIB];
    let start = Instant::now();
    for _ in 0..1024 {
        file.write_all(&block)?;
    }
    file.sync_data()?;
    let rate = 1024.0 * number(MIB as u64) / start.elapsed().as_secs_f64();
    report.line(&format!("- sequential write of 1 GiB and fdatasync: {:.2} GB/s", rate / 1e9));

    let (from, mut to) = (vec![4_u8; 256 * MIB], vec![0_u8; 256 * MIB]);
    let mut copies = Vec::new();
    for _ in 0..5 {
        let start = Instant::now();
        to.copy_from_slice(&from);
        copies.push(256.0 * number(MIB as u64) / start.elapsed().as_secs_f64());
        std::hint::black_box(&to);
    }
    let copy = median(&mut copies);
    report.line(&format!("- copy in memory: {:.2} GB/s", copy / 1e9));
    Ok(Limits { copy })
}

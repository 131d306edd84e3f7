use serde::Serialize;
use std::fs::{read_dir, read_to_string};

/// What the system says of this process. What it does not say is 0.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Process {
    /// When it started, in seconds since 1970.
    pub started_at_seconds: f64,
    /// How long it has been on processors, in seconds.
    pub cpu_seconds: f64,
    /// The memory that is resident, in bytes.
    pub resident_bytes: u64,
    /// The memory that is mapped, in bytes.
    pub virtual_bytes: u64,
    /// How many files and connections are open.
    pub open_files: usize,
    /// How many there may be.
    pub open_files_max: u64,
    /// How many threads it has.
    pub threads: u64,
}

impl Process {
    /// As it is now.
    #[must_use]
    pub fn read() -> Self {
        let text = read_to_string("/proc/self/stat").unwrap_or_default();
        // The program's name comes first, and may hold anything.
        let fields: Vec<_> =
            text.rsplit(')').next().unwrap_or_default().split_whitespace().collect();
        let field = |number: usize| -> u64 {
            let field = fields.get(number.saturating_sub(3));
            field.and_then(|field| field.parse().ok()).unwrap_or_default()
        };
        let seconds = |ticks: u64| {
            let per_second = rustix::param::clock_ticks_per_second().max(1);
            std::time::Duration::from_millis(ticks.saturating_mul(1000) / per_second).as_secs_f64()
        };
        let files = rustix::process::getrlimit(rustix::process::Resource::Nofile);
        Self {
            started_at_seconds: after_boot(seconds(field(22))),
            cpu_seconds: seconds(field(14) + field(15)),
            resident_bytes: field(24).saturating_mul(rustix::param::page_size() as u64),
            virtual_bytes: field(23),
            // Less the one that reads the directory.
            open_files: read_dir("/proc/self/fd")
                .map(Iterator::count)
                .unwrap_or_default()
                .saturating_sub(1),
            open_files_max: files.current.unwrap_or_default(),
            threads: field(20),
        }
    }
}

/// So many seconds after the system started, in seconds since 1970.
fn after_boot(seconds: f64) -> f64 {
    let text = read_to_string("/proc/stat").unwrap_or_default();
    let booted = text.lines().find_map(|line| line.strip_prefix("btime "));
    let booted = booted.and_then(|booted| booted.trim().parse::<f64>().ok());
    booted.map_or(0.0, |booted| booted + seconds)
}

#[cfg(test)]
mod tests {
    use super::Process;
    use std::time::{SystemTime, UNIX_EPOCH};

    #[test]
    fn the_system_says_all_of_it() {
        let file = std::fs::File::open("/proc/self/stat").unwrap();
        let before = Process::read();
        let more = file.try_clone().unwrap();
        let process = Process::read();
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs_f64();
        // The system counts its start in whole seconds.
        assert!((0.0..3600.0).contains(&(now - process.started_at_seconds + 2.0)));
        assert!(process.resident_bytes > 1 << 20 && process.virtual_bytes > process.resident_bytes);
        assert!(process.open_files >= 4 && process.open_files_max >= 256, "{process:?}");
        assert!(process.threads >= 1 && process.cpu_seconds >= before.cpu_seconds);
        drop((file, more));
    }
}

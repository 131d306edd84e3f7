use std::fs::File;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;
use tempfile::TempDir;

/// A file system of its own, small enough to be filled, and which can lose its power. Needs root.
pub struct Disk {
    root: TempDir,
}

impl Disk {
    /// A file system on a loop device.
    ///
    /// # Errors
    /// Why there can be none here.
    ///
    /// # Panics
    /// When there is no temporary directory.
    pub fn new(bytes: u64) -> Result<Self, String> {
        let disk = Self::empty();
        let image = disk.image();
        let file = File::create(&image).and_then(|file| file.set_len(bytes));
        file.map_err(|error| error.to_string())?;
        run("mkfs.ext4", &["-q", text(&image)])?;
        disk.mount()?;
        Ok(disk)
    }

    /// A file system in memory.
    ///
    /// # Errors
    /// As [`Disk::new`].
    ///
    /// # Panics
    /// As [`Disk::new`].
    pub fn in_memory(bytes: u64) -> Result<Self, String> {
        let disk = Self::empty();
        let size = format!("size={bytes}");
        run("mount", &["-t", "tmpfs", "-o", &size, "tmpfs", text(&disk.path())])?;
        Ok(disk)
    }

    fn empty() -> Self {
        let disk = Self { root: tempfile::tempdir().expect("a temporary directory") };
        std::fs::create_dir(disk.path()).expect("a directory");
        disk
    }

    fn image(&self) -> PathBuf {
        self.root.path().join("image")
    }

    /// Where it is mounted.
    #[must_use]
    pub fn path(&self) -> PathBuf {
        self.root.path().join("mount")
    }

    /// `FS_IOC_SHUTDOWN` without flushing the journal: nothing more reaches a loop device.
    ///
    /// # Errors
    /// Why that cannot be done here.
    pub fn cut_power(&self) -> Result<(), String> {
        const SCRIPT: &str = "import fcntl, os, struct, sys; \
            fcntl.ioctl(os.open(sys.argv[1], os.O_RDONLY), 0x8004587d, struct.pack('I', 2))";
        run("python3", &["-c", SCRIPT, text(&self.path())])
    }

    /// Power is back: what had reached the loop device is there.
    ///
    /// # Errors
    /// Why not.
    pub fn restart(&self) -> Result<(), String> {
        self.unmount()?;
        self.mount()
    }

    /// Nothing can be written to it any more.
    ///
    /// # Errors
    /// Why not.
    pub fn make_read_only(&self) -> Result<(), String> {
        run("mount", &["-o", "remount,ro", text(&self.path())])
    }

    /// Writes a file that leaves no room at all, and returns its path.
    ///
    /// # Panics
    /// When something other than want of room ends the writing.
    #[must_use]
    pub fn fill(&self) -> PathBuf {
        let path = self.path().join("filler");
        let mut file = File::create(&path).expect("a file");
        // The last bytes go in small pieces.
        for length in [1 << 16, 1 << 12, 1] {
            let piece = vec![1; length];
            let full = loop {
                if let Err(error) = file.write_all(&piece) {
                    break error;
                }
            };
            assert_eq!(full.kind(), ErrorKind::StorageFull, "{full}");
        }
        path
    }

    fn mount(&self) -> Result<(), String> {
        run("mount", &["-o", "loop", text(&self.image()), text(&self.path())])
    }

    fn unmount(&self) -> Result<(), String> {
        run("umount", &[text(&self.path())])
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        // There is none when mounting it was what failed.
        let _ = self.unmount();
    }
}

/// Says what a test could not do: the harness swallows what a test that passes prints; this it does
/// not.
pub fn say_aloud(text: &str) {
    // Nobody listening is no failure of the test.
    let _ = writeln!(std::io::stderr(), "{text}");
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of plain characters")
}

fn run(program: &str, arguments: &[&str]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output();
    let output = output.map_err(|error| format!("{program}: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    if output.status.success() { Ok(()) } else { Err(format!("{program}: {told}")) }
}

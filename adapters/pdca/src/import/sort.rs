//! Sorting what does not fit into memory: sorted runs in temporary files, merged.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read as _, Seek as _, Write as _};
use std::path::PathBuf;

/// How many runs are merged at once; more are merged in steps.
const RUNS_MAX: usize = 64;
/// About what an item takes besides its bytes, in bytes.
const ITEM_BYTES: usize = 64;

/// Something with its place in the order: first by `key`, then by `number`, which is unique.
#[derive(Clone, Debug, Eq, Ord, PartialEq, PartialOrd)]
pub struct Item {
    /// What it is sorted by.
    pub key: i64,
    /// Its place in the file.
    pub number: u64,
    /// What it is.
    pub bytes: Vec<u8>,
}

/// Takes items in and gives them back in order.
///
/// What it holds in memory stays below the bound, but for one item; what is more lies in files
/// that have no name and vanish with the process.
pub struct Sorter {
    dir: PathBuf,
    bytes_max: usize,
    held: Vec<Item>,
    bytes: usize,
    runs: Vec<File>,
}

impl Sorter {
    /// A sorter that spills into `dir` what takes more than `bytes_max` of memory.
    #[must_use]
    pub fn new(dir: PathBuf, bytes_max: usize) -> Self {
        Self { dir, bytes_max, held: Vec::new(), bytes: 0, runs: Vec::new() }
    }

    /// Takes an item in.
    ///
    /// # Errors
    /// The operating system's, when it cannot be spilled.
    pub fn push(&mut self, item: Item) -> io::Result<()> {
        self.bytes += item.bytes.len() + ITEM_BYTES;
        self.held.push(item);
        if self.bytes <= self.bytes_max {
            return Ok(());
        }
        self.held.sort_unstable();
        let mut run = Run::create(&self.dir)?;
        for item in self.held.drain(..) {
            run.write(&item)?;
        }
        self.bytes = 0;
        self.runs.push(run.finish()?);
        if self.runs.len() < RUNS_MAX {
            return Ok(());
        }
        let mut merged = Run::create(&self.dir)?;
        let runs = std::mem::take(&mut self.runs);
        for item in Sorted::of(runs, Vec::new())? {
            merged.write(&item?)?;
        }
        self.runs.push(merged.finish()?);
        Ok(())
    }

    /// How much is held in memory, in bytes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// All of it, in order.
    ///
    /// # Errors
    /// The operating system's.
    pub fn finish(mut self) -> io::Result<Sorted> {
        self.held.sort_unstable();
        Sorted::of(self.runs, self.held)
    }
}

/// Items in order.
pub struct Sorted {
    held: std::vec::IntoIter<Item>,
    runs: Vec<BufReader<File>>,
    /// The first item of each source; the source that is no run is the one in memory.
    heads: BinaryHeap<Reverse<(Item, usize)>>,
}

impl Sorted {
    fn of(runs: Vec<File>, held: Vec<Item>) -> io::Result<Self> {
        let runs: Vec<_> = runs.into_iter().map(BufReader::new).collect();
        let mut sorted = Self { held: held.into_iter(), heads: BinaryHeap::new(), runs };
        for source in 0..=sorted.runs.len() {
            sorted.advance(source)?;
        }
        Ok(sorted)
    }

    fn advance(&mut self, source: usize) -> io::Result<()> {
        let next = match self.runs.get_mut(source) {
            Some(run) => read(run)?,
            None => self.held.next(),
        };
        self.heads.extend(next.map(|item| Reverse((item, source))));
        Ok(())
    }
}

impl Iterator for Sorted {
    type Item = io::Result<Item>;

    fn next(&mut self) -> Option<io::Result<Item>> {
        let Reverse((item, source)) = self.heads.pop()?;
        Some(self.advance(source).map(|()| item))
    }
}

/// A run while it is written.
struct Run(BufWriter<File>);

impl Run {
    fn create(dir: &PathBuf) -> io::Result<Self> {
        tempfile::tempfile_in(dir).map(BufWriter::new).map(Self)
    }

    fn write(&mut self, item: &Item) -> io::Result<()> {
        self.0.write_all(&item.key.to_be_bytes())?;
        self.0.write_all(&item.number.to_be_bytes())?;
        self.0.write_all(&(item.bytes.len() as u64).to_be_bytes())?;
        self.0.write_all(&item.bytes)
    }

    fn finish(self) -> io::Result<File> {
        let mut file = self.0.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.rewind()?;
        Ok(file)
    }
}

/// The next item of a run; none at its end.
fn read(run: &mut BufReader<File>) -> io::Result<Option<Item>> {
    let mut eight = [0; 8];
    if run.read(&mut eight[..1])? == 0 {
        return Ok(None);
    }
    run.read_exact(&mut eight[1..])?;
    let key = i64::from_be_bytes(eight);
    run.read_exact(&mut eight)?;
    let number = u64::from_be_bytes(eight);
    run.read_exact(&mut eight)?;
    let mut bytes = Vec::new();
    let length = u64::from_be_bytes(eight);
    if io::Read::by_ref(run).take(length).read_to_end(&mut bytes)? as u64 != length {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(Some(Item { key, number, bytes }))
}

#[cfg(test)]
mod tests {
    use super::{ITEM_BYTES, Item, Sorter};
    use proptest::prelude::{ProptestConfig, any, prop, proptest};

    fn sorted(items: &[Item], bytes_max: usize) -> Vec<Item> {
        let dir = tempfile::tempdir().unwrap();
        let mut sorter = Sorter::new(dir.path().to_owned(), bytes_max);
        for item in items {
            sorter.push(item.clone()).unwrap();
            assert!(sorter.bytes() <= bytes_max);
        }
        sorter.finish().unwrap().map(Result::unwrap).collect()
    }

    fn items(keys: &[(i8, Vec<u8>)]) -> Vec<Item> {
        let item = |(number, (key, bytes)): (usize, &(i8, Vec<u8>))| Item {
            key: i64::from(*key),
            number: number as u64,
            bytes: bytes.clone(),
        };
        keys.iter().enumerate().map(item).collect()
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]
        #[test]
        fn the_order_is_that_of_a_stable_sort_in_memory(
            keys in prop::collection::vec((any::<i8>(), prop::collection::vec(any::<u8>(), 0..9)), 0..400),
            bytes_max in 0_usize..4_000,
        ) {
            let items = items(&keys);
            let mut expected = items.clone();
            expected.sort_by_key(|item| item.key);
            assert_eq!(sorted(&items, bytes_max), expected);
        }
    }

    #[test]
    fn many_runs_are_merged_in_steps() {
        let keys: Vec<_> = (0..1_000_i32).map(|n| ((n * 37 % 101) as i8, vec![1])).collect();
        let items = items(&keys);
        assert_eq!(sorted(&items, ITEM_BYTES), sorted(&items, usize::MAX));
    }
}

use std::path::Path;

/// Whether `path`, which need not be there yet, is `dir` or lies in it, whatever links lead there.
/// What cannot be looked into is in nothing: whoever uses it next says so.
#[must_use]
pub fn is_inside(dir: &Path, path: &Path) -> bool {
    let (Ok(dir), Ok(path)) = (dir.canonicalize(), std::path::absolute(path)) else {
        return false;
    };
    // What is there of the path already: the rest will be made below it.
    let there = path.ancestors().find_map(|there| there.canonicalize().ok());
    there.is_some_and(|there| there.starts_with(&dir))
}

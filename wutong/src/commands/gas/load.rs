//! Bytes in, files out.

use std::{
    fs::{self, File},
    io::{self, Read},
    path::Path,
};

use super::refusal::Refusal;

/// The path that stands for standard input.
const STANDARD_INPUT: &str = "-";
/// Larger files are none of ours: a network of a million nodes has a third of a gigabyte.
const BYTES_MAX: u64 = 1 << 30;

/// How people are told of a path.
pub fn name(path: &Path) -> String {
    if path == Path::new(STANDARD_INPUT) { "standard input".to_owned() } else { path.display().to_string() }
}

/// What a file holds, or standard input for `-`.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Refusal> {
    let refused = |error: io::Error| Refusal::file(format!("{}: {error}", name(path)));
    let read = |from: &mut dyn Read| {
        let mut bytes = Vec::new();
        from.take(BYTES_MAX + 1).read_to_end(&mut bytes)?;
        Ok(bytes)
    };
    let bytes = if path == Path::new(STANDARD_INPUT) {
        read(&mut io::stdin())
    } else {
        File::open(path).and_then(|mut file| read(&mut file))
    };
    let bytes = bytes.map_err(refused)?;
    if bytes.len() as u64 > BYTES_MAX {
        return Err(Refusal::file(format!(
            "{}: is larger than {BYTES_MAX} bytes: this is no file of a network",
            name(path)
        )));
    }
    Ok(bytes)
}

/// The text that a file holds.
pub fn text(path: &Path) -> Result<String, Refusal> {
    as_text(bytes(path)?).map_err(|problem| Refusal::file(format!("{}: {problem}", name(path))))
}

pub fn as_text(bytes: Vec<u8>) -> Result<String, String> {
    let text = String::from_utf8(bytes);
    text.map_err(|error| format!("is not text in UTF-8 (wrong from byte {} on)", error.utf8_error().valid_up_to()))
}

/// Writes a file.
pub fn write(path: &Path, text: &str) -> Result<(), Refusal> {
    fs::write(path, text).map_err(|error| Refusal::file(format!("{}: {error}", path.display())))
}

/// Refuses to read one file twice from standard input, and to write over a file that is read or written already.
pub fn apart<'a>(
    read: impl IntoIterator<Item = &'a Path>,
    written: impl IntoIterator<Item = &'a Path>,
) -> Result<(), Refusal> {
    let read: Vec<&Path> = read.into_iter().collect();
    if read.iter().filter(|path| **path == Path::new(STANDARD_INPUT)).count() > 1 {
        return Err(Refusal::usage("only one file can come from standard input"));
    }
    let whole = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut taken: Vec<_> = read.into_iter().map(whole).collect();
    for path in written {
        if path == Path::new(STANDARD_INPUT) {
            return Err(Refusal::usage("- stands for standard input; give a file to write to"));
        }
        if taken.contains(&whole(path)) {
            return Err(Refusal::usage(format!(
                "{} is read or written already: write to another file",
                path.display()
            )));
        }
        taken.push(whole(path));
    }
    Ok(())
}

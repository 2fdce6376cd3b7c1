//! A file of a zone's folder in TOML, read and written by a desk.

use std::{fs, io::ErrorKind, path::Path};

use serde::{Serialize, de::DeserializeOwned};

use crate::FilesError;

/// What a file of the folder says, with its text; `None` where it is not there.
///
/// # Errors
/// [`FilesError::Content`] with the line for what cannot be read; [`FilesError::Access`].
pub fn read<T: DeserializeOwned>(folder: &Path, name: &str) -> Result<Option<(T, String)>, FilesError> {
    let text = match fs::read_to_string(folder.join(name)) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(FilesError::Access { file: name.to_owned(), source }),
    };
    match toml::from_str(&text) {
        Ok(value) => Ok(Some((value, text))),
        Err(error) => Err(FilesError::Content {
            file: name.to_owned(),
            line: error.span().map_or(0, |span| line_of(&text, span.start)),
            problem: error.message().to_owned(),
        }),
    }
}

/// The line, from 1, in which a byte of a text stands.
pub fn line_of(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|&byte| byte == b'\n').count() + 1
}

/// Writes a file of the folder, in the form in which exports always are.
///
/// # Errors
/// [`FilesError::Access`].
pub fn write(folder: &Path, name: &str, value: &impl Serialize) -> Result<(), FilesError> {
    let access = |source| FilesError::Access { file: name.to_owned(), source };
    let mut text = toml::to_string_pretty(value).map_err(|error| access(std::io::Error::other(error)))?;
    if !text.ends_with('\n') {
        text.push('\n');
    }
    let path = folder.join(name);
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent).map_err(access)?;
    }
    fs::write(path, text).map_err(access)
}

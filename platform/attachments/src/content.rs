//! What may be handed in: told by the content, checked against the name.

use crate::{
    FileType,
    name::cleaned,
    package::{self, Package},
};

/// The largest file, in bytes; a form takes 64 MiB in all.
pub const FILE_BYTES_MAX: usize = 50 * 1024 * 1024;

/// How much of a text is looked at for markup.
const TEXT_HEAD_BYTES: usize = 4_096;

/// Why a file is not taken. Nothing of it was kept.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// There is nothing in it.
    #[error("the file is empty")]
    Empty,
    /// Larger than [`FILE_BYTES_MAX`].
    #[error("the file has {size_bytes} bytes; {FILE_BYTES_MAX} are taken")]
    TooLarge {
        /// How large it is.
        size_bytes: usize,
    },
    /// The name ends in nothing that is taken.
    #[error("files named like {name:?} are not taken; taken are {}", FileType::accepted())]
    OtherType {
        /// The name, cleaned.
        name: String,
    },
    /// The content is not what the name says.
    #[error("the name says {}, but the content is {found}", named.media_type())]
    OtherContent {
        /// What the name says.
        named: FileType,
        /// What the content is, as a media type.
        found: String,
    },
    /// The document holds macros.
    #[error("the document holds macros; save it without")]
    Macros,
    /// Unpacked, the document would fill the disk.
    #[error("the document is packed so densely that it is not safe to open")]
    Bomb,
    /// The virus scanner found something.
    #[error("the virus scanner refuses the file")]
    Infected,
    /// The virus scanner did not answer as it should.
    #[error("the virus scanner does not work: {why}; nothing was kept, try again later")]
    NotScanned {
        /// What it did instead.
        why: String,
    },
    /// The content could not be written.
    #[error("the file could not be kept: {0}")]
    Unkept(#[from] std::io::Error),
}

/// A file that may be taken: its name and its type.
#[derive(Debug)]
pub(crate) struct Acceptable {
    pub name: String,
    pub file_type: FileType,
}

/// Looks at name and content.
pub(crate) fn examine(given_name: &str, bytes: &[u8]) -> Result<Acceptable, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > FILE_BYTES_MAX {
        return Err(Refusal::TooLarge { size_bytes: bytes.len() });
    }
    let name = cleaned(given_name);
    let Some(named) = FileType::of_name(&name) else { return Err(Refusal::OtherType { name }) };
    let found = match told_by_content(bytes)? {
        Ok(found) if found == named => return Ok(Acceptable { name, file_type: named }),
        // A table is a text: only the name can tell.
        Ok(FileType::Text) if named == FileType::Csv => return Ok(Acceptable { name, file_type: named }),
        Ok(found) => found.media_type().to_owned(),
        Err(found) => found,
    };
    Err(Refusal::OtherContent { named, found })
}

/// The type, or what else it is.
fn told_by_content(bytes: &[u8]) -> Result<Result<FileType, String>, Refusal> {
    const UNKNOWN: &str = "application/octet-stream";
    if bytes.starts_with(b"PK") {
        return match package::look_into(bytes) {
            Package::Document(kind) => Ok(Ok(kind)),
            Package::Macros => Err(Refusal::Macros),
            Package::Bomb => Err(Refusal::Bomb),
            Package::Other => Ok(Err("application/zip".to_owned())),
        };
    }
    if package::ends_as_archive(bytes) {
        return Ok(Err("application/zip".to_owned()));
    }
    // Versions of AutoCAD are numbered AC1012 (release 13) to AC1032 (2018).
    if bytes.starts_with(b"AC10") {
        return Ok(Ok(FileType::Dwg));
    }
    match infer::get(bytes).map(|found| found.mime_type()) {
        Some(media_type) => Ok(FileType::of_media_type(media_type).ok_or_else(|| media_type.to_owned())),
        None if is_plain_text(bytes) => Ok(Ok(FileType::Text)),
        None => Ok(Err(markup(bytes).unwrap_or(UNKNOWN).to_owned())),
    }
}

/// Whether it is text that nothing would run. Texts in GB 18030 are taken as they are.
fn is_plain_text(bytes: &[u8]) -> bool {
    let printable = |byte: &u8| *byte >= 0x20 || matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c);
    bytes.iter().all(printable) && markup(bytes).is_none()
}

/// What a text is when it is for machines: markup or a script.
fn markup(bytes: &[u8]) -> Option<&'static str> {
    const MARKS: [(&str, &str); 9] = [
        ("<!doctype", "text/html"),
        ("<html", "text/html"),
        ("<head", "text/html"),
        ("<body", "text/html"),
        ("<iframe", "text/html"),
        ("<script", "text/html"),
        ("<svg", "image/svg+xml"),
        ("<?xml", "text/xml"),
        ("<?php", "text/x-php"),
    ];
    let head = bytes.get(..TEXT_HEAD_BYTES).unwrap_or(bytes).to_ascii_lowercase();
    let head = String::from_utf8_lossy(&head);
    if head.trim_start_matches(['\u{feff}', ' ', '\r', '\n', '\t']).starts_with("#!") {
        return Some("text/x-shellscript");
    }
    MARKS.iter().find(|(mark, _)| head.contains(mark)).map(|(_, kind)| *kind)
}

//! Looks into a ZIP package for what kind of document it is, without unpacking anything.

use std::io::Cursor;

use zip::ZipArchive;

use crate::FileType;

/// Parts of one package; a large workbook has some hundreds.
const PARTS_MAX: usize = 20_000;
/// What all parts of a package may become when somebody unpacks them.
const UNPACKED_BYTES_MAX: u64 = 1024 * 1024 * 1024;

/// What a ZIP turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Package {
    /// A document of this type.
    Document(FileType),
    /// A document with macros.
    Macros,
    /// One that would become too large when unpacked.
    Bomb,
    /// Some other archive, or a broken one.
    Other,
}

/// Reads the list of parts at the end of the package; the parts themselves stay packed, so that a bomb does not go off.
pub(crate) fn look_into(bytes: &[u8]) -> Package {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return Package::Other };
    if archive.len() > PARTS_MAX {
        return Package::Bomb;
    }
    let mut unpacked = 0_u64;
    for index in 0..archive.len() {
        let Ok(part) = archive.by_index_raw(index) else { return Package::Other };
        unpacked = unpacked.saturating_add(part.size());
    }
    if unpacked > UNPACKED_BYTES_MAX {
        return Package::Bomb;
    }
    let has = |name: &str| archive.index_for_name(name).is_some();
    if archive.file_names().flatten().any(|name| name.ends_with("vbaProject.bin")) {
        return Package::Macros;
    }
    let ooxml = has("[Content_Types].xml");
    let main = [
        ("word/document.xml", FileType::Docx, ooxml),
        ("xl/workbook.xml", FileType::Xlsx, ooxml),
        ("ppt/presentation.xml", FileType::Pptx, ooxml),
        ("OFD.xml", FileType::Ofd, !ooxml),
    ];
    main.iter()
        .find(|(part, _, fits)| *fits && has(part))
        .map_or(Package::Other, |(_, kind, _)| Package::Document(*kind))
}

/// Whether an archive was hung on the end of another file: such a file is two things at once, and each program opens
/// the other one.
pub(crate) fn ends_as_archive(bytes: &[u8]) -> bool {
    const END: [u8; 4] = *b"PK\x05\x06";
    const END_BYTES: usize = 22;
    let from = bytes.len().saturating_sub(END_BYTES + usize::from(u16::MAX));
    let tail = bytes.get(from..).unwrap_or_default();
    tail.windows(END_BYTES).enumerate().any(|(at, record)| {
        record.starts_with(&END)
            // The end record says how long the comment after it is: up to the end of the file, or it is no end record.
            && at + END_BYTES + usize::from(u16::from_le_bytes([record[20], record[21]])) == tail.len()
    })
}

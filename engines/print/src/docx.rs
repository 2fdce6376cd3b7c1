//! DOCX (ECMA-376, WordprocessingML): the parts that our documents need, written by hand.

mod body;
mod parts;

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{Document, PrintError};

/// The document as DOCX on A4, for Word, WPS and LibreOffice.
///
/// # Errors
/// [`PrintError::Packing`] beyond the sizes that a ZIP holds (4 GiB).
pub fn docx(document: &Document) -> Result<Vec<u8>, PrintError> {
    let mut package = ZipWriter::new(Cursor::new(Vec::new()));
    // Files in it bear no date: the same document is the same bytes.
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let written = [
        ("docProps/core.xml", parts::properties(document)?),
        ("word/document.xml", body::story(document)?),
        ("word/header1.xml", body::header(document)?),
        ("word/footer1.xml", body::footer(document)?),
    ];
    let fixed = parts::FIXED.iter().map(|(name, content)| (*name, content.as_bytes()));
    for (name, content) in fixed.chain(written.iter().map(|(name, content)| (*name, content.as_slice()))) {
        package.start_file(name, options)?;
        package.write_all(content)?;
    }
    Ok(package.finish()?.into_inner())
}

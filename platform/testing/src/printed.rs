use std::{
    fs,
    io::{Cursor, Read},
    process::Command,
};

/// The words of a PDF in the order of reading, without spaces: a page sets these as it likes. By pdftotext.
pub fn words_of_pdf(bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("printed.pdf");
    fs::write(&file, bytes).unwrap();
    let read = Command::new("pdftotext").arg("-raw").arg(&file).arg("-").output();
    let output = read.expect("scripts/setup test installs poppler-utils");
    assert!(output.status.success(), "no PDF");
    squeezed(&String::from_utf8(output.stdout).unwrap())
}

/// The words of a DOCX, without spaces.
pub fn words_of_docx(bytes: &[u8]) -> String {
    let mut package = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut xml = String::new();
    package.by_name("word/document.xml").unwrap().read_to_string(&mut xml).unwrap();
    let words: String = xml.split('<').filter_map(|part| part.split_once('>')).map(|(_, words)| words).collect();
    let marks = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
    squeezed(&marks.iter().fold(words, |words, (escaped, mark)| words.replace(escaped, mark)))
}

fn squeezed(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && !c.is_control() && *c != '\u{200b}').collect()
}

use typst::{
    foundations::Bytes,
    text::{Font, FontBook},
    utils::LazyHash,
};

use crate::PrintError;

/// From this weight on a face is for headings (CSS counts 400 as regular, 700 as bold).
const BOLD: u16 = 600;

/// What families of simplified Chinese end with, in files that hold the faces of several countries.
const SIMPLIFIED: [&str; 3] = [" SC", " CN", " GB"];

/// The fonts of a PDF. Reading them takes a while and their memory; they are read once and used by many.
pub struct Fonts {
    book: LazyHash<FontBook>,
    faces: Vec<Font>,
    text: Vec<String>,
    headings: Vec<String>,
}

impl Fonts {
    /// Fonts from whole files (TTF, OTF, TTC), the preferred first. Regular faces set the text, bold ones the headings; what
    /// one face lacks comes from the next. Of a file with the faces of several countries, that of simplified Chinese is
    /// taken. Files that are no fonts are passed over.
    ///
    /// # Errors
    /// [`PrintError::NoFont`] where none is left.
    pub fn new(files: impl IntoIterator<Item = Vec<u8>>) -> Result<Self, PrintError> {
        let faces: Vec<Font> = files.into_iter().filter_map(face).collect();
        if faces.is_empty() {
            return Err(PrintError::NoFont);
        }
        let is_bold = |face: &&Font| face.info().variant.weight.to_number() >= BOLD;
        let family = |face: &Font| face.info().family.clone();
        let (bold, regular): (Vec<&Font>, Vec<&Font>) = faces.iter().partition(is_bold);
        let text = regular.iter().chain(&bold).map(|face| family(face)).collect();
        let headings = bold.iter().chain(&regular).map(|face| family(face)).collect();
        Ok(Self {
            book: LazyHash::new(FontBook::from_fonts(&faces)),
            faces,
            text: once(text),
            headings: once(headings),
        })
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn face(&self, index: usize) -> Option<Font> {
        self.faces.get(index).cloned()
    }

    /// Families for the text, the preferred first.
    pub(crate) fn text(&self) -> &[String] {
        &self.text
    }

    /// Families for headings, the preferred first.
    pub(crate) fn headings(&self) -> &[String] {
        &self.headings
    }
}

/// The face of a file: the one of simplified Chinese, otherwise the first.
fn face(file: Vec<u8>) -> Option<Font> {
    let mut faces: Vec<Font> = Font::iter(Bytes::new(file)).collect();
    let simplified = |face: &Font| SIMPLIFIED.iter().any(|end| face.info().family.ends_with(end));
    let index = faces.iter().position(simplified).unwrap_or_default();
    (index < faces.len()).then(|| faces.swap_remove(index))
}

/// Each once, where it stands first.
fn once(families: Vec<String>) -> Vec<String> {
    let mut seen = Vec::new();
    for family in families {
        if !seen.contains(&family) {
            seen.push(family);
        }
    }
    seen
}

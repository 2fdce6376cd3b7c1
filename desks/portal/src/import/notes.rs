//! What an editor is told of a saved page that was taken over.

use std::fmt;

/// What was not understood of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Note {
    /// No day of publication was found.
    NoDay,
    /// No source was found.
    NoSource,
    /// Neither its head nor its folder names a column.
    NoColumn,
    /// It stood in a column that the site does not have.
    OtherColumn(String),
    /// So many pictures were left out: their files are not there, or are no pictures that the site takes.
    Pictures(usize),
    /// So many pictures were left out because they are too small to be more than ornaments.
    Ornaments(usize),
    /// So many pictures wait for words in their place.
    NoWords(usize),
    /// So many tables became paragraphs.
    Tables(usize),
    /// So many tables had merged cells, which were taken apart.
    MergedCells(usize),
    /// So many links to files were left out.
    Files(usize),
    /// These parts of its text were left out, because they look like what stands around a text.
    LeftOut(Vec<String>),
    /// Its last sentence breaks off.
    CutOff,
    /// Its title was too long or held invisible characters, and was shortened.
    Title,
}

impl Note {
    /// Names its sentence in the language files.
    pub fn key(&self) -> &'static str {
        match self {
            Self::NoDay => "portal-import-no-day",
            Self::NoSource => "portal-import-no-source",
            Self::NoColumn => "portal-import-no-column",
            Self::OtherColumn(_) => "portal-import-other-column",
            Self::Pictures(_) => "portal-import-pictures",
            Self::Ornaments(_) => "portal-import-ornaments",
            Self::NoWords(_) => "portal-import-no-words",
            Self::Tables(_) => "portal-import-tables",
            Self::MergedCells(_) => "portal-import-merged-cells",
            Self::Files(_) => "portal-import-linked-files",
            Self::LeftOut(_) => "portal-import-left-out",
            Self::CutOff => "portal-import-cut-off",
            Self::Title => "portal-import-title-shortened",
        }
    }

    /// How many there are, of what can be counted.
    pub fn count(&self) -> Option<usize> {
        match self {
            Self::Pictures(count)
            | Self::Ornaments(count)
            | Self::NoWords(count)
            | Self::Tables(count)
            | Self::MergedCells(count)
            | Self::Files(count) => Some(*count),
            Self::LeftOut(parts) => Some(parts.len()),
            _ => None,
        }
    }

    /// What it names: a column, or the parts that were left out.
    pub fn name(&self) -> Option<String> {
        match self {
            Self::OtherColumn(name) => Some(name.clone()),
            Self::LeftOut(parts) => Some(listed(parts)),
            _ => None,
        }
    }

    /// That these parts of a text were left out, if there are any.
    pub(super) fn left_out(parts: &[String]) -> Option<Self> {
        (!parts.is_empty()).then(|| Self::LeftOut(parts.to_vec()))
    }
}

/// The beginnings of so many parts of a text that an editor finds them again on the old page.
fn listed(parts: &[String]) -> String {
    const PARTS_MAX: usize = 30;
    const CHARS_MAX: usize = 20;
    let shortened = |part: &String| match part.char_indices().nth(CHARS_MAX) {
        Some((end, _)) => format!("「{}…」", &part[..end]),
        None => format!("「{part}」"),
    };
    let more = if parts.len() > PARTS_MAX { "…" } else { "" };
    parts.iter().take(PARTS_MAX).map(shortened).collect::<String>() + more
}

impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoDay => f.write_str("no day of publication was found"),
            Self::NoSource => f.write_str("no source was found"),
            Self::NoColumn => f.write_str("neither its head nor its folder names a column"),
            Self::OtherColumn(name) => write!(f, "it stood in a column that the site does not have: {name}"),
            Self::Pictures(count) => write!(f, "pictures left out, because their files are not there: {count}"),
            Self::Ornaments(count) => write!(f, "small pictures left out as ornaments: {count}"),
            Self::NoWords(count) => write!(f, "pictures that wait for words in their place: {count}"),
            Self::Tables(count) => write!(f, "tables that became paragraphs: {count}"),
            Self::MergedCells(count) => write!(f, "tables whose merged cells were taken apart: {count}"),
            Self::Files(count) => write!(f, "links to files left out: {count}"),
            Self::LeftOut(parts) => write!(f, "parts of the text left out: {} {}", parts.len(), listed(parts)),
            Self::CutOff => f.write_str("the text breaks off in its last sentence"),
            Self::Title => f.write_str("the title was shortened"),
        }
    }
}

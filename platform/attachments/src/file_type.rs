//! The types of files that are taken; whatever is none of them is refused.

use serde::{Deserialize, Serialize};

/// A type of file that people of a zone hand in. Nothing here is run by a browser, and macros are refused where they can
/// be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileType {
    /// PDF.
    Pdf,
    /// Open Fixed-layout Document (版式文档, GB/T 33190).
    Ofd,
    /// PNG image.
    Png,
    /// JPEG image.
    Jpeg,
    /// WebP image.
    Webp,
    /// GIF image.
    Gif,
    /// Word document (OOXML).
    Docx,
    /// Excel workbook (OOXML).
    Xlsx,
    /// PowerPoint slides (OOXML).
    Pptx,
    /// Word document before 2007.
    Doc,
    /// Excel workbook before 2007.
    Xls,
    /// PowerPoint slides before 2007.
    Ppt,
    /// AutoCAD drawing.
    Dwg,
    /// Text.
    Text,
    /// Table as text.
    Csv,
}

impl FileType {
    /// All of them.
    pub const ALL: [Self; 15] = [
        Self::Pdf,
        Self::Ofd,
        Self::Png,
        Self::Jpeg,
        Self::Webp,
        Self::Gif,
        Self::Docx,
        Self::Xlsx,
        Self::Pptx,
        Self::Doc,
        Self::Xls,
        Self::Ppt,
        Self::Dwg,
        Self::Text,
        Self::Csv,
    ];

    /// The endings of its names, the usual one first.
    pub fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Pdf => &["pdf"],
            Self::Ofd => &["ofd"],
            Self::Png => &["png"],
            Self::Jpeg => &["jpg", "jpeg"],
            Self::Webp => &["webp"],
            Self::Gif => &["gif"],
            Self::Docx => &["docx"],
            Self::Xlsx => &["xlsx"],
            Self::Pptx => &["pptx"],
            Self::Doc => &["doc"],
            Self::Xls => &["xls"],
            Self::Ppt => &["ppt"],
            Self::Dwg => &["dwg"],
            Self::Text => &["txt"],
            Self::Csv => &["csv"],
        }
    }

    /// As HTTP names it.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Ofd => "application/ofd",
            Self::Png => "image/png",
            Self::Jpeg => "image/jpeg",
            Self::Webp => "image/webp",
            Self::Gif => "image/gif",
            Self::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Self::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Self::Doc => "application/msword",
            Self::Xls => "application/vnd.ms-excel",
            Self::Ppt => "application/vnd.ms-powerpoint",
            Self::Dwg => "image/vnd.dwg",
            Self::Text => "text/plain",
            Self::Csv => "text/csv",
        }
    }

    /// Whether it is a picture that every browser shows.
    pub fn is_image(self) -> bool {
        matches!(self, Self::Png | Self::Jpeg | Self::Webp | Self::Gif)
    }

    /// Whether a browser may show it instead of saving it.
    pub fn shows_inline(self) -> bool {
        self.is_image() || self == Self::Pdf
    }

    /// The type of this media type.
    pub fn of_media_type(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == text)
    }

    /// The type that the ending of a name says.
    pub(crate) fn of_name(name: &str) -> Option<Self> {
        let ending = name.rsplit_once('.')?.1.to_ascii_lowercase();
        Self::ALL.into_iter().find(|kind| kind.endings().contains(&ending.as_str()))
    }

    /// All endings that are taken, for an `accept` attribute and for messages: `.pdf,.ofd,…`.
    pub fn accepted() -> String {
        let endings = Self::ALL.into_iter().flat_map(Self::endings).map(|ending| format!(".{ending}"));
        endings.collect::<Vec<_>>().join(",")
    }
}

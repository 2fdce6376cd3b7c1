//! Prints a document as PDF and as DOCX: the same [`Document`] in, one file out.
//!
//! A document has a title, a line of particulars, blocks ([`Block`]), a page header and numbered A4 pages. What it says is
//! *data*: a text prints as it stands, whatever marks of typst, XML or Word are in it. The same document gives the same
//! bytes; the moment at which it was printed is part of it ([`Document::printed_at`]).
//!
//! A PDF needs [`Fonts`], given as bytes; the glyphs used are embedded. It is tagged, with title and language, so that a
//! screen reader finds headings and the header rows of tables. A DOCX names fonts that every office has and needs none.
//!
//! ```
//! use print::{Block, Document, Language, Table, Column, docx};
//!
//! let mut document = Document::new(Language::Chinese, "玻璃生产线", "2020-08-20T09:00:00+08:00[+08:00]".parse()?);
//! document.push(Block::heading("基本情况"));
//! document.push(Block::KeyValues(vec![("总投资".to_owned(), "3 亿元".to_owned())]));
//! let columns = vec![Column::text("年度", 1), Column::number("产值", 2)];
//! document.push(Block::Table(Table::new("产值", columns).with_row(["2019", "5 亿元"])));
//! assert!(docx(&document)?.starts_with(b"PK"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod document;
mod docx;
mod drawing;
mod fonts;
mod pairs;
mod pdf;
mod text;

pub use document::{Align, Block, Column, Document, Language, Table};
pub use docx::docx;
pub use drawing::{Anchor, Drawing, Look, Mark};
pub use fonts::Fonts;
pub use pdf::pdf;

/// Why a document was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// None of the files given is a font.
    #[error("no font among the files given")]
    NoFont,
    /// The typesetter refused; its words say what.
    #[error("typesetting: {0}")]
    Typesetting(String),
    /// A part of the DOCX could not be written.
    #[error("writing DOCX: {0}")]
    Writing(#[from] std::io::Error),
    /// The parts of the DOCX could not be put together.
    #[error("packing DOCX: {0}")]
    Packing(#[from] zip::result::ZipError),
}

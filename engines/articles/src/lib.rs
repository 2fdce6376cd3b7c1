//! Reads an article from what people have: a page scraped from a government site, Markdown, HTML, DOCX.
//!
//! [`read`] sniffs format and encoding, tells the page's furniture (masthead, login, breadcrumb, related articles,
//! footer) from the article, and keeps title, time, source, author, sections, paragraphs and sentences. Sentences put
//! together give their paragraph back, character by character. [`clauses`] splits a sentence further, and
//! [`difference`] finds the clauses of an older edition again in a newer one, so that their ids are permanent.
//! [`labels`] are what the head of a page says of itself, as government sites do.
//!
//! ```
//! let page = "<html><head><meta name=ColumnName content=要闻></head><body><h1>一号路开工</h1>\
//!     <p>发布时间：2020-08-18</p><p>一号路今天开工。工期三个月。</p></body></html>";
//! let article = articles::read(page.as_bytes(), Some("a.html")).unwrap();
//! assert_eq!(article.title, "一号路开工");
//! assert_eq!(article.sections[0].paragraphs[0].sentences, ["一号路今天开工。", "工期三个月。"]);
//! let labels = articles::labels(page.as_bytes());
//! assert_eq!(labels["columnname"], "要闻");
//! ```

mod assemble;
mod block;
mod decode;
mod difference;
mod docx;
mod error;
mod figure;
mod format;
mod furniture;
mod head;
mod html;
mod labels;
mod markdown;
mod marks;
mod moment;
mod person;
mod plain;
mod split;
mod title;
mod whole;

use std::collections::BTreeMap;

use assemble::{Page, Reading};
use jiff::{civil::DateTime, tz};
use serde::{Serialize, Serializer, ser::SerializeStruct};

pub use difference::{Change, Changed, Difference, Identified, difference};
pub use error::ArticleError;
pub use figure::{Figure, Table};
use format::Format;
pub use split::{clauses, sentences};

/// The largest file that is read: the longest plans have some 300 kB of text.
pub const BYTES_MAX: usize = 8 * 1024 * 1024;
/// What the parts of a DOCX may unpack to.
pub const UNPACKED_BYTES_MAX: usize = 64 * 1024 * 1024;
/// Lines or paragraphs of one file.
pub const PARAGRAPHS_MAX: usize = 200_000;

/// An article as it was read, to be looked at and corrected before it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its title; several lines are joined by a blank.
    pub title: String,
    /// When it was published, civil time in China; midnight where only the day is given.
    pub published_at: Option<DateTime>,
    /// Where it was published.
    pub source: Option<String>,
    /// Who wrote it.
    pub author: Option<String>,
    /// What stands about the author below the text.
    pub author_note: Option<String>,
    /// The text; what stands before the first heading is a section without one.
    pub sections: Vec<Section>,
    /// What [`read_with_figures`] left out between the beginning of the text and what surely stands around it.
    pub left_out: Vec<String>,
    /// How many of the last paragraphs are no running text.
    closing: usize,
}

/// A part of an article under one heading.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Section {
    /// The heading; none for what stands before the first.
    pub heading: Option<String>,
    /// The paragraphs.
    pub paragraphs: Vec<Paragraph>,
}

/// A paragraph, as its sentences; or a figure in the place of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paragraph {
    /// The sentences; put together they are the paragraph. A figure has none.
    pub sentences: Vec<String>,
    /// A picture or a table: from [`read_with_figures`] only.
    pub figure: Option<Figure>,
}

impl Paragraph {
    /// Splits a text into sentences.
    pub fn of(text: &str) -> Self {
        Self { sentences: sentences(text).into_iter().map(str::to_owned).collect(), figure: None }
    }

    fn holding(figure: Figure) -> Self {
        Self { sentences: Vec::new(), figure: Some(figure) }
    }

    /// The whole text.
    pub fn text(&self) -> String {
        self.sentences.concat()
    }
}

impl Section {
    /// All sentences of the section.
    pub fn sentences(&self) -> impl Iterator<Item = &str> {
        self.paragraphs.iter().flat_map(|paragraph| paragraph.sentences.iter().map(String::as_str))
    }
}

/// Whether a text breaks off: its last line is too long for a signature and does not end as a sentence does. A file that
/// was not sent whole ends so, nearly always.
pub fn looks_cut_off(text: &str) -> bool {
    const LINE_CHARS_MIN: usize = 12;
    let last = text.trim_end().lines().next_back().unwrap_or_default().trim();
    last.chars().count() >= LINE_CHARS_MIN && !block::ends_like_sentence(last)
}

impl Article {
    /// Whether its text breaks off: see [`looks_cut_off`].
    pub fn looks_cut_off(&self) -> bool {
        let paragraphs = self.sections.iter().flat_map(|section| &section.paragraphs);
        let mut texts = paragraphs.filter(|one| one.figure.is_none()).rev().skip(self.closing);
        texts.next().is_some_and(|paragraph| looks_cut_off(&paragraph.text()))
    }
}

/// Reads an article. `file_name` helps to tell Markdown from plain text; the content decides everything else.
///
/// # Errors
/// [`ArticleError`]: what is wrong with the file, and what would be right.
pub fn read(bytes: &[u8], file_name: Option<&str>) -> Result<Article, ArticleError> {
    assemble::article(page_of(bytes, file_name, html::page)?, Reading::Text)
}

/// Reads an article with the pictures and tables of an HTML page in their places, and with all that closes its text:
/// signature, day, contacts, attachments, the note about the author. That is for whoever takes a page over and must lose
/// nothing; what was left out all the same is said in [`Article::left_out`].
///
/// ```
/// use articles::Figure;
///
/// let page = "<html><body><h1>一号路开工</h1><p>一号路今天开工，工期三个月。</p><img src=a.jpg alt=工地>\
///     <table><tr><td>项<td>数<tr><td>长度<td>3</table><p>请车辆绕行，注意安全。</p></body></html>";
/// let article = articles::read_with_figures(page.as_bytes(), Some("a.html")).unwrap();
/// let figures: Vec<_> = article.sections[0].paragraphs.iter().map(|one| one.figure.as_ref()).collect();
/// assert!(matches!(figures[1], Some(Figure::Picture { source, words }) if source == "a.jpg" && words == "工地"));
/// assert!(matches!(figures[2], Some(Figure::Table(table)) if table.rows[1] == ["长度", "3"]));
/// ```
///
/// # Errors
/// Those of [`read`].
pub fn read_with_figures(bytes: &[u8], file_name: Option<&str>) -> Result<Article, ArticleError> {
    assemble::article(page_of(bytes, file_name, html::page_with_figures)?, Reading::Whole)
}

fn page_of(bytes: &[u8], file_name: Option<&str>, html_page: fn(&str) -> Page) -> Result<Page, ArticleError> {
    if bytes.len() > BYTES_MAX {
        return Err(ArticleError::TooLarge { bytes: bytes.len() });
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(ArticleError::Empty);
    }
    if format::is_zip(bytes) {
        return docx::page(bytes);
    }
    format::refuse_other_files(bytes)?;
    let text = decode::text(bytes)?.replace("\r\n", "\n");
    Ok(match format::format_of(&text, file_name) {
        Format::Html => html_page(&text),
        Format::Markdown => markdown::page(&text),
        Format::Plain => plain::page(&text),
    })
}

/// What the head of an HTML page says of itself: the contents of its `<meta>` by their names in lower-case letters, the
/// first of each. Empty for whatever is no such page.
pub fn labels(bytes: &[u8]) -> BTreeMap<String, String> {
    let readable = bytes.len() <= BYTES_MAX && !format::is_zip(bytes) && format::refuse_other_files(bytes).is_ok();
    match decode::text(bytes) {
        Ok(text) if readable => html::labels(&text),
        _ => BTreeMap::new(),
    }
}

/// A part of what somebody copied from a word processor or a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Pasted {
    /// A heading, 1 for the highest.
    Heading(u8, String),
    /// A paragraph, or a row of what looks like a table and cannot stand as one.
    Paragraph(String),
    /// An item of a list.
    Item(String),
    /// A table.
    Table(Table),
}

/// What HTML that somebody pasted says, without looking for an article in it: its text in reading order, and nothing of
/// its styles and scripts.
///
/// ```
/// use articles::Pasted;
///
/// let word = "<p class=MsoNormal style='mso-x:1'><b>一、</b>用地<o:p></o:p></p><script>alert(1)</script>";
/// assert_eq!(articles::pasted(word), [Pasted::Paragraph("一、用地".to_owned())]);
/// ```
pub fn pasted(html: &str) -> Vec<Pasted> {
    let page = html::page_with_figures(html);
    let mut tables = page.figures.into_iter().filter_map(|one| match one.figure {
        Figure::Table(table) => Some((one.at, table)),
        _ => None,
    });
    let mut next = tables.next();
    let mut parts = Vec::new();
    for (place, block) in page.blocks.into_iter().enumerate() {
        while let Some((_, table)) = next.take_if(|(at, _)| *at <= place) {
            parts.push(Pasted::Table(table));
            next = tables.next();
        }
        parts.push(match block.kind {
            block::Kind::Title => Pasted::Heading(1, block.words()),
            block::Kind::Heading(level) => Pasted::Heading(level, block.words()),
            block::Kind::Item => Pasted::Item(block.words()),
            block::Kind::Text | block::Kind::Row => Pasted::Paragraph(block.words()),
        });
    }
    parts.extend(next.into_iter().chain(tables).map(|(_, table)| Pasted::Table(table)));
    parts
}

/// The article in a few lines, for a terminal.
pub fn outline(article: &Article) -> String {
    let mut lines = vec![article.title.clone()];
    lines.extend(article.published_text());
    lines.extend(article.source.clone());
    lines.extend(article.author.clone());
    for section in &article.sections {
        lines.push(String::new());
        lines.extend(section.heading.clone());
        lines.extend(section.sentences().map(|sentence| format!("  {}", sentence.trim())));
    }
    lines.join("\n")
}

/// The preview: `title`, `published_at` (RFC 3339 with offset), `source`, `author`, `sections` (`heading`, `sentences`),
/// `looks_cut_off`.
impl Serialize for Article {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut article = serializer.serialize_struct("Article", 7)?;
        article.serialize_field("title", &self.title)?;
        article.serialize_field("published_at", &self.published_text())?;
        article.serialize_field("source", &self.source)?;
        article.serialize_field("author", &self.author)?;
        article.serialize_field("author_note", &self.author_note)?;
        article.serialize_field("sections", &self.sections)?;
        article.serialize_field("looks_cut_off", &self.looks_cut_off())?;
        article.end()
    }
}

impl Serialize for Section {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sentences: Vec<_> = self.sentences().map(str::trim).collect();
        let mut section = serializer.serialize_struct("Section", 2)?;
        section.serialize_field("heading", &self.heading)?;
        section.serialize_field("sentences", &sentences)?;
        section.end()
    }
}

/// The offset of China's civil time.
pub(crate) fn china() -> tz::TimeZone {
    tz::TimeZone::fixed(tz::offset(8))
}

impl Article {
    /// When it was published, as RFC 3339 with the offset of China.
    fn published_text(&self) -> Option<String> {
        self.published_at.map(|at| format!("{}+08:00", at.strftime("%Y-%m-%dT%H:%M:%S")))
    }

    /// The moment of publication.
    pub fn published_instant(&self) -> Option<jiff::Timestamp> {
        self.published_at.and_then(|at| china().to_timestamp(at).ok())
    }
}

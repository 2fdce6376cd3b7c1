use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{FieldFlaw, Flaw, Line, Prose, Slug, at};

/// An article of the site as its file says it: not checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleRecord {
    /// Last part of its address.
    pub id: String,
    /// Id of the column that it stands in.
    pub column: String,
    /// When it is published, with the offset; before that nobody sees it.
    pub published_at: String,
    /// Its title.
    pub title_zh: String,
    /// The same in English; may be missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title_en: String,
    /// Where it appeared.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub author: String,
    /// Its text; each line is a paragraph.
    pub body_zh: String,
    /// The same in English; may be missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body_en: String,
    /// Whether it is real or made up for a demo.
    pub origin: String,
}

/// An article that belongs to the site itself: news, notices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Last part of its address.
    pub id: Slug,
    /// Id of the column that it stands in.
    pub column: Slug,
    /// When it is published.
    pub published_at: Timestamp,
    /// Its title in Chinese.
    pub title_zh: Line,
    /// Its title in English.
    pub title_en: Option<Line>,
    /// Where it appeared.
    pub source: Option<Line>,
    /// Who wrote it.
    pub author: Option<Line>,
    /// Its text in Chinese.
    pub body_zh: Prose,
    /// Its text in English.
    pub body_en: Option<Prose>,
    /// Whether it is real or made up for a demo.
    pub origin: Line,
}

impl ArticleRecord {
    /// Checks every word of it.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<Article, FieldFlaw> {
        Ok(Article {
            id: at("id", self.id.parse())?,
            column: at("column", self.column.parse())?,
            published_at: at("published_at", self.published_at.parse().map_err(|_| Flaw::Instant))?,
            title_zh: at("title_zh", self.title_zh.parse())?,
            title_en: at("title_en", optional(&self.title_en))?,
            source: at("source", optional(&self.source))?,
            author: at("author", optional(&self.author))?,
            body_zh: at("body_zh", self.body_zh.parse())?,
            body_en: at("body_en", optional(&self.body_en))?,
            origin: at("origin", self.origin.parse())?,
        })
    }
}

fn optional<T: std::str::FromStr<Err = Flaw>>(text: &str) -> Result<Option<T>, Flaw> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

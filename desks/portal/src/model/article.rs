use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{
    Body, Consultation, ConsultationRecord, DocumentRecord, FieldFlaw, Flaw, Flaws, Line, PolicyDocument, Slug,
};

/// Keywords of one article; more say nothing.
const KEYWORDS_MAX: usize = 12;

/// An article of the site as a file or a form says it: not checked yet.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ArticleRecord {
    /// Last part of its address.
    pub id: String,
    /// Id of the column that it stands in.
    pub column: String,
    /// When it is published, with the offset; before that nobody sees it. In a manuscript it may be empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
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
    /// Words to find it by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// What it says in one sentence; its first words stand for it where it is empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub summary: String,
    /// Its text in Markdown; a new line begins a new paragraph.
    pub body_zh: String,
    /// The same in English; may be missing.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub body_en: String,
    /// Whether it is real or made up for a demo, or where it was taken over from.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub origin: String,
    /// What makes it a document of the policy library.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub document: Option<DocumentRecord>,
    /// What makes it a consultation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consultation: Option<ConsultationRecord>,
}

/// An article that belongs to the site itself: news, notices, documents, consultations.
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
    /// Words to find it by.
    pub keywords: Vec<Line>,
    /// What it says in one sentence.
    pub summary: Option<Line>,
    /// Its text in Chinese.
    pub body_zh: Body,
    /// Its text in English.
    pub body_en: Option<Body>,
    /// Where it comes from.
    pub origin: Option<Line>,
    /// What makes it a document of the policy library.
    pub document: Option<PolicyDocument>,
    /// What makes it a consultation.
    pub consultation: Option<Consultation>,
}

/// An article that was taken back after the public had seen it (撤回).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// When.
    pub at: Timestamp,
    /// Who did it.
    pub by: String,
    /// Why; the public reads it.
    pub reason: String,
}

impl ArticleRecord {
    /// Checks every word of it.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<Article, FieldFlaw> {
        self.check_all().map_err(|mut flaws| flaws.remove(0))
    }

    /// Checks every word of it.
    ///
    /// # Errors
    /// All fields that are wrong, at least one.
    pub fn check_all(&self) -> Result<Article, Vec<FieldFlaw>> {
        let mut flaws = Flaws::default();
        let article = (
            flaws.take("id", self.id.parse()),
            flaws.take("column", self.column.parse()),
            flaws.take("published_at", self.published_at.parse().map_err(|_| Flaw::Instant)),
            flaws.take("title_zh", self.title_zh.parse()),
            flaws.take("title_en", optional(&self.title_en)),
            flaws.take("source", optional(&self.source)),
            flaws.take("author", optional(&self.author)),
            flaws.take("keywords", keywords(&self.keywords)),
            flaws.take("summary", optional(&self.summary)),
            flaws.take("body_zh", self.body_zh.parse()),
            flaws.take("body_en", optional(&self.body_en)),
            flaws.take("origin", optional(&self.origin)),
        );
        let document = flaws.take_part(self.document.as_ref().map(DocumentRecord::check).transpose());
        let consultation = flaws.take_part(self.consultation.as_ref().map(ConsultationRecord::check).transpose());
        match (article, document, consultation) {
            (
                (
                    Some(id),
                    Some(column),
                    Some(published_at),
                    Some(title_zh),
                    Some(title_en),
                    Some(source),
                    Some(author),
                    Some(keywords),
                    Some(summary),
                    Some(body_zh),
                    Some(body_en),
                    Some(origin),
                ),
                Some(document),
                Some(consultation),
            ) => Ok(Article {
                id,
                column,
                published_at,
                title_zh,
                title_en,
                source,
                author,
                keywords,
                summary,
                body_zh,
                body_en,
                origin,
                document,
                consultation,
            }),
            _ => Err(flaws.0),
        }
    }

    /// The same, published at this moment where it names none itself.
    #[must_use]
    pub fn at_the_latest(&self, at: &str) -> Self {
        let published_at = if self.published_at.is_empty() { at.to_owned() } else { self.published_at.clone() };
        Self { published_at, ..self.clone() }
    }
}

impl Article {
    /// Its texts, each with the field that it stands in.
    pub fn texts(&self) -> impl Iterator<Item = (&'static str, &Body)> {
        let outcome = self.consultation.as_ref().and_then(|period| period.outcome.as_ref());
        let texts = [("body_zh", Some(&self.body_zh)), ("body_en", self.body_en.as_ref()), ("outcome", outcome)];
        texts.into_iter().filter_map(|(field, text)| text.map(|text| (field, text)))
    }

    /// The files of our own store that it shows or leads to, by their ids.
    pub fn files(&self) -> BTreeSet<String> {
        self.texts().flat_map(|(_, text)| text.files()).collect()
    }

    /// What must be mended before the public may read it: pictures that wait for their words.
    pub fn unmended(&self) -> Vec<FieldFlaw> {
        let waiting = self.texts().filter(|(_, text)| text.lacks_words());
        waiting.map(|(field, _)| FieldFlaw { field, flaw: Flaw::Alternative }).collect()
    }
}

fn keywords(words: &[String]) -> Result<Vec<Line>, Flaw> {
    if words.len() > KEYWORDS_MAX {
        return Err(Flaw::TooMany { max: KEYWORDS_MAX });
    }
    words.iter().map(|word| word.parse()).collect()
}

fn optional<T: std::str::FromStr<Err = Flaw>>(text: &str) -> Result<Option<T>, Flaw> {
    if text.is_empty() { Ok(None) } else { text.parse().map(Some) }
}

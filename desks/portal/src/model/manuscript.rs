use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use super::{Article, ArticleRecord, FieldFlaw, Flaw, Line, Phase, Slug, at};

/// What somebody is writing (稿件): a new article, or a new edition of one. An article has one manuscript at most.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manuscript {
    /// How far it is.
    pub state: ManuscriptState,
    /// Accounts of all who wrote on it, in order; none of them may publish it.
    pub authors: Vec<String>,
    /// Edition of the article that it was begun from; 0 for a new article.
    pub base: i64,
    /// Why it was given back to its author; empty when it was not.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub returned_for: String,
    /// When it was changed last.
    pub changed_at: Timestamp,
    /// Who changed it last.
    pub changed_by: String,
    /// Counted up with each change.
    pub version: i64,
    /// What it says.
    pub content: ArticleRecord,
}

/// How far a manuscript is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ManuscriptState {
    /// It is being written (草稿).
    Writing,
    /// It waits for whoever publishes (待审).
    Submitted,
}

/// An edition of an article as it was published; it never changes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Its number, from 1.
    pub number: i64,
    /// Who wrote it; nobody for one that came from a file.
    pub authors: Vec<String>,
    /// Who published it.
    pub published_by: String,
    /// When that was.
    pub published_at: Timestamp,
    /// What it says.
    pub content: ArticleRecord,
}

/// A reason that people read (退稿、撤回理由).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(Line);

impl std::str::FromStr for Reason {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        text.parse().map(Self)
    }
}

impl Reason {
    /// The words.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl ManuscriptState {
    /// As it stands in the database and in addresses.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Writing => "writing",
            Self::Submitted => "submitted",
        }
    }

    /// Reads back what [`Self::as_str`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Writing, Self::Submitted].into_iter().find(|state| state.as_str() == text)
    }
}

impl Manuscript {
    /// Checks the words of it, as they would be published at this moment.
    ///
    /// # Errors
    /// The first field that is wrong.
    pub fn check(&self) -> Result<Article, FieldFlaw> {
        for author in self.authors.iter().chain([&self.changed_by]) {
            at("authors", author.parse::<Line>())?;
        }
        self.content.at_the_latest(&self.changed_at.to_string()).check()
    }

    /// The article that comes of it, published at this moment. `seen_since` is when the public saw its first edition:
    /// a later one keeps that moment, and appears at once.
    ///
    /// # Errors
    /// The first field that is wrong: what came of a consultation is said only after it.
    pub fn published(&self, now: Timestamp, seen_since: Option<Timestamp>, today: Date) -> Result<Article, FieldFlaw> {
        let mut article = self.content.at_the_latest(&now.to_string()).check()?;
        article.published_at = seen_since.unwrap_or_else(|| article.published_at.max(now));
        let too_early = article
            .consultation
            .as_ref()
            .is_some_and(|period| period.outcome.is_some() && period.phase(today) != Phase::Closed);
        if too_early { at("outcome", Err(Flaw::NotClosed)) } else { Ok(article) }
    }
}

/// The address of a new article whose author names none: the day and a number that is free on it.
pub fn free_address(day: Date, taken: impl Fn(&str) -> bool) -> Option<Slug> {
    const PER_DAY_MAX: u32 = 10_000;
    let day = day.strftime("%Y%m%d").to_string();
    (1..PER_DAY_MAX).map(|number| format!("{day}-{number}")).find(|id| !taken(id)).and_then(|id| id.parse().ok())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::civil::date;

    use super::*;

    fn manuscript(published_at: &str) -> Manuscript {
        let content = ArticleRecord {
            id: "a".into(),
            column: "news".into(),
            published_at: published_at.into(),
            title_zh: "题".into(),
            body_zh: "文".into(),
            ..ArticleRecord::default()
        };
        Manuscript {
            state: ManuscriptState::Submitted,
            authors: vec!["a".into()],
            base: 0,
            returned_for: String::new(),
            changed_at: Timestamp::UNIX_EPOCH,
            changed_by: "a".into(),
            version: 1,
            content,
        }
    }

    #[test]
    fn an_article_appears_at_its_time_but_not_before_it_is_published() {
        let now: Timestamp = "2020-08-20T09:00:00+08:00".parse().unwrap();
        let day = date(2020, 8, 20);
        let later = "2020-08-25T09:00:00+08:00";
        assert_eq!(manuscript("").published(now, None, day).unwrap().published_at, now);
        assert_eq!(manuscript("2019-01-01T00:00:00Z").published(now, None, day).unwrap().published_at, now);
        assert_eq!(manuscript(later).published(now, None, day).unwrap().published_at, later.parse().unwrap());
        let first = "2020-07-01T09:00:00+08:00".parse().unwrap();
        assert_eq!(manuscript(later).published(now, Some(first), day).unwrap().published_at, first);
    }

    #[test]
    fn what_came_of_a_consultation_is_said_only_after_it() {
        let mut one = manuscript("");
        one.content.consultation = Some(super::super::ConsultationRecord {
            opens_on: "2020-08-01".into(),
            closes_on: "2020-08-20".into(),
            outcome: "采纳了。".into(),
        });
        let now = Timestamp::UNIX_EPOCH;
        assert_eq!(one.published(now, None, date(2020, 8, 20)).unwrap_err().flaw, Flaw::NotClosed);
        assert!(one.published(now, None, date(2020, 8, 21)).is_ok());
    }

    #[test]
    fn addresses_are_counted_within_a_day() {
        let taken = ["20200820-1", "20200820-2"];
        let free = free_address(date(2020, 8, 20), |id| taken.contains(&id)).unwrap();
        assert_eq!(free.as_str(), "20200820-3");
    }
}

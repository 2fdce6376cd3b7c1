use facts::Light;
use identity::Scope;
use jiff::{Timestamp, civil::Date};
use store::StoreError;

use crate::{App, Language};

/// Articles that a desk shows to the public; the public site asks for them without knowing the desk.
///
/// Everything that comes out of here may be read by anybody: the desk hands over what the zone has released and
/// nothing else, whoever asks.
#[async_trait::async_trait]
pub trait PublicArticles: Send + Sync {
    /// The articles, newest first.
    async fn published(&self, app: &App, scope: &Scope) -> Result<Vec<PublicHeading>, StoreError>;

    /// One of them, with its released lights as they stand at the end of a day; `None` when it is not published.
    async fn article(
        &self,
        app: &App,
        scope: &Scope,
        id: &str,
        as_of: Date,
        language: Language,
    ) -> Result<Option<PublicArticle>, StoreError>;
}

/// What stands above an article, and in lists of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicHeading {
    /// Its id; unique in the desk, and the last part of its public address.
    pub id: String,
    /// Its title.
    pub title: String,
    /// When it was published; an article whose day is not known stands last.
    pub published_at: Option<Timestamp>,
    /// Where it appeared; empty when it is not known.
    pub source: String,
    /// Who wrote it; empty when it is not known.
    pub author: String,
}

/// An article as the public reads it.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicArticle {
    /// What stands above it.
    pub heading: PublicHeading,
    /// What a reader should know of it; empty for nothing.
    pub note: String,
    /// Its parts in reading order.
    pub sections: Vec<PublicSection>,
}

/// A part of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicSection {
    /// Its heading; empty for what stands before the first heading.
    pub heading: String,
    /// Its paragraphs, each of sentences.
    pub paragraphs: Vec<Vec<PublicSentence>>,
}

/// A sentence, or a part of one.
#[derive(Clone, Debug, PartialEq)]
pub struct PublicSentence {
    /// The words.
    pub text: String,
    /// What is true of it, where the zone has released that.
    pub released: Option<ReleasedLight>,
}

/// A light that the zone has released (对外公布).
#[derive(Clone, Debug, PartialEq)]
pub struct ReleasedLight {
    /// The light.
    pub light: Light,
    /// What was measured against what is aimed at, in the reader's language and ready to show; empty where there is
    /// no figure.
    pub figure: String,
}

/// Things that a desk shows to the public one by one: projects, parcels. The public site asks for them without knowing
/// the desk, and shows what the zone has chosen to show and nothing else.
#[async_trait::async_trait]
pub trait PublicListings: Send + Sync {
    /// Key of the text that names them all: "projects of the zone".
    fn title(&self) -> &'static str;

    /// Those that are shown, in their order; the words are in the reader's language and ready to show.
    async fn listed(&self, app: &App, scope: &Scope, language: Language) -> Result<Vec<PublicListing>, StoreError>;
}

/// One thing that a desk shows to the public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicListing {
    /// What it is.
    pub title: String,
    /// What it is about, in a sentence; empty for nothing.
    pub note: String,
    /// What is known of it: name and value with its unit.
    pub facts: Vec<(String, String)>,
}

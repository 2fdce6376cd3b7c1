//! What of the site can be searched for: its own articles, by anybody, from the moment on at which they appear.

use std::collections::BTreeSet;

use ::store::{Subject, ZoneId};
use identity::Scope;
use pages::{App, SearchSource, finding::ids_of};
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    model::ArticleRecord,
    store::{self as tables, day_of},
};

/// Kind of the records in the journal, and of the documents.
const KIND: &str = "article";

/// The articles of the site.
pub(crate) struct ArticleSearch;

#[async_trait::async_trait]
impl SearchSource for ArticleSearch {
    fn subjects(&self) -> &'static [&'static str] {
        &[KIND]
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        for record in tables::all_articles(app.store().reader(), &Scope::system(zone.clone())).await? {
            into.add(&document(&record))?;
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let ids: BTreeSet<&str> = ids_of(changed, KIND).collect();
        let all = tables::all_articles(app.store().reader(), &Scope::system(zone.clone())).await?;
        Ok(all.iter().filter(|record| ids.contains(record.id.as_str())).map(document).collect())
    }
}

fn document(record: &ArticleRecord) -> Document {
    let published_at = record.published_at.parse().ok();
    // One whose moment cannot be read is shown by no page either.
    let audience = published_at.map(|_: jiff::Timestamp| Audience::Public);
    Document {
        subject: Subject::new(KIND, record.id.as_str()),
        kind: KIND.to_owned(),
        title: record.title_zh.clone(),
        text: [&record.body_zh, &record.title_en, &record.body_en].map(String::as_str).join("\n").trim().to_owned(),
        path: format!("/articles/{}", record.id),
        day: published_at.map(day_of),
        since: published_at,
        audience: audience.into_iter().collect(),
    }
}

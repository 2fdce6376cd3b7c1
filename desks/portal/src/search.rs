//! What of the site can be searched for: its own articles, by anybody, from the moment on at which they appear.

use std::collections::BTreeSet;

use ::store::{Subject, ZoneId};
use identity::Scope;
use pages::{App, SearchSource, finding::ids_of};
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    model::{Article, Body},
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
        for (record, withdrawn) in tables::all_articles(app.store().reader(), &Scope::system(zone.clone())).await? {
            if let (Ok(article), None) = (record.check(), withdrawn) {
                into.add(&document(&article))?;
            }
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let ids: BTreeSet<&str> = ids_of(changed, KIND).collect();
        let mut found = Vec::new();
        for id in ids {
            let seen = tables::any_article(app.store().reader(), &Scope::system(zone.clone()), id).await?;
            // What was taken back is found no more.
            found.extend(seen.filter(|seen| seen.withdrawn.is_none()).map(|seen| document(&seen.article)));
        }
        Ok(found)
    }
}

fn document(article: &Article) -> Document {
    let words = |body: &Body| body.beginning(Body::CHARS_MAX);
    let english = article.title_en.as_ref().map(ToString::to_string);
    let parts = [Some(words(&article.body_zh)), english, article.body_en.as_ref().map(words)];
    Document {
        subject: Subject::new(KIND, article.id.as_str()),
        kind: KIND.to_owned(),
        title: article.title_zh.to_string(),
        text: parts.into_iter().flatten().collect::<Vec<_>>().join("\n").trim().to_owned(),
        path: format!("/articles/{}", article.id),
        day: Some(day_of(article.published_at)),
        since: Some(article.published_at),
        audience: vec![Audience::Public],
    }
}

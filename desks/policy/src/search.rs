//! What of the policies can be searched for: by their readers each article and each sentence of it, by anybody the released
//! articles on the public site.

use std::collections::BTreeSet;

use ::store::{Subject, ZoneId};
use identity::Scope;
use pages::{App, SearchSource, finding::ids_of};
use search::{Audience, Document as Found, Rewrite, SearchError};

use crate::{
    READ,
    model::{Document, DocumentId, Edition, Sentence, day_in_china},
    store as tables,
};

/// The policies of a zone. Whatever changes in an article, all of it is handed over anew.
pub(crate) struct PolicySearch;

#[async_trait::async_trait]
impl SearchSource for PolicySearch {
    fn subjects(&self) -> &'static [&'static str] {
        &["document", "clause"]
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        for found in articles(app, zone, |_| true).await? {
            into.add(&found)?;
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Found>, SearchError> {
        // A clause is named by its document: DOCUMENT/CLAUSE.
        let of_clauses = ids_of(changed, "clause").filter_map(|id| Some(id.split_once('/')?.0));
        let ids: BTreeSet<&str> = ids_of(changed, "document").chain(of_clauses).collect();
        articles(app, zone, |id| ids.contains(id.as_str())).await
    }
}

async fn articles(app: &App, zone: &ZoneId, which: impl Fn(&DocumentId) -> bool) -> Result<Vec<Found>, SearchError> {
    let (database, scope) = (app.store().reader(), Scope::system(zone.clone()));
    let mut found = Vec::new();
    for (document, edition) in tables::documents(database, &scope).await? {
        if which(&document.id) {
            let sentences = tables::sentences(database, &scope, &document.id, edition.number).await?;
            found.extend(article(&document, &edition, &sentences));
        }
    }
    Ok(found)
}

fn article(document: &Document, edition: &Edition, sentences: &[Sentence]) -> Vec<Found> {
    let text = sentences.iter().map(|sentence| sentence.text.to_string()).collect::<Vec<_>>().join("\n");
    let whole = Found {
        subject: Subject::new("document", document.id.as_str()),
        kind: "policy".to_owned(),
        title: edition.heading.title.to_string(),
        text,
        path: format!("/policy/{}", document.id),
        day: edition.heading.published_at.map(day_in_china),
        since: None,
        audience: vec![Audience::Right(READ)],
    };
    let released = document.released.then(|| Found {
        kind: "article".to_owned(),
        path: format!("/articles/{}", document.id),
        audience: vec![Audience::Public],
        ..whole.clone()
    });
    let clauses = sentences.iter().map(|sentence| Found {
        kind: "clause".to_owned(),
        title: sentence.place.section.as_ref().map_or_else(|| whole.title.clone(), ToString::to_string),
        text: sentence.text.to_string(),
        path: format!("/policy/{}?clause={}#{}", document.id, sentence.clause, sentence.clause),
        ..whole.clone()
    });
    clauses.chain(released).chain([whole.clone()]).collect()
}

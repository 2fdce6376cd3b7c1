//! What of landing plans can be searched for: every wish, by whoever may read them.

use std::collections::BTreeSet;

use ::pages::{App, SearchSource, finding::ids_of};
use ::store::{Subject, ZoneId};
use identity::Scope;
use search::{Audience, Document, Rewrite, SearchError};

use crate::{READ, commands::SUBJECT, model::WishRecord, store as tables};

/// The wishes of a zone.
pub(crate) struct WishSearch;

#[async_trait::async_trait]
impl SearchSource for WishSearch {
    fn subjects(&self) -> &'static [&'static str] {
        &[SUBJECT]
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        for record in tables::wishes(app.store().reader(), &Scope::system(zone.clone())).await? {
            into.add(&document(&record))?;
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let numbers: BTreeSet<&str> = ids_of(changed, SUBJECT).collect();
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let wishes = tables::wishes(app.store().reader(), &Scope::system(zone.clone())).await?;
        let changed = wishes.iter().filter(|record| numbers.contains(record.number.to_string().as_str()));
        Ok(changed.map(document).collect())
    }
}

/// How an investor is reached is not searched for.
fn document(record: &WishRecord) -> Document {
    let wish = &record.wish;
    let lines = [&wish.investor, &wish.note].into_iter().flatten().map(ToString::to_string);
    let codes = wish.industry.iter().map(ToString::to_string);
    Document {
        subject: Subject::new(SUBJECT, record.number.to_string()),
        kind: SUBJECT.to_owned(),
        title: wish.title.to_string(),
        text: lines.chain(codes).collect::<Vec<_>>().join("\n"),
        path: format!("/landing/wishes/{}", record.number),
        day: Some(record.on),
        since: None,
        audience: vec![Audience::Right(READ)],
    }
}

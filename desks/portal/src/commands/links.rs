use jiff::Timestamp;
use store::{Author, Entry, IdempotencyKey, Store, StoreError, Subject, ZoneId};

use crate::store::{self as tables, BrokenLink};

/// Notes links that lead nowhere, and forgets those that were mended.
///
/// # Errors
/// What the database says.
pub async fn note_links(
    store: &Store,
    zone: &ZoneId,
    now: Timestamp,
    mended: Vec<BrokenLink>,
    new: Vec<BrokenLink>,
) -> Result<(), StoreError> {
    let author = Author::system(zone.clone(), "scheduler", now);
    store
        .write(author, IdempotencyKey::random(), "portal.check_links", move |change| {
            Box::pin(async move {
                for link in &mended {
                    tables::delete_broken_link(change, link).await?;
                }
                for link in &new {
                    tables::add_broken_link(change, link).await?;
                }
                let pairs = |links: &[BrokenLink]| {
                    links.iter().map(|link| (link.article.clone(), link.target.clone())).collect::<Vec<_>>()
                };
                let said = serde_json::json!({ "broken": pairs(&new), "mended": pairs(&mended) });
                let subject = Subject::new("site", change.zone().as_str());
                change.record(Entry::new("site.links_checked", subject).after(&said)?);
                Ok(())
            })
        })
        .await
}

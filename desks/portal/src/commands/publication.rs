use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Store, Subject};

use super::{
    NotEdited, SUBJECT,
    manuscripts::{current, unfit},
};
use crate::{
    PUBLISH,
    model::{Article, Edition, Manuscript, ManuscriptState, Reason, Withdrawal},
    store::{self as tables, Seen, day_of},
};

/// Publishes a manuscript, at once or at the time that it names; whoever wrote on it may not.
///
/// A correction of what the public has seen already appears at once and keeps the day of the first edition. The edition
/// before is kept.
///
/// # Errors
/// [`NotEdited`].
pub async fn publish(store: &Store, order: Order<'_>, id: &str, version: i64) -> Result<(), NotEdited> {
    order.needs(PUBLISH)?;
    let (id, scope) = (id.to_owned(), order.scope.clone());
    store
        .write(order.author(), order.key, "portal.publish", move |change| {
            Box::pin(async move {
                let known = current(change, &scope, &id, version).await?;
                put_out(change, &scope, known).await
            })
        })
        .await
}

async fn put_out(change: &mut Change, scope: &Scope, manuscript: Manuscript) -> Result<(), NotEdited> {
    if manuscript.state != ManuscriptState::Submitted {
        return Err(NotEdited::State(manuscript.state));
    }
    if manuscript.authors.contains(&change.author().actor) {
        return Err(NotEdited::OwnWork);
    }
    let (id, now) = (manuscript.content.id.clone(), change.at());
    let before = tables::any_article(change.connection(), scope, &id).await?;
    let seen_since = before.as_ref().map(|before| before.article.published_at).filter(|since| *since <= now);
    let article = manuscript.published(now, seen_since, day_of(now)).map_err(|flaw| NotEdited::Wrong(vec![flaw]))?;
    unfit(change, scope, &article).await?;
    keep_edition(change, scope, before.as_ref(), &article, &manuscript).await?;
    tables::put_article(change, &article).await?;
    tables::delete_manuscript(change, &id).await?;
    let entry = Entry::new("article.published", Subject::new(SUBJECT, id));
    let entry = match &before {
        Some(before) => entry.before(&tables::record_of_article(&before.article))?,
        None => entry,
    };
    change.record(entry.after(&tables::record_of_article(&article))?);
    Ok(())
}

/// Keeps the new edition, and before it the one that came from a file, if that is what stood there.
async fn keep_edition(
    change: &Change,
    scope: &Scope,
    before: Option<&Seen>,
    article: &Article,
    manuscript: &Manuscript,
) -> Result<(), NotEdited> {
    let editions = tables::editions(change.connection(), scope, article.id.as_str()).await?;
    if let (None, Some(before)) = (editions.last(), before) {
        let from_file = Edition {
            number: 1,
            authors: Vec::new(),
            published_by: String::new(),
            published_at: before.article.published_at,
            content: tables::record_of_article(&before.article),
        };
        tables::add_edition(change, &from_file).await?;
    }
    let edition = Edition {
        number: tables::newest_edition(change.connection(), scope, article.id.as_str()).await? + 1,
        authors: manuscript.authors.clone(),
        published_by: change.author().actor.clone(),
        published_at: change.at(),
        content: tables::record_of_article(article),
    };
    Ok(tables::add_edition(change, &edition).await?)
}

/// Takes an article back: its address stays, and says why it is gone. One that waits for its time, and that nobody has
/// seen, becomes a manuscript again, given back for the same reason.
///
/// # Errors
/// [`NotEdited`]; one that is taken back already is unknown.
pub async fn withdraw(store: &Store, order: Order<'_>, id: &str, reason: Reason) -> Result<(), NotEdited> {
    order.needs(PUBLISH)?;
    let (id, scope) = (id.to_owned(), order.scope.clone());
    store
        .write(order.author(), order.key, "portal.withdraw", move |change| {
            Box::pin(async move {
                let known = tables::any_article(change.connection(), &scope, &id).await?;
                let known = known.filter(|known| known.withdrawn.is_none()).ok_or(NotEdited::Unknown)?;
                if known.article.published_at > change.at() {
                    return unschedule(change, &scope, &known.article, &reason).await;
                }
                let (at, by) = (change.at(), change.author().actor.clone());
                let withdrawal = Withdrawal { at, by, reason: reason.as_str().to_owned() };
                tables::withdraw_article(change, &id, &withdrawal).await?;
                let said = json!({ "reason": reason.as_str() });
                change.record(Entry::new("article.withdrawn", Subject::new(SUBJECT, id)).after(&said)?);
                Ok(())
            })
        })
        .await
}

/// Makes an article that nobody has seen a manuscript again; one that is being written on it already stays as it is.
async fn unschedule(change: &mut Change, scope: &Scope, article: &Article, reason: &Reason) -> Result<(), NotEdited> {
    let id = article.id.as_str();
    if tables::manuscript(change.connection(), scope, id).await?.is_none() {
        let newest = tables::editions(change.connection(), scope, id).await?.pop();
        let manuscript = Manuscript {
            state: ManuscriptState::Writing,
            authors: newest.as_ref().map(|edition| edition.authors.clone()).unwrap_or_default(),
            base: newest.as_ref().map_or(0, |edition| edition.number),
            returned_for: reason.as_str().to_owned(),
            changed_at: change.at(),
            changed_by: change.author().actor.clone(),
            version: 1,
            content: tables::record_of_article(article),
        };
        tables::put_manuscript(change, &manuscript).await?;
    }
    tables::delete_article(change, id).await?;
    let said = json!({ "reason": reason.as_str() });
    change.record(Entry::new("article.unscheduled", Subject::new(SUBJECT, id)).after(&said)?);
    Ok(())
}

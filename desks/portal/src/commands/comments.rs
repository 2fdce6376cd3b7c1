use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Stale, Store, StoreError, Subject};

use super::NotSettled;
use crate::{
    EDIT,
    model::{Comment, CommentState, Draft, Judgement, LETTERS_PER_HOUR_MAX, Network, Phase},
    store::{self as tables, day_of},
};

/// Why a comment is not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotHeard {
    /// Nobody may comment on that now: it has not begun, is over, or is not there.
    #[error("comments on this article are not taken now")]
    NotOpen,
    /// So many came from there within an hour.
    #[error("{LETTERS_PER_HOUR_MAX} comments came from this network within an hour; try again later")]
    TooMany,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Takes a comment on an article from anybody; its id. It is shown once an editor has read it.
///
/// The journal keeps the text and who signed it, not how they are reached.
///
/// # Errors
/// [`NotHeard`].
pub async fn comment(
    store: &Store,
    order: Order<'_>,
    article: &str,
    draft: Draft,
    network: Network,
) -> Result<String, NotHeard> {
    let (article, scope) = (article.to_owned(), order.scope.clone());
    store
        .write(order.author(), order.key, "portal.comment", move |change| {
            Box::pin(async move {
                if !is_open(change, &scope, &article).await? {
                    return Err(NotHeard::NotOpen);
                }
                let since = Network::counts_from(change.at());
                if tables::comments_since(change, &network, since).await? >= LETTERS_PER_HOUR_MAX {
                    return Err(NotHeard::TooMany);
                }
                let id = uuid::Uuid::now_v7().to_string();
                let said = json!({ "article": article, "name": draft.name.as_str(), "text": draft.text.as_str() });
                change.record(Entry::new("comment.received", Subject::new("comment", &id)).after(&said)?);
                tables::keep_comment(change, new_comment(change, &id, article, &draft, &network)).await?;
                Ok(id)
            })
        })
        .await
}

async fn is_open(change: &Change, scope: &Scope, article: &str) -> Result<bool, StoreError> {
    let seen = tables::article(change.connection(), scope, article, change.at()).await?;
    let period = seen.filter(|seen| seen.withdrawn.is_none()).and_then(|seen| seen.article.consultation);
    Ok(period.is_some_and(|period| period.phase(day_of(change.at())) == Phase::Open))
}

fn new_comment(change: &Change, id: &str, article: String, draft: &Draft, network: &Network) -> Comment {
    Comment {
        id: id.to_owned(),
        article,
        name: draft.name.to_string(),
        contact: draft.contact.as_ref().map_or_else(String::new, ToString::to_string),
        text: draft.text.as_str().to_owned(),
        received_at: change.at(),
        network: network.as_str().to_owned(),
        state: CommentState::Waiting,
        reason: String::new(),
        answer: String::new(),
        judged_by: String::new(),
        version: 1,
    }
}

/// Shows a comment, with the zone's answer or without, or notes why it is not shown; may be judged again.
///
/// # Errors
/// [`NotSettled`].
pub async fn judge_comment(
    store: &Store,
    order: Order<'_>,
    id: &str,
    version: i64,
    judgement: Judgement,
) -> Result<(), NotSettled> {
    order.needs(EDIT)?;
    let (id, scope) = (id.to_owned(), order.scope.clone());
    store
        .write(order.author(), order.key, "portal.judge_comment", move |change| {
            Box::pin(async move {
                let comment = tables::comment(change.connection(), &scope, &id).await?.ok_or(NotSettled::Unknown)?;
                let was = json!({ "state": comment.state, "answer": comment.answer, "reason": comment.reason });
                let is = json!({
                    "state": judgement.state(), "answer": judgement.answer(), "reason": judgement.reason()
                });
                if comment.version != version {
                    let (your_version, current_version) = (version, comment.version);
                    return Err(Stale { your_version, current_version, yours: is, current: was }.into());
                }
                tables::put_judgement(change, &comment, &judgement).await?;
                let subject = Subject::new("comment", &id);
                let entry = match judgement {
                    Judgement::Show(_) => Entry::new("comment.shown", subject),
                    Judgement::Refuse(_) => Entry::new("comment.refused", subject),
                };
                change.record(entry.before(&was)?.after(&is)?);
                Ok(())
            })
        })
        .await
}

//! Every change of the public site.

mod comments;
mod import;
mod letters;
mod links;
mod manuscripts;
mod publication;

use identity::Forbidden;
use store::{Change, Entry, Stale, StoreError, Subject};

pub use comments::*;
pub use import::*;
pub use letters::*;
pub use links::*;
pub use manuscripts::*;
pub use publication::*;

use crate::{
    model::{FieldFlaw, ManuscriptState},
    store as tables,
};

/// What the journal, the store of files and the search call an article.
pub(crate) const SUBJECT: &str = "article";
/// What all files of articles are to the store of files.
pub(crate) const KIND: &str = "file";

/// Why an article or its manuscript stays as it is.
#[derive(Debug, thiserror::Error)]
pub enum NotEdited {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such article or manuscript in this zone.
    #[error("there is no such article")]
    Unknown,
    /// Somebody else changed it in the meantime.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// It is not in the state that this needs.
    #[error("the manuscript is {}, which does not allow this", .0.as_str())]
    State(ManuscriptState),
    /// Somebody who wrote on it may not publish it.
    #[error("whoever wrote an article may not publish it; ask a colleague")]
    OwnWork,
    /// Some fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Wrong(Vec<FieldFlaw>),
    /// Files that the text names are gone, or pictures wait for their words: the public may not see it so.
    #[error("{} fields name files that are gone, or show pictures without words", .0.len())]
    Files(Vec<FieldFlaw>),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Brings the site to what its file says; nothing is written where it says so already.
pub(crate) async fn put_site(change: &mut Change, new: &crate::model::SiteRecord) -> Result<bool, StoreError> {
    let scope = identity::Scope::system(change.zone().clone());
    let old = tables::site(change.connection(), &scope).await?.map(|site| site.record);
    if old.as_ref() == Some(new) {
        return Ok(false);
    }
    tables::put_site(change, new).await?;
    let entry = Entry::new("site.changed", Subject::new("site", change.zone().as_str()));
    let entry = match &old {
        Some(old) => entry.before(old)?,
        None => entry,
    };
    change.record(entry.after(new)?);
    Ok(true)
}

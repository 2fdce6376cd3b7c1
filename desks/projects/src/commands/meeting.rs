//! Dispatch meetings: calling one, and changing what is known about it.

use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Stale, Store, Subject};

use super::{Refused, new_id};
use crate::{
    EDIT,
    model::{FieldError, Key, Meeting, Problem},
    store::{self as tables, KeptMeeting},
};

/// The journal's name of a meeting.
pub(crate) const MEETING: &str = "project_meeting";

/// Calls a meeting; its id.
///
/// # Errors
/// [`Refused`]; field `agenda` for a project that is not there.
pub async fn call_meeting(store: &Store, order: Order<'_>, meeting: Meeting) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.call_meeting", move |change| {
            Box::pin(async move {
                check_agenda(change, &scope, &meeting).await?;
                let kept = KeptMeeting { id: new_id()?, meeting, version: 1 };
                tables::save_meeting(change, &kept, true).await?;
                let subject = Subject::new(MEETING, kept.id.as_str());
                change.record(Entry::new("project_meeting.called", subject).after(&json!(kept.meeting.texts()))?);
                Ok(kept.id.to_string())
            })
        })
        .await
}

/// Changes a meeting; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit_meeting(
    store: &Store,
    order: Order<'_>,
    id: Key,
    version: i64,
    meeting: Meeting,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.edit_meeting", move |change| {
            Box::pin(async move {
                let found = tables::find_meeting(change.connection(), &scope, &id).await?;
                let before = found.ok_or_else(|| Refused::NotFound(id.to_string()))?;
                let (was, is) = (json!(before.meeting.texts()), json!(meeting.texts()));
                if before.version != version {
                    let stale =
                        Stale { your_version: version, current_version: before.version, yours: is, current: was };
                    return Err(Refused::Stale(stale));
                }
                if meeting == before.meeting {
                    return Err(Refused::Unchanged);
                }
                check_agenda(change, &scope, &meeting).await?;
                let subject = Subject::new(MEETING, id.as_str());
                tables::save_meeting(change, &KeptMeeting { id, meeting, version: version + 1 }, false).await?;
                change.record(Entry::new("project_meeting.edited", subject).before(&was)?.after(&is)?);
                Ok(())
            })
        })
        .await
}

async fn check_agenda(change: &Change, scope: &Scope, meeting: &Meeting) -> Result<(), Refused> {
    let found = tables::by_ids(change.connection(), scope, &meeting.agenda).await?;
    if found.len() == meeting.agenda.len() {
        return Ok(());
    }
    Err(FieldError::new("agenda", Problem::UnknownProject).into())
}

/// Writes meetings that a zone's folder tells of and nobody knew.
pub(crate) async fn add_meetings(change: &mut Change, new: Vec<KeptMeeting>) -> Result<(), store::StoreError> {
    for kept in new {
        tables::save_meeting(change, &kept, true).await?;
        let subject = Subject::new(MEETING, kept.id.as_str());
        change.record(Entry::new("project_meeting.called", subject).after(&json!(kept.meeting.texts()))?);
    }
    Ok(())
}

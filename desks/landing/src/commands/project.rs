//! A wish becomes a project.

use identity::Order;
use projects::{commands as project_commands, model::ProjectDraft};
use serde_json::json;
use store::{Entry, Store, Subject};

use super::{Refused, SUBJECT, day_of, fresh, stands};
use crate::{EDIT, model::Handed, store as tables};

/// Hands a wish over to the projects, with the parcel that was chosen; the id of the new project. `version` is that of the
/// wish that the page showed. Project and wish say so in one change, or neither does.
///
/// # Errors
/// [`Refused`]; [`Refused::Project`] with what the projects say is wrong.
pub async fn begin_project(
    store: &Store,
    order: Order<'_>,
    wish: i64,
    version: i64,
    site: String,
    draft: ProjectDraft,
) -> Result<String, Refused> {
    order.needs(EDIT)?;
    order.needs(projects::EDIT)?;
    let (scope, on, by) = (order.scope.clone(), day_of(&order), order.scope.actor().to_owned());
    store
        .write(order.author(), order.key, "landing.begin_project", move |change| {
            Box::pin(async move {
                let mut record = stands(change, &scope, wish).await?;
                fresh(&record, version, &record.wish.draft())?;
                if let Some(handed) = record.project {
                    return Err(Refused::IsProject(handed.project));
                }
                let project = project_commands::create_in(change, draft, on).await?.to_string();
                let handed = Handed { project: project.clone(), site, on, by };
                let said = json!({ "project": handed.project, "site": handed.site });
                record.project = Some(handed);
                record.version += 1;
                tables::put_wish(change, &record).await?;
                let subject = Subject::new(SUBJECT, wish.to_string());
                change.record(Entry::new("wish.became_project", subject).after(&said)?);
                Ok(project)
            })
        })
        .await
}

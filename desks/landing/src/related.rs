//! The landing plan that a project came from, for the project's page.

use ::pages::{App, Related, RelatedSource};
use ::store::{StoreError, Subject};
use identity::Scope;

use crate::store as tables;

/// The wishes that became a project.
pub(crate) struct WishesOfProject;

#[async_trait::async_trait]
impl RelatedSource for WishesOfProject {
    async fn related(&self, app: &App, scope: &Scope, to: &Subject) -> Result<Vec<Related>, StoreError> {
        if to.kind != projects::commands::SUBJECT {
            return Ok(Vec::new());
        }
        let wishes = tables::wishes_of_project(app.store().reader(), scope, &to.id).await?;
        let one = |record: crate::model::WishRecord| Related {
            kind: "landing-plan",
            title: record.wish.title.to_string(),
            path: format!("/landing/wishes/{}", record.number),
        };
        Ok(wishes.into_iter().map(one).collect())
    }
}

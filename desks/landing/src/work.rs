//! What waits for those who take wishes up.

use std::collections::BTreeSet;

use ::pages::{App, Language, WorkItem, WorkSource};
use ::store::StoreError;
use facts::Light;
use identity::Scope;
use jiff::civil::Date;

use crate::{EDIT, model::WishRecord, store as tables};

/// Lines on the first screen; the others wait behind them in the list.
const LINES_MAX: usize = 20;

/// Wishes of investors that have no edition yet.
pub(crate) struct LandingWork;

#[async_trait::async_trait]
impl WorkSource for LandingWork {
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: Language,
        _today: Date,
    ) -> Result<Vec<WorkItem>, StoreError> {
        if !scope.may(EDIT) {
            return Ok(Vec::new());
        }
        let database = app.store().reader();
        let answered: BTreeSet<i64> =
            tables::headings(database, scope, None).await?.iter().map(|heading| heading.wish).collect();
        let mut wishes = tables::wishes(database, scope).await?;
        wishes.retain(|record| record.waits(&answered));
        let item = |record: &WishRecord| WorkItem {
            title: record.wish.title.to_string(),
            reason: app.languages().text_with(language, "landing-wish-waits", &[("day", record.on.to_string().into())]),
            path: format!("/landing/wishes/{}", record.number),
            due: None,
            light: Light::Amber,
        };
        // Those that have waited longest come first.
        Ok(wishes.iter().rev().take(LINES_MAX).map(item).collect())
    }
}

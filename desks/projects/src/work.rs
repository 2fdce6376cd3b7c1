//! What waits for whom: promises that are overdue or fall due, and months that nobody has reported.

use facts::Light;
use identity::Scope;
use jiff::{ToSpan, civil::Date};
use pages::{App, Language, WorkItem, WorkSource};
use sea_orm::Order;
use store::StoreError;

use crate::{
    EDIT, REPORT, REPORT_OWN, VERIFY,
    model::ProjectRecord,
    store::{self as tables, ProjectFilter, ProjectLine, Sort},
};

/// Lines of each kind; the list of projects has them all.
const LINES_MAX: u64 = 12;
/// So many days before a promised day it is shown.
const DUE_SOON_DAYS: i32 = 30;
/// Day of the month by which the month before is reported; nobody has verified it for this zone.
const REPORT_BY_DAY: i8 = 10;

/// The desk's part of the work queue.
pub(crate) struct ProjectWork;

/// For whom, in which language, as of which day.
struct Reader<'a> {
    app: &'a App,
    scope: &'a Scope,
    language: Language,
    today: Date,
}

#[async_trait::async_trait]
impl WorkSource for ProjectWork {
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: Language,
        today: Date,
    ) -> Result<Vec<WorkItem>, StoreError> {
        let reader = Reader { app, scope, language, today };
        let mut items = Vec::new();
        if scope.may(VERIFY) {
            items.extend(reader.claimed().await?);
        }
        if scope.may(EDIT) || scope.may(REPORT_OWN) {
            items.extend(reader.overdue().await?);
        }
        if scope.may(REPORT) || scope.may(REPORT_OWN) {
            items.extend(reader.unreported().await?);
        }
        if scope.may(EDIT) || scope.may(REPORT_OWN) {
            items.extend(reader.due_soon().await?);
        }
        Ok(items)
    }
}

impl Reader<'_> {
    /// Stages that wait to be verified.
    async fn claimed(&self) -> Result<Vec<WorkItem>, StoreError> {
        let filter = ProjectFilter { claimed: true, ..ProjectFilter::default() };
        let (database, order) = (self.app.store().reader(), (Sort::Stage, Order::Asc));
        let records = tables::records(database, self.scope, &filter, order, 0, LINES_MAX).await?;
        let Some(rules) = tables::find_rules(database, self.scope.zone()).await? else { return Ok(Vec::new()) };
        let item = |record: &ProjectRecord| {
            let claim = record.claim.as_ref()?;
            let stage = rules.stages.get(&claim.stage)?;
            let name = self.language.pick(stage.name_zh.as_str(), stage.name_en.as_str());
            Some(WorkItem {
                title: record.project.name.to_string(),
                reason: self.app.languages().text_with(self.language, "projects-work-claim", &[("stage", name.into())]),
                path: format!("/projects/{}#claim", record.id),
                due: None,
                light: Light::Amber,
            })
        };
        Ok(records.iter().filter_map(item).collect())
    }

    async fn overdue(&self) -> Result<Vec<WorkItem>, StoreError> {
        let filter = ProjectFilter { overdue_on: Some(self.today), ..ProjectFilter::default() };
        let order = (Sort::Stage, Order::Asc);
        let lines = tables::list(self.app.store().reader(), self.scope, &filter, order, 0, LINES_MAX).await?;
        Ok(lines.iter().filter_map(|line| self.promise(line, |promised| promised < self.today)).collect())
    }

    async fn due_soon(&self) -> Result<Vec<WorkItem>, StoreError> {
        let until = self.today.saturating_add(DUE_SOON_DAYS.days());
        let days = (self.today, until);
        let lines = tables::due_soon(self.app.store().reader(), self.scope, days, LINES_MAX).await?;
        let soon = |promised| (self.today..=until).contains(&promised);
        Ok(lines.iter().filter_map(|line| self.promise(line, soon)).collect())
    }

    /// The first promise of a project that is not kept yet and of which something holds.
    fn promise(&self, line: &ProjectLine, holds: impl Fn(Date) -> bool) -> Option<WorkItem> {
        let promises = [
            ("start", &line.start_promised_on, &line.started_on),
            ("production", &line.production_promised_on, &line.production_on),
        ];
        let open = promises.into_iter().filter(|(_, _, reached)| reached.is_none());
        let mut days = open.filter_map(|(name, promised, _)| Some((name, promised.as_deref()?.parse::<Date>().ok()?)));
        let (name, promised) = days.find(|(_, promised)| holds(*promised))?;
        let (when, light) = if promised < self.today { ("overdue", Light::Red) } else { ("due", Light::Amber) };
        let key = format!("projects-work-{name}-{when}");
        let days = (promised - self.today).get_days().abs();
        Some(WorkItem {
            title: line.name.clone(),
            reason: self.app.languages().text_with(self.language, &key, &[("days", days.into())]),
            path: format!("/projects/{}", line.id),
            due: Some(promised),
            light,
        })
    }

    /// The month before, where it is not reported: one line for whoever collects reports, one a project for its
    /// enterprise. Amber until its day, red afterwards.
    async fn unreported(&self) -> Result<Vec<WorkItem>, StoreError> {
        let Ok(last_day) = self.today.first_of_month().yesterday() else { return Ok(Vec::new()) };
        let month = tables::month_of(last_day);
        let database = self.app.store().reader();
        let (count, lines) = tables::unreported(database, self.scope, (&month, last_day), LINES_MAX).await?;
        let due = Date::new(self.today.year(), self.today.month(), REPORT_BY_DAY).ok();
        let light = if due.is_some_and(|due| due < self.today) { Light::Red } else { Light::Amber };
        let text = |key: &str| {
            let values = [("month", month.clone().into()), ("count", count.into())];
            self.app.languages().text_with(self.language, key, &values)
        };
        let item = |title, reason, path| WorkItem { title, reason, path, due, light };
        if count == 0 {
            return Ok(Vec::new());
        }
        if self.scope.may(REPORT) {
            let path = "/projects/import?kind=reports".to_owned();
            return Ok(vec![item(text("projects-work-report"), text("projects-work-report-missing"), path)]);
        }
        let own = |line: &ProjectLine| {
            item(line.name.clone(), text("projects-work-report-own"), format!("/projects/{}", line.id))
        };
        Ok(lines.iter().map(own).collect())
    }
}

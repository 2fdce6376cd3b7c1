//! What waits for whom: promises that are overdue or fall due, and months that nobody has reported.

use facts::Light;
use identity::Scope;
use jiff::{ToSpan, civil::Date};
use pages::{App, Language, WorkItem, WorkSource};
use sea_orm::Order;
use store::StoreError;

use crate::{
    EDIT, REPORT, REPORT_OWN, VERIFY,
    model::{ItemKind, ProjectId, ProjectRecord},
    store::{self as tables, ItemFilter, KeptItem, ProjectFilter, ProjectLine, Sort, WaitsFor},
};

/// Lines of each kind: more than anybody works through, and few enough for one page.
const LINES_MAX: u64 = 200;
/// So many days before a promised day it is shown.
const DUE_SOON_DAYS: i32 = 30;
/// So many days before an item of a dossier is due it is amber.
const ITEM_DUE_SOON_DAYS: i32 = 7;

/// The kinds of items that somebody must do something about.
const OPEN_KINDS: [ItemKind; 5] =
    [ItemKind::Talk, ItemKind::Milestone, ItemKind::Request, ItemKind::Hurdle, ItemKind::Duty];

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
        items.extend(reader.dossier().await?);
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

    /// Items of dossiers that wait for this person, however far their day is. Those of lost and ended projects rest.
    async fn dossier(&self) -> Result<Vec<WorkItem>, StoreError> {
        let Some(person) = self.scope.person() else { return Ok(Vec::new()) };
        let database = self.app.store().reader();
        let waits_for = WaitsFor { account: person.account.clone(), organisation: person.organisation.clone() };
        let soon = self.today.saturating_add(ITEM_DUE_SOON_DAYS.days());
        let filter = ItemFilter {
            projects: Some(ProjectFilter { counting: true, ..ProjectFilter::default() }),
            kinds: OPEN_KINDS.to_vec(),
            open: true,
            due: Some((Date::ZERO, Date::MAX)),
            waits_for: Some(waits_for),
            ..ItemFilter::default()
        };
        let found = tables::items(database, self.scope, &filter, 0, LINES_MAX).await?;
        let ids: Vec<ProjectId> = found.iter().map(|kept| kept.item.project.clone()).collect();
        let projects = tables::by_ids(database, self.scope, &ids).await?;
        let item = |kept: &KeptItem| {
            let project = projects.iter().find(|record| record.id == kept.item.project)?;
            let late = kept.item.late_days(self.today);
            let kind = self.app.languages().text(self.language, &format!("projects-kind-{}", kept.item.kind()));
            let what = kept.item.title.as_ref().map(ToString::to_string).unwrap_or_default();
            let title = format!("{} {kind} {what}", project.project.name);
            let key = if late.is_some() { "projects-work-item-late" } else { "projects-work-item-due" };
            let days = late.unwrap_or_else(|| kept.item.due_on.map_or(0, |due| (due - self.today).get_days()));
            Some(WorkItem {
                title: title.trim_end().to_owned(),
                reason: self.app.languages().text_with(self.language, key, &[("days", days.into())]),
                path: format!("/projects/{}/items/{}", kept.item.project, kept.id),
                due: kept.item.due_on,
                light: match late {
                    Some(_) => Light::Red,
                    None if kept.item.due_on.is_some_and(|due| due <= soon) => Light::Amber,
                    None => Light::Green,
                },
            })
        };
        Ok(found.iter().filter_map(item).collect())
    }

    async fn overdue(&self) -> Result<Vec<WorkItem>, StoreError> {
        let filter = ProjectFilter { overdue_on: Some(self.today), counting: true, ..ProjectFilter::default() };
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
        let rules = tables::find_rules(database, self.scope.zone()).await?;
        let due_day = rules.map_or(1, |rules| rules.conduct.reporting.due_day);
        let due = Date::new(self.today.year(), self.today.month(), due_day).ok();
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

use facts::Light;
use identity::{Person, Scope};
use jiff::civil::Date;
use pages::{App, Language, WorkItem, WorkSource};
use store::StoreError;

use super::{LedgerLine, ledger, rules};
use crate::model::{Alarm, Cause, Timing};

/// Duties in the work queue of whoever answers for them.
pub(crate) struct Duties;

#[async_trait::async_trait]
impl WorkSource for Duties {
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: Language,
        today: Date,
    ) -> Result<Vec<WorkItem>, StoreError> {
        let Some(person) = scope.person() else { return Ok(Vec::new()) };
        let database = app.store().reader();
        let rules = rules(database, scope).await?;
        let lines = ledger(app.facts(), database, scope, today).await?;
        let mine = lines.into_iter().filter(|line| concerns(line, person));
        Ok(mine
            .filter(|line| line.duty.timing(&rules, today) != Timing::Settled)
            .map(|line| {
                let alarms = line.duty.alarms(&rules, today);
                item(app, language, &line, alarms.first())
            })
            .collect())
    }
}

fn concerns(line: &LedgerLine, person: &Person) -> bool {
    let owners = std::iter::once(&line.duty.owner).chain(&line.duty.co_owners);
    owners.into_iter().any(|owner| owner.is(&person.organisation, &person.post))
}

fn item(app: &App, language: Language, line: &LedgerLine, alarm: Option<&Alarm>) -> WorkItem {
    let (key, days) = match alarm.map(|alarm| alarm.cause) {
        Some(Cause::DueSoon(days)) => ("policy-work-due-soon", days),
        Some(Cause::Overdue(days)) => ("policy-work-overdue", days),
        Some(Cause::Stuck(days)) => ("policy-work-stuck", days),
        None => ("policy-work-open", 0),
    };
    WorkItem {
        title: line.excerpt(),
        reason: app.languages().text_with(language, key, &[("days", days.into())]),
        path: line.path(),
        due: line.duty.due.map(|due| due.last_day()),
        light: alarm.map_or(Light::Unknown, |alarm| alarm.level.light()),
    }
}

//! What is red: the projects that a meeting should talk about, each with the reasons.

use std::collections::BTreeMap;

use pages::Visit;
use sea_orm::Order;
use store::StoreError;

use super::leader::stuck;
use crate::{
    model::{ItemKind, ProjectId, ProjectRecord, Rules},
    pages::dossier::{self, item_line},
    store::{self as tables, ItemFilter, ProjectFilter, Sort},
};

/// Projects of each reason.
const PROJECTS_MAX: u64 = 50;
/// Open items that are looked at.
const ITEMS_MAX: u64 = 1_000;

/// Projects that are stuck, that break a promise, or of which something is late; each with the reasons, in words.
pub async fn red(visit: &Visit, rules: &Rules) -> Result<Vec<(ProjectRecord, Vec<String>)>, StoreError> {
    let (database, scope, day) = (visit.store().reader(), visit.scope(), visit.as_of());
    let late = ProjectFilter { overdue_on: Some(day), ..ProjectFilter::default() };
    let mut projects = stuck(visit, rules).await?;
    projects.extend(tables::records(database, scope, &late, (Sort::Stage, Order::Asc), 0, PROJECTS_MAX).await?);
    let kinds = vec![ItemKind::Milestone, ItemKind::Request, ItemKind::Hurdle, ItemKind::Duty];
    let open = ItemFilter { kinds, open: true, ..ItemFilter::default() };
    let names = dossier::names(visit, rules).await?;
    let mut reasons: BTreeMap<ProjectId, Vec<String>> = BTreeMap::new();
    for kept in tables::items(database, scope, &open, 0, ITEMS_MAX).await? {
        if let Some(days) = kept.item.late_days(day) {
            let late = visit.text_with("projects-item-late", &[("days", days.into())]);
            let line = format!("{} {late}", item_line(visit, &names, &kept.item));
            reasons.entry(kept.item.project.clone()).or_default().push(line);
        }
    }
    let known: Vec<ProjectId> = projects.iter().map(|record| record.id.clone()).collect();
    let missing: Vec<ProjectId> = reasons.keys().filter(|id| !known.contains(id)).cloned().collect();
    projects.extend(tables::by_ids(database, scope, &missing).await?);
    let mut red: BTreeMap<ProjectId, (ProjectRecord, Vec<String>)> = BTreeMap::new();
    for record in projects {
        let mut all = Vec::new();
        if let Some(stuck) = record.stuck(day, rules) {
            let values = [("days", stuck.days.into()), ("max", stuck.days_max.into())];
            all.push(visit.text_with("projects-leader-days", &values));
        }
        for late in record.overdue(day, rules) {
            let key = format!("projects-overdue-{}", late.milestone.key());
            all.push(visit.text_with(&key, &[("days", late.late_days.into())]));
        }
        all.extend(reasons.get(&record.id).cloned().unwrap_or_default());
        red.insert(record.id.clone(), (record, all));
    }
    let mut red: Vec<_> = red.into_values().filter(|(record, _)| record.category(day, rules).is_some()).collect();
    red.sort_by_key(|(record, reasons)| {
        (std::cmp::Reverse(reasons.len()), std::cmp::Reverse(record.project.total_investment_cny))
    });
    Ok(red)
}

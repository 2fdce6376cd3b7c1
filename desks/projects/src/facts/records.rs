//! The projects behind a fact, each with what it adds to it.

use std::collections::{BTreeSet, HashMap};

use facts::{RecordLink, Records};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::StoreError;

use super::{Group, groups};
use crate::{
    commands::SUBJECT,
    model::{ProjectId, StageGroup},
    store::{self as tables, Glance, MonthSum},
};

/// What a project adds to a fact: nothing but itself, or an amount in fen.
enum Part {
    One,
    Fen(i64),
    Number(i64),
}

/// One page of the projects behind a fact that the scope may see, in the order of their names.
pub(super) async fn behind(
    database: &DatabaseConnection,
    scope: &Scope,
    as_of: Date,
    key: &str,
    offset: u64,
    limit: u64,
) -> Result<Records, StoreError> {
    let zone = scope.zone();
    let rules = tables::rules(database, zone).await?;
    let glances = tables::glances(database, zone, &rules, as_of).await?;
    let group = groups(&rules).into_iter().map(|(group, _)| group).find(|group| {
        let part = group.key();
        key == format!("projects.count.{part}") || key == format!("projects.investment.{part}")
    });
    let sums = tables::sums_by_project(database, zone, &first_month(key, as_of), &tables::month_of(as_of)).await?;
    let mut found: Vec<(&Glance, Part)> =
        glances.iter().filter_map(|glance| part(key, group.as_ref(), glance, &sums).map(|part| (glance, part))).collect();
    found.sort_by(|left, right| left.0.name.cmp(&right.0.name).then(left.0.id.cmp(&right.0.id)));
    let seen = visible(database, scope, &found).await?;
    found.retain(|(glance, _)| seen.contains(&glance.id));
    let skip = usize::try_from(offset).unwrap_or(usize::MAX);
    let take = usize::try_from(limit).unwrap_or(usize::MAX);
    let rows = found.iter().skip(skip).take(take).map(|(glance, part)| link(glance, part)).collect();
    Ok(Records { total: found.len() as u64, rows })
}

async fn visible(
    database: &DatabaseConnection,
    scope: &Scope,
    found: &[(&Glance, Part)],
) -> Result<BTreeSet<String>, StoreError> {
    match tables::sight(database, scope).await? {
        tables::Sight::Zone => Ok(found.iter().map(|(glance, _)| glance.id.clone()).collect()),
        tables::Sight::Nothing => Ok(BTreeSet::new()),
        tables::Sight::Own(_) => {
            let ids: Vec<ProjectId> = found.iter().filter_map(|(glance, _)| glance.id.parse().ok()).collect();
            let own = tables::by_ids(database, scope, &ids).await?;
            Ok(own.into_iter().map(|record| record.id.to_string()).collect())
        }
    }
}

/// The first month whose reports a fact adds up.
fn first_month(key: &str, as_of: Date) -> String {
    if key.ends_with("last_12_months") {
        let year_ago = as_of.first_of_month().checked_sub(jiff::Span::new().months(11));
        return year_ago.map(tables::month_of).unwrap_or_default();
    }
    if key.ends_with("done_total") { String::new() } else { format!("{:04}-01", as_of.year()) }
}

/// What a project adds to a fact; `None` when it does not stand behind it.
fn part(key: &str, group: Option<&Group>, glance: &Glance, sums: &HashMap<String, MonthSum>) -> Option<Part> {
    if let Some(group) = group {
        glance.category?;
        let belongs = match group {
            Group::Stage(stage) => glance.stage.as_ref() == Some(stage),
            Group::Category(category) => glance.category == Some(*category),
            Group::Park(park) => glance.park.as_ref() == Some(park),
            Group::Cluster(cluster) => glance.cluster.as_ref() == Some(cluster),
            Group::Tag(tag) => glance.tags.contains(tag),
        };
        let amount = key.starts_with("projects.investment.");
        return belongs.then_some(if amount { Part::Fen(glance.investment_fen) } else { Part::One });
    }
    let counts = glance.category.is_some();
    let at_least = |group: StageGroup| (counts && glance.group >= Some(group)).then_some(Part::One);
    let producing = |part: Part| (counts && glance.group >= Some(StageGroup::Production)).then_some(part);
    let reported = |pick: fn(&MonthSum) -> i64| sums.get(&glance.id).map(pick).filter(|fen| *fen != 0).map(Part::Fen);
    match key {
        "projects.count.lost" => glance.is_lost.then_some(Part::One),
        "projects.count.overdue" => (counts && glance.is_overdue).then_some(Part::One),
        "projects.count.signed_ever" | "projects.rate.start" => at_least(StageGroup::Signed),
        "projects.count.started" | "projects.rate.production" => at_least(StageGroup::Construction),
        "projects.count.in_production" | "projects.rate.full_benefit" => at_least(StageGroup::Production),
        "projects.count.full_capacity" => at_least(StageGroup::FullCapacity),
        "projects.count.full_benefit" => at_least(StageGroup::FullBenefit),
        "projects.count.total" => counts.then_some(Part::One),
        "projects.investment.total" => counts.then_some(Part::Fen(glance.investment_fen)),
        "projects.output.promised" => producing(Part::Fen(glance.output_promised_fen)),
        "projects.tax.promised" => producing(Part::Fen(glance.tax_promised_fen)),
        "projects.jobs.promised" => producing(Part::Number(glance.jobs_promised)),
        _ if key.starts_with("projects.output.") => reported(|sum| sum.output_fen),
        _ if key.starts_with("projects.tax.") => reported(|sum| sum.tax_fen),
        _ => reported(|sum| sum.investment_fen),
    }
}

fn link(glance: &Glance, part: &Part) -> RecordLink {
    RecordLink {
        title: glance.name.clone(),
        contribution: match part {
            Part::One => String::new(),
            Part::Number(number) => number.to_string(),
            Part::Fen(fen) => yuan(*fen),
        },
        path: format!("/projects/{}", glance.id),
        subject: (SUBJECT.to_owned(), glance.id.clone()),
    }
}

/// `¥ 3,000,000`: reads the same in both languages.
fn yuan(fen: i64) -> String {
    let digits = (fen / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("¥ {grouped}")
}

//! Figures over many projects: the funnel, and what is stuck.

use std::collections::BTreeMap;

use axum::Json;
use pages::{PageError, Visit, api::Asked};
use rust_decimal::Decimal;
use serde::Serialize;
use utoipa::ToSchema;

use super::{body::ProjectBody, items::ItemBody, query::ListQuery};
use crate::{
    model::{Funnel, ItemKind, ProjectId},
    pages::{FUNNEL_PROJECTS_MAX, Part, rules_of_known},
    store::{self as tables, ItemFilter, KeptItem},
};

/// Open hurdles that are looked at.
const HURDLES_MAX: u64 = 2_000;

/// How many projects come how far, and how long they stay.
#[derive(Debug, Serialize, ToSchema)]
pub struct FunnelBody {
    /// One step for each stage of the zone, in order.
    steps: Vec<StepBody>,
    /// Whether more projects fit than were counted.
    partial: bool,
}

/// One stage of the funnel.
#[derive(Debug, Serialize, ToSchema)]
pub struct StepBody {
    /// Key of the stage.
    stage: String,
    /// Projects that have ever come to it or beyond.
    reached: usize,
    /// Total investment of these, in yuan.
    reached_cny: String,
    /// Their share of those that had come to the step before; none for the first.
    conversion: Option<f64>,
    /// Projects that stand at it and count.
    standing: usize,
    /// Projects that were lost or ended while they stood at it.
    gone: usize,
    /// Days that half of the projects stayed less than; none where none has left it yet.
    median_days: Option<i32>,
}

/// The projects that have stood at their stage for too long.
#[derive(Debug, Serialize, ToSchema)]
pub struct StuckListBody {
    /// Of each stage those that stand there longest.
    projects: Vec<StuckBody>,
}

/// A project that has stood at its stage for longer than the zone's rule lets it.
#[derive(Debug, Serialize, ToSchema)]
pub struct StuckBody {
    /// The project.
    project: ProjectBody,
    /// Days at the stage.
    days: i32,
    /// Days after which the rule asks why.
    days_max: u16,
    /// What holds it up, as far as somebody said so.
    hurdles: Vec<ItemBody>,
}

/// The funnel of the projects that the filters ask for.
#[utoipa::path(
    get, path = "/api/projects/funnel", tag = "projects", operation_id = "projects_funnel", params(ListQuery),
    responses((status = 200, body = FunnelBody, description = "The funnel")),
)]
pub async fn funnel(visit: Visit, _: Asked<ListQuery>) -> Result<Json<FunnelBody>, PageError> {
    let rules = rules_of_known(&visit).await?;
    let records = Part::some(&visit, &rules, FUNNEL_PROJECTS_MAX).await?;
    let funnel = Funnel::of(&records, &rules, visit.as_of());
    let step = |(position, step): (usize, &crate::model::FunnelStep<'_>)| StepBody {
        stage: step.stage.key.to_string(),
        reached: step.reached,
        reached_cny: Decimal::from_i128_with_scale(step.reached_fen, 2).normalize().to_string(),
        conversion: funnel.conversion(position),
        standing: step.standing,
        gone: step.gone,
        median_days: step.median_days,
    };
    let steps = funnel.steps.iter().enumerate().map(step).collect();
    Ok(Json(FunnelBody { steps, partial: records.len() as u64 == FUNNEL_PROJECTS_MAX }))
}

/// The projects that have stood at their stage for too long, with what holds them up.
#[utoipa::path(
    get, path = "/api/projects/stuck", tag = "projects", operation_id = "projects_stuck", params(ListQuery),
    responses((status = 200, body = StuckListBody, description = "The projects")),
)]
pub async fn stuck(visit: Visit, _: Asked<ListQuery>) -> Result<Json<StuckListBody>, PageError> {
    let rules = rules_of_known(&visit).await?;
    let (database, scope, day) = (visit.store().reader(), visit.scope(), visit.as_of());
    let records = crate::pages::stuck(&visit, &rules).await?;
    let of = Some(records.iter().map(|record| record.id.clone()).collect());
    let filter = ItemFilter { of, kinds: vec![ItemKind::Hurdle], open: true, ..ItemFilter::default() };
    let mut hurdles: BTreeMap<ProjectId, Vec<KeptItem>> = BTreeMap::new();
    for kept in tables::items(database, scope, &filter, 0, HURDLES_MAX).await? {
        hurdles.entry(kept.item.project.clone()).or_default().push(kept);
    }
    let line = |record: &crate::model::ProjectRecord| {
        let stuck = record.stuck(day, &rules)?;
        Some(StuckBody {
            project: ProjectBody::of(record, &rules, day),
            days: stuck.days,
            days_max: stuck.days_max,
            hurdles: hurdles.get(&record.id).into_iter().flatten().map(|kept| ItemBody::of(kept, day)).collect(),
        })
    };
    Ok(Json(StuckListBody { projects: records.iter().filter_map(line).collect() }))
}

//! The open pool of leads (公海池): taking one out of it, giving one back, and what falls back by itself.

use identity::{Order, Scope};
use jiff::{Timestamp, civil::Date};
use store::{Author, Change, IdempotencyKey, Store, StoreError, ZoneId};

use super::{Ground, Refused, change_record};
use crate::{
    EDIT,
    model::{FieldError, Line, Problem, Project, ProjectId, ProjectRecord, Released, Rules, StageGroup},
    store::{self as tables, ProjectFilter},
};

/// Leads that one run gives back: the next run takes the others.
const RETURNED_MAX: u64 = 200;

/// The stages of leads.
pub(crate) fn lead_stages(rules: &Rules) -> Vec<String> {
    let leads = rules.stages.iter().filter(|stage| stage.group == StageGroup::Lead);
    leads.map(|stage| stage.key.to_string()).collect()
}

/// Takes a lead out of the pool: whoever gives the order is in charge of it from now on.
///
/// # Errors
/// [`Refused`]; field `manager` where the zone's rules of the pool do not let it.
pub async fn take_lead(store: &Store, order: Order<'_>, id: ProjectId, version: i64) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let today = super::day_of(&order);
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.take_lead", move |change| {
            Box::pin(async move {
                let ground = super::ground(change, &scope, &id).await?;
                let held = held(change, &ground.rules, scope.actor()).await?;
                let after = taken(&ground, scope.actor(), held, today)
                    .map_err(|problem| Refused::from(FieldError::new("manager", problem)));
                super::put(change, &ground, "project.lead_taken", version, after).await
            })
        })
        .await
}

/// How many leads somebody holds.
async fn held(change: &Change, rules: &Rules, actor: &str) -> Result<u64, StoreError> {
    let filter = ProjectFilter {
        manager: Some(actor.to_owned()),
        stages: lead_stages(rules),
        counting: true,
        ..ProjectFilter::default()
    };
    let system = Scope::system(change.zone().clone());
    tables::count_up_to(change.connection(), &system, &filter, u64::from(u16::MAX)).await
}

fn taken(ground: &Ground, actor: &str, held: u64, today: Date) -> Result<ProjectRecord, Problem> {
    may_take(&ground.before, &ground.rules, actor, today)?;
    let max = ground.rules.conduct.pool.held_max;
    if held >= u64::from(max) {
        return Err(Problem::HoldsEnough { max });
    }
    let mut after = ground.before.clone();
    after.project.manager = Some(actor.parse()?);
    Ok(after)
}

/// What becomes of a project that is edited: who takes a lead keeps to the rules of the pool, who gives one up rests.
pub(super) async fn pooled(
    change: &Change,
    ground: &Ground,
    project: Project,
    today: Date,
) -> Result<ProjectRecord, Refused> {
    let (before, actor) = (&ground.before, change.author().actor.as_str());
    let mut after = ProjectRecord { project, ..before.clone() };
    let is_lead = group(before, &ground.rules) == Some(StageGroup::Lead);
    if !is_lead || after.project.manager == before.project.manager {
        return Ok(after);
    }
    match (&before.project.manager, &after.project.manager) {
        (_, Some(taker)) if taker.as_str() == actor => {
            let held = held(change, &ground.rules, actor).await?;
            taken(ground, actor, held, today).map_err(|problem| FieldError::new("manager", problem))?;
        }
        (Some(by), None) => after.released = Some(Released { by: by.clone(), on: today, reason: None }),
        _ => {}
    }
    Ok(after)
}

fn group(record: &ProjectRecord, rules: &Rules) -> Option<StageGroup> {
    record.stages.latest().and_then(|latest| rules.stages.group(&latest.stage))
}

/// Whether somebody may take a lead: it is one, nobody holds it, and whoever gave it up has rested.
fn may_take(record: &ProjectRecord, rules: &Rules, actor: &str, today: Date) -> Result<(), Problem> {
    if group(record, rules) != Some(StageGroup::Lead) || record.category(today, rules).is_none() {
        return Err(Problem::NoLead);
    }
    if let Some(manager) = &record.project.manager {
        return Err(Problem::HeldBy { login: manager.to_string() });
    }
    let rested_on = record
        .released
        .as_ref()
        .filter(|released| released.by.as_str() == actor)
        .map(|released| released.on.saturating_add(jiff::Span::new().days(rules.conduct.pool.rest_days)));
    match rested_on.filter(|rested_on| today < *rested_on) {
        Some(until) => Err(Problem::Resting { until }),
        None => Ok(()),
    }
}

/// Gives a lead back into the pool.
///
/// # Errors
/// [`Refused`]; field `manager` where nobody holds it.
pub async fn release_lead(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    reason: Line,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let today = super::day_of(&order);
    change_record(store, order, "projects.release_lead", "project.lead_released", id, version, move |ground| {
        released(&ground.before, &ground.rules, today, Some(reason))
    })
    .await
}

fn released(
    record: &ProjectRecord,
    rules: &Rules,
    today: Date,
    reason: Option<Line>,
) -> Result<ProjectRecord, FieldError> {
    let manager = record.project.manager.clone().filter(|_| group(record, rules) == Some(StageGroup::Lead));
    let by = manager.ok_or_else(|| FieldError::new("manager", Problem::NoLead))?;
    let mut after = record.clone();
    after.project.manager = None;
    after.released = Some(Released { by, on: today, reason });
    Ok(after)
}

/// Gives back the leads that nobody has touched for as long as the zone's rule says, and tells those who held them; how
/// many.
pub(crate) async fn return_untouched(store: &Store, zone: &ZoneId, now: Timestamp) -> Result<usize, StoreError> {
    let Some(rules) = tables::find_rules(store.reader(), zone).await? else { return Ok(0) };
    let days = rules.conduct.pool.untouched_days;
    let today = pages::china().to_datetime(now).date();
    let Ok(before) = today.checked_sub(jiff::Span::new().days(days)) else { return Ok(0) };
    let filter = untouched(&rules, before);
    let scope = Scope::system(zone.clone());
    let order = (tables::Sort::Name, sea_orm::Order::Asc);
    let lines = tables::list(store.reader(), &scope, &filter, order, 0, RETURNED_MAX).await?;
    let mut returned = 0;
    for line in lines {
        returned += usize::from(return_one(store, zone, now, &line.id, (days, before)).await?);
    }
    Ok(returned)
}

/// Leads that somebody holds and nobody has touched since a day.
fn untouched(rules: &Rules, since: Date) -> ProjectFilter {
    ProjectFilter {
        stages: lead_stages(rules),
        untouched_since: Some(since),
        counting: true,
        ..ProjectFilter::default()
    }
}

/// Gives one lead back; false where somebody has touched it or let it go meanwhile.
async fn return_one(
    store: &Store,
    zone: &ZoneId,
    now: Timestamp,
    id: &str,
    (days, before): (u16, Date),
) -> Result<bool, StoreError> {
    let Ok(id) = id.parse::<ProjectId>() else { return Ok(false) };
    let (author, today) = (Author::system(zone.clone(), "scheduler", now), pages::china().to_datetime(now).date());
    let scope = Scope::system(zone.clone());
    let outcome = store
        .write(author, IdempotencyKey::random(), "projects.return_lead", move |change| {
            Box::pin(async move {
                let ground = super::ground(change, &scope, &id).await?;
                let filter = ProjectFilter { id: Some(id.clone()), ..untouched(&ground.rules, before) };
                if tables::count_up_to(change.connection(), &scope, &filter, 1).await? == 0 {
                    return Err(Refused::Unchanged);
                }
                let after = released(&ground.before, &ground.rules, today, None)?;
                let holder = after.released.as_ref().map(|released| released.by.to_string()).unwrap_or_default();
                let name = after.project.name.to_string();
                super::put(change, &ground, "project.lead_returned", ground.version, Ok(after)).await?;
                let notice = notices::Notice {
                    account: holder,
                    occasion: format!("lead/{id}/returned/{today}"),
                    text_key: "projects-notice-lead-returned".to_owned(),
                    details: [("name".to_owned(), name), ("days".to_owned(), days.to_string())].into(),
                    path: format!("/projects/{id}"),
                    light: "amber".to_owned(),
                };
                notices::post(change, notice).await?;
                Ok::<_, Refused>(())
            })
        })
        .await;
    match outcome {
        Ok(()) => Ok(true),
        Err(Refused::Store(error)) => Err(error),
        Err(_) => Ok(false),
    }
}

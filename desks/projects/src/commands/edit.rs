use identity::Order;
use jiff::civil::Date;
use store::{Change, Entry, Store, Subject};

use super::{
    Refused, SUBJECT, check_code, check_investor, check_manager, check_name, day_of, ground, new_id, pool::pooled,
    project_trace, put, tell::tell_in_charge,
};
use crate::{
    EDIT,
    model::{FieldError, Project, ProjectDraft, ProjectId, ProjectRecord, Rules, StatusChange, Transition},
    store::{self as tables, Saved},
};

/// Adds a project at the zone's first stage, as of today; its id.
///
/// # Errors
/// [`Refused`].
pub async fn create(store: &Store, order: Order<'_>, draft: ProjectDraft) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let today = day_of(&order);
    store
        .write(order.author(), order.key, "projects.create", move |change| {
            Box::pin(async move { Ok(create_in(change, draft, today).await?.to_string()) })
        })
        .await
}

/// Adds a project in a change that does more: a desk that hands a project over writes down, with it, what it came from. Who
/// may is asked by whoever began the change.
///
/// # Errors
/// [`Refused`].
pub async fn create_in(change: &mut Change, draft: ProjectDraft, today: Date) -> Result<ProjectId, Refused> {
    let rules = tables::rules(change.connection(), change.zone()).await?;
    let project = draft.check(None, &rules.vocabulary).map_err(Refused::Wrong)?;
    let record = fresh(new_id()?, project, &rules, today)?;
    check_code(change, None, &record).await?;
    check_name(change, None, &record).await?;
    check_manager(change, None, &record).await?;
    check_investor(change, None, &record).await?;
    tables::save(change, &rules, &[Saved::new(&record)]).await?;
    tell_in_charge(change, None, &record).await?;
    let subject = Subject::new(SUBJECT, record.id.as_str());
    change.record(Entry::new("project.created", subject).after(&project_trace(&record))?);
    Ok(record.id)
}

/// A project at the zone's first stage, as of today, if all is filled in that the stage asks for.
fn fresh(id: ProjectId, project: Project, rules: &Rules, today: Date) -> Result<ProjectRecord, FieldError> {
    let stage = rules.stages.first().key.clone();
    let mut record = ProjectRecord::new(id, project);
    record.enter(Transition::new(stage, today), rules, today)?;
    Ok(record)
}

/// Changes the particulars of a project; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster. Field `manager` for who takes a lead
/// against the rules of the pool.
pub async fn edit(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    draft: ProjectDraft,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.edit", move |change| {
            Box::pin(async move {
                let ground = ground(change, &scope, &id).await?;
                let vocabulary = &ground.rules.vocabulary;
                let project = draft.check(Some(&ground.before.project), vocabulary).map_err(Refused::Wrong);
                let after = match project {
                    Ok(project) => pooled(change, &ground, project, today).await,
                    Err(wrong) => Err(wrong),
                };
                put(change, &ground, "project.edited", version, after).await
            })
        })
        .await
}

/// Moves a project to another stage: on, if all that the stage asks for is filled in; back, with a reason.
///
/// # Errors
/// [`Refused`]; field `stage` with what is missing.
pub async fn advance(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    transition: Transition,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.advance", move |change| {
            Box::pin(async move {
                let ground = ground(change, &scope, &id).await?;
                let mut after = ground.before.clone();
                let after = after.enter(transition, &ground.rules, today).map(|()| after).map_err(Refused::from);
                put(change, &ground, "project.advanced", version, after).await
            })
        })
        .await
}

/// Changes how a project is doing.
///
/// # Errors
/// [`Refused`].
pub async fn change_status(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    new: StatusChange,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (scope, today) = (order.scope.clone(), day_of(&order));
    store
        .write(order.author(), order.key, "projects.change_status", move |change| {
            Box::pin(async move {
                let ground = ground(change, &scope, &id).await?;
                let mut after = ground.before.clone();
                let after = after.statuses.change(new, today).map(|()| after).map_err(Refused::from);
                put(change, &ground, "project.status_changed", version, after).await
            })
        })
        .await
}

//! The gates of stages: bypassing one, claiming a stage that somebody else verifies, verifying it, sending it back.

use identity::Order;
use jiff::civil::Date;
use store::Store;

use super::{Ground, Refused, change_record, day_of};
use crate::{
    BYPASS, EDIT, VERIFY,
    model::{Claim, FieldError, Line, Passage, Problem, ProjectId, ProjectRecord, Prose, Returned, Transition},
};

/// Moves a project to a stage although something is missing that the stage asks for; the transition says why. A stage
/// that must be verified is not bypassed.
///
/// # Errors
/// [`Refused`]; field `stage_reason` without a reason.
pub async fn bypass(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    mut transition: Transition,
) -> Result<(), Refused> {
    order.needs(BYPASS)?;
    let today = day_of(&order);
    transition.passage = Passage::Bypassed { by: account(&order)? };
    change_record(store, order, "projects.bypass", "project.gate_bypassed", id, version, move |ground| {
        let mut after = ground.before.clone();
        after.enter(transition, &ground.rules, today)?;
        Ok(after)
    })
    .await
}

/// Claims that a project has reached the next stage, which somebody else verifies.
///
/// # Errors
/// [`Refused`]; field `stage` where the next stage is not verified, or asks for more.
pub async fn claim_stage(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    reached_on: Date,
    evidence: Prose,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let (today, by) = (day_of(&order), account(&order)?);
    change_record(store, order, "projects.claim_stage", "project.stage_claimed", id, version, move |ground| {
        let Some(stage) = ground.before.claimable(&ground.rules) else {
            return Err(FieldError::new("stage", Problem::NothingToClaim));
        };
        let claim = Claim { stage: stage.key.clone(), reached_on, by, on: today, evidence, returned: None };
        // Whoever verifies should find a gate that is open but for them.
        ground.before.may_enter(&verified(&claim, claim.by.clone()), &ground.rules, today).map_err(as_claimed)?;
        Ok(ProjectRecord { claim: Some(claim), ..ground.before.clone() })
    })
    .await
}

/// Verifies the claim of a project: it enters the stage, with what whoever verifies thinks of it.
///
/// # Errors
/// [`Refused`]; field `stage` without a claim, and for whoever manages the project or claims the stage.
pub async fn verify_stage(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    opinion: Option<Line>,
) -> Result<(), Refused> {
    order.needs(VERIFY)?;
    let (today, by) = (day_of(&order), account(&order)?);
    change_record(store, order, "projects.verify_stage", "project.stage_verified", id, version, move |ground| {
        let claim = open_claim(ground, by.as_str())?;
        let mut after = ground.before.clone();
        let transition = Transition { reason: opinion, ..verified(claim, by) };
        after.enter(transition, &ground.rules, today)?;
        Ok(after)
    })
    .await
}

/// Sends the claim of a project back, with the reason.
///
/// # Errors
/// [`Refused`]; as for [`verify_stage`].
pub async fn return_claim(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    reason: Line,
) -> Result<(), Refused> {
    order.needs(VERIFY)?;
    let (today, by) = (day_of(&order), account(&order)?);
    change_record(store, order, "projects.return_claim", "project.claim_returned", id, version, move |ground| {
        let mut claim = open_claim(ground, by.as_str())?.clone();
        claim.returned = Some(Returned { by, on: today, reason });
        Ok(ProjectRecord { claim: Some(claim), ..ground.before.clone() })
    })
    .await
}

/// The transition that a verified claim makes.
fn verified(claim: &Claim, by: Line) -> Transition {
    let passage = Passage::Verified { by, evidence: claim.evidence.clone() };
    Transition { passage, ..Transition::new(claim.stage.clone(), claim.reached_on) }
}

/// The day stands in another field of the form than where a project is moved on.
fn as_claimed(error: FieldError) -> FieldError {
    if error.field == "stage_since" { FieldError::new("reached_on", error.problem) } else { error }
}

/// The claim that waits, for somebody who may judge it.
fn open_claim<'g>(ground: &'g Ground, account: &str) -> Result<&'g Claim, FieldError> {
    let claim = ground.before.claim.as_ref().filter(|claim| claim.is_open());
    let claim = claim.ok_or_else(|| FieldError::new("stage", Problem::NoClaim))?;
    claim.may_be_verified_by(account, &ground.before)?;
    Ok(claim)
}

/// The account of whoever gives the order.
fn account(order: &Order<'_>) -> Result<Line, Refused> {
    order.scope.actor().parse().map_err(|problem| Refused::from(FieldError::new("by", problem)))
}

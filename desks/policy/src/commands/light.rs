use facts::Light;
use identity::{Order, Scope};
use jiff::civil::Date;
use store::{Entry, Store};

use super::{Refused, clause_subject, find_clause};
use crate::{
    OVERRIDE,
    model::{ClauseId, DocumentId, Override, PieceId, Problem, Problems, Prose, day_in_china},
    store as tables,
};

/// A light to be shown in place of the computed one.
#[derive(Clone, Debug, PartialEq)]
pub struct OverrideDraft {
    /// The light.
    pub light: Light,
    /// Why.
    pub reason: Prose,
    /// The last day on which it holds.
    pub expires_on: Date,
}

impl OverrideDraft {
    /// Reads the fields of a form.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(light: &str, reason: &str, expires_on: &str, today: Date) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let short = |text: &str| text.chars().take(60).collect::<String>();
        let known = || "green, amber, red, unknown".to_owned();
        let light = light.parse().map_err(|()| Problem::Word { given: short(light), known: known() });
        let day = expires_on.trim().parse().map_err(|_| Problem::Day(short(expires_on)));
        let light = problems.take("new_light", light);
        let reason = problems.take("reason", reason.parse());
        let expires_on = problems.take("expires_on", day.and_then(|day| Override::expiry(today, day)));
        let whole = (|| Some(Self { light: light?, reason: reason?, expires_on: expires_on? }))();
        problems.finish(whole)
    }
}

/// Sets the light of a clause for a time; its id.
///
/// # Errors
/// [`Refused`].
pub async fn override_light(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    clause: ClauseId,
    draft: OverrideDraft,
) -> Result<PieceId, Refused> {
    order.needs(OVERRIDE)?;
    Override::expiry(day_in_china(order.at), draft.expires_on)
        .map_err(|problem| Problems::one("expires_on", problem))?;
    store
        .write(order.author(), order.key, "policy.override_light", move |change| {
            Box::pin(async move {
                find_clause(change, &document, &clause).await?;
                let set = Override {
                    id: PieceId::new(),
                    clause,
                    light: draft.light,
                    reason: draft.reason,
                    at: change.at(),
                    by: change.author().actor.clone(),
                    expires_on: draft.expires_on,
                };
                tables::insert_override(change, &document, &set).await?;
                let subject = clause_subject(&document, &set.clause);
                change.record(Entry::new("clause.light_overridden", subject).after(&set)?);
                Ok(set.id)
            })
        })
        .await
}

/// Ends an override: its last day was yesterday.
///
/// # Errors
/// [`Refused`].
pub async fn withdraw_override(
    store: &Store,
    order: Order<'_>,
    document: DocumentId,
    id: PieceId,
) -> Result<(), Refused> {
    order.needs(OVERRIDE)?;
    store
        .write(order.author(), order.key, "policy.withdraw_override", move |change| {
            Box::pin(async move {
                let today = day_in_china(change.at());
                let known =
                    tables::pieces(change.connection(), &Scope::system(change.zone().clone()), &document).await?;
                let holds = |one: &Override| one.id == id && one.holds(today);
                let Some(before) = known.overrides.into_iter().find(holds) else {
                    return Err(Refused::NotFound(format!("override {id} in force")));
                };
                let yesterday = today.yesterday().map_err(|_| Refused::Unchanged)?;
                let after = Override { expires_on: yesterday, ..before.clone() };
                tables::update_override(change, &document, &after).await?;
                let subject = clause_subject(&document, &after.clause);
                change.record(Entry::new("clause.override_withdrawn", subject).before(&before)?.after(&after)?);
                Ok(())
            })
        })
        .await
}

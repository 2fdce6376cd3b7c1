use facts::MeasureId;
use identity::{Order, Scope, organisation};
use store::{Change, Store};

use super::{ClauseAt, Refused, find_clause, put_clause};
use crate::{
    EDIT,
    model::{Due, Kind, Owner, Problem, Problems, owners_from_text},
};

/// What a clause is, who answers for it, and until when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Classification {
    /// What it is.
    pub kind: Kind,
    /// Who answers for it.
    pub owner: Option<Owner>,
    /// Who helps.
    pub co_owners: Vec<Owner>,
    /// When it must be carried out.
    pub due: Option<Due>,
}

impl Classification {
    /// Reads the fields of a form or a file.
    ///
    /// # Errors
    /// Every field that is wrong.
    pub fn parse(kind: &str, owner: &str, co_owners: &str, due: &str) -> Result<Self, Problems> {
        let mut problems = Problems::default();
        let given = |text: &str| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let kind = problems.take("kind", kind.parse());
        let owner = problems.take("owner", given(owner).map(|text| text.parse::<Owner>()).transpose());
        let co_owners = problems.take("co_owners", owners_from_text(co_owners));
        let due = problems.take("due", given(due).map(|text| text.parse()).transpose());
        let whole = (|| Some(Self { kind: kind?, owner: owner?, co_owners: co_owners?, due: due? }))();
        problems.finish(whole)
    }
}

/// Says what a clause is, who answers for it and until when.
///
/// # Errors
/// [`Refused`]; owners must be organisations of the zone.
pub async fn classify(store: &Store, order: Order<'_>, at: ClauseAt, new: Classification) -> Result<(), Refused> {
    order.needs(EDIT)?;
    store
        .write(order.author(), order.key, "policy.classify", move |change| {
            Box::pin(async move {
                check_owners(change, &new).await?;
                let before = find_clause(change, &at.document, &at.clause).await?;
                let mut after = before.clone();
                Classification { kind: after.kind, owner: after.owner, co_owners: after.co_owners, due: after.due } =
                    new;
                put_clause(change, &at, "clause.classified", &before, after).await
            })
        })
        .await
}

async fn check_owners(change: &Change, new: &Classification) -> Result<(), Refused> {
    let scope = Scope::system(change.zone().clone());
    let known = organisation::list(change.connection(), &scope).await?;
    let mut problems = Problems::default();
    let named =
        new.owner.iter().map(|owner| ("owner", owner)).chain(new.co_owners.iter().map(|one| ("co_owners", one)));
    for (field, owner) in named {
        if !known.iter().any(|one| one.id == owner.organisation()) {
            problems.0.push((field.to_owned(), Problem::Unknown(owner.organisation().to_owned())));
        }
    }
    if let Some(owner) = new.owner.as_ref().filter(|owner| new.co_owners.contains(owner)) {
        problems.0.push(("co_owners".to_owned(), Problem::Twice(owner.to_string())));
    }
    Ok(problems.finish(Some(()))?)
}

/// Lets a measure speak for a clause.
///
/// # Errors
/// [`Refused`].
pub async fn attach_measure(store: &Store, order: Order<'_>, at: ClauseAt, measure: MeasureId) -> Result<(), Refused> {
    order.needs(EDIT)?;
    store
        .write(order.author(), order.key, "policy.attach_measure", move |change| {
            Box::pin(async move {
                if facts::measures::find(change.connection(), change.zone(), &measure).await?.is_none() {
                    return Err(Problems::one("measure", Problem::Unknown(measure.to_string())).into());
                }
                let before = find_clause(change, &at.document, &at.clause).await?;
                let mut after = before.clone();
                if !after.measures.contains(&measure) {
                    after.measures.push(measure);
                }
                put_clause(change, &at, "clause.measure_attached", &before, after).await
            })
        })
        .await
}

/// Lets a measure speak for a clause no longer.
///
/// # Errors
/// [`Refused`].
pub async fn detach_measure(store: &Store, order: Order<'_>, at: ClauseAt, measure: MeasureId) -> Result<(), Refused> {
    order.needs(EDIT)?;
    store
        .write(order.author(), order.key, "policy.detach_measure", move |change| {
            Box::pin(async move {
                let before = find_clause(change, &at.document, &at.clause).await?;
                let mut after = before.clone();
                after.measures.retain(|id| *id != measure);
                put_clause(change, &at, "clause.measure_detached", &before, after).await
            })
        })
        .await
}

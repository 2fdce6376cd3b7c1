//! The register of investors: adding one, and changing what is known about it.

use identity::{Order, Scope};
use serde_json::json;
use store::{Change, Entry, Stale, Store, StoreError, Subject};

use super::{Refused, new_id};
use crate::{
    EDIT,
    model::{FieldError, Investor, Key, Line, Problem},
    store::{self as tables, KeptInvestor},
};

/// The journal's name of an investor.
pub(crate) const INVESTOR: &str = "project_investor";

/// Adds an investor; its id.
///
/// # Errors
/// [`Refused`]; fields `credit_code`, `name` and `other_names.0` for what another investor has already.
pub async fn add_investor(store: &Store, order: Order<'_>, investor: Investor) -> Result<String, Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.add_investor", move |change| {
            Box::pin(async move {
                let id: Key = new_id()?;
                check_free(change, &scope, &id, &investor).await?;
                write_new(change, KeptInvestor { id: id.clone(), investor, version: 1 }).await?;
                Ok(id.to_string())
            })
        })
        .await
}

/// Changes an investor; `version` is the one that the form showed.
///
/// # Errors
/// [`Refused`]; [`Refused::Stale`] with both editions where somebody else was faster.
pub async fn edit_investor(
    store: &Store,
    order: Order<'_>,
    id: Key,
    version: i64,
    investor: Investor,
) -> Result<(), Refused> {
    order.needs(EDIT)?;
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, "projects.edit_investor", move |change| {
            Box::pin(async move {
                let found = tables::find_investor(change.connection(), &scope, &id).await?;
                let before = found.ok_or_else(|| Refused::NotFound(id.to_string()))?;
                let (was, is) = (json!(before.investor.draft()), json!(investor.draft()));
                if before.version != version {
                    let stale =
                        Stale { your_version: version, current_version: before.version, yours: is, current: was };
                    return Err(Refused::Stale(stale));
                }
                if investor == before.investor {
                    return Err(Refused::Unchanged);
                }
                check_free(change, &scope, &id, &investor).await?;
                let subject = Subject::new(INVESTOR, id.as_str());
                tables::save_investor(change, &KeptInvestor { id, investor, version: version + 1 }, false).await?;
                change.record(Entry::new("project_investor.edited", subject).before(&was)?.after(&is)?);
                Ok(())
            })
        })
        .await
}

/// A code or a name leads to one investor only.
async fn check_free(change: &Change, scope: &Scope, id: &Key, investor: &Investor) -> Result<(), Refused> {
    let connection = change.connection();
    let owners = tables::investors_named(connection, scope, investor.names()).await?;
    let is_taken = |name: &Line| owners.get(name.as_str()).is_some_and(|owner| owner != id);
    let names = investor.names().enumerate().filter(|(_, name)| is_taken(name));
    let mut errors: Vec<FieldError> = names
        .map(|(place, _)| {
            let field = if place == 0 { "name".to_owned() } else { format!("other_names.{}", place - 1) };
            FieldError::new(field, Problem::Taken)
        })
        .collect();
    if let Some(code) = &investor.credit_code {
        let found = tables::investor_of(connection, scope, Some(code), "").await?;
        if found.is_some_and(|found| found.id != *id) {
            errors.push(FieldError::new("credit_code", Problem::Taken));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Refused::Wrong(errors)) }
}

async fn write_new(change: &mut Change, kept: KeptInvestor) -> Result<(), StoreError> {
    tables::save_investor(change, &kept, true).await?;
    let subject = Subject::new(INVESTOR, kept.id.as_str());
    change.record(Entry::new("project_investor.added", subject).after(&json!(kept.investor.draft()))?);
    Ok(())
}

/// Writes investors that a zone's folder tells of and nobody knew.
pub(crate) async fn add_investors(change: &mut Change, new: Vec<KeptInvestor>) -> Result<(), StoreError> {
    for kept in new {
        write_new(change, kept).await?;
    }
    Ok(())
}

//! The register of investors. Staff sees it, an enterprise does not.

use std::collections::BTreeMap;

use identity::Scope;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder, QuerySelect,
    QueryTrait, Select,
    sea_query::{ExprTrait, Func, LikeExpr},
};
use store::{Change, StoreError};

use super::{
    Sight,
    rows::{corrupt, parsed},
    sight,
    tables::{investor, investor_name},
};
use crate::model::{CreditCode, Investor, InvestorDraft, Key, Line};

/// An investor with its name for good and its version.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptInvestor {
    /// Names it for good.
    pub id: Key,
    /// Who it is.
    pub investor: Investor,
    /// Its version.
    pub version: i64,
}

/// The investors that the scope may see, in the order of their names; `text` is part of a name, or a whole credit code.
///
/// # Errors
/// What the database says.
pub async fn investors(
    database: &impl ConnectionTrait,
    scope: &Scope,
    text: &str,
    offset: u64,
    limit: u64,
) -> Result<Vec<KeptInvestor>, StoreError> {
    let Some(select) = seen(database, scope, text).await? else { return Ok(Vec::new()) };
    let select = select.order_by_asc(investor::Column::Name).order_by_asc(investor::Column::Id);
    select.offset(offset).limit(limit).all(database).await?.into_iter().map(kept).collect()
}

/// How many investors the list has.
///
/// # Errors
/// What the database says.
pub async fn count_investors(database: &impl ConnectionTrait, scope: &Scope, text: &str) -> Result<u64, StoreError> {
    let Some(select) = seen(database, scope, text).await? else { return Ok(0) };
    Ok(sea_orm::PaginatorTrait::count(select, database).await?)
}

/// One investor that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn find_investor(
    database: &impl ConnectionTrait,
    scope: &Scope,
    id: &Key,
) -> Result<Option<KeptInvestor>, StoreError> {
    Ok(investors_by_ids(database, scope, std::slice::from_ref(id)).await?.pop())
}

/// Some investors that the scope may see.
///
/// # Errors
/// What the database says.
pub async fn investors_by_ids(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[Key],
) -> Result<Vec<KeptInvestor>, StoreError> {
    let Some(select) = seen(database, scope, "").await? else { return Ok(Vec::new()) };
    let those = investor::Column::Id.is_in(ids.iter().map(Key::as_str));
    select.filter(those).all(database).await?.into_iter().map(kept).collect()
}

/// The investor that a credit code or a name leads to: the code decides where both have one.
///
/// # Errors
/// What the database says.
pub async fn investor_of(
    database: &impl ConnectionTrait,
    scope: &Scope,
    credit_code: Option<&CreditCode>,
    name: &str,
) -> Result<Option<KeptInvestor>, StoreError> {
    let Some(select) = seen(database, scope, "").await? else { return Ok(None) };
    if let Some(code) = credit_code {
        let by_code = select.clone().filter(investor::Column::CreditCode.eq(code.to_string()));
        if let Some(found) = by_code.one(database).await? {
            return kept(found).map(Some);
        }
    }
    let named = names(scope, |column| column.eq(name));
    let found = select.filter(investor::Column::Id.in_subquery(named)).one(database).await?;
    let found = found.map(kept).transpose()?;
    Ok(found.filter(|kept| kept.investor.invests_in(credit_code, name)))
}

/// The investors that go by these names, by name. Whoever may not see the register finds none.
///
/// # Errors
/// What the database says.
pub async fn investors_named(
    database: &impl ConnectionTrait,
    scope: &Scope,
    names: impl Iterator<Item = &Line>,
) -> Result<BTreeMap<String, Key>, StoreError> {
    if sight(database, scope).await? != Sight::Zone {
        return Ok(BTreeMap::new());
    }
    let found = investor_name::Entity::find()
        .filter(investor_name::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(investor_name::Column::Name.is_in(names.map(Line::as_str)));
    found.all(database).await?.into_iter().map(|row| Ok((row.name, parsed(&row.investor_id)?))).collect()
}

async fn seen(
    database: &impl ConnectionTrait,
    scope: &Scope,
    text: &str,
) -> Result<Option<Select<investor::Entity>>, StoreError> {
    if sight(database, scope).await? != Sight::Zone {
        return Ok(None);
    }
    let all = investor::Entity::find().filter(investor::Column::ZoneId.eq(scope.zone().as_str()));
    let text = text.trim();
    if text.is_empty() {
        return Ok(Some(all));
    }
    let escaped = text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_").to_ascii_lowercase();
    let pattern = LikeExpr::new(format!("%{escaped}%")).escape('\\');
    let named = names(scope, |column| Func::lower(column.into_expr()).like(pattern.clone()));
    let coded = investor::Column::CreditCode.eq(text.to_ascii_uppercase());
    Ok(Some(all.filter(investor::Column::Id.in_subquery(named).or(coded))))
}

/// The ids of those with a name like this.
fn names<E: Into<sea_orm::sea_query::Condition>>(
    scope: &Scope,
    like: impl Fn(investor_name::Column) -> E,
) -> sea_orm::sea_query::SelectStatement {
    investor_name::Entity::find()
        .select_only()
        .column(investor_name::Column::InvestorId)
        .filter(investor_name::Column::ZoneId.eq(scope.zone().as_str()))
        .filter(like(investor_name::Column::Name).into())
        .into_query()
}

fn kept(row: investor::Model) -> Result<KeptInvestor, StoreError> {
    let draft: InvestorDraft = serde_json::from_str(&row.document)?;
    let investor = draft.check().map_err(|_| corrupt(&row.document))?;
    Ok(KeptInvestor { id: parsed(&row.id)?, investor, version: row.version })
}

/// Writes an investor with all its names; `new` says that there is none of this id yet.
pub(crate) async fn save_investor(change: &Change, kept: &KeptInvestor, new: bool) -> Result<(), StoreError> {
    let (zone, connection) = (change.zone().to_string(), change.connection());
    let row = investor::Model {
        zone_id: zone.clone(),
        id: kept.id.to_string(),
        name: kept.investor.name.to_string(),
        credit_code: kept.investor.credit_code.as_ref().map(ToString::to_string),
        document: serde_json::to_string(&kept.investor.draft())?,
        version: kept.version,
    };
    let row = row.into_active_model();
    if new {
        row.insert(connection).await?;
    } else {
        row.reset_all().update(connection).await?;
        let own = investor_name::Column::InvestorId.eq(kept.id.as_str());
        let old = investor_name::Entity::delete_many().filter(investor_name::Column::ZoneId.eq(zone.as_str()));
        old.filter(own).exec(connection).await?;
    }
    let named = |name: &Line| investor_name::Model {
        zone_id: zone.clone(),
        name: name.to_string(),
        investor_id: kept.id.to_string(),
    };
    let names: Vec<_> = kept.investor.names().map(named).map(IntoActiveModel::into_active_model).collect();
    investor_name::Entity::insert_many(names).exec_without_returning(connection).await?;
    Ok(())
}

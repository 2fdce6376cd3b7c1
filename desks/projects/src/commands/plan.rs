use identity::Order;
use store::Store;

use super::{Refused, edit};
use crate::model::{Field, Money, ProjectDraft, ProjectId, Year};

/// Plans the investment of a year, or plans none for it any more.
///
/// # Errors
/// [`Refused`]; field `total_investment_cny` where all years together come to more than the total.
pub async fn plan_year(
    store: &Store,
    order: Order<'_>,
    id: ProjectId,
    version: i64,
    year: Year,
    planned: Option<Money>,
) -> Result<(), Refused> {
    let mut draft = ProjectDraft::default();
    draft.set(Field::Plan(year), planned.map(|money| money.to_string()).unwrap_or_default());
    edit(store, order, id, version, draft).await
}

//! The desk's tables and every query on them.
//!
//! Each query takes a [`Scope`] and begins with [`sight`]: whoever may read projects sees those of the zone, an enterprise
//! sees its own, and nobody else sees any.

mod behind;
mod document;
mod figures;
mod investors;
mod items;
mod list;
mod listings;
mod meetings;
mod read;
mod rows;
mod rules;
mod sums;
mod tables;
mod views;
mod waiting;
mod which;
mod write;

pub(crate) use behind::{Behind, BehindLine, Part, behind};
pub(crate) use figures::{MonthSum, Tally, month_of, months, newest_jobs, newest_month, planned_fen, tallies};
pub(crate) use investors::save_investor;
pub use investors::{
    KeptInvestor, count_investors, find_investor, investor_of, investors, investors_by_ids, investors_named,
};
pub use items::{ItemFilter, KeptItem, WaitsFor, find_item, items};
pub(crate) use items::{remove_item, save_items, touch};
pub use list::{ProjectFilter, ProjectLine, Sort, by_stage, count_up_to, list};
pub use listings::{Listing, listing, listings};
pub(crate) use listings::{add_listing, remove_listing};
pub(crate) use meetings::save_meeting;
pub use meetings::{KeptMeeting, find_meeting, meetings};
pub use read::{
    Reports, by_ids, find, find_report, find_with_version, matching, records, reports, reports_of, reports_of_zone,
};
pub(crate) use read::{all, find_with_rules, has_code, ids, matching_with_versions, records_with_versions};
pub use rules::{find_rules, rules};
pub(crate) use rules::{put_rules, rule_texts};
pub use sums::sums;
pub use views::{KeptView, find_view, views};
pub(crate) use views::{all_views, remove_view, save_view};
pub(crate) use waiting::{due_soon, promised_in, unreported};
pub(crate) use which::Which;
pub(crate) use write::{Saved, rederive, save, save_reports};

use identity::{CreditCode, Scope, organisation};
use sea_orm::ConnectionTrait;
use store::{StoreError, ZoneId};

use crate::{READ, READ_OWN, files::Managers, model::ProjectRecord};

/// Which projects a scope sees.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Sight {
    /// All of the zone.
    Zone,
    /// Those whose investor has this credit code.
    Own(CreditCode),
    /// None.
    Nothing,
}

/// The gate before every query of this desk.
pub(crate) async fn sight(database: &impl ConnectionTrait, scope: &Scope) -> Result<Sight, StoreError> {
    if scope.may(READ) {
        return Ok(Sight::Zone);
    }
    Ok(own_code(database, scope).await?.map_or(Sight::Nothing, Sight::Own))
}

/// The credit code of whoever invests in projects of their own.
async fn own_code(database: &impl ConnectionTrait, scope: &Scope) -> Result<Option<CreditCode>, StoreError> {
    let Some(person) = scope.person().filter(|_| scope.may(READ_OWN)) else { return Ok(None) };
    let system = Scope::system(scope.zone().clone());
    let own = organisation::find(database, &system, &person.organisation).await?;
    Ok(own.and_then(|organisation| organisation.credit_code))
}

/// Who may be in charge of the zone's projects: whoever signs in to it.
pub(crate) async fn managers(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Managers, StoreError> {
    let mut accounts = identity::account::list(database, &Scope::system(zone.clone())).await?;
    accounts.retain(|account| !account.disabled);
    Ok(Managers::new(accounts.into_iter().map(|account| (account.login, account.name)).collect()))
}

/// Whether the reader invests in the project. A right to one's own projects reaches no farther, whatever else the reader
/// may see.
pub(crate) async fn is_own(
    database: &impl ConnectionTrait,
    scope: &Scope,
    record: &ProjectRecord,
) -> Result<bool, StoreError> {
    let code = own_code(database, scope).await?;
    Ok(code.is_some() && code == record.project.credit_code)
}

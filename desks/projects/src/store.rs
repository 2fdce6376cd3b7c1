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
pub(crate) use read::{all, find_with_rules, has_code, ids, matching_with_versions};
pub use rules::{find_rules, rules};
pub(crate) use rules::{put_rules, rule_texts};
pub use sums::sums;
pub use views::{KeptView, find_view, views};
pub(crate) use views::{remove_view, save_view};
pub(crate) use waiting::{due_soon, promised_in, unreported};
pub(crate) use which::Which;
pub(crate) use write::{Saved, rederive, save, save_reports};

use identity::{CreditCode, Scope, organisation};
use sea_orm::ConnectionTrait;
use store::StoreError;

use crate::{READ, READ_OWN};

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
    let Some(person) = scope.person().filter(|_| scope.may(READ_OWN)) else { return Ok(Sight::Nothing) };
    let system = Scope::system(scope.zone().clone());
    let own = organisation::find(database, &system, &person.organisation).await?;
    Ok(own.and_then(|organisation| organisation.credit_code).map_or(Sight::Nothing, Sight::Own))
}

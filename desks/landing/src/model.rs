//! Types and rules of landing plans: pure, without any input or output.

mod control;
mod edition;
mod effect;
mod plan;
pub mod portfolio;
mod share;
mod shown;
mod site_map;
mod surroundings;
mod survey;
mod terms;
mod wish;
mod year_sums;

pub use control::{Control, PromiseRecord, Promised, Promises, SumNeeded, unit_cny};
pub use edition::{Edition, EditionHeading};
pub use effect::shifts;
pub use plan::{
    Cost, Days, Effect, InputSupply, Names, ParcelName, Permit, Plan, Rejected, ServicePlan, Shortfall, SiteFit,
    SitePlan, WorkRef,
};
pub use share::{LIVES_DAYS, Share, ShareState, Withdrawn};
pub use shown::WishesShown;
pub use site_map::{Drawn, SiteMap};
pub use surroundings::Surroundings;
pub use survey::{Lists, Survey};
pub use terms::{Duty, Input, PermitStep, Terms, TermsRecord};
pub use wish::{Handed, Sender, Wish, WishDraft, WishRecord, Words};
pub use year_sums::YearSums;

/// Figures of a plan are kept to so many parts of one.
const FINENESS: f64 = 10_000.0;

fn rounded(value: f64) -> f64 {
    (value * FINENESS).round() / FINENESS
}

//! Types and rules of landing plans: pure, without any input or output.

mod answer;
mod terms;
mod wish;

pub use answer::{Answer, Cost, PermitDates, Rejected, SiteAnswer};
pub use terms::{Duty, Input, PermitStep, Terms, TermsRecord};
pub use wish::{Wish, WishDraft, WishRecord};

//! Types and rules of the investment pipeline: pure functions, the date is always handed in.
//!
//! A value that exists is valid: text is parsed once, at the edge, and what is wrong with it is a [`Problem`] that
//! says what to do. A whole project comes from a [`ProjectDraft`], which reports everything that is wrong at once.

mod category;
mod check;
mod civil;
mod claim;
mod conduct;
mod contest;
mod draft;
mod field;
mod funnel;
mod gate;
mod history;
mod industry;
mod investor;
mod investor_draft;
mod item;
mod item_draft;
mod key;
mod likelihood;
mod meeting;
mod money;
mod month;
mod number;
mod overdue;
mod place;
mod problem;
mod project;
mod project_code;
mod quantity;
mod record;
mod report;
mod stage;
mod standing;
mod status;
mod stuck;
mod text;
mod view;
mod vocabulary;

pub use category::Category;
pub use check::{Typed, check};
pub(crate) use civil::days_later;
pub use civil::parse_date;
pub use claim::{Claim, Returned};
pub use conduct::{Conduct, PoolRules, ReportingRules, RequestRule, Template, TemplateMilestone};
pub use contest::Contest;
pub use draft::ProjectDraft;
pub use field::{Field, UnknownField};
pub use funnel::{Funnel, FunnelStep};
pub use gate::{Condition, DocumentKinds, Gate, Need, Passage, Requirements, may_be_unknown, missing_for};
pub use history::{History, Transition};
pub use industry::IndustryCode;
pub use investor::{Contact, EarlierProject, Investor, RelatedFirm, Relation};
pub use investor_draft::{ContactDraft, EarlierDraft, INVESTOR_ROWS_MAX, InvestorDraft, RelatedDraft};
pub use item::{Done, Item, ItemKind, Particulars, Promised};
pub use item_draft::ItemDraft;
pub use key::{Key, ProjectId};
pub use likelihood::Likelihood;
pub use meeting::Meeting;
pub use money::{Money, MoneyUnit};
pub use month::{Month, Year};
pub use overdue::{Milestone, Overdue};
pub use place::{Extent, Location};
pub use problem::{FieldError, Problem};
pub use project::{Filing, Needs, PlannedYear, Project, Promises};
pub use project_code::ProjectCode;
pub use quantity::Quantity;
pub use record::{ProjectRecord, Released};
pub use report::{MonthlyReport, ReportDraft};
pub use stage::{Stage, StageGroup, Stages, StagesError};
pub use standing::Standing;
pub use status::{Status, StatusChange, StatusHistory, StatusKind};
pub use stuck::Stuck;
pub use text::{Line, Prose};
pub use view::{SavedView, ViewPage, ViewQuery};
pub use vocabulary::{Industry, Term, Terms, Vocabulary, VocabularyError};

pub use identity::CreditCode;
pub(crate) use number::parse_count;

/// The rules of one zone that a project is checked against.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The stages that a project goes through.
    pub stages: Stages,
    /// The words that it may be filed under.
    pub vocabulary: Vocabulary,
    /// How the zone drives it.
    pub conduct: Conduct,
}

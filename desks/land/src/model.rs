//! Types and rules of land: pure, without any input or output.

mod amount;
mod area;
mod assessment;
mod flaw;
mod level;
mod outline;
mod parcel;
mod readiness;
mod record;
mod rules;
mod rules_record;
mod status;
mod text;
mod vocabulary;
mod work;

pub use amount::Amount;
pub use area::Mu;
pub use assessment::{Lack, RegionalAssessment, RegionalAssessmentDraft, StandardCard, Validity};
pub use flaw::{FieldFlaw, Flaw};
pub use level::{Level, Wan};
pub use outline::{OVERLAP_M2, Outline, OutlineDraft, Outlines};
pub use parcel::{Listing, Parcel, ParcelDraft, ParcelRecord};
pub use readiness::{Readiness, Service};
pub use record::{Kind, LandRecord, Surroundings, Versioned};
pub use rules::{AssessmentKind, Bound, Floor, IdleRule, Indicator, Industry, Limit, Rules};
pub use rules_record::RulesRecord;
pub use status::{History, LandStatus, Step, StepDraft};
pub use text::{Code, Line};
pub use vocabulary::{LandUse, Park, Vocabulary, VocabularyRecord};
pub use work::{Connection, Work, WorkDraft, WorkRecord, WorkStage, WorkStep, WorkStepDraft, check_places};

//! Types and rules of land: pure, without any input or output.

mod amount;
mod area;
mod assessment;
mod building;
mod commitment;
mod course;
mod development;
mod edge;
mod flaw;
mod grant;
mod level;
mod lineage;
mod outline;
mod outline_file;
mod parcel;
mod parcel_file;
mod place_flaw;
mod readiness;
mod record;
mod rules;
mod rules_record;
mod share;
mod status;
mod text;
mod vocabulary;
mod work;

pub use amount::Amount;
pub use area::Mu;
pub use assessment::{Lack, RegionalAssessment, RegionalAssessmentDraft, StandardCard, Validity};
pub use building::{
    FactoryBuilding, FactoryBuildingDraft, FactoryLease, FactoryLeaseDraft, FactoryUnit, FactoryUnitDraft,
};
pub use commitment::{Commitment, LandCommitmentDraft, LandYearDraft, Shortfall, YearResult};
pub use course::{Course, CourseDraft};
pub use development::{Arrears, Development, IdleReason};
pub use edge::{Edge, Edges};
pub use flaw::{FieldFlaw, Flaw};
pub use grant::{LandGrant, LandGrantDraft, LandPaymentDraft, LandProgressDraft, Payment, Progress, SupplyKind};
pub use level::{Level, Wan};
pub use lineage::{Descent, MergeDraft, SplitDraft, Succession, codes, split, unite};
pub use outline::{OVERLAP_M2, Outline, OutlineDraft, Outlines};
pub use outline_file::{FileRow, FileTerms, OUTLINE_COLUMNS, Outcome, Standing, fingerprint, read_file};
pub use parcel::{Listing, Parcel, ParcelDraft, ParcelRecord};
pub use parcel_file::{PARCEL_COLUMNS, ParcelOutcome, ParcelRow, Registered, parcels_fingerprint, read_parcels};
pub use place_flaw::PlaceFlaw;
pub use readiness::{Readiness, Service, Serving};
pub use record::{Kind, LandRecord, Surroundings, Versioned};
pub use rules::{AssessmentKind, Bound, Floor, IdleRule, Indicator, Industry, LeaseRule, Limit, Rules};
pub use rules_record::RulesRecord;
pub use share::ShareChange;
pub use status::{History, LandStatus, Step, StepDraft};
pub use text::{Code, Line};
pub use vocabulary::{LandUse, Park, Vocabulary, VocabularyRecord};
pub use work::{Connection, Work, WorkDraft, WorkRecord, WorkStage, WorkStep, WorkStepDraft, check_places};

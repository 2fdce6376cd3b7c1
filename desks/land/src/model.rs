//! Types and rules of land: pure, without any input or output.

mod amount;
mod area;
mod course;
mod edge;
mod flaw;
mod lineage;
mod outline;
mod outline_file;
mod parcel;
mod place_flaw;
mod readiness;
mod status;
mod text;
mod vocabulary;
mod work;

pub use amount::Amount;
pub use area::Mu;
pub use course::{Course, CourseDraft};
pub use edge::{Edge, Edges};
pub use flaw::{FieldFlaw, Flaw};
pub use lineage::{Descent, MergeDraft, SplitDraft, Succession, codes, split, unite};
pub use outline::{OVERLAP_M2, Outline, OutlineDraft, Outlines};
pub use outline_file::{FileRow, FileTerms, Outcome, Standing, fingerprint, read_file};
pub use parcel::{Listing, Parcel, ParcelDraft, ParcelRecord};
pub use place_flaw::PlaceFlaw;
pub use readiness::{Readiness, Service};
pub use status::{History, LandStatus, Step, StepDraft};
pub use text::{Code, Line};
pub use vocabulary::{LandUse, Park, Vocabulary, VocabularyRecord};
pub use work::{Connection, Work, WorkDraft, WorkRecord, WorkStage, WorkStep, WorkStepDraft, check_places};

//! Types and rules of land: pure, without any input or output.

mod area;
mod flaw;
mod parcel;
mod status;
mod text;
mod vocabulary;

pub use area::Mu;
pub use flaw::{FieldFlaw, Flaw};
pub use parcel::{Listing, Parcel, ParcelDraft, ParcelRecord};
pub use status::{History, LandStatus, Step, StepDraft};
pub use text::{Code, Line};
pub use vocabulary::{LandUse, Park, Vocabulary, VocabularyRecord};

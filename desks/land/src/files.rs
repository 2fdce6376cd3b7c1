//! Land's part of a zone's folder:
//!
//! ```text
//! land/
//!   vocabulary.toml   parks, and the classes of use by their codes in GB/T 21010
//!   parcels.toml      every parcel with its steps, and which of them the public sees
//!   works.toml        every work with its steps, and which parcels it serves
//!   rules.toml        what standard land needs, when land lies idle, how much must be for industry
//!   assessments.toml  regional assessments, and what they cover
//!   grants.toml       land that was supplied: agreements, payments, what was seen on the ground
//!   commitments.toml  commitment letters, and what came of them year by year
//!   buildings.toml    standard factory buildings with units and leases
//!   outlines.geojson  where the parcels lie, and where they lay before
//!   courses.geojson   where the works lie
//!   edges.geojson     where the zone and its parks end
//! ```
//!
//! The vocabulary and the edges are written in their files only. Parcels and works that the registers do not have are added; what is there is the
//! people's, and a file changes nothing in it.

mod outlines;
mod places;
mod records;
mod works;

use std::{collections::BTreeSet, path::Path};

use ::pages::{App, FilesError, ZoneFiles, zone_file};
use ::store::{Author, Change, IdempotencyKey, StoreError, ZoneId};
use identity::Scope;
use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::{
    commands,
    model::{
        Code, Course, Descent, Edges, FieldFlaw, Flaw, History, Listing, Outline, ParcelDraft, ParcelRecord, Step,
        StepDraft, Vocabulary, VocabularyRecord, WorkRecord, codes,
    },
    store as tables,
};

const VOCABULARY: &str = "land/vocabulary.toml";
const PARCELS: &str = "land/parcels.toml";

/// Reads and writes land's files.
pub(crate) struct LandFiles;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParcelsRead {
    #[serde(default)]
    parcel: Vec<Spanned<ParcelWritten>>,
}

#[derive(Serialize)]
struct ParcelsWritten {
    parcel: Vec<ParcelWritten>,
}

/// A parcel as its file says it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ParcelWritten {
    code: String,
    name: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    park: String,
    land_use: String,
    area_mu: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    note: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    source: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    listed_by: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    listed_on: String,
    /// Codes of the parcels that it came from, by division or merger, on the day of its first step.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    origins: String,
    #[serde(default)]
    step: Vec<StepWritten>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct StepWritten {
    status: String,
    on: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    reason: String,
}

impl ParcelWritten {
    fn of(record: ParcelRecord, lineage: &[Descent]) -> Self {
        let origins = lineage.iter().filter(|descent| descent.parcel == record.code);
        let origins = origins.map(|descent| descent.origin.as_str()).collect::<Vec<_>>().join(" ");
        let ParcelDraft { name, park, land_use, area_mu, note, source } = record.parcel.draft();
        let (listed_by, listed_on) =
            record.listing.map(|listing| (listing.by.to_string(), listing.on.to_string())).unwrap_or_default();
        let step = record.history.iter().map(Step::draft);
        let step = step.map(|StepDraft { status, on, reason }| StepWritten { status, on, reason }).collect();
        let code = record.code.to_string();
        Self { code, name, park, land_use, area_mu, note, source, listed_by, listed_on, origins, step }
    }

    fn check(self, vocabulary: &Vocabulary, today: Date) -> Result<(ParcelRecord, Vec<Descent>), FieldFlaw> {
        let Self { code, name, park, land_use, area_mu, note, source, listed_by, listed_on, origins, step } = self;
        let draft = ParcelDraft { name, park, land_use, area_mu, note, source };
        let parcel = draft.check(vocabulary).map_err(first)?;
        let mut history = History::default();
        for StepWritten { status, on, reason } in step {
            history.enter(StepDraft { status, on, reason }.check().map_err(first)?, today)?;
        }
        let listing = if listed_on.is_empty() && listed_by.is_empty() {
            None
        } else {
            let on = FieldFlaw::at("listed_on", listed_on.parse().map_err(|_| Flaw::Day))?;
            Some(Listing { by: FieldFlaw::at("listed_by", listed_by.parse())?, on })
        };
        let code: Code = FieldFlaw::at("code", code.parse())?;
        let origins = FieldFlaw::at("origins", codes(&origins))?;
        let first = history.iter().next().map(|step| step.on);
        let on = if origins.is_empty() { today } else { FieldFlaw::at("step", first.ok_or(Flaw::Day))? };
        let descents = origins.into_iter().map(|origin| Descent { parcel: code.clone(), origin, on }).collect();
        Ok((ParcelRecord { code, parcel, history, listing, version: 1 }, descents))
    }
}

/// The first flaw of a record; whoever writes files mends one after the other.
fn first(flaws: Vec<FieldFlaw>) -> FieldFlaw {
    let unnamed = FieldFlaw { field: "parcel", flaw: Flaw::Code };
    flaws.into_iter().next().unwrap_or(unnamed)
}

/// What the folder says.
struct Told {
    vocabulary: Option<VocabularyRecord>,
    parcels: Vec<ParcelRecord>,
    works: Vec<WorkRecord>,
    outlines: Vec<(Code, Vec<Outline>)>,
    records: records::Told,
    lineage: Vec<Descent>,
    courses: Vec<(Code, Course)>,
    edges: Option<Edges>,
}

fn content(file: &str, line: usize, problem: impl ToString) -> FilesError {
    FilesError::Content { file: file.to_owned(), line, problem: problem.to_string() }
}

fn read(folder: &Path, today: Date) -> Result<Told, FilesError> {
    // The longest first: what is too long is refused before anything else takes time.
    let outlines = outlines::read(folder, today)?;
    let record = zone_file::read::<VocabularyRecord>(folder, VOCABULARY)?.map(|(record, _)| record);
    let vocabulary = record.as_ref().map(VocabularyRecord::check).transpose();
    let vocabulary = vocabulary.map_err(|flaw| content(VOCABULARY, 0, flaw))?.unwrap_or_default();
    let (mut parcels, mut lineage): (Vec<ParcelRecord>, Vec<Descent>) = Default::default();
    let mut codes = BTreeSet::new();
    if let Some((told, text)) = zone_file::read::<ParcelsRead>(folder, PARCELS)? {
        for spanned in told.parcel {
            let start = spanned.span().start;
            let wrong = |flaw: FieldFlaw| content(PARCELS, zone_file::line_of(&text, start), flaw);
            let (parcel, descents) = spanned.into_inner().check(&vocabulary, today).map_err(wrong)?;
            if !codes.insert(parcel.code.clone()) {
                return Err(wrong(FieldFlaw { field: "code", flaw: Flaw::Taken }));
            }
            parcels.push(parcel);
            lineage.extend(descents);
        }
    }
    let works = works::read(folder, today)?;
    let records = records::read(folder)?;
    let (courses, edges) = (places::read_courses(folder)?, places::read_edges(folder, &vocabulary)?);
    Ok(Told { vocabulary: record, parcels, works, outlines, lineage, courses, edges, records })
}

#[async_trait::async_trait]
impl ZoneFiles for LandFiles {
    async fn load(&self, app: &App, zone: &ZoneId, folder: &Path, now: Timestamp) -> Result<(), FilesError> {
        let today = ::pages::china().to_datetime(now).date();
        let told = read(folder, today)?;
        let author = Author::system(zone.clone(), "command-line", now);
        let outcome = app
            .store()
            .write(author, IdempotencyKey::random(), "land.load_files", move |change| {
                Box::pin(async move { add(change, told, today).await })
            })
            .await;
        match outcome {
            Ok(()) | Err(FilesError::Store(StoreError::NoTrace)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    async fn export(&self, app: &App, zone: &ZoneId, folder: &Path) -> Result<(), FilesError> {
        let (reader, scope) = (app.store().reader(), Scope::system(zone.clone()));
        if let Some(record) = tables::vocabulary_record(reader, zone).await? {
            zone_file::write(folder, VOCABULARY, &record)?;
        }
        let lineage = tables::lineage(reader, zone).await?;
        let parcels = tables::parcels(reader, &scope).await?.into_iter();
        let parcel: Vec<_> = parcels.map(|record| ParcelWritten::of(record, &lineage)).collect();
        if !parcel.is_empty() {
            zone_file::write(folder, PARCELS, &ParcelsWritten { parcel })?;
        }
        outlines::write(folder, &tables::outlines(reader, &scope).await?)?;
        places::write_courses(folder, tables::courses(reader, &scope).await?.iter())?;
        places::write_edges(folder, &tables::edges(reader, zone).await?)?;
        works::write(folder, tables::works(reader, &scope).await?)?;
        records::write(folder, reader, zone, &scope).await
    }
}

async fn add(change: &mut Change, told: Told, today: Date) -> Result<(), FilesError> {
    if let Some(vocabulary) = &told.vocabulary {
        commands::put_vocabulary(change, vocabulary).await?;
    }
    let scope = Scope::system(change.zone().clone());
    let known = tables::parcels(change.connection(), &scope).await?;
    let known: BTreeSet<Code> = known.into_iter().map(|record| record.code).collect();
    let new: Vec<_> = told.parcels.into_iter().filter(|record| !known.contains(&record.code)).collect();
    commands::add_records(change, &new).await?;
    let new: BTreeSet<Code> = new.into_iter().map(|record| record.code).collect();
    if let Some(edges) = &told.edges {
        commands::courses::put_edges(change, edges).await?;
    }
    for descent in told.lineage.iter().filter(|descent| new.contains(&descent.parcel)) {
        if !known.contains(&descent.origin) && !new.contains(&descent.origin) {
            let problem = format!("{}: origins: there is no parcel {}", descent.parcel, descent.origin);
            return Err(content(PARCELS, 0, problem));
        }
        tables::add_descent(change, descent).await?;
        if known.contains(&descent.origin) {
            commands::lineage::note_end(change, descent)?;
        }
    }
    outlines::add(change, &scope, told.outlines).await?;
    works::add(change, &scope, told.works).await?;
    places::add_courses(change, &scope, told.courses).await?;
    records::add(change, &scope, told.records, today).await
}

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use ::pages::{FilesError, zone_file};
use ::store::{Change, ZoneId};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;
use toml::Spanned;

use super::{content, first};
use crate::{
    commands::records::{self as commands, Around},
    model::{
        Code, Commitment, FactoryBuilding, FieldFlaw, Flaw, Kind, LandGrant, LandRecord, RegionalAssessment,
        RulesRecord,
    },
    store as tables,
};

const RULES: &str = "land/rules.toml";

/// What the folder says of rules, and of what hangs on parcels; records with the lines on which they stand.
pub struct Told {
    rules: Option<RulesRecord>,
    assessments: Vec<(usize, RegionalAssessment)>,
    grants: Vec<(usize, LandGrant)>,
    commitments: Vec<(usize, Commitment)>,
    buildings: Vec<(usize, FactoryBuilding)>,
}

/// The file of a kind, and what a record is called there.
fn place(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Assessment => ("land/assessments.toml", "assessment"),
        Kind::Commitment => ("land/commitments.toml", "commitment"),
        Kind::Grant => ("land/grants.toml", "grant"),
        Kind::Building => ("land/buildings.toml", "building"),
    }
}

/// What the folder tells.
pub fn read(folder: &Path) -> Result<Told, FilesError> {
    let rules = zone_file::read::<RulesRecord>(folder, RULES)?.map(|(record, _)| record);
    if let Some(record) = &rules {
        record.check().map_err(|flaw| content(RULES, 0, flaw))?;
    }
    let (assessments, grants) = (read_kind(folder)?, read_kind(folder)?);
    let (commitments, buildings) = (read_kind(folder)?, read_kind(folder)?);
    Ok(Told { rules, assessments, grants, commitments, buildings })
}

fn read_kind<R: LandRecord>(folder: &Path) -> Result<Vec<(usize, R)>, FilesError> {
    let (file, name) = place(R::KIND);
    let mut records: Vec<(usize, R)> = Vec::new();
    let Some((mut told, text)) = zone_file::read::<BTreeMap<String, Vec<Spanned<R::Draft>>>>(folder, file)? else {
        return Ok(records);
    };
    let drafts = told.remove(name).unwrap_or_default();
    if let Some(other) = told.keys().next() {
        return Err(content(file, 0, format!("{other:?} is not known here; write [[{name}]]")));
    }
    // Records stand in their order: the lines before one are counted on from the one before.
    let (mut codes, mut line, mut counted) = (BTreeSet::new(), 1, 0);
    for spanned in drafts {
        let start = spanned.span().start;
        line += text.get(counted..start).unwrap_or_default().matches('\n').count();
        counted = start;
        let record = R::check(spanned.get_ref()).map_err(|flaws| content(file, line, first(flaws)))?;
        if !codes.insert(record.code().clone()) {
            return Err(content(file, line, FieldFlaw { field: "code", flaw: Flaw::Taken }));
        }
        records.push((line, record));
    }
    Ok(records)
}

/// Adds what nobody knew; what is there is the people's.
pub async fn add(change: &mut Change, scope: &Scope, told: Told, today: Date) -> Result<(), FilesError> {
    if let Some(rules) = &told.rules {
        commands::put_rules(change, rules).await?;
    }
    add_kind(change, scope, told.assessments, today).await?;
    add_kind(change, scope, told.grants, today).await?;
    add_kind(change, scope, told.commitments, today).await?;
    add_kind(change, scope, told.buildings, today).await
}

async fn add_kind<R: LandRecord>(
    change: &mut Change,
    scope: &Scope,
    told: Vec<(usize, R)>,
    today: Date,
) -> Result<(), FilesError> {
    if told.is_empty() {
        return Ok(());
    }
    let around = Around::of(change, today).await?;
    let known = tables::all_of::<R>(change.connection(), scope).await?;
    let known: BTreeSet<&Code> = known.iter().map(|known| known.record.code()).collect();
    let mut new = Vec::new();
    for (line, record) in told {
        if !known.contains(record.code()) {
            let fits = record.fits(&around.surroundings());
            fits.map_err(|flaws| content(place(R::KIND).0, line, first(flaws)))?;
            new.push(record);
        }
    }
    Ok(commands::add_records(change, new).await?)
}

/// Writes the rules, and every kind of record of which there is one.
pub async fn write(
    folder: &Path,
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    scope: &Scope,
) -> Result<(), FilesError> {
    if let Some(record) = tables::rules_record(database, zone).await? {
        zone_file::write(folder, RULES, &record)?;
    }
    write_kind::<RegionalAssessment>(folder, database, scope).await?;
    write_kind::<LandGrant>(folder, database, scope).await?;
    write_kind::<Commitment>(folder, database, scope).await?;
    write_kind::<FactoryBuilding>(folder, database, scope).await
}

async fn write_kind<R: LandRecord>(
    folder: &Path,
    database: &impl ConnectionTrait,
    scope: &Scope,
) -> Result<(), FilesError> {
    let (file, name) = place(R::KIND);
    let records = tables::all_of::<R>(database, scope).await?;
    let drafts: Vec<_> = records.iter().map(|one| one.record.draft()).collect();
    if drafts.is_empty() { Ok(()) } else { zone_file::write(folder, file, &BTreeMap::from([(name, drafts)])) }
}

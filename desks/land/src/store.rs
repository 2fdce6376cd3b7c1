//! The tables of land, and every query on them. A zone has hundreds of parcels, a few thousand at most: lists and sums are
//! made from all of them.

mod lineage;
mod map_tables;
mod outlines;
mod places;
mod records;
mod tables;
mod uploads;
mod works;

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    str::FromStr,
};

use identity::Scope;
use sea_orm::{
    ActiveModelTrait, ColumnTrait, Condition, ConnectionTrait, EntityTrait, IntoActiveModel, QueryFilter, QueryOrder,
    Select, Set,
};
use store::{Change, StoreError, ZoneId, insert_all};
use tables::{parcel, step, vocabulary};

pub(crate) use lineage::add_descent;
pub use lineage::{ended, lineage};
pub(crate) use outlines::{add_outlines, outline_rows};
pub use outlines::{boundaries_on, outlines, outlines_of};
pub(crate) use places::{add_courses, put_course, put_edges};
pub use places::{courses, edges};
pub use records::{all_of, one_of, rules};
pub(crate) use records::{put_record, put_rules, rules_record};
pub(crate) use uploads::{UploadKind, UploadRecord, keep_upload, remove_upload, upload};
pub(crate) use works::{add_works, put_work};
pub use works::{work, works};

use crate::{
    READ,
    model::{Code, History, Listing, Mu, Parcel, ParcelRecord, Step, Vocabulary, VocabularyRecord},
};

/// The parks and classes of use of the zone; none before its files were loaded.
///
/// # Errors
/// What the database says; [`StoreError::Corrupt`] for what cannot be read any more.
pub async fn vocabulary(database: &impl ConnectionTrait, zone: &ZoneId) -> Result<Option<Vocabulary>, StoreError> {
    let Some(record) = vocabulary_record(database, zone).await? else { return Ok(None) };
    record.check().map(Some).map_err(|flaw| StoreError::Corrupt(format!("land_vocabulary: {flaw}")))
}

/// The same as its file says it.
pub(crate) async fn vocabulary_record(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
) -> Result<Option<VocabularyRecord>, StoreError> {
    let row = vocabulary::Entity::find_by_id(zone.as_str()).one(database).await?;
    row.map(|row| serde_json::from_str(&row.content)).transpose().map_err(StoreError::from)
}

/// Keeps the vocabulary as the zone's file says it.
pub(crate) async fn put_vocabulary(change: &Change, record: &VocabularyRecord) -> Result<(), StoreError> {
    vocabulary::Entity::delete_by_id(change.zone().as_str()).exec(change.connection()).await?;
    let row = vocabulary::ActiveModel {
        zone_id: Set(change.zone().to_string()),
        content: Set(serde_json::to_string(record)?),
    };
    row.insert(change.connection()).await?;
    Ok(())
}

/// The parcels that the scope may see, in the order of their codes.
///
/// # Errors
/// What the database says.
pub async fn parcels(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<ParcelRecord>, StoreError> {
    parcels_among(database, scope, None).await
}

/// Those of some codes, or all.
pub(crate) async fn parcels_among(
    database: &impl ConnectionTrait,
    scope: &Scope,
    codes: Option<&BTreeSet<String>>,
) -> Result<Vec<ParcelRecord>, StoreError> {
    if !scope.may(READ) {
        return Ok(Vec::new());
    }
    let among = |column: parcel::Column| codes.map(|codes| column.is_in(codes));
    let rows = parcel::Entity::find().filter(Condition::all().add_option(among(parcel::Column::Code)));
    records(database, scope.zone(), rows, codes).await
}

/// The parcels that the zone shows to the public, in the order of their codes: anybody may know.
///
/// # Errors
/// What the database says.
pub async fn listed(database: &impl ConnectionTrait, scope: &Scope) -> Result<Vec<ParcelRecord>, StoreError> {
    let rows = parcel::Entity::find().filter(parcel::Column::ListedOn.is_not_null());
    records(database, scope.zone(), rows, None).await
}

/// What is known of these rows; `codes` are theirs where they are few.
async fn records(
    database: &impl ConnectionTrait,
    zone: &ZoneId,
    rows: Select<parcel::Entity>,
    codes: Option<&BTreeSet<String>>,
) -> Result<Vec<ParcelRecord>, StoreError> {
    let rows = rows.filter(parcel::Column::ZoneId.eq(zone.as_str())).all(database).await?;
    let among = codes.map(|codes| step::Column::Parcel.is_in(codes));
    let steps = step::Entity::find()
        .filter(step::Column::ZoneId.eq(zone.as_str()))
        .filter(Condition::all().add_option(among))
        .order_by_asc(step::Column::Parcel)
        .order_by_asc(step::Column::Number);
    let mut histories: HashMap<String, Vec<Step>> = HashMap::new();
    for mut row in steps.all(database).await? {
        histories.entry(std::mem::take(&mut row.parcel)).or_default().push(read_step(row)?);
    }
    let ended: BTreeMap<String, _> =
        ended(database, zone).await?.into_iter().map(|(code, on)| (code.to_string(), on)).collect();
    let record = |row: parcel::Model| {
        let history = History::restore(histories.remove(&row.code).unwrap_or_default());
        let ended = ended.get(&row.code).copied();
        read_parcel(row, history.until(ended))
    };
    // Databases sort texts by their own rules; files and pages by one.
    let mut records = rows.into_iter().map(record).collect::<Result<Vec<_>, _>>()?;
    records.sort_by(|left, right| left.code.cmp(&right.code));
    Ok(records)
}

/// One parcel; none where there is none, or not for this scope.
///
/// # Errors
/// What the database says.
pub async fn parcel(
    database: &impl ConnectionTrait,
    scope: &Scope,
    code: &Code,
) -> Result<Option<ParcelRecord>, StoreError> {
    if !scope.may(READ) {
        return Ok(None);
    }
    let zone = scope.zone().to_string();
    let Some(row) = parcel::Entity::find_by_id((zone.clone(), code.to_string())).one(database).await? else {
        return Ok(None);
    };
    let steps = step::Entity::find()
        .filter(step::Column::ZoneId.eq(zone))
        .filter(step::Column::Parcel.eq(code.as_str()))
        .order_by_asc(step::Column::Number);
    let steps = steps.all(database).await?.into_iter().map(read_step).collect::<Result<_, _>>()?;
    let ended = ended(database, scope.zone()).await?.get(code).copied();
    read_parcel(row, History::restore(steps).until(ended)).map(Some)
}

fn read_parcel(row: parcel::Model, history: History) -> Result<ParcelRecord, StoreError> {
    let listing = match (row.listed_by, row.listed_on) {
        (Some(by), Some(on)) => {
            let on = on.parse().map_err(|_| corrupt(&on))?;
            Some(Listing { by: parsed(&by)?, on })
        }
        _ => None,
    };
    let parcel = Parcel {
        name: parsed(&row.name)?,
        park: row.park.as_deref().map(parsed).transpose()?,
        land_use: parsed(&row.land_use)?,
        area: Mu::from_thousandths(row.area_milli_mu).map_err(|_| corrupt(&row.code))?,
        note: row.note.as_deref().map(parsed).transpose()?,
        source: row.source.as_deref().map(parsed).transpose()?,
    };
    Ok(ParcelRecord { code: parsed(&row.code)?, parcel, history, listing, version: row.version })
}

fn read_step(row: step::Model) -> Result<Step, StoreError> {
    Ok(Step {
        status: parsed(&row.status)?,
        on: row.on_day.parse().map_err(|_| corrupt(&row.on_day))?,
        reason: row.reason.as_deref().map(parsed).transpose()?,
    })
}

fn parsed<T: FromStr>(text: &str) -> Result<T, StoreError> {
    text.parse().map_err(|_| corrupt(text))
}

fn corrupt(text: &str) -> StoreError {
    StoreError::Corrupt(format!("land: {text:?}"))
}

/// Writes parcels that were not there, with all their steps.
pub(crate) async fn add_parcels(change: &Change, records: &[ParcelRecord]) -> Result<(), StoreError> {
    let rows = records.iter().map(|record| parcel_row(change.zone(), record).into_active_model());
    insert_all(change.connection(), rows).await?;
    add_steps(change, records).await
}

/// Writes a parcel in the place of what was there, with all its steps.
pub(crate) async fn put_parcel(change: &Change, record: &ParcelRecord) -> Result<(), StoreError> {
    let connection = change.connection();
    parcel_row(change.zone(), record).into_active_model().reset_all().update(connection).await?;
    let old = step::Entity::delete_many().filter(step::Column::ZoneId.eq(change.zone().as_str()));
    old.filter(step::Column::Parcel.eq(record.code.as_str())).exec(connection).await?;
    add_steps(change, std::slice::from_ref(record)).await
}

fn parcel_row(zone: &ZoneId, record: &ParcelRecord) -> parcel::Model {
    let parcel = &record.parcel;
    parcel::Model {
        zone_id: zone.to_string(),
        code: record.code.to_string(),
        name: parcel.name.to_string(),
        park: parcel.park.as_ref().map(ToString::to_string),
        land_use: parcel.land_use.to_string(),
        area_milli_mu: parcel.area.thousandths(),
        note: parcel.note.as_ref().map(ToString::to_string),
        source: parcel.source.as_ref().map(ToString::to_string),
        listed_by: record.listing.as_ref().map(|listing| listing.by.to_string()),
        listed_on: record.listing.as_ref().map(|listing| listing.on.to_string()),
        version: record.version,
    }
}

async fn add_steps(change: &Change, records: &[ParcelRecord]) -> Result<(), StoreError> {
    let numbered = records.iter().flat_map(|record| (1..).zip(record.history.iter()).map(move |step| (record, step)));
    let steps: Vec<_> = numbered
        .map(|(record, (number, one))| step::ActiveModel {
            zone_id: Set(change.zone().to_string()),
            parcel: Set(record.code.to_string()),
            number: Set(number),
            status: Set(one.status.to_string()),
            on_day: Set(one.on.to_string()),
            reason: Set(one.reason.as_ref().map(ToString::to_string)),
        })
        .collect();
    insert_all(change.connection(), steps.into_iter()).await
}

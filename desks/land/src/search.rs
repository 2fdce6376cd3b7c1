//! What of land can be searched for: every parcel by staff, and those that the zone shows by anybody.

use std::collections::BTreeSet;

use ::pages::{App, SearchSource, finding::ids_of};
use ::store::{StoreError, Subject, ZoneId};
use identity::Scope;
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    READ,
    commands::SUBJECT,
    model::{ParcelRecord, Vocabulary},
    store as tables,
};

/// Kind of the document of what the public site shows of a parcel.
const PUBLIC: &str = "parcel_public";

/// The parcels of a zone.
pub(crate) struct ParcelSearch;

#[async_trait::async_trait]
impl SearchSource for ParcelSearch {
    fn subjects(&self) -> &'static [&'static str] {
        &[SUBJECT]
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        for document in documents(app, zone, |_| true).await? {
            into.add(&document)?;
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let ids: BTreeSet<&str> = ids_of(changed, SUBJECT).collect();
        if ids.is_empty() {
            return Ok(Vec::new());
        }
        Ok(documents(app, zone, |record| ids.contains(record.code.as_str())).await?)
    }
}

async fn documents(
    app: &App,
    zone: &ZoneId,
    wanted: impl Fn(&ParcelRecord) -> bool,
) -> Result<Vec<Document>, StoreError> {
    let (database, scope) = (app.store().reader(), Scope::system(zone.clone()));
    let vocabulary = tables::vocabulary(database, zone).await?.unwrap_or_default();
    let records = tables::parcels(database, &scope).await?;
    let wanted = records.iter().filter(|record| wanted(record));
    Ok(wanted
        .flat_map(|record| {
            let public = record.listing.is_some().then(|| document(record, &vocabulary, true));
            [Some(document(record, &vocabulary, false)), public].into_iter().flatten()
        })
        .collect())
}

fn document(record: &ParcelRecord, vocabulary: &Vocabulary, is_public: bool) -> Document {
    let parcel = &record.parcel;
    let park = parcel.park.as_ref().and_then(|key| vocabulary.park(key));
    let land_use = vocabulary.land_use(&parcel.land_use);
    let names = park.map(|park| [&park.name_zh, &park.name_en]).into_iter();
    let names = names.chain(land_use.map(|one| [&one.name_zh, &one.name_en])).flatten();
    let mut texts: Vec<String> = names.chain(&parcel.note).map(ToString::to_string).collect();
    texts.push(record.code.to_string());
    if !is_public {
        texts.extend(record.history.iter().filter_map(|step| step.reason.as_ref()).map(ToString::to_string));
    }
    let (kind, path, audience) = if is_public {
        (PUBLIC, "/listings".to_owned(), Audience::Public)
    } else {
        (SUBJECT, format!("/land/parcels/{}", record.code), Audience::Right(READ))
    };
    Document {
        subject: Subject::new(SUBJECT, record.code.as_str()),
        kind: kind.to_owned(),
        title: parcel.name.to_string(),
        text: texts.join("\n"),
        path,
        day: None,
        since: None,
        audience: vec![audience],
    }
}

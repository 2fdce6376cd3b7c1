//! What of land can be searched for: every parcel and work by staff, and parcels that the zone shows by anybody.

use std::collections::BTreeSet;

use ::pages::{App, SearchSource, finding::ids_of};
use ::store::{StoreError, Subject, ZoneId};
use identity::Scope;
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    READ,
    commands::{SUBJECT, works},
    model::{ParcelRecord, Vocabulary, WorkRecord},
    store as tables,
};

/// Kind of the document of what the public site shows of a parcel.
const PUBLIC: &str = "parcel_public";

/// The parcels and works of a zone.
pub(crate) struct ParcelSearch;

#[async_trait::async_trait]
impl SearchSource for ParcelSearch {
    fn subjects(&self) -> &'static [&'static str] {
        &[SUBJECT, works::SUBJECT]
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        for document in documents(app, zone, |_| true).await? {
            into.add(&document)?;
        }
        for document in of_works(app, zone, |_| true).await? {
            into.add(&document)?;
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let [parcels, works] =
            [SUBJECT, works::SUBJECT].map(|subject| ids_of(changed, subject).collect::<BTreeSet<&str>>());
        let mut found = Vec::new();
        if !parcels.is_empty() {
            found.extend(documents(app, zone, |record| parcels.contains(record.code.as_str())).await?);
        }
        if !works.is_empty() {
            found.extend(of_works(app, zone, |record| works.contains(record.code.as_str())).await?);
        }
        Ok(found)
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

async fn of_works(app: &App, zone: &ZoneId, wanted: impl Fn(&WorkRecord) -> bool) -> Result<Vec<Document>, StoreError> {
    let records = tables::works(app.store().reader(), &Scope::system(zone.clone())).await?;
    Ok(records.iter().filter(|record| wanted(record)).map(of_work).collect())
}

fn of_work(record: &WorkRecord) -> Document {
    let work = &record.work;
    let lines = [&work.road, &work.contractor, &work.note].into_iter().flatten().map(ToString::to_string);
    let texts: Vec<String> = lines.chain([record.code.to_string()]).collect();
    Document {
        subject: Subject::new(works::SUBJECT, record.code.as_str()),
        kind: works::SUBJECT.to_owned(),
        title: work.name.to_string(),
        text: texts.join("\n"),
        path: format!("/land/works/{}", record.code),
        day: Some(work.due),
        since: None,
        audience: vec![Audience::Right(READ)],
    }
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

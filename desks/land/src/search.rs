//! What of land can be searched for: every parcel and work by staff, and parcels that the zone shows by anybody.

use std::collections::BTreeSet;

use ::pages::{App, SearchSource, finding::ids_of};
use ::store::{StoreError, Subject, ZoneId};
use identity::Scope;
use jiff::civil::Date;
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    READ,
    commands::{SUBJECT, works},
    model::{
        Commitment, FactoryBuilding, Kind, LandGrant, LandRecord, ParcelRecord, RegionalAssessment, Vocabulary,
        WorkRecord,
    },
    store as tables,
};

/// Kind of the document of what the public site shows of a parcel.
const PUBLIC: &str = "parcel_public";

/// The parcels and works of a zone.
pub(crate) struct ParcelSearch;

#[async_trait::async_trait]
impl SearchSource for ParcelSearch {
    fn subjects(&self) -> &'static [&'static str] {
        const {
            &[
                SUBJECT,
                works::SUBJECT,
                Kind::Assessment.key(),
                Kind::Commitment.key(),
                Kind::Grant.key(),
                Kind::Building.key(),
            ]
        }
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        for document in documents(app, zone, |_| true).await? {
            into.add(&document)?;
        }
        for document in of_works(app, zone, |_| true).await? {
            into.add(&document)?;
        }
        for document in of_records(app, zone, None).await? {
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
        found.extend(of_records(app, zone, Some(changed)).await?);
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

/// What of a record that hangs on parcels is found.
struct Found {
    title: String,
    path: &'static str,
    texts: Vec<String>,
    day: Date,
}

/// The records that hang on parcels; all, or those that changed.
async fn of_records(app: &App, zone: &ZoneId, changed: Option<&[Subject]>) -> Result<Vec<Document>, StoreError> {
    let assessment = |one: &RegionalAssessment| {
        let texts = [Some(&one.document), one.note.as_ref()].into_iter().flatten().map(ToString::to_string).collect();
        Found { title: one.name.to_string(), path: "/land/assessments", texts, day: one.until }
    };
    let texts = |texts: &[&dyn ToString]| texts.iter().map(|text| text.to_string()).collect();
    let grant = |one: &LandGrant| {
        let draft = one.draft();
        let texts = texts(&[&draft.agreement, &draft.parcel, &draft.project, &draft.note]);
        Found { title: draft.grantee, path: "/land/grants", texts, day: one.signed }
    };
    let commitment = |one: &Commitment| {
        let draft = one.draft();
        let texts = texts(&[&draft.parcel, &draft.project, &draft.ground, &draft.note]);
        Found { title: draft.enterprise, path: "/land/commitments", texts, day: one.signed }
    };
    let building = |one: &FactoryBuilding| {
        let texts = one.leases.iter().map(|lease| lease.tenant.to_string()).chain([one.parcel.to_string()]).collect();
        Found { title: one.name.to_string(), path: "/land/buildings", texts, day: one.ready }
    };
    let mut found = of_kind(app, zone, changed, assessment).await?;
    found.extend(of_kind(app, zone, changed, grant).await?);
    found.extend(of_kind(app, zone, changed, commitment).await?);
    found.extend(of_kind(app, zone, changed, building).await?);
    Ok(found)
}

async fn of_kind<R: LandRecord>(
    app: &App,
    zone: &ZoneId,
    changed: Option<&[Subject]>,
    found: impl Fn(&R) -> Found,
) -> Result<Vec<Document>, StoreError> {
    let wanted = changed.map(|changed| ids_of(changed, R::KIND.key()).collect::<BTreeSet<&str>>());
    if wanted.as_ref().is_some_and(BTreeSet::is_empty) {
        return Ok(Vec::new());
    }
    let records = tables::all_of::<R>(app.store().reader(), &Scope::system(zone.clone())).await?;
    let codes = records.iter().map(|one| (&one.record, one.record.code().as_str()));
    let codes = codes.filter(|(_, code)| wanted.as_ref().is_none_or(|wanted| wanted.contains(code)));
    let document = |(record, code): (&R, &str)| {
        let Found { title, path, texts, day } = found(record);
        Document {
            subject: Subject::new(R::KIND.key(), code),
            kind: R::KIND.key().to_owned(),
            title,
            text: texts.into_iter().chain([code.to_owned()]).collect::<Vec<_>>().join("\n"),
            path: format!("{path}/{code}"),
            day: Some(day),
            since: None,
            audience: vec![Audience::Right(READ)],
        }
    };
    Ok(codes.map(document).collect())
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

//! What of the projects can be searched for: by whoever sees all of them, and by those whose own they are; and by staff
//! what the zone notes for itself, the investors and the dispatch meetings.

use std::collections::{BTreeMap, BTreeSet};

use ::pages::{App, SearchSource, finding::ids_of};
use ::store::{StoreError, Subject, ZoneId};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::ConnectionTrait;
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    READ, READ_OWN,
    commands::{INVESTOR, MEETING},
    model::{Field, Item, Key, Line, Particulars, ProjectId, ProjectRecord, Prose},
    store::{self as tables, ItemFilter, KeptInvestor, KeptMeeting},
};

/// Kind of the records in the journal, and of the documents.
const KIND: &str = "project";
/// Kind of the document of what the zone notes for itself about a project.
const NOTES: &str = "project_notes";
/// Kind of the document of what the public site shows of a project.
const PUBLIC: &str = "project_public";
/// Projects read at a time.
const PORTION: usize = 500;
/// What is searched besides the name.
const FIELDS: [Field; 4] = [Field::InvestorName, Field::Description, Field::ProjectCode, Field::CreditCode];

/// The projects of a zone.
pub(crate) struct ProjectSearch;

#[async_trait::async_trait]
impl SearchSource for ProjectSearch {
    fn subjects(&self) -> &'static [&'static str] {
        &[KIND, INVESTOR, MEETING]
    }

    async fn all(&self, app: &App, zone: &ZoneId, into: &mut Rewrite) -> Result<(), SearchError> {
        let (database, scope) = (app.store().reader(), Scope::system(zone.clone()));
        for ids in tables::ids(database, &scope).await?.chunks(PORTION) {
            for document in documents(database, &scope, ids).await? {
                into.add(&document)?;
            }
        }
        for kept in tables::investors(database, &scope, "", 0, u64::from(u32::MAX)).await? {
            into.add(&investor(&kept))?;
        }
        for kept in tables::meetings(database, &scope, 0, u64::from(u32::MAX)).await? {
            into.add(&meeting(&kept))?;
        }
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let ids: Vec<ProjectId> = ids_of(changed, KIND).filter_map(|id| id.parse().ok()).collect();
        let (database, scope) = (app.store().reader(), Scope::system(zone.clone()));
        let projects = documents(database, &scope, &ids).await?;
        let ids: Vec<Key> = ids_of(changed, INVESTOR).filter_map(|id| id.parse().ok()).collect();
        let investors = tables::investors_by_ids(database, &scope, &ids).await?;
        let mut found: Vec<Document> = projects.into_iter().chain(investors.iter().map(investor)).collect();
        for id in ids_of(changed, MEETING).filter_map(|id| id.parse().ok()) {
            found.extend(tables::find_meeting(database, &scope, &id).await?.iter().map(meeting));
        }
        Ok(found)
    }
}

/// The documents of projects: each with what stands in its dossier, and apart from it what is the zone's own affair.
async fn documents(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Vec<Document>, StoreError> {
    let filter = ItemFilter { of: Some(ids.to_vec()), ..ItemFilter::default() };
    let mut items: BTreeMap<ProjectId, Vec<Item>> = BTreeMap::new();
    for kept in tables::items(database, scope, &filter, 0, u64::from(u32::MAX)).await? {
        items.entry(kept.item.project.clone()).or_default().push(kept.item);
    }
    let records = tables::by_ids(database, scope, ids).await?;
    let listed: BTreeSet<ProjectId> =
        tables::listings(database, scope).await?.into_iter().map(|listing| listing.project).collect();
    let told = records.iter().flat_map(|record| {
        let items = items.remove(&record.id).unwrap_or_default();
        let (internal, open): (Vec<Item>, Vec<Item>) = items.into_iter().partition(|item| item.kind().is_internal());
        let public = listed.contains(&record.id).then(|| public(record)).flatten();
        std::iter::once(document(record, &open)).chain(notes(record, &internal)).chain(public)
    });
    Ok(told.collect())
}

/// What anybody may know of a project that the zone shows; none of one that is on its public page no more.
fn public(record: &ProjectRecord) -> Option<Document> {
    let project = &record.project;
    let texts = [Some(project.investor_name.to_string()), project.description.as_ref().map(ToString::to_string)];
    record.statuses.on(Date::MAX).kind().counts().then(|| Document {
        subject: Subject::new(KIND, record.id.as_str()),
        kind: PUBLIC.to_owned(),
        title: project.name.to_string(),
        text: texts.into_iter().flatten().collect::<Vec<_>>().join("\n"),
        path: "/listings".to_owned(),
        day: None,
        since: None,
        audience: vec![Audience::Public],
    })
}

/// All that an item says in words.
fn said(item: &Item) -> impl Iterator<Item = String> {
    let outcome = item.done.as_ref().and_then(|done| done.outcome.as_ref());
    let (with, next_step) = match &item.particulars {
        Particulars::Talk { with, next_step, .. } => (Some(with), next_step.as_ref()),
        _ => (None, None),
    };
    let contested = item.contests().iter().flat_map(|one| one.answer.outcome.iter().chain([&one.reason]));
    let lines = item.title.iter().chain(with).chain(next_step).map(ToString::to_string);
    lines.chain(item.text.iter().chain(outcome).chain(contested).map(ToString::to_string))
}

/// Talks, hurdles and duties of a project; none where there are none.
fn notes(record: &ProjectRecord, items: &[Item]) -> Option<Document> {
    let texts: Vec<String> = items.iter().flat_map(said).collect();
    (!texts.is_empty()).then(|| Document {
        subject: Subject::new(KIND, record.id.as_str()),
        kind: NOTES.to_owned(),
        title: record.project.name.to_string(),
        text: texts.join("\n"),
        path: format!("/projects/{}/dossier", record.id),
        day: None,
        since: None,
        audience: vec![Audience::Right(READ)],
    })
}

fn document(record: &ProjectRecord, items: &[Item]) -> Document {
    let project = &record.project;
    let fields = FIELDS.iter().map(|field| project.text(*field)).filter(|text| !text.is_empty());
    let texts = fields.chain([record.id.to_string()]).chain(items.iter().flat_map(said));
    let own = project.credit_code.iter().map(|code| Audience::Own(READ_OWN, code.to_string()));
    Document {
        subject: Subject::new(KIND, record.id.as_str()),
        kind: KIND.to_owned(),
        title: project.name.to_string(),
        text: texts.collect::<Vec<_>>().join("\n"),
        path: format!("/projects/{}", record.id),
        day: None,
        since: None,
        audience: own.chain([Audience::Right(READ)]).collect(),
    }
}

/// Whom one talks to is found by name and post; how to reach them is not.
fn investor(kept: &KeptInvestor) -> Document {
    let investor = &kept.investor;
    let names = investor.other_names.iter().chain(investor.related.iter().map(|firm| &firm.name));
    let others = names.chain(investor.earlier.iter().map(|project| &project.title)).map(Line::as_str);
    let business = investor.business.iter().map(Prose::as_str);
    let people = investor.contacts.iter().flat_map(|one| std::iter::once(&one.name).chain(&one.post));
    let code = investor.credit_code.iter().map(ToString::to_string);
    let texts = others.chain(business).chain(people.map(Line::as_str)).map(str::to_owned).chain(code);
    Document {
        subject: Subject::new(INVESTOR, kept.id.as_str()),
        kind: INVESTOR.to_owned(),
        title: investor.name.to_string(),
        text: texts.collect::<Vec<_>>().join("\n"),
        path: format!("/projects/investors/{}", kept.id),
        day: None,
        since: None,
        audience: vec![Audience::Right(READ)],
    }
}

fn meeting(kept: &KeptMeeting) -> Document {
    let meeting = &kept.meeting;
    let chair = meeting.chair.iter().map(ToString::to_string);
    let texts = chair.chain(meeting.minutes.iter().map(ToString::to_string));
    Document {
        subject: Subject::new(MEETING, kept.id.as_str()),
        kind: MEETING.to_owned(),
        title: meeting.title.to_string(),
        text: texts.collect::<Vec<_>>().join("\n"),
        path: format!("/projects/meetings/{}", kept.id),
        day: Some(meeting.held_on),
        since: None,
        audience: vec![Audience::Right(READ)],
    }
}

//! What of the projects can be searched for: by whoever sees all of them, and by those whose own they are; and the
//! investors, by staff.

use std::collections::BTreeMap;

use ::pages::{App, SearchSource, finding::ids_of};
use ::store::{StoreError, Subject, ZoneId};
use identity::Scope;
use sea_orm::ConnectionTrait;
use search::{Audience, Document, Rewrite, SearchError};

use crate::{
    READ, READ_OWN,
    commands::INVESTOR,
    model::{Field, Item, ItemKind, Key, Line, ProjectId, ProjectRecord, Prose},
    store::{self as tables, ItemFilter, KeptInvestor},
};

/// Kind of the records in the journal, and of the documents.
const KIND: &str = "project";
/// Projects read at a time.
const PORTION: usize = 500;
/// What is searched besides the name.
const FIELDS: [Field; 4] = [Field::InvestorName, Field::Description, Field::ProjectCode, Field::CreditCode];

/// The projects of a zone.
pub(crate) struct ProjectSearch;

#[async_trait::async_trait]
impl SearchSource for ProjectSearch {
    fn subjects(&self) -> &'static [&'static str] {
        &[KIND, INVESTOR]
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
        Ok(())
    }

    async fn of(&self, app: &App, zone: &ZoneId, changed: &[Subject]) -> Result<Vec<Document>, SearchError> {
        let ids: Vec<ProjectId> = ids_of(changed, KIND).filter_map(|id| id.parse().ok()).collect();
        let (database, scope) = (app.store().reader(), Scope::system(zone.clone()));
        let projects = documents(database, &scope, &ids).await?;
        let ids: Vec<Key> = ids_of(changed, INVESTOR).filter_map(|id| id.parse().ok()).collect();
        let investors = tables::investors_by_ids(database, &scope, &ids).await?;
        Ok(projects.into_iter().chain(investors.iter().map(investor)).collect())
    }
}

/// The documents of projects, with what stands in their dossiers and is not the zone's own affair.
async fn documents(
    database: &impl ConnectionTrait,
    scope: &Scope,
    ids: &[ProjectId],
) -> Result<Vec<Document>, StoreError> {
    let kinds = ItemKind::ALL.into_iter().filter(|kind| !kind.is_internal()).collect();
    let filter = ItemFilter { of: Some(ids.to_vec()), kinds, ..ItemFilter::default() };
    let mut items: BTreeMap<ProjectId, Vec<Item>> = BTreeMap::new();
    for kept in tables::items(database, scope, &filter, 0, u64::from(u32::MAX)).await? {
        items.entry(kept.item.project.clone()).or_default().push(kept.item);
    }
    let records = tables::by_ids(database, scope, ids).await?;
    Ok(records.iter().map(|record| document(record, items.get(&record.id).map_or(&[], Vec::as_slice))).collect())
}

fn document(record: &ProjectRecord, items: &[Item]) -> Document {
    let project = &record.project;
    let fields = FIELDS.iter().map(|field| project.text(*field)).filter(|text| !text.is_empty());
    let said = items.iter().flat_map(|item| {
        let outcome = item.done.as_ref().and_then(|done| done.outcome.as_ref());
        let title = item.title.as_ref().map(ToString::to_string);
        title.into_iter().chain(item.text.iter().chain(outcome).map(ToString::to_string))
    });
    let texts = fields.chain([record.id.to_string()]).chain(said);
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

/// Persons whom one talks to are not searched for.
fn investor(kept: &KeptInvestor) -> Document {
    let investor = &kept.investor;
    let names = investor.other_names.iter().chain(investor.related.iter().map(|firm| &firm.name));
    let others = names.chain(investor.earlier.iter().map(|project| &project.title)).map(Line::as_str);
    let business = investor.business.iter().map(Prose::as_str);
    let code = investor.credit_code.iter().map(ToString::to_string);
    let texts = others.chain(business).map(str::to_owned).chain(code);
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

//! Every change of a project: one function per verb.
//!
//! All of them take an [`Order`] and leave an entry in the journal whose subject is the project, before and after.

mod document;
mod edit;
mod gate;
mod import;
mod investor;
mod item;
mod listing;
mod meeting;
mod pool;
mod remind;
mod report;
mod tell;
mod trace;
mod view;

use std::{str::FromStr, sync::Arc};

use identity::{Forbidden, Order, Scope};
use store::{Change, Stale, Store, StoreError};

pub(crate) use document::note_documents;
pub use edit::{advance, change_status, create, create_in, edit};
pub use gate::{bypass, claim_stage, return_claim, verify_stage};
pub use import::{ImportSummary, import_projects, import_reports};
pub(crate) use import::{add_projects, add_reports};
pub(crate) use investor::{INVESTOR, add_investors};
pub use investor::{add_investor, edit_investor};
pub use item::{add_item, contest_item, edit_item, finish_item, plan_milestones, remove_item};
pub(crate) use item::{add_items, may_finish, may_write};
pub(crate) use listing::add_listings;
pub use listing::{list_project, unlist_project};
pub(crate) use meeting::{MEETING, add_meetings};
pub use meeting::{call_meeting, edit_meeting};
pub(crate) use pool::{lead_stages, return_untouched};
pub use pool::{release_lead, take_lead};
pub(crate) use remind::remind;
pub use report::report_month;
pub(crate) use trace::{project_trace, report_trace};
pub(crate) use view::add_views;
pub use view::{VIEWS_MAX, change_view, remove_view, save_view};

use crate::{
    files::Identity,
    model::{Field, FieldError, Problem, Project, ProjectId, ProjectRecord, Rules},
    store::{self as tables, Saved},
};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such record, or not for this scope.
    #[error("there is no record {0}")]
    NotFound(String),
    /// Fields are wrong.
    #[error("{} fields are wrong", .0.len())]
    Wrong(Vec<FieldError>),
    /// Somebody else was faster.
    #[error(transparent)]
    Stale(#[from] Stale),
    /// Nothing differs.
    #[error("nothing was changed: it stands so already")]
    Unchanged,
    /// The database refused.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<FieldError> for Refused {
    fn from(error: FieldError) -> Self {
        Self::Wrong(vec![error])
    }
}

/// The journal's name of a project.
pub const SUBJECT: &str = "project";

/// A project as it stands, with its version and the zone's rules, for a change of it.
struct Ground {
    rules: Arc<Rules>,
    before: ProjectRecord,
    version: i64,
}

async fn ground(change: &Change, scope: &Scope, id: &ProjectId) -> Result<Ground, Refused> {
    let found = tables::find_with_rules(change.connection(), scope, id).await?;
    let (before, version, rules) = found.ok_or_else(|| Refused::NotFound(id.to_string()))?;
    Ok(Ground { rules, before, version })
}

/// Writes what became of a project, if the form that asked for it showed the present version. Whoever looked at an older
/// one is told so first: what the rules would say of it may be of no interest any more.
async fn put(
    change: &mut Change,
    ground: &Ground,
    verb: &str,
    shown_version: i64,
    after: Result<ProjectRecord, Refused>,
) -> Result<(), Refused> {
    let was = project_trace(&ground.before);
    if shown_version != ground.version {
        return Err(Refused::Stale(Stale {
            your_version: shown_version,
            current_version: ground.version,
            yours: after.as_ref().map_or_else(|_| was.clone(), project_trace),
            current: was,
        }));
    }
    let after = &after?;
    if *after == ground.before {
        return Err(Refused::Unchanged);
    }
    let is = project_trace(after);
    check_code(change, Some(&ground.before), after).await?;
    check_name(change, Some(&ground.before), after).await?;
    check_manager(change, Some(&ground.before), after).await?;
    check_investor(change, Some(&ground.before), after).await?;
    let saved = Saved { before: Some(&ground.before), after, version: ground.version + 1 };
    tables::save(change, &ground.rules, &[saved]).await?;
    tell::tell_of_change(change, &ground.before, after).await?;
    let subject = store::Subject::new(SUBJECT, after.id.as_str());
    change.record(store::Entry::new(verb, subject).before(&was)?.after(&is)?);
    Ok(())
}

/// Reads the project, works out what becomes of it, and writes that.
async fn change_record(
    store: &Store,
    order: Order<'_>,
    name: &'static str,
    verb: &'static str,
    id: ProjectId,
    version: i64,
    outcome: impl FnOnce(&Ground) -> Result<ProjectRecord, FieldError> + Send + 'static,
) -> Result<(), Refused> {
    let scope = order.scope.clone();
    store
        .write(order.author(), order.key, name, move |change| {
            Box::pin(async move {
                let ground = ground(change, &scope, &id).await?;
                let after = outcome(&ground).map_err(Refused::from);
                put(change, &ground, verb, version, after).await
            })
        })
        .await
}

/// Fails where a project would get a code that another one has.
async fn check_code(change: &Change, before: Option<&ProjectRecord>, after: &ProjectRecord) -> Result<(), Refused> {
    let Some(code) = &after.project.project_code else { return Ok(()) };
    if before.is_some_and(|before| before.project.project_code.as_ref() == Some(code)) {
        return Ok(());
    }
    if tables::has_code(change.connection(), change.zone(), &code.to_string(), Some(&after.id)).await? {
        return Err(FieldError::new(Field::ProjectCode.key(), Problem::Taken).into());
    }
    Ok(())
}

/// Fails where an investor would get two projects of one name: files tell projects apart by it.
async fn check_name(change: &Change, before: Option<&ProjectRecord>, after: &ProjectRecord) -> Result<(), Refused> {
    let named = |project: &Project| {
        (&project.investor_name, &project.credit_code, &project.name)
            == (&after.project.investor_name, &after.project.credit_code, &after.project.name)
    };
    if before.is_some_and(|before| named(&before.project)) {
        return Ok(());
    }
    let identities = Identity::of(None, &after.project);
    let scope = Scope::system(change.zone().clone());
    let others = tables::matching(change.connection(), &scope, identities.clone()).await?;
    let is_same = |other: &ProjectRecord| {
        let known = Identity::of(None, &other.project);
        other.id != after.id && identities.iter().any(|identity| known.contains(identity))
    };
    if others.iter().any(is_same) {
        return Err(FieldError::new(Field::Name.key(), Problem::SameProject).into());
    }
    Ok(())
}

/// Fails where the credit code is that of an investor of the register who goes by other names: the project would count
/// among theirs.
async fn check_investor(change: &Change, before: Option<&ProjectRecord>, after: &ProjectRecord) -> Result<(), Refused> {
    let Some(code) = &after.project.credit_code else { return Ok(()) };
    let who = |project: &Project| (project.credit_code.clone(), project.investor_name.clone());
    if before.is_some_and(|before| who(&before.project) == who(&after.project)) {
        return Ok(());
    }
    let scope = Scope::system(change.zone().clone());
    let found = tables::investor_of(change.connection(), &scope, Some(code), "").await?;
    let other = found.filter(|kept| !kept.investor.names().any(|name| *name == after.project.investor_name));
    match other {
        Some(kept) => {
            let problem = Problem::CodeOfInvestor { name: kept.investor.name.to_string() };
            Err(FieldError::new(Field::CreditCode.key(), problem).into())
        }
        None => Ok(()),
    }
}

/// Fails where somebody would be in charge who does not sign in to this zone.
async fn check_manager(change: &Change, before: Option<&ProjectRecord>, after: &ProjectRecord) -> Result<(), Refused> {
    let Some(manager) = &after.project.manager else { return Ok(()) };
    if before.is_some_and(|before| before.project.manager.as_ref() == Some(manager)) {
        return Ok(());
    }
    let scope = Scope::system(change.zone().clone());
    let found = identity::account::find(change.connection(), &scope, manager.as_str()).await?;
    if found.is_some_and(|account| !account.disabled) {
        return Ok(());
    }
    let problem = Problem::UnknownManager { login: manager.to_string() };
    Err(FieldError::new(Field::Manager.key(), problem).into())
}

/// A name for good; a UUID is a valid id unless it begins with a hyphen, which none does.
fn new_id<T: FromStr>() -> Result<T, Refused> {
    let id = uuid::Uuid::now_v7().to_string();
    id.parse().map_err(|_| Refused::Store(StoreError::Corrupt(id)))
}

/// Today, in China, at the moment of an order.
fn day_of(order: &Order<'_>) -> jiff::civil::Date {
    pages::china().to_datetime(order.at).date()
}

//! Every change of a project: one function per verb.
//!
//! All of them take an [`Order`] and leave an entry in the journal whose subject is the project, before and after.

mod edit;
mod import;
mod report;
mod trace;

use identity::{Forbidden, Order, Scope};
use store::{Change, Stale, StoreError};

pub use edit::{advance, change_status, create, edit};
pub(crate) use import::add_all;
pub use import::{ImportSummary, import_projects, import_reports};
pub use report::report_month;
pub(crate) use trace::{project_trace, report_trace};

use crate::{
    model::{FieldError, ProjectId, ProjectRecord, Rules},
    store as tables,
};

/// Why nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The right is missing.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// There is no such project, or not for this scope.
    #[error("there is no project {0}")]
    NotFound(ProjectId),
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
    rules: Rules,
    before: ProjectRecord,
    version: i64,
}

async fn ground(change: &Change, scope: &Scope, id: &ProjectId) -> Result<Ground, Refused> {
    let connection = change.connection();
    let rules = tables::rules(connection, change.zone()).await?;
    let version = tables::version(connection, scope, id).await?;
    let before = tables::find(connection, scope, id).await?;
    match version.zip(before) {
        Some((version, before)) => Ok(Ground { rules, before, version }),
        None => Err(Refused::NotFound(id.clone())),
    }
}

/// Writes what became of a project, if the form that asked for it showed the present version.
async fn put(
    change: &mut Change,
    ground: &Ground,
    verb: &str,
    shown_version: i64,
    after: &ProjectRecord,
) -> Result<(), Refused> {
    if *after == ground.before {
        return Err(Refused::Unchanged);
    }
    let (was, is) = (project_trace(&ground.before), project_trace(after));
    if shown_version != ground.version {
        return Err(Refused::Stale(Stale {
            your_version: shown_version,
            current_version: ground.version,
            yours: is,
            current: was,
        }));
    }
    tables::replace(change, after, &ground.rules, ground.version + 1).await?;
    let subject = store::Subject::new(SUBJECT, after.id.as_str());
    change.record(store::Entry::new(verb, subject).before(&was)?.after(&is)?);
    Ok(())
}

/// Today, in China, at the moment of an order.
fn day_of(order: &Order<'_>) -> jiff::civil::Date {
    pages::china().to_datetime(order.at).date()
}

//! The projects behind a fact, each with what it adds to it.

use facts::{RecordLink, Records, Unit};
use identity::Scope;
use jiff::civil::Date;
use sea_orm::DatabaseConnection;
use store::StoreError;

use super::{
    catalogue::{Figure, Span},
    day::months,
};
use crate::{
    commands::SUBJECT,
    model::StageGroup,
    store::{self as tables, Behind, BehindLine, Part, Which},
};

/// One page of the projects behind a figure that the scope may see, in the order of their names.
pub(super) async fn behind(
    database: &DatabaseConnection,
    scope: &Scope,
    as_of: Date,
    figure: &Figure,
    offset: u64,
    limit: u64,
) -> Result<Records, StoreError> {
    let newest = tables::newest_month(database, scope.zone(), as_of).await?;
    let stood = |which: &Which, part| Some(Behind::Stood(which.clone(), part));
    let reported =
        |part, span| months(newest.as_deref(), as_of, span).map(|(from, to)| Behind::Reported(part, from, to));
    let behind = match figure {
        Figure::Count(which) => stood(which, None),
        Figure::Investment(which) => stood(which, Some(Part::Investment)),
        Figure::Rate(_, whole) => stood(&Which::Reached(*whole), None),
        Figure::Promised(part) => stood(&Which::Reached(StageGroup::Production), Some(*part)),
        Figure::Reported(part, span) => reported(*part, *span),
        Figure::Growth(part) => reported(*part, Span::ThisYear),
        Figure::Planned => Some(Behind::Planned),
        Figure::Employed => Some(Behind::Employed),
        Figure::Newest => newest.map(Behind::Heard),
    };
    let Some(behind) = behind else { return Ok(Records::default()) };
    let people = matches!(figure, Figure::Employed | Figure::Promised(Part::Jobs));
    let (total, lines) = tables::behind(database, scope, as_of, &behind, offset, limit).await?;
    Ok(Records { total, rows: lines.into_iter().map(|line| link(line, people)).collect() })
}

fn link(line: BehindLine, people: bool) -> RecordLink {
    let unit = |figure: f64| if people { (figure, Unit::count()) } else { (figure / 100.0, Unit::cny()) };
    RecordLink {
        title: line.name,
        contribution: line.figure.map(unit),
        path: format!("/projects/{}", line.id),
        subject: (SUBJECT.to_owned(), line.id),
    }
}

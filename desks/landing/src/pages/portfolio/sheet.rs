//! A plan as a file for a spreadsheet: who looks for land, before and after.

use ::pages::{
    PageError, Visit,
    sheet::{self, SheetCell},
};
use axum::response::Response;
use siting::portfolio::{Placement, Reason};

use super::{Found, named, said::Told, sections};
use crate::model::portfolio::{PortfolioChange, moves};

fn text(text: impl Into<String>) -> SheetCell {
    let text = text.into();
    if text.is_empty() { SheetCell::Empty } else { SheetCell::Text(text) }
}

fn at(placement: Option<&Placement>) -> [SheetCell; 2] {
    let parcels = placement.map(|at| at.parcels.join(" ")).unwrap_or_default();
    [text(parcels), text(placement.map(|at| at.start.clone()).unwrap_or_default())]
}

/// The file.
pub async fn xlsx(visit: Visit) -> Result<Response, PageError> {
    let found = Found::of(&visit, named(&visit).await?).await?;
    let (problem, answer) = found.problem().zip(found.run.answer()).ok_or(PageError::NotFound)?;
    let told = Told { visit: &visit, problem };
    let nothing = PortfolioChange::default();
    let (before, change) = match found.answer_before() {
        Some(before) => (&before.outcome, &found.run.change),
        None => (&answer.outcome, &nothing),
    };
    let columns =
        ["project", "id", "parcels-before", "start-before", "parcels-after", "start-after", "what", "value", "why"];
    let headings = columns.map(|key| told.text(key));
    let moved = moves(problem, change, before, &answer.outcome);
    let row = |before: &Reason, after: &Reason, what: &str| {
        let [was, since] = at(before.placement.as_ref());
        let [is, from] = at(after.placement.as_ref());
        let name = text(problem.name_of(&after.project));
        let why = text(sections::reason(told, after));
        let worth = SheetCell::Number(after.value);
        vec![name, text(after.project.clone()), was, since, is, from, text(told.text(what)), worth, why]
    };
    let rows = moved.iter().map(|one| row(one.before, one.after, sections::word(one.what)));
    sheet::download(&visit, &format!("portfolio-{}", found.run.number), &headings, rows)
}

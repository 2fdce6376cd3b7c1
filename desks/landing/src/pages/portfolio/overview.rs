//! The present plan, the form of changes, and what was worked out so far.

use ::pages::{
    FormData, Page, PageError, Visit,
    components::{self, FieldErrors, ListState, SortOrder, Total},
    shell::icon,
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};

use super::{
    form, path_of, present, ruled,
    said::Told,
    sections::{self, Side},
};
use crate::{
    PLAN_PORTFOLIO,
    model::portfolio::{Run, RunHead, RunStage},
    store as tables,
};

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &FormData::default(), &FieldErrors::default(), StatusCode::OK).await
}

/// The page, with what was typed and what is wrong with it.
pub(super) async fn page(
    visit: &Visit,
    data: &FormData,
    errors: &FieldErrors,
    status: StatusCode,
) -> Result<Response, PageError> {
    let present = present(visit).await?;
    let state = ListState::parse(visit.query(), &[], ("run", SortOrder::Descending));
    let (when, part) = ((visit.as_of(), visit.now()), (state.offset(), components::PER_PAGE));
    let (runs, count) = tables::run_heads(visit.store().reader(), visit.scope(), when, part).await?;
    let may = visit.scope().may(PLAN_PORTFOLIO) && !visit.looks_back();
    let found = present.as_ref().and_then(|run| Some((run, run.problem.as_ref()?, run.answer()?)));
    let body = html! {
        (errors.summary(visit))
        p.page-lead { (visit.text("portfolio-about")) }
        @if let Some((run, problem, answer)) = found {
            @let told = Told { visit, problem };
            @let side = Side { draft: &problem.draft, answer };
            (heading(told, run))
            (ruled::too_many(told))
            (sections::conflict(told, answer, &told.text("plan")))
            @if may { (form::what_if(told, run, answer, data, errors)) (form::anew(visit, data, errors)) }
            (sections::goals(told, &[side]))
            (sections::projects(told, &answer.outcome))
            (sections::timeline(told, side, None))
            (sections::money(told, &[side]))
            (sections::works(told, &[side]))
            (sections::binds(told, &answer.outcome))
            (ruled::rules(told))
            (sections::left_out(told))
        } @else {
            (components::empty(&visit.text("portfolio-none"), &visit.text("portfolio-none-advice"), None))
            @if may { (form::anew(visit, data, errors)) }
        }
        (list(visit, &state, &runs, count))
    };
    let actions = html! {
        @if found.is_some() {
            button.btn.js-only type="button" data-print { (icon("printer")) " " (visit.text("landing-print")) }
        }
        @if let Some(run) = &present { (components::download(visit, &format!("{}/export.xlsx", path_of(run.number)))) }
    };
    let page = Page::new(visit, visit.text("landing-portfolio")).under(visit.text("landing-menu"), "/landing");
    Ok(page.actions(actions).body(body).status(status).into_response())
}

/// Which plan this is, of which day, and how sure it is that it is the best.
pub(super) fn heading(told: Told<'_>, run: &Run) -> Markup {
    let values = [
        ("number", run.number.to_string()),
        ("day", told.problem.day.to_string()),
        ("on", run.on.to_string()),
        ("by", run.by.clone()),
    ];
    html! {
        p.alert.alert-info role="status" {
            a href=(told.visit.link(&path_of(run.number))) { (told.with("edition", &values)) }
            @if let Some(answer) = run.answer() { " · " (told.standing(answer)) }
        }
    }
}

/// What was worked out, the newest first.
fn list(visit: &Visit, state: &ListState, runs: &[RunHead], count: u64) -> Markup {
    let title = visit.text("portfolio-runs");
    let stage = |run: &RunHead| {
        let (tone, key) = match run.stage {
            RunStage::BrokenOff => ("bad", "portfolio-state-broken"),
            RunStage::Running => ("neutral", "portfolio-state-running"),
            RunStage::Done => ("good", "portfolio-state-done"),
            RunStage::Failed => ("bad", "portfolio-state-failed"),
        };
        components::pill(tone, &visit.text(key))
    };
    let kind = |run: &RunHead| match run.before {
        None => visit.text("portfolio-kind-present"),
        Some(before) => visit.text_with("portfolio-kind-what-if", &[("before", before.to_string().into())]),
    };
    let rows = html! {
        @for run in runs { tr {
            @let number = [("number", run.number.to_string().into())];
            th scope="row" { a href=(visit.link(&path_of(run.number))) { (visit.text_with("portfolio-number", &number)) } }
            td { (kind(run)) }
            td { (run.on) " · " (run.by) }
            td { (stage(run)) }
        } }
    };
    let heads = ["portfolio-run", "portfolio-kind", "portfolio-asked", "portfolio-state"].map(|key| visit.text(key));
    html! {
        @if count > 0 {
            section.panel.mb-3 {
                h2.panel-title { (title) }
                (sections::table(&title, &heads, rows))
                (components::pager(visit, state, runs.len() as u64, Total::Exactly(count)))
            }
        }
    }
}

//! One plan: while it is worked out, and what came of it; with changes, both plans side by side.

use ::pages::{
    Page, PageError, Submitted, Visit,
    components::{self},
    shell::icon,
};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{
    Found, named, overview, path_of, ruled,
    said::Told,
    sections::{self, Side},
};
use crate::{
    PLAN_PORTFOLIO,
    model::portfolio::{Answer, PortfolioChange, Run, moves},
    portfolio_jobs::{Jobs, Watched},
};

/// The page.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let found = Found::of(&visit, named(&visit).await?).await?;
    let problem = found.problem().ok_or(PageError::NotFound)?;
    let told = Told { visit: &visit, problem };
    let run = &found.run;
    let body = match (run.answer(), found.answer_before()) {
        (Some(answer), Some(before)) => both(told, run, before, answer),
        (Some(answer), None) => alone(told, run, answer),
        (None, _) => waiting(told, run, Jobs::of(visit.app()).watch(&visit.zone().id, run.number).as_ref()),
    };
    // While it is worked out, the page looks again by itself.
    let again = run.is_running(visit.now()).then(|| visit.path());
    let body = html! {
        div #portfolio-state hx-get=[again] hx-trigger=[again.map(|_| "every 1s")]
            hx-select=[again.map(|_| "#portfolio-state")] hx-swap=[again.map(|_| "outerHTML")] { (body) }
    };
    let number = [("number", run.number.to_string().into())];
    let actions = html! {
        @if run.answer().is_some() {
            button.btn.js-only type="button" data-print { (icon("printer")) " " (visit.text("landing-print")) }
            (components::download(&visit, &format!("{}/export.xlsx", path_of(run.number))))
        }
    };
    let page = Page::new(&visit, visit.text_with("portfolio-number", &number));
    let page = page.under(visit.text("landing-menu"), "/landing");
    Ok(page.under(visit.text("landing-portfolio"), "/landing/portfolio").actions(actions).body(body))
}

fn alone(told: Told<'_>, run: &Run, answer: &Answer) -> Markup {
    let side = Side { draft: &told.problem.draft, answer };
    html! {
        (overview::heading(told, run))
        (ruled::too_many(told))
        (sections::conflict(told, answer, &told.text("plan")))
        (sections::goals(told, &[side]))
        (sections::projects(told, &answer.outcome))
        (sections::timeline(told, side, None))
        (sections::money(told, &[side]))
        (sections::works(told, &[side]))
        (sections::binds(told, &answer.outcome))
        (ruled::rules(told))
        (sections::left_out(told))
    }
}

fn both(told: Told<'_>, run: &Run, before: &Answer, answer: &Answer) -> Markup {
    let changed = run.change.apply(&told.problem.draft);
    let sides = [Side { draft: &told.problem.draft, answer: before }, Side { draft: &changed, answer }];
    let moved = moves(told.problem, &run.change, &before.outcome, &answer.outcome);
    html! {
        (overview::heading(told, run))
        (ruled::too_many(told))
        (changes(told, run.before, &run.change))
        (sections::conflict(told, before, &told.text("before")))
        (sections::conflict(told, answer, &told.text("after")))
        (sections::moved(told, &moved))
        (sections::goals(told, &sides))
        (standings(told, before, answer))
        (sections::timeline(told, sides[1], Some(&before.outcome)))
        (sections::money(told, &sides))
        (sections::works(told, &sides))
        (sections::binds(told, &answer.outcome))
        (ruled::rules(told))
        (sections::left_out(told))
    }
}

fn standings(told: Told<'_>, before: &Answer, after: &Answer) -> Markup {
    html! {
        dl.keyvalue {
            dt { (told.text("before")) } dd { (told.standing(before)) }
            dt { (told.text("after")) } dd { (told.standing(after)) }
        }
    }
}

/// What was changed, each with its record.
fn changes(told: Told<'_>, before: Option<i64>, change: &PortfolioChange) -> Markup {
    let was = |half_year: &String| {
        let draft = &told.problem.draft;
        let found = draft.periods.iter().zip(&draft.budgets_cny).find(|(one, _)| *one == half_year);
        found.map_or(0.0, |(_, budget)| *budget)
    };
    html! {
        section.panel.mb-3 {
            h2.panel-title { (told.text("changes")) }
            @if let Some(before) = before {
                @let number = [("number", before.to_string())];
                p { a href=(told.visit.link(&path_of(before))) { (told.with("against", &number)) } }
            }
            ul {
                @for code in &change.withdraw { li { (told.text("withdraw")) ": " (told.parcel(code)) } }
                @for (code, by) in &change.delay { li {
                    (told.work(code)) ": " (told.with("delayed-by", &[("count", by.to_string())]))
                } }
                @for (half_year, budget) in &change.budget_cny { li {
                    (told.with("budget-of", &[("half_year", half_year.clone())])) ": "
                    (told.money(was(half_year))) " → " (told.money(*budget))
                } }
            }
        }
    }
}

/// How far it is.
fn waiting(told: Told<'_>, run: &Run, watched: Option<&Watched>) -> Markup {
    let visit = told.visit;
    let runs = run.is_running(visit.now());
    let points = |value: Option<f64>| value.map_or_else(|| told.text("not-yet"), Told::points);
    html! {
        @if run.before.is_some() { (changes(told, run.before, &run.change)) }
        div.panel {
            @if let Some(watched) = watched.filter(|_| runs) {
                @let share = 100.0 * watched.seconds / f64::from(run.seconds.max(1));
                @let seen = watched.seen;
                p role="status" { (told.text(if watched.is_cancelled { "cancelling" } else { "running" })) }
                (components::progress(&told.text("time-used"), share.min(100.0)))
                dl.keyvalue {
                    dt { (told.text("goal-objective")) } dd { (points(seen.and_then(|seen| seen.incumbent))) }
                    dt { (told.text("goal-bound")) } dd { (points(seen.map(|seen| seen.bound))) }
                    dt { (told.text("goal-gap")) }
                    dd {
                        @let gap = seen.and_then(|seen| Some((seen.bound - seen.incumbent?) / seen.incumbent?));
                        @let gap = gap.filter(|gap| gap.is_finite());
                        (gap.map_or_else(|| told.text("not-yet"), |gap| told.share(gap)))
                    }
                }
                @if visit.scope().may(PLAN_PORTFOLIO) && !watched.is_cancelled {
                    form method="post" action=(visit.link(&format!("{}/cancel", path_of(run.number)))) {
                        (visit.form_fields())
                        button.btn type="submit" { (told.text("cancel")) }
                    }
                }
            } @else if runs { p role="status" { (told.text("running-elsewhere")) } }
            @else { p role="alert" { (told.text("failed")) } }
            @if runs { a.btn href=(visit.path()) { (told.text("refresh")) } }
        }
    }
}

/// Breaks a plan off; it keeps the best that was found.
pub async fn cancel(visit: Visit, _form: Submitted) -> Result<Response, PageError> {
    let run = named(&visit).await?;
    Jobs::of(visit.app()).cancel(&visit.zone().id, run.number);
    Ok(Redirect::to(&visit.link(&path_of(run.number))).into_response())
}

//! Views kept under a name: one's own and those that colleagues share; each has a link that can be sent.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Field as Input, FieldErrors},
};

use crate::{
    READ,
    commands::{self, Refused},
    model::{FieldError, Key, Line, Rules, ViewPage, ViewQuery},
    pages::{Ended, ended, filters, show as shown},
    store::{self as tables, KeptView},
};

/// Views of one page.
const VIEWS_SHOWN_MAX: u64 = 500;
/// What of an address does not belong to a view.
const PASSING: [&str; 3] = ["page", "flash", "from"];

/// The query that tells the page of kept views where the reader comes from.
pub fn from(visit: &Visit, page: ViewPage) -> String {
    let query = PASSING.iter().fold(visit.query().clone(), |query, name| query.with(name, None));
    query.with("from", Some(page.key())).to_query()
}

/// The page: the form that keeps what the reader comes from, and the views.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &FormData::default(), &FieldErrors::default()).await
}

async fn page(visit: &Visit, typed: &FormData, errors: &FieldErrors) -> Result<Response, PageError> {
    let rules = super::super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let found = tables::views(visit.store().reader(), visit.scope(), VIEWS_SHOWN_MAX).await?;
    let names = identity::account::names(visit.store().reader(), visit.scope()).await?;
    let (own, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|kept| kept.view.owner == visit.scope().actor());
    let body = html! {
        (super::tabs(visit, None))
        (errors.summary(visit))
        (keep_form(visit, &rules, typed, errors))
        section.panel.mb-3 {
            h2.panel-title { (visit.text("projects-views-own")) }
            @if own.is_empty() { p.text-secondary { (visit.text("projects-views-none")) } }
            ul.list-unstyled { @for kept in &own { li.mb-3 {
                (line(visit, &rules, kept))
                @if !visit.looks_back() { (change_form(visit, kept, typed, errors)) }
            } } }
        }
        @if visit.scope().may(READ) {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("projects-views-shared")) }
                @if others.is_empty() { p.text-secondary { (visit.text("projects-views-shared-none")) } }
                ul.list-unstyled { @for kept in &others { li.mb-3 {
                    (line(visit, &rules, kept))
                    span.cell-sub { (visit.text_with("projects-view-by", &[("name", shown::person(&names, &kept.view.owner).into())])) }
                } } }
            }
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("projects-view-saved"));
    Ok(page.under(visit.text("projects-menu"), "/projects").body(body).status(status).into_response())
}

/// What is to be kept: a page and its filters, as the address or a form that came back has them.
fn source(visit: &Visit, typed: &FormData) -> Option<(ViewPage, String)> {
    let page = typed.given("view_page").or_else(|| visit.query().given("from"))?.parse().ok()?;
    let query = match typed.given("view_page") {
        Some(_) => typed.get("view_query").to_owned(),
        None => PASSING.iter().fold(visit.query().clone(), |query, name| query.with(name, None)).to_query(),
    };
    Some((page, query.trim_start_matches('?').to_owned()))
}

fn keep_form(visit: &Visit, rules: &Rules, typed: &FormData, errors: &FieldErrors) -> Markup {
    let Some((page, query)) = source(visit, typed).filter(|_| !visit.looks_back()) else { return html! {} };
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text_with("projects-view-keep", &[("page", super::name(visit, page).into())])) }
            (filters(visit, rules, &query))
            form method="post" action=(visit.link("/projects/views")) data-guard {
                (visit.form_fields())
                input type="hidden" name="view_page" value=(page);
                input type="hidden" name="view_query" value=(query);
                (fields(visit, ("title", "shared"), typed, errors))
                button.btn.btn-primary type="submit" { (visit.text("projects-save")) }
            }
        }
    }
}

/// The name and who finds it; the forms of a page call their fields apart.
fn fields(visit: &Visit, (title, shared): (&str, &str), data: &FormData, errors: &FieldErrors) -> Markup {
    let label = visit.text("projects-view-title");
    html! {
        (components::text(Input::new(title, &label, data, errors).required(), "text"))
        @if visit.scope().may(READ) {
            (components::checkbox(Input::new(shared, &visit.text("projects-view-share"), data, errors), "yes", data.get(shared) == "yes"))
        }
    }
}

/// What a view asks for, in words.
fn filters(visit: &Visit, rules: &Rules, query: &str) -> Markup {
    let told = filters::told(visit, rules, &FormData::parse(query.as_bytes()));
    html! {
        @if told.is_empty() { p.cell-sub { (visit.text("projects-view-all")) } } @else {
            p.cluster { @for one in told { span.tag { (one) } } }
        }
    }
}

fn line(visit: &Visit, rules: &Rules, kept: &KeptView) -> Markup {
    let view = &kept.view;
    html! {
        a href=(visit.link(&format!("/projects/views/{}", kept.id))) { strong { (view.title) } }
        " " span.tag { (super::name(visit, view.page)) }
        @if view.shared { " " span.tag { (visit.text("projects-view-is-shared")) } }
        (filters(visit, rules, view.query.as_str()))
    }
}

fn change_form(visit: &Visit, kept: &KeptView, typed: &FormData, errors: &FieldErrors) -> Markup {
    let path = visit.link(&format!("/projects/views/{}", kept.id));
    let (title, shared) = (format!("title-{}", kept.id), format!("shared-{}", kept.id));
    let is = FormData::from_pairs([
        (title.as_str(), kept.view.title.as_str()),
        (shared.as_str(), if kept.view.shared { "yes" } else { "" }),
    ]);
    let came_back = errors.get(&title).is_some();
    html! {
        details open[came_back] {
            summary { (visit.text("projects-view-change")) }
            form method="post" action=(path) {
                (visit.form_fields())
                (fields(visit, (&title, &shared), if came_back { typed } else { &is }, errors))
                button.btn type="submit" { (visit.text("projects-save")) }
            }
            form method="post" action=(format!("{path}/remove")) {
                (visit.form_fields())
                button.btn type="submit" { (visit.text("projects-view-remove")) }
            }
        }
    }
}

fn view_id(visit: &Visit) -> Result<Key, PageError> {
    visit.param("view")?.parse().map_err(|_| PageError::NotFound)
}

/// Opens a view: its link stays the same when it is changed.
pub async fn open(visit: Visit) -> Result<Response, PageError> {
    let found = tables::find_view(visit.store().reader(), visit.scope(), &view_id(&visit)?).await?;
    let view = found.ok_or(PageError::NotFound)?.view;
    let query = view.query.as_str();
    let mark = if query.is_empty() { "" } else { "?" };
    Ok(Redirect::to(&visit.link(&format!("{}{mark}{query}", view.page.path()))).into_response())
}

/// Keeps a view.
pub async fn keep(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let data = &form.data;
    let page: ViewPage = data.get("view_page").parse().map_err(|_| PageError::Malformed)?;
    let query: ViewQuery = data.get("view_query").parse().map_err(|_| PageError::Malformed)?;
    let outcome = match data.get("title").parse::<Line>() {
        Ok(title) => {
            let named = (title, data.get("shared") == "yes");
            commands::save_view(visit.store(), form.order(&visit), named, (page, query)).await.map(drop)
        }
        Err(problem) => Err(FieldError::new("title", problem).into()),
    };
    finish(&visit, &form, outcome, "view-saved").await
}

/// Changes the name of a view, and who finds it.
pub async fn change(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = view_id(&visit)?;
    let (title, shared) = (format!("title-{id}"), format!("shared-{id}"));
    let outcome = match form.data.get(&title).parse::<Line>() {
        Ok(name) => {
            let named = (name, form.data.get(&shared) == "yes");
            commands::change_view(visit.store(), form.order(&visit), id, named).await
        }
        Err(problem) => Err(FieldError::new(title, problem).into()),
    };
    finish(&visit, &form, outcome, "view-saved").await
}

/// Removes a view.
pub async fn remove(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let outcome = commands::remove_view(visit.store(), form.order(&visit), view_id(&visit)?).await;
    finish(&visit, &form, outcome, "view-removed").await
}

async fn finish(
    visit: &Visit,
    form: &Submitted,
    outcome: Result<(), Refused>,
    flash: &str,
) -> Result<Response, PageError> {
    match ended(visit, outcome)? {
        Ended::Done(()) | Ended::Unchanged => {
            Ok(Redirect::to(&visit.link(&format!("/projects/views?flash={flash}"))).into_response())
        }
        Ended::Wrong(errors) => page(visit, &form.data, &errors).await,
        Ended::Stale(_) => Err(PageError::Malformed),
    }
}

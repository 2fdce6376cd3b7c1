//! The open pool of leads: what nobody is in charge of, and taking it.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    Page, PageError, Submitted, Visit,
    components::{self, FieldErrors},
};
use sea_orm::Order as Direction;

use super::{Ended, ended, show};
use crate::{
    EDIT,
    commands::{self, Refused, lead_stages},
    model::{FieldError, Line, ProjectRecord, Rules},
    store::{self as tables, ProjectFilter, Sort},
};

/// Leads of one page, the largest first: whoever looks for more searches the list.
const LEADS_MAX: u64 = 200;
/// The headings of the table.
const HEADINGS: [&str; 5] = [
    "projects-field-name",
    "projects-field-lead_source",
    "projects-field-stage",
    "projects-field-total_investment_cny",
    "projects-pool-before",
];

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &FieldErrors::default()).await
}

async fn page(visit: &Visit, errors: &FieldErrors) -> Result<Response, PageError> {
    let rules = super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let (database, scope) = (visit.store().reader(), visit.scope());
    let stages = lead_stages(&rules);
    let filter = ProjectFilter { stages, unmanaged: true, counting: true, ..ProjectFilter::default() };
    let sort = (Sort::Investment, Direction::Desc);
    let leads = tables::records_with_versions(database, scope, &filter, sort, 0, LEADS_MAX).await?;
    let names = identity::account::names(database, scope).await?;
    let rows: Vec<Markup> = leads.iter().map(|(lead, version)| row(visit, &rules, &names, lead, *version)).collect();
    let pool = &rules.conduct.pool;
    let told = [("max", pool.held_max.into()), ("days", pool.untouched_days.into()), ("rest", pool.rest_days.into())];
    let body = html! {
        (errors.summary(visit))
        p.page-lead { (visit.text_with("projects-pool-rules", &told)) }
        @if rows.is_empty() {
            (components::empty(&visit.text("projects-pool-empty"), &visit.text("projects-pool-empty-advice"), None))
        } @else { (table(visit, &rows)) }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("projects-pool")).under(visit.text("projects-menu"), "/projects");
    Ok(page.body(body).status(status).into_response())
}

fn table(visit: &Visit, rows: &[Markup]) -> Markup {
    let label = visit.text("projects-pool");
    html! {
        div.card.table-responsive tabindex="0" role="region" aria-label=(label) {
            table.table {
                thead { tr {
                    @for key in HEADINGS { th scope="col" { (visit.text(key)) } }
                    @if visit.scope().may(EDIT) { th scope="col" { span.visually-hidden { (visit.text("projects-take")) } } }
                } }
                tbody { @for row in rows { (row) } }
            }
        }
    }
}

fn row(visit: &Visit, rules: &Rules, names: &show::Names, lead: &ProjectRecord, version: i64) -> Markup {
    let project = &lead.project;
    let source = project.lead_source.as_ref().map(|key| show::term(visit, &rules.vocabulary.lead_sources, key));
    let stage = lead.stages.latest().map(|one| show::stage(visit, rules, &one.stage));
    let path = format!("/projects/{}", lead.id);
    html! {
        tr {
            td {
                a href=(visit.link(&path)) { (project.name) }
                span.cell-sub { (project.investor_name) }
            }
            td { (source.unwrap_or_else(|| "–".to_owned())) }
            td { (stage.unwrap_or_default()) }
            td { (project.total_investment_cny.map_or_else(|| "–".to_owned(), |total| show::money(visit, total))) }
            td {
                @match &lead.released {
                    None => { "–" }
                    Some(released) => {
                        (show::person(names, released.by.as_str())) " " time datetime=(released.on.to_string()) { (released.on) }
                        @if let Some(reason) = &released.reason { span.cell-sub { (reason) } }
                    }
                }
            }
            @if visit.scope().may(EDIT) {
                td {
                    form method="post" action=(visit.link(&format!("{path}/take"))) {
                        (visit.form_fields())
                        input type="hidden" name="version" value=(version);
                        button.btn.btn-sm type="submit" { (visit.text("projects-take")) span.visually-hidden { " " (project.name) } }
                    }
                }
            }
        }
    }
}

/// Takes a lead.
pub async fn take(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = show::project_id(&visit)?;
    let version = form.version()?;
    let outcome = commands::take_lead(visit.store(), form.order(&visit), id.clone(), version).await;
    finish(&visit, outcome, &format!("/projects/{id}?flash=lead-taken")).await
}

/// Gives a lead back.
pub async fn release(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = show::project_id(&visit)?;
    let version = form.version()?;
    let outcome = match form.data.get("release_reason").parse::<Line>() {
        Ok(reason) => commands::release_lead(visit.store(), form.order(&visit), id, version, reason).await,
        Err(problem) => Err(FieldError::new("release_reason", problem).into()),
    };
    finish(&visit, outcome, "/projects/pool?flash=lead-released").await
}

/// Onward when it was done; the pool with what is wrong when not: somebody may just have been faster.
async fn finish(visit: &Visit, outcome: Result<(), Refused>, done: &str) -> Result<Response, PageError> {
    match ended(visit, outcome)? {
        Ended::Done(()) | Ended::Unchanged => Ok(Redirect::to(&visit.link(done)).into_response()),
        Ended::Wrong(errors) => page(visit, &errors).await,
        Ended::Stale(_) => {
            let mut errors = FieldErrors::default();
            errors.add("manager", visit.text("projects-pool-stale"));
            page(visit, &errors).await
        }
    }
}

/// The form that gives a lead back, on the project's page.
pub fn release_form(visit: &Visit, record: &ProjectRecord, version: i64) -> Markup {
    let (data, none) = (pages::FormData::default(), FieldErrors::default());
    let label = visit.text("projects-field-release_reason");
    html! {
        details.mt-3 {
            summary { (visit.text("projects-release")) }
            form method="post" action=(visit.link(&format!("/projects/{}/release", record.id))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(version);
                (components::text(components::Field::new("release_reason", &label, &data, &none).required(), "text"))
                button.btn type="submit" { (visit.text("projects-release")) }
            }
        }
    }
}

//! A wish becomes a project: the panel on the plan, and the press of the button.

use ::pages::{
    FormData, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use land::model::{Amount, Code};
use maud::{Markup, html};
use projects::model::{Field as ProjectField, ProjectDraft};

use super::{answer, number, record, refused, said::Said};
use crate::{
    EDIT,
    commands::{self, Refused},
    model::{Plan, WishRecord},
};

/// The project that the wish became; or the form to make it one, for whoever may.
pub(super) fn panel(visit: &Visit, record: &WishRecord, plan: &Plan, typed: (&FormData, &FieldErrors)) -> Markup {
    let scope = visit.scope();
    let may = scope.may(EDIT) && scope.may(projects::EDIT) && !visit.looks_back();
    html! {
        @if let Some(handed) = &record.project {
            section.panel.mb-3 {
                h2.panel-title { (visit.text("landing-project")) }
                p {
                    (visit.text_with("landing-project-since", &[("day", handed.on.to_string().into())])) " "
                    a href=(visit.link(&format!("/projects/{}", handed.project))) { (record.wish.title) }
                    @if !handed.site.is_empty() {
                        " · " a href=(visit.link(&format!("/land/parcels/{}", handed.site))) { (handed.site) }
                    }
                }
            }
        } @else if may { (form(visit, record, plan, typed)) }
    }
}

fn form(visit: &Visit, record: &WishRecord, plan: &Plan, (data, errors): (&FormData, &FieldErrors)) -> Markup {
    let site = |site: &crate::model::SitePlan| Choice {
        value: site.parcel.code.clone(),
        label: Said(visit).parcel(&site.parcel),
    };
    let sites: Vec<_> = plan.sites.iter().map(site).collect();
    let label = visit.text("landing-project-site");
    html! {
        section #project.panel.mb-3 {
            h2.panel-title { (visit.text("landing-project")) }
            (errors.summary(visit))
            p.text-secondary { (visit.text("landing-project-about")) }
            form method="post" action=(visit.link(&format!("/landing/wishes/{}/project", record.number))) data-guard {
                (visit.form_fields())
                input type="hidden" name="version" value=(record.version);
                (components::select(Field::new("site", &label, data, errors), &sites))
                button.btn type="submit" { (visit.text("landing-project-begin")) }
            }
        }
    }
}

/// Makes it a project.
pub async fn begin(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (number, version) = (number(&visit)?, form.version()?);
    let record = record(&visit).await?;
    let code: Option<Code> = form.data.given("site").and_then(|code| code.parse().ok());
    let parcel = match &code {
        Some(code) => land::store::parcel(visit.store().reader(), visit.scope(), code).await?,
        None => None,
    };
    if form.data.given("site").is_some() && parcel.is_none() {
        let message = visit.text("landing-project-no-site");
        return wrong(&visit, &form.data, FieldErrors::one("site", message)).await;
    }
    let draft = draft(&visit, &record, parcel.as_ref());
    let site = parcel.map(|parcel| parcel.code.to_string()).unwrap_or_default();
    match commands::begin_project(visit.store(), form.order(&visit), number, version, site, draft).await {
        Ok(project) => {
            Ok(Redirect::to(&visit.link(&format!("/projects/{project}?flash=project-added"))).into_response())
        }
        Err(Refused::IsProject(project)) => {
            Ok(Redirect::to(&visit.link(&format!("/projects/{project}"))).into_response())
        }
        Err(Refused::Project(flaws)) => wrong(&visit, &form.data, in_words(&visit, &flaws)).await,
        Err(error) => Err(refused(error)),
    }
}

async fn wrong(visit: &Visit, data: &FormData, errors: FieldErrors) -> Result<Response, PageError> {
    Ok(answer::page(visit, (data, &errors)).await?.status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

/// What the projects say is wrong; the names of their fields stand before it.
fn in_words(visit: &Visit, flaws: &[projects::model::FieldError]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for flaw in flaws {
        let args: Vec<_> = flaw.problem.args().into_iter().map(|(name, value)| (name, value.into())).collect();
        errors.add(&flaw.field, visit.text_with(flaw.problem.key(), &args));
        errors.name(&flaw.field, visit.text(&format!("projects-field-{}", flaw.field)));
    }
    errors
}

/// What is known of the wish in the words of the projects. Power is told in words: projects ask for kW, wishes for kVA.
fn draft(visit: &Visit, record: &WishRecord, parcel: Option<&land::model::ParcelRecord>) -> ProjectDraft {
    let (wish, mut draft) = (&record.wish, ProjectDraft::default());
    // A thousandth of ten thousand yuan is ten yuan.
    let yuan = |amount: Option<Amount>| amount.map(|it| (it.thousandths() * 10).to_string()).unwrap_or_default();
    let plain = |amount: Option<Amount>| amount.map(|amount| amount.to_string()).unwrap_or_default();
    let area = parcel.map(|parcel| parcel.parcel.area).or(wish.area_least);
    let fields = [
        (ProjectField::Name, wish.title.to_string()),
        (ProjectField::InvestorName, wish.investor.as_ref().map(ToString::to_string).unwrap_or_default()),
        (ProjectField::Industry, wish.industry.as_ref().map(ToString::to_string).unwrap_or_default()),
        (ProjectField::Land, area.map(|area| area.to_string()).unwrap_or_default()),
        (ProjectField::Gas, plain(wish.gas)),
        (ProjectField::Water, plain(wish.water)),
        (ProjectField::TotalInvestment, yuan(wish.whole_investment())),
        (ProjectField::Output, yuan(wish.output)),
        (ProjectField::Jobs, plain(wish.jobs)),
        (ProjectField::Description, described(visit, record, parcel)),
        (ProjectField::Source, source(visit, record)),
    ];
    fields.into_iter().filter(|(_, text)| !text.is_empty()).for_each(|(field, text)| draft.set(field, text));
    draft
}

fn source(visit: &Visit, record: &WishRecord) -> String {
    visit.text_with("landing-project-source", &[("number", record.number.to_string().into())])
}

/// What has no field of its own.
fn described(visit: &Visit, record: &WishRecord, parcel: Option<&land::model::ParcelRecord>) -> String {
    let mut lines = Vec::new();
    if let Some(parcel) = parcel {
        let values = [("code", parcel.code.to_string().into()), ("name", parcel.parcel.name.to_string().into())];
        lines.push(visit.text_with("landing-project-on", &values));
    }
    for (field, amount) in [("power", record.wish.power), ("heat", record.wish.heat)] {
        lines.extend(amount.map(|amount| format!("{}: {amount}", super::field_name(visit, field))));
    }
    lines.extend(record.wish.note.as_ref().map(ToString::to_string));
    lines.join("\n")
}

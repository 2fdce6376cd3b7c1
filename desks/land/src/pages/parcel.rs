//! One parcel: what is known of it, its way through the land bank, and whether the public sees it.

use ::pages::{
    Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors, Moment},
    shell::icon,
};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{
    Ended, Returned, code, ended, field_name, hanging, lineage, list::status_pill, outline, park_name, use_name, words,
    works::connection_name,
};
use crate::{
    EDIT, PUBLISH,
    commands::{self, Refused},
    listing,
    model::{LandStatus, ParcelRecord, Readiness, Service, StepDraft, Vocabulary, WorkRecord},
    store as tables,
};

/// The fields of a step.
const STEP_FIELDS: [&str; 3] = ["status", "on", "reason"];

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &Returned::default()).await
}

async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let code = code(visit)?;
    let found = tables::parcel(visit.store().reader(), visit.scope(), &code).await?;
    let record = found.ok_or(PageError::NotFound)?;
    let words = words(visit).await?;
    let works = tables::works(visit.store().reader(), visit.scope()).await?;
    let outlines = tables::outlines_of(visit.store().reader(), visit.scope(), &code).await?;
    let lineage = tables::lineage(visit.store().reader(), visit.scope().zone()).await?;
    let is_there = record.history.ended().is_none();
    let hanging = hanging::panel(visit, &code).await?;
    let may = |right| visit.scope().may(right) && !visit.looks_back() && is_there;
    let body = html! {
        @if returned.stale { p.alert.alert-danger role="alert" { (visit.text("land-stale")) } }
        (returned.errors.summary(visit))
        div.split.split-wide {
            div {
                (particulars(visit, &words, &record))
                (lineage::panel(visit, &record, &lineage, may(EDIT) && !outlines.0.is_empty()))
                (outline::panel(visit, &record, &outlines, may(EDIT)))
                (readiness(visit, &record, &works))
                (hanging)
                @if may(PUBLISH) { (public(visit, &words, &record)) }
            }
            div {
                (history(visit, &record))
                @if may(EDIT) { (step_form(visit, &record, returned)) }
            }
        }
    };
    let actions = html! {
        a.btn href=(visit.link(&format!("/land/parcels/{code}/standard"))) { (visit.text("land-standard-card")) }
        @if may(EDIT) {
            a.btn href=(visit.link(&format!("/land/parcels/{code}/use"))) { (visit.text("land-use-change")) }
            a.btn.btn-primary href=(visit.link(&format!("/land/parcels/{code}/edit"))) { (icon("edit")) " " (visit.text("land-edit")) }
        }
    };
    let status = returned.status();
    let page = Page::new(visit, record.parcel.name.as_str()).under(visit.text("land-menu"), "/land");
    Ok(page.actions(actions).body(body).status(status).into_response())
}

fn particulars(visit: &Visit, words: &Vocabulary, record: &ParcelRecord) -> Markup {
    let parcel = &record.parcel;
    let standing = record.history.on(visit.as_of());
    let lines = [
        ("code", Some(record.code.to_string())),
        ("land_use", Some(format!("{} {}", parcel.land_use, use_name(visit, words, &parcel.land_use)))),
        ("park", park_name(visit, words, parcel.park.as_ref()).map(str::to_owned)),
        ("area_mu", Some(parcel.area.to_string())),
        ("note", parcel.note.as_ref().map(ToString::to_string)),
        ("source", parcel.source.as_ref().map(ToString::to_string)),
    ];
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-particulars")) }
            dl.keyvalue {
                dt { (field_name(visit, "status")) }
                dd { @match standing {
                    Some(step) => { (status_pill(visit, step.status)) " " (visit.text_with("land-since", &[("day", step.on.to_string().into())])) }
                    None => "–",
                } }
                @for (key, value) in &lines { dt { (field_name(visit, key)) } dd.prose { (value.as_deref().unwrap_or("–")) } }
            }
        }
    }
}

/// Nine connections and one levelling: what serves the parcel, what comes and when, what nobody has planned.
fn readiness(visit: &Visit, record: &ParcelRecord, works: &[WorkRecord]) -> Markup {
    let readiness = Readiness::of(&record.code, works, visit.as_of());
    let served = [("served", readiness.served().to_string().into())];
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-readiness")) }
            p { (visit.text_with("land-readiness-served", &served)) @if let Some(day) = readiness.whole_by() {
                " " (visit.text_with("land-readiness-by", &[("day", day.to_string().into())]))
            } }
            dl.keyvalue { @for (connection, found) in &readiness.services {
                dt { (connection_name(visit, *connection)) }
                dd { (service(visit, found)) }
            } }
        }
    }
}

/// How one of the ten serves a parcel, with the work.
pub fn service(visit: &Visit, service: &Service<'_>) -> Markup {
    let link = |work: &WorkRecord| {
        html! { a href=(visit.link(&format!("/land/works/{}", work.code))) { (work.work.name) } }
    };
    html! {
        @match service {
            Service::Served { work, since } => {
                (components::pill("good", &visit.text("land-served"))) " "
                (visit.text_with("land-since", &[("day", since.to_string().into())])) " · " (link(work))
            }
            Service::Coming { work, is_overdue } => {
                (components::pill(if *is_overdue { "bad" } else { "warning" }, &visit.text(if *is_overdue { "land-coming-late" } else { "land-coming" }))) " "
                (visit.text_with("land-coming-by", &[("day", work.work.due.to_string().into())])) " · " (link(work))
            }
            Service::Missing => (components::pill("neutral", &visit.text("land-missing"))),
        }
    }
}

fn history(visit: &Visit, record: &ParcelRecord) -> Markup {
    let seen = record.history.iter().filter(|step| step.on <= visit.as_of());
    let mut moments: Vec<_> = seen
        .map(|step| Moment {
            on: step.on,
            title: visit.text(&format!("land-status-{}", step.status)),
            detail: html! { @if let Some(reason) = &step.reason { (reason) } },
            ahead: false,
        })
        .collect();
    moments.reverse();
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text("land-history")) }
            @if moments.is_empty() { p.text-secondary { (visit.text("land-history-none")) } } @else { (components::timeline(&moments)) }
        }
    }
}

/// The form of the next step; the usual ones stand first.
fn step_form(visit: &Visit, record: &ParcelRecord, returned: &Returned) -> Markup {
    let latest = record.history.latest().map(|step| step.status);
    let usual = latest.map(LandStatus::usual_next).unwrap_or_default();
    let others = LandStatus::ALL.iter().filter(|one| Some(**one) != latest && !usual.contains(one));
    let label = |one: &LandStatus| visit.text(&format!("land-status-{one}"));
    let usual_choices = usual.iter().map(|one| Choice { value: one.to_string(), label: label(one) });
    let others = others.map(|one| Choice {
        value: one.to_string(),
        label: visit.text_with("land-unusual", &[("status", label(one).into())]),
    });
    let choices: Vec<_> = usual_choices.chain(others).collect();
    let (typed, errors) = (&returned.typed, &returned.errors);
    let names = STEP_FIELDS.map(|key| field_name(visit, key));
    let version = if returned.stale { None } else { typed.given("version") };
    let version = version.map_or_else(|| record.version.to_string(), str::to_owned);
    let today = visit.today().to_string();
    let mut on = Input::new("on", &names[1], typed, errors).required();
    if on.value.is_empty() {
        on.value = &today;
    }
    html! {
        form.panel.mb-3 method="post" action=(visit.link(&format!("/land/parcels/{}/status", record.code))) {
            h2.panel-title { (visit.text("land-step")) }
            (visit.form_fields())
            input type="hidden" name="version" value=(version);
            (components::select(Input::new("status", &names[0], typed, errors).required(), &choices))
            (components::date(on))
            (components::text(Input::new("reason", &names[2], typed, errors).help(&visit.text("land-reason-help")), "text"))
            button.btn.btn-primary type="submit" { (visit.text("land-step-enter")) }
        }
    }
}

/// Takes the parcel a step further.
pub async fn enter_status(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let [status, on, reason] = STEP_FIELDS.map(|key| form.data.get(key).to_owned());
    let outcome = match (StepDraft { status, on, reason }).check() {
        Ok(step) => commands::enter_status(visit.store(), form.order(&visit), code, version, step).await,
        Err(flaws) => Err(Refused::Wrong(flaws)),
    };
    finish(&visit, &form, outcome, "parcel-stepped").await
}

/// The panel of whoever decides what the public sees, with what stands there.
fn public(visit: &Visit, words: &Vocabulary, record: &ParcelRecord) -> Markup {
    let shown = listing::shown(visit.app(), visit.language(), words, record);
    let (verb, value) = if record.listing.is_some() { ("land-unlist", "no") } else { ("land-list", "yes") };
    html! {
        section.panel.mb-3.no-print {
            h2.panel-title { (visit.text("land-public-panel")) " " @if record.listing.is_some() { span.tag { (visit.text("land-is-public")) } } }
            @if let Some(listing) = &record.listing {
                p.cell-sub { (visit.text_with("land-public-since", &[("day", listing.on.to_string().into())])) }
            }
            p { (visit.text("land-public-shows")) }
            dl.keyvalue {
                dt { (field_name(visit, "name")) } dd { (shown.title) }
                @for (name, value) in &shown.facts { dt { (name) } dd { (value) } }
                @if !shown.note.is_empty() { dt { (field_name(visit, "note")) } dd.prose { (shown.note) } }
            }
            form method="post" action=(visit.link(&format!("/land/parcels/{}/public", record.code))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(record.version);
                button.btn type="submit" name="public" value=(value) { (visit.text(verb)) }
            }
        }
    }
}

/// Shows the parcel to the public, or takes it off.
pub async fn publish(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let is_shown = form.data.get("public") == "yes";
    let outcome = commands::publish_parcel(visit.store(), form.order(&visit), code, version, is_shown).await;
    finish(&visit, &form, outcome, if is_shown { "parcel-listed" } else { "parcel-unlisted" }).await
}

async fn finish(
    visit: &Visit,
    form: &Submitted,
    outcome: Result<(), Refused>,
    flash: &str,
) -> Result<Response, PageError> {
    let (errors, stale) = match ended(visit, outcome)? {
        Ended::Done => {
            let path = format!("/land/parcels/{}?flash={flash}", code(visit)?);
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    page(visit, &Returned { typed: form.data.clone(), errors, stale }).await
}

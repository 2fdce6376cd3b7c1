//! Another use for a parcel: what it would do to the share of land for industry, told before it is done.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{Ended, Returned, code, ended, field_name, form::buttons, record_form::Words, use_name};
use crate::{
    commands::land_use as commands,
    model::{Code, ParcelRecord, ShareChange},
    store as tables,
};

/// The page; the address may name a use to weigh.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let typed = visit.query().clone();
    page(&visit, &Returned { typed, ..Returned::default() }).await
}

async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let (code, words) = (code(visit)?, Words::of(visit).await?);
    let parcels = tables::parcels(visit.store().reader(), visit.scope()).await?;
    let record = parcels.iter().find(|one| one.code == code).ok_or(PageError::NotFound)?;
    let (data, errors) = (&returned.typed, &returned.errors);
    let chosen = data.given("land_use").map(|text| words.vocabulary.find_use(text));
    let chosen = chosen.transpose().ok().flatten();
    let uses = words.vocabulary.uses.iter();
    let name = |one: &crate::model::LandUse| {
        format!("{} {}", one.code, visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()))
    };
    let uses: Vec<_> = uses.map(|one| Choice { value: one.code.to_string(), label: name(one) }).collect();
    let path = format!("/land/parcels/{code}");
    let labels = ["land_use", "ground"].map(|key| field_name(visit, key));
    let now = FormData::from_pairs([("land_use", data.given("land_use").unwrap_or(record.parcel.land_use.as_str()))]);
    let body = html! {
        @if returned.stale { p.alert.alert-danger role="alert" { (visit.text("land-stale")) } }
        (errors.summary(visit))
        form.panel.mb-3 method="get" action=(visit.link(&format!("{path}/use"))) {
            p { (visit.text("land-use-now")) ": " (record.parcel.land_use) " " (use_name(visit, &words.vocabulary, &record.parcel.land_use)) }
            (components::select(Input::new("land_use", &labels[0], &now, errors).required(), &uses))
            button.btn type="submit" { (visit.text("land-use-weigh")) }
        }
        @if let Some(land_use) = &chosen {
            (weighed(visit, &words, &parcels, (record, land_use)))
            form.panel.mb-3 method="post" action=(visit.link(&format!("{path}/use"))) data-guard {
                (visit.form_fields())
                input type="hidden" name="version" value=(record.version);
                input type="hidden" name="land_use" value=(land_use);
                (components::text(Input::new("ground", &labels[1], data, errors).help(&visit.text("land-use-ground-help")), "text"))
                (buttons(visit, &path))
            }
        }
    };
    let page = Page::new(visit, visit.text("land-use-change")).under(visit.text("land-menu"), "/land");
    Ok(page.under(record.parcel.name.as_str(), &path).body(body).status(returned.status()).into_response())
}

/// The share before and after, beside its floor.
fn weighed(
    visit: &Visit,
    words: &Words,
    parcels: &[ParcelRecord],
    (record, land_use): (&ParcelRecord, &Code),
) -> Markup {
    let share = ShareChange::of((&record.code, land_use), parcels, &words.vocabulary, visit.today());
    let percent = |percent: f64| format!("{percent:.2} %");
    let floor = words.rules.floor.as_ref();
    let verdict = match share.keeps_floor(&words.rules) {
        Ok(()) => components::pill("good", &visit.text("land-use-fits")),
        Err(_) => components::pill("bad", &visit.text("land-use-under-floor")),
    };
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text_with("land-use-then", &[("name", use_name(visit, &words.vocabulary, land_use).to_owned().into())])) }
            dl.keyvalue {
                dt { (visit.text("land-share-before")) } dd { (percent(share.before_percent())) }
                dt { (visit.text("land-share-after")) } dd { (percent(share.after_percent())) " " (verdict) }
                @if let Some(floor) = floor {
                    dt { (visit.text("land-share-floor")) }
                    dd { (floor.percent) " %" @if let Some(source) = &floor.source { span.cell-sub { (source) } } }
                }
            }
        }
    }
}

/// Gives the parcel its new use.
pub async fn change(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let asked = (form.data.get("land_use").to_owned(), form.data.get("ground").to_owned());
    let outcome = commands::change_use(visit.store(), form.order(&visit), code.clone(), version, asked).await;
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done => {
            let path = format!("/land/parcels/{code}?flash=parcel-use-changed");
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    page(&visit, &Returned { typed: form.data, errors, stale }).await
}

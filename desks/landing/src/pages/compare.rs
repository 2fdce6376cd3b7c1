//! Sites side by side: the best three, or those whose codes stand in the address.

use ::pages::{
    FormData, Page, PageError, Visit,
    components::{self, Field, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use land::model::Code;
use maud::{Markup, html};

use super::{record, said::Said};
use crate::{
    model::{SitePlan, WishDraft},
    worked_out::Ground,
};

/// Sites that fit beside each other on a page.
const SITES_MAX: usize = 5;
/// Sites that are offered by name.
const OFFERED_MAX: usize = 50;

/// The page.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    let record = record(&visit).await?;
    let ground = Ground::read(&visit, visit.as_of()).await?.ok_or(PageError::NotFound)?;
    let survey = ground.survey();
    let plan = survey.plan(&record.wish);
    let mut asked: Vec<&str> = visit.query().all("site").filter(|code| !code.is_empty()).collect();
    asked.dedup();
    if asked.is_empty() {
        asked = plan.sites.iter().map(|site| site.parcel.code.as_str()).collect();
    }
    let codes: Vec<Code> = asked.iter().take(SITES_MAX).filter_map(|code| code.parse().ok()).collect();
    let sites = survey.compare(&record.wish, &codes);
    let known = |code: &str| sites.iter().any(|site| site.parcel.code == code);
    let unknown: Vec<String> =
        asked.iter().filter(|code| !known(code)).map(|code| code.chars().take(40).collect()).collect();
    let mut errors = FieldErrors::default();
    if !unknown.is_empty() {
        errors.add("site-1", visit.text_with("landing-compare-unknown", &[("codes", unknown.join(", ").into())]));
    }
    let body = html! {
        (errors.summary(&visit))
        (form(&visit, &asked, &errors, plan.fitting.iter().take(OFFERED_MAX).map(|parcel| (parcel.code.as_str(), parcel.name.as_str()))))
        @if sites.is_empty() {
            (components::empty(&visit.text("landing-no-site"), &visit.text("landing-no-site-advice"), None))
        } @else { (table(&visit, &plan.wish, &sites)) }
    };
    let path = format!("/landing/wishes/{}", record.number);
    let page = Page::new(&visit, visit.text("landing-compare")).under(visit.text("landing-menu"), "/landing");
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(page.under(record.wish.title.as_str(), &path).body(body).status(status).into_response())
}

fn form<'a>(
    visit: &Visit,
    asked: &[&str],
    errors: &FieldErrors,
    offered: impl Iterator<Item = (&'a str, &'a str)>,
) -> Markup {
    let names: Vec<String> = (1..=SITES_MAX).map(|number| format!("site-{number}")).collect();
    let data = FormData::from_pairs(names.iter().map(String::as_str).zip(asked.iter().copied()));
    let label = |number: usize| visit.text_with("landing-compare-site", &[("number", number.into())]);
    html! {
        form.panel.mb-3.no-print method="get" action=(visit.path()) {
            @if visit.looks_back() { input type="hidden" name="as_of" value=(visit.as_of()); }
            p.text-secondary { (visit.text("landing-compare-about")) }
            div.form-grid { @for (index, name) in names.iter().enumerate() {
                @let label = label(index + 1);
                (components::text(Field::new(name, &label, &data, errors).sent_as("site"), "text"))
            } }
            details { summary { (visit.text("landing-compare-offered")) }
                ul { @for (code, name) in offered { li { code { (code) } " " (name) } } } }
            button.btn type="submit" { (visit.text("landing-compare")) }
        }
    }
}

/// Tells one thing of a site.
type Tell<'t> = Box<dyn Fn(&SitePlan) -> String + 't>;

/// A row for each thing that is told of a site.
fn table(visit: &Visit, wish: &WishDraft, sites: &[SitePlan]) -> Markup {
    let said = Said(visit);
    let fit = |site: &SitePlan| match &site.fit {
        Some(fit) => visit.text_with("landing-compare-place", &[("place", fit.place.to_string().into())]),
        None => said.lacks(&site.lacks),
    };
    let of_fit = |site: &SitePlan, tell: &dyn Fn(&crate::model::SiteFit) -> String| {
        site.fit.as_ref().map_or_else(|| "–".to_owned(), tell)
    };
    let supplies = |site: &SitePlan| {
        let one = |supply: &crate::model::InputSupply| {
            let works = supply.works.iter().map(|work| format!("{} {}", work.name, said.work(work)));
            format!("{}: {}", said.input(&supply.input), said.and(works))
        };
        site.supplies.iter().map(one).collect::<Vec<_>>().join("\n")
    };
    let rows: Vec<(&str, Tell<'_>)> = vec![
        ("fit", Box::new(fit)),
        ("area", Box::new(|site: &SitePlan| said.area(site, wish))),
        ("land-use", Box::new(|site: &SitePlan| said.land_use(&site.land_use, site.land_use_name.as_ref()))),
        ("status", Box::new(|site: &SitePlan| said.status(site))),
        ("start", Box::new(|site: &SitePlan| of_fit(site, &|fit| said.start(fit)))),
        ("production", Box::new(|site: &SitePlan| of_fit(site, &|fit| said.production(fit, wish).unwrap_or_default()))),
        ("tightest", Box::new(|site: &SitePlan| of_fit(site, &|fit| said.tightest(fit).unwrap_or_default()))),
        ("supplies", Box::new(supplies)),
        ("served", Box::new(|site: &SitePlan| site.served().to_string())),
        (
            "missing",
            Box::new(|site: &SitePlan| site.missing().map(|one| said.missing(one)).collect::<Vec<_>>().join("\n")),
        ),
        (
            "controls",
            Box::new(|site: &SitePlan| {
                site.controls.iter().map(|one| said.control(one)).collect::<Vec<_>>().join("\n")
            }),
        ),
    ];
    html! {
        div.card { div.table-responsive tabindex="0" role="region" aria-label=(visit.text("landing-compare")) {
            table.table.card-table.difference {
                thead { tr {
                    th scope="col" { (visit.text("landing-differs-what")) }
                    @for site in sites { th scope="col" {
                        a href=(visit.link(&format!("/land/parcels/{}", site.parcel.code))) { (said.parcel(&site.parcel)) }
                    } }
                } }
                tbody { @for (key, tell) in &rows { tr {
                    th scope="row" { (visit.text(&format!("landing-compare-{key}"))) }
                    @for site in sites { td { (tell(site)) } }
                } } }
            }
        } }
    }
}

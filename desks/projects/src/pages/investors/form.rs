//! The form of an investor. Contacts, firms and projects are rows; below what is filled stand empty ones, so that the
//! form needs no script.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};

use super::{address, investor_id, under};
use crate::{
    commands::{self, Refused},
    model::{ContactDraft, EarlierDraft, INVESTOR_ROWS_MAX, InvestorDraft, RelatedDraft, Relation},
    pages::{Ended, ended, show},
    store::{self as tables, KeptInvestor},
};

/// Empty rows below those that are filled.
const EMPTY_ROWS: usize = 2;
/// The lines above the rows.
const LINES: [&str; 5] = ["name", "credit_code", "home", "source", "business"];
const CONTACT: [&str; 4] = ["name", "post", "phone", "email"];
const RELATED: [&str; 2] = ["name", "relation"];
pub(super) const EARLIER: [&str; 5] = ["title", "place", "year", "investment_cny", "outcome"];

/// The kinds of rows: key, fields, beginning of the labels' keys.
const ROWS: [(&str, &[&str], &str); 4] = [
    ("other_names", &[""], "projects-investor-other_name"),
    ("contacts", &CONTACT, "projects-contact"),
    ("related", &RELATED, "projects-related"),
    ("earlier", &EARLIER, "projects-earlier"),
];

/// The name of a row's field in the form: the key that [`InvestorDraft::check`] calls it by.
fn field_name(kind: &str, place: usize, key: &str) -> String {
    if key.is_empty() { format!("{kind}.{place}") } else { format!("{kind}.{place}.{key}") }
}

/// An investor as its form shows it.
fn typed(draft: &InvestorDraft) -> FormData {
    let lines = [
        ("name", &draft.name),
        ("credit_code", &draft.credit_code),
        ("home", &draft.home),
        ("business", &draft.business),
        ("source", &draft.source),
    ];
    let mut pairs: Vec<(String, String)> = lines.map(|(key, text)| (key.to_owned(), text.clone())).into();
    let mut row = |kind: &str, place: usize, keys: &[&str], texts: &[&String]| {
        let cells = keys.iter().zip(texts).map(|(key, text)| (field_name(kind, place, key), (*text).clone()));
        pairs.extend(cells);
    };
    for (place, name) in draft.other_names.iter().enumerate() {
        row("other_names", place, &[""], &[name]);
    }
    for (place, one) in draft.contacts.iter().enumerate() {
        row("contacts", place, &CONTACT, &[&one.name, &one.post, &one.phone, &one.email]);
    }
    for (place, one) in draft.related.iter().enumerate() {
        row("related", place, &RELATED, &[&one.name, &one.relation]);
    }
    for (place, one) in draft.earlier.iter().enumerate() {
        let texts = [&one.title, &one.place, &one.year, &one.investment_cny, &one.outcome];
        row("earlier", place, &EARLIER, &texts);
    }
    FormData::from_pairs(pairs)
}

/// What was typed. Of more rows than an investor may have one too many is kept, so that it is said.
fn draft(data: &FormData) -> InvestorDraft {
    let text = |name: &str| data.get(name).to_owned();
    InvestorDraft {
        name: text("name"),
        credit_code: text("credit_code"),
        home: text("home"),
        business: text("business"),
        source: text("source"),
        other_names: rows(data, "other_names", [""]).map(|[name]| name).collect(),
        contacts: rows(data, "contacts", CONTACT)
            .map(|[name, post, phone, email]| ContactDraft { name, post, phone, email })
            .collect(),
        related: rows(data, "related", RELATED).map(|[name, relation]| RelatedDraft { name, relation }).collect(),
        earlier: rows(data, "earlier", EARLIER)
            .map(|[title, place, year, investment_cny, outcome]| EarlierDraft {
                title,
                place,
                year,
                investment_cny,
                outcome,
            })
            .collect(),
    }
}

/// The rows of a kind as they were typed.
fn rows<'a, const N: usize>(
    data: &'a FormData,
    kind: &'a str,
    keys: [&'static str; N],
) -> impl Iterator<Item = [String; N]> + 'a {
    (0..filled(data, kind, &keys)).map(move |place| keys.map(|key| data.get(&field_name(kind, place, key)).to_owned()))
}

/// How many rows of a kind are there, up to the last that is filled.
fn filled(data: &FormData, kind: &str, keys: &[&str]) -> usize {
    let is_filled = |place: &usize| keys.iter().any(|key| data.given(&field_name(kind, *place, key)).is_some());
    (0..=INVESTOR_ROWS_MAX).rev().find(is_filled).map_or(0, |place| place + 1)
}

fn fields(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
    let line = |key: &'static str| {
        let label = visit.text(&format!("projects-investor-{key}"));
        let field = Input::new(key, &label, data, errors);
        let field = if key == "name" { field.required() } else { field };
        if key == "business" { components::area(field, 4) } else { components::text(field, "text") }
    };
    html! {
        section.panel.mb-3 {
            div.form-grid { @for key in LINES { div.field-wide[key == "business"] { (line(key)) } } }
        }
        @for (kind, keys, labels) in ROWS {
            fieldset.panel.mb-3 id=(format!("field-{kind}")) tabindex="-1" {
                legend.panel-title { (visit.text(&format!("projects-investor-{kind}"))) }
                @if let Some(error) = errors.get(kind) { p.invalid-feedback.d-block { (error) } }
                @for place in 0..(filled(data, kind, keys) + EMPTY_ROWS).min(INVESTOR_ROWS_MAX) {
                    div.form-grid.form-row { @for key in keys { (cell(visit, (kind, place, key), labels, (data, errors))) } }
                }
            }
        }
        p.cell-sub { (visit.text("projects-investor-rows-help")) }
    }
}

fn cell(
    visit: &Visit,
    (kind, place, key): (&str, usize, &str),
    labels: &str,
    (data, errors): (&FormData, &FieldErrors),
) -> Markup {
    let label = if key.is_empty() { visit.text(labels) } else { visit.text(&format!("{labels}-{key}")) };
    let name = field_name(kind, place, key);
    let field = Input::new(&name, &label, data, errors);
    match key {
        "relation" => {
            let choice = |one: Relation| Choice {
                value: one.to_string(),
                label: visit.text(&format!("projects-relation-{one}")),
            };
            components::select(field, &Relation::ALL.map(choice))
        }
        "email" => components::text(field, "email"),
        "phone" => components::text(field, "tel"),
        "investment_cny" => components::number(field),
        _ => components::text(field, "text"),
    }
}

/// The form of a new investor; the address may bring what is known already.
pub async fn new(visit: Visit) -> Response {
    let known = LINES.map(|key| (key, visit.query().get(key).to_owned()));
    new_page(&visit, &FormData::from_pairs(known), &FieldErrors::default())
}

fn new_page(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Response {
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link("/projects/investors/new")) data-guard {
            (visit.form_fields())
            (fields(visit, data, errors))
            (buttons(visit, &visit.link("/projects/investors")))
        }
    };
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = Page::new(visit, visit.text("projects-investor-new"));
    under(visit, page).body(body).status(status).into_response()
}

fn buttons(visit: &Visit, cancel: &str) -> Markup {
    html! {
        div.btn-list {
            button.btn.btn-primary type="submit" { (visit.text("projects-save")) }
            a.btn href=(cancel) { (visit.text("projects-cancel")) }
        }
    }
}

/// Adds an investor.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let order = form.order(&visit);
    let outcome = match draft(&form.data).check() {
        Ok(investor) => commands::add_investor(visit.store(), order, investor).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    match ended(&visit, outcome)? {
        Ended::Done(id) => {
            let path = format!("/projects/investors/{id}?flash=investor-saved");
            Ok(Redirect::to(&visit.link(&path)).into_response())
        }
        Ended::Wrong(errors) => Ok(new_page(&visit, &form.data, &errors)),
        // A new entry has no edition that somebody could have changed.
        Ended::Unchanged | Ended::Stale(_) => Err(PageError::Malformed),
    }
}

async fn kept(visit: &Visit) -> Result<KeptInvestor, PageError> {
    let id = investor_id(visit)?;
    let found = tables::find_investor(visit.store().reader(), visit.scope(), &id).await?;
    found.ok_or(PageError::NotFound)
}

/// The form of an investor as it stands.
pub async fn edit(visit: Visit) -> Result<Response, PageError> {
    let kept = kept(&visit).await?;
    let data = typed(&kept.investor.draft());
    Ok(edit_page(&visit, &kept, (&data, &FieldErrors::default()), false))
}

fn edit_page(visit: &Visit, kept: &KeptInvestor, (data, errors): (&FormData, &FieldErrors), stale: bool) -> Response {
    let address = address(visit, &kept.id);
    let body = html! {
        @if stale { (both_editions(visit, kept, data)) }
        (errors.summary(visit))
        form method="post" action=(format!("{address}/edit")) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(kept.version);
            (fields(visit, data, errors))
            (buttons(visit, &address))
        }
    };
    let status = match (stale, errors.is_empty()) {
        (true, _) => StatusCode::CONFLICT,
        (false, true) => StatusCode::OK,
        (false, false) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let page = under(visit, Page::new(visit, visit.text("projects-edit")));
    let page = page.under(kept.investor.name.as_str(), &format!("/projects/investors/{}", kept.id));
    page.body(body).status(status).into_response()
}

/// What somebody else has written meanwhile beside what was typed here.
fn both_editions(visit: &Visit, kept: &KeptInvestor, data: &FormData) -> Markup {
    let now = typed(&kept.investor.draft());
    let rows = ROWS.iter().flat_map(|(kind, keys, labels)| {
        let places = filled(data, kind, keys).max(filled(&now, kind, keys));
        (0..places).flat_map(move |place| {
            keys.iter().map(move |key| {
                let label = if key.is_empty() { (*labels).to_owned() } else { format!("{labels}-{key}") };
                (field_name(kind, place, key), label)
            })
        })
    });
    let lines = LINES.iter().map(|key| ((*key).to_owned(), format!("projects-investor-{key}")));
    let differing: Vec<_> = lines
        .chain(rows)
        .filter(|(name, _)| now.get(name).trim() != data.get(name).trim())
        .map(|(name, label)| (visit.text(&label), now.get(&name).to_owned(), data.get(&name).to_owned()))
        .collect();
    html! {
        section.panel.mb-3 role="alert" {
            h2.panel-title { (visit.text("error-stale-title")) }
            p { (visit.text("projects-stale-advice")) }
            (show::labelled_differences(visit, ("stale-current", "stale-yours"), &differing))
        }
    }
}

/// Keeps what was changed.
pub async fn save(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = investor_id(&visit)?;
    let version = form.version()?;
    let order = form.order(&visit);
    let outcome = match draft(&form.data).check() {
        Ok(investor) => commands::edit_investor(visit.store(), order, id.clone(), version, investor).await,
        Err(errors) => Err(Refused::Wrong(errors)),
    };
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done(()) | Ended::Unchanged => {
            let path = format!("/projects/investors/{id}?flash=investor-saved");
            return Ok(Redirect::to(&visit.link(&path)).into_response());
        }
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    let mut kept = kept(&visit).await?;
    if !stale {
        kept.version = version;
    }
    Ok(edit_page(&visit, &kept, (&form.data, &errors), stale))
}

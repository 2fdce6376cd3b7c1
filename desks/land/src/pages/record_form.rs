//! The form of a record that hangs on parcels, new or known: the same for every kind.

use ::pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
    shell::icon,
};
use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};

use super::{
    Ended, Returned, code, ended, field_name,
    form::{buttons, differing},
    words,
};
use crate::{
    EDIT,
    commands::records as commands,
    model::{Code, LandRecord, Line, ParcelRecord, Rules, Versioned, Vocabulary},
    store as tables,
};

/// Rows that a list in a form has free for more.
const FREE_ROWS: usize = 3;

/// What the forms of a kind of record show.
pub trait Form: LandRecord {
    /// Its list.
    const PATH: &'static str;
    /// What the list is called.
    const LIST: &'static str;
    /// What the form of a new one is called.
    const NEW: &'static str;
    /// What a reader is told after it was saved.
    const FLASH: &'static str;

    /// What it is called.
    fn title(&self) -> String;

    /// The draft that a form holds.
    fn typed(data: &FormData, rules: &Rules) -> Self::Draft;

    /// A form that holds the draft.
    fn filled(draft: Self::Draft) -> FormData;

    /// All fields but the code.
    fn fields(visit: &Visit, words: &Words, data: &FormData, errors: &FieldErrors) -> Markup;
}

/// What the zone calls things.
pub struct Words {
    /// Its parks and classes of use.
    pub vocabulary: Vocabulary,
    /// Its rules.
    pub rules: Rules,
    /// Its parcels, to choose from.
    pub parcels: Vec<Choice>,
}

impl Words {
    /// Of the reader's zone.
    pub async fn of(visit: &Visit) -> Result<Self, PageError> {
        let rules = tables::rules(visit.store().reader(), visit.scope().zone()).await?;
        let parcels = tables::parcels(visit.store().reader(), visit.scope()).await?.into_iter();
        let choice = |one: ParcelRecord| Choice {
            label: format!("{} {}", one.code, one.parcel.name),
            value: one.code.to_string(),
        };
        Ok(Self { vocabulary: words(visit).await?, rules, parcels: parcels.map(choice).collect() })
    }
}

/// A choice out of what the zone has, in the reader's language.
pub fn choice(visit: &Visit, value: &impl ToString, zh: &Line, en: &Line) -> Choice {
    Choice { value: value.to_string(), label: visit.language().pick(zh.as_str(), en.as_str()).to_owned() }
}

/// The form of a new record; what its address says stands in it.
pub async fn new<R: Form>(visit: Visit) -> Result<Response, PageError> {
    let typed = visit.query().clone();
    new_page::<R>(&visit, &Returned { typed, ..Returned::default() }).await
}

async fn new_page<R: Form>(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let words = Words::of(visit).await?;
    let (data, errors) = (&returned.typed, &returned.errors);
    let (label, help) = (field_name(visit, "code"), visit.text("land-code-help"));
    let code = Input::new("code", &label, data, errors).help(&help).required();
    let body = html! {
        (errors.summary(visit))
        form method="post" action=(visit.link(&format!("{}/new", R::PATH))) data-guard {
            (visit.form_fields())
            section.panel.mb-3 { div.form-grid { (components::text(code, "text")) (R::fields(visit, &words, data, errors)) } }
            (buttons(visit, R::PATH))
        }
    };
    let page = Page::new(visit, visit.text(R::NEW)).under(visit.text("land-menu"), "/land");
    Ok(page.under(visit.text(R::LIST), R::PATH).body(body).status(returned.status()).into_response())
}

/// Adds a record.
pub async fn add<R: Form>(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let rules = tables::rules(visit.store().reader(), visit.scope().zone()).await?;
    let draft = R::typed(&form.data, &rules);
    let outcome = commands::add::<R>(visit.store(), form.order(&visit), draft).await;
    let code = outcome.as_ref().map(Clone::clone).unwrap_or_default();
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => Ok(saved::<R>(&visit, &code)),
        Ended::Wrong(errors) => new_page::<R>(&visit, &Returned { typed: form.data, errors, stale: false }).await,
        // A new record has no edition that somebody could have changed.
        Ended::Stale(_) => Err(PageError::Malformed),
    }
}

fn saved<R: Form>(visit: &Visit, code: &str) -> Response {
    Redirect::to(&visit.link(&format!("{}/{code}?flash={}", R::PATH, R::FLASH))).into_response()
}

/// The record that the address names.
pub async fn record<R: Form>(visit: &Visit) -> Result<Versioned<R>, PageError> {
    let found = tables::one_of::<R>(visit.store().reader(), visit.scope(), &code(visit)?).await?;
    found.ok_or(PageError::NotFound)
}

/// The form of a record as it stands.
pub async fn edit<R: Form>(visit: Visit) -> Result<Response, PageError> {
    let known = record::<R>(&visit).await?;
    let typed = R::filled(known.record.draft());
    edit_page(&visit, &known, &Returned { typed, ..Returned::default() }).await
}

async fn edit_page<R: Form>(visit: &Visit, known: &Versioned<R>, returned: &Returned) -> Result<Response, PageError> {
    let words = Words::of(visit).await?;
    let (data, errors) = (&returned.typed, &returned.errors);
    let path = format!("{}/{}", R::PATH, known.record.code());
    let version = if returned.stale { None } else { data.given("version") };
    let body = html! {
        @if returned.stale { (both_editions(visit, known, data)) }
        (errors.summary(visit))
        form method="post" action=(visit.link(&format!("{path}/edit"))) data-guard {
            (visit.form_fields())
            input type="hidden" name="version" value=(version.map_or_else(|| known.version.to_string(), str::to_owned));
            section.panel.mb-3 { div.form-grid { (R::fields(visit, &words, data, errors)) } }
            (buttons(visit, &path))
        }
    };
    let page = Page::new(visit, visit.text("land-edit")).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text(R::LIST), R::PATH).under(known.record.title(), &path);
    Ok(page.body(body).status(returned.status()).into_response())
}

/// What somebody else has written meanwhile beside what was typed here; rows of lists one after the other.
fn both_editions<R: Form>(visit: &Visit, known: &Versioned<R>, data: &FormData) -> Markup {
    let now = R::filled(known.record.draft());
    let mut keys: Vec<&str> = Vec::new();
    for (key, _) in now.pairs().iter().chain(data.pairs()) {
        if key != "code" && key != "version" && !key.starts_with('_') && !keys.contains(&key.as_str()) {
            keys.push(key);
        }
    }
    let joined = |data: &FormData| {
        let all = |key: &str| data.all(key).filter(|value| !value.is_empty()).collect::<Vec<_>>().join(" · ");
        FormData::from_pairs(keys.iter().map(|key| ((*key).to_owned(), all(key))))
    };
    differing(visit, "land-record-stale", &keys, (&joined(&now), &joined(data)))
}

/// Keeps what was changed.
pub async fn save<R: Form>(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let (code, version) = (code(&visit)?, form.version()?);
    let rules = tables::rules(visit.store().reader(), visit.scope().zone()).await?;
    let draft = R::typed(&form.data, &rules);
    let outcome = commands::edit::<R>(visit.store(), form.order(&visit), code.clone(), version, draft).await;
    let (errors, stale) = match ended(&visit, outcome)? {
        Ended::Done => return Ok(saved::<R>(&visit, code.as_str())),
        Ended::Wrong(errors) => (errors, false),
        Ended::Stale(_) => (FieldErrors::default(), true),
    };
    edit_page(&visit, &record::<R>(&visit).await?, &Returned { typed: form.data, errors, stale }).await
}

/// The way to the form of a record, for whoever may change it.
pub fn edit_button(visit: &Visit, path: &str) -> Markup {
    html! {
        @if visit.scope().may(EDIT) && !visit.looks_back() {
            a.btn.btn-primary href=(visit.link(&format!("{path}/edit"))) { (icon("edit")) " " (visit.text("land-edit")) }
        }
    }
}

/// The way to a parcel, by its code.
pub fn parcel_link(visit: &Visit, code: &Code) -> Markup {
    html! { a href=(visit.link(&format!("/land/parcels/{code}"))) { (code) } }
}

/// What is known of a record, line by line; what is empty is a dash.
pub fn particulars(visit: &Visit, title: &str, first: Markup, lines: &[(&str, String)]) -> Markup {
    html! {
        section.panel.mb-3 {
            h2.panel-title { (visit.text(title)) }
            dl.keyvalue {
                (first)
                @for (key, value) in lines {
                    dt { (field_name(visit, key)) }
                    dd.prose { @if value.is_empty() { "–" } @else { (value) } }
                }
            }
        }
    }
}

/// A list in a form: a row for each entry, and some that are free.
pub struct Rows<'r> {
    /// What it is called, and the name by which errors find it.
    pub name: &'static str,
    /// The fields of a row, and what each takes: `text`, `date` or `decimal`.
    pub columns: &'r [(&'r str, &'r str, String)],
}

impl Rows<'_> {
    /// The list with what was typed.
    pub fn show(&self, visit: &Visit, data: &FormData, errors: &FieldErrors) -> Markup {
        let filled = self.columns.iter().map(|(key, _, _)| data.all(key).count()).max().unwrap_or(0);
        let label = field_name(visit, self.name);
        let value = |key: &str, row: usize| data.all(key).nth(row).unwrap_or_default().to_owned();
        let row_name = |row: usize| visit.text_with("land-row", &[("row", (row + 1).to_string().into())]);
        html! {
            fieldset.field-wide id=(format!("field-{}", self.name)) tabindex="-1" {
                legend.form-label { (label) }
                @if let Some(error) = errors.get(self.name) { div.invalid-feedback.d-block { (error) } }
                div.table-responsive tabindex="0" role="region" aria-label=(label) {
                    table.table.table-sm {
                        thead { tr { @for (_, _, heading) in self.columns { th scope="col" { (heading) } } } }
                        tbody { @for row in 0..filled + FREE_ROWS { tr {
                            @for (key, kind, heading) in self.columns { td {
                                input.form-control name=(key) value=(value(key, row)) aria-label=(format!("{heading} {}", row_name(row)))
                                    type=(if *kind == "date" { "date" } else { "text" })
                                    inputmode=[(*kind == "decimal").then_some("decimal")];
                            } }
                        } } }
                    }
                }
            }
        }
    }
}

/// The rows of a list in a form that are not empty.
pub fn typed_rows<const N: usize>(data: &FormData, keys: [&str; N]) -> Vec<[String; N]> {
    let count = keys.iter().map(|key| data.all(key).count()).max().unwrap_or(0);
    let row = |row: usize| keys.map(|key| data.all(key).nth(row).unwrap_or_default().to_owned());
    (0..count).map(row).filter(|row| row.iter().any(|value| !value.is_empty())).collect()
}

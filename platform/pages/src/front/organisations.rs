use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use identity::{
    CreditCode, Names, READ_JOURNAL,
    organisation::{self, Draft, Kind, Organisation},
};
use maud::{Markup, html};

use super::{explain, go, named, people};
use crate::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Column, Field, FieldErrors, ListState, PER_PAGE, SortOrder, Total},
    sheet::{self, SheetCell},
};

/// The columns of the list, with their headings.
const COLUMNS: [(&str, &str); 4] =
    [("id", "field-id"), ("name", "field-name"), ("kind", "field-kind"), ("credit_code", "field-credit-code")];
/// Those that sort it.
const SORTABLE: [&str; 3] = ["id", "name", "kind"];

/// The organisations of the zone.
pub async fn list(visit: Visit) -> Result<Page, PageError> {
    let state = list_state(&visit);
    let found = found(&visit, &state).await?;
    Ok(list_page(&visit, &found, &state))
}

/// The same organisations as a file.
pub async fn spreadsheet(visit: Visit) -> Result<Response, PageError> {
    let found = found(&visit, &list_state(&visit)).await?;
    let headings = COLUMNS.map(|(_, heading)| visit.text(heading));
    let rows = found.iter().map(|one| texts(&visit, one).map(SheetCell::Text).into());
    sheet::download(&visit, "organisations", &headings, rows)
}

fn list_state(visit: &Visit) -> ListState {
    ListState::parse(visit.query(), &SORTABLE, ("id", SortOrder::Ascending))
}

/// The organisations that the filters ask for, in the order of the list.
async fn found(visit: &Visit, state: &ListState) -> Result<Vec<Organisation>, PageError> {
    let mut found = organisation::list(visit.store().reader(), visit.scope()).await?;
    let (text, kind) = (visit.query().get("q").to_lowercase(), visit.query().given("kind"));
    found.retain(|one| {
        let code = one.credit_code.as_ref().map_or("", CreditCode::as_str);
        let said = [one.id.as_str(), &one.name.zh, &one.name.en, code];
        kind.is_none_or(|kind| one.kind.key() == kind) && said.iter().any(|field| field.to_lowercase().contains(&text))
    });
    found.sort_by_cached_key(|one| match state.sort {
        "kind" => (one.kind.key().to_owned(), one.id.clone()),
        "name" => (name(visit, one).to_owned(), one.id.clone()),
        _ => (one.id.clone(), String::new()),
    });
    if state.order == SortOrder::Descending {
        found.reverse();
    }
    Ok(found)
}

fn list_page(visit: &Visit, found: &[Organisation], state: &ListState) -> Page {
    let columns = COLUMNS.map(|(key, heading)| {
        let column = Column::text(visit, key, heading);
        if SORTABLE.contains(&key) { column } else { column.fixed() }
    });
    let offset = usize::try_from(state.offset()).unwrap_or(usize::MAX);
    let shown = found.iter().skip(offset).take(usize::try_from(PER_PAGE).unwrap_or(usize::MAX));
    let rows: Vec<_> = shown.map(|one| row(visit, one)).collect();
    let title = visit.text("organisations");
    let body = html! {
        (people::views(visit, false))
        (filters(visit))
        @if rows.is_empty() && state.page == 1 {
            (components::empty(&visit.text("nobody-found"), &visit.text("nobody-found-advice"), None))
        } @else {
            div.card {
                (components::table(visit, &title, &columns, &rows, state))
                (components::pager(visit, state, rows.len() as u64, Total::Exactly(found.len() as u64)))
            }
        }
    };
    let actions = html! {
        (components::download(visit, "/organisations.xlsx"))
        a.btn.btn-primary href=(visit.link("/organisations/new")) { (visit.text("add-organisation")) }
    };
    Page::new(visit, title).actions(actions).body(body)
}

fn name<'a>(visit: &Visit, organisation: &'a Organisation) -> &'a str {
    organisation.name.in_language(visit.language().tag())
}

fn row(visit: &Visit, one: &Organisation) -> Vec<Markup> {
    let [id, name, kind, credit_code] = texts(visit, one);
    vec![
        html! { a href=(visit.link(&format!("/organisations/{id}"))) { (id) } },
        html! { (name) },
        html! { (kind) },
        html! { (credit_code) },
    ]
}

/// What stands in the columns.
fn texts(visit: &Visit, one: &Organisation) -> [String; COLUMNS.len()] {
    [
        one.id.clone(),
        name(visit, one).to_owned(),
        named(visit, "organisation-kind", one.kind.key()),
        one.credit_code.as_ref().map_or_else(String::new, ToString::to_string),
    ]
}

fn kinds(visit: &Visit) -> Vec<Choice> {
    Kind::ALL
        .into_iter()
        .map(|kind| Choice { value: kind.key().to_owned(), label: named(visit, "organisation-kind", kind.key()) })
        .collect()
}

fn filters(visit: &Visit) -> Markup {
    let errors = FieldErrors::default();
    let (search, kind) = (visit.text("filter-text"), visit.text("field-kind"));
    html! {
        form.panel.mb-3 method="get" action=(visit.link("/organisations")) role="search" {
            div.form-grid {
                (components::text(Field::new("q", &search, visit.query(), &errors), "search"))
                (components::select(Field::new("kind", &kind, visit.query(), &errors), &kinds(visit)))
            }
            div.btn-list.mt-3 {
                button.btn.btn-primary type="submit" { (visit.text("filter")) }
                a.btn href=(visit.link("/organisations")) { (visit.text("filter-none")) }
            }
        }
    }
}

/// The form for a new organisation.
pub async fn new(visit: Visit) -> Page {
    form_page(&visit, None, visit.query(), &FieldErrors::default())
}

/// Adds an organisation.
pub async fn add(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let draft = draft(&form.data, form.data.get("id"));
    match organisation::add(visit.store(), form.order(&visit), draft).await {
        Ok(()) => Ok(go(&visit, "/organisations?flash=saved")),
        Err(refused) => refuse(&visit, None, &form.data, refused),
    }
}

/// An organisation, to edit.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let found = named_in_path(&visit).await?;
    let code = found.credit_code.as_ref().map_or("", CreditCode::as_str);
    let data = FormData::from_pairs([
        ("kind", found.kind.key()),
        ("name_zh", found.name.zh.as_str()),
        ("name_en", found.name.en.as_str()),
        ("credit_code", code),
        ("source", found.source.as_str()),
    ]);
    Ok(form_page(&visit, Some(&found), &data, &FieldErrors::default()))
}

/// Saves an organisation.
pub async fn edit(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let found = named_in_path(&visit).await?;
    let version = form.version()?;
    let draft = draft(&form.data, &found.id);
    match organisation::edit(visit.store(), form.order(&visit), version, draft).await {
        Ok(()) => Ok(go(&visit, "/organisations?flash=saved")),
        Err(refused) => refuse(&visit, Some(&found), &form.data, refused),
    }
}

async fn named_in_path(visit: &Visit) -> Result<Organisation, PageError> {
    organisation::find(visit.store().reader(), visit.scope(), visit.param("id")?).await?.ok_or(PageError::NotFound)
}

fn draft(data: &FormData, id: &str) -> Draft {
    Draft {
        id: id.to_owned(),
        kind: data.get("kind").to_owned(),
        name: Names { zh: data.get("name_zh").to_owned(), en: data.get("name_en").to_owned() },
        credit_code: data.get("credit_code").to_owned(),
        source: data.get("source").to_owned(),
    }
}

fn refuse(
    visit: &Visit,
    found: Option<&Organisation>,
    data: &FormData,
    refused: organisation::Refused,
) -> Result<Response, PageError> {
    let errors = explain::organisation(visit, refused)?;
    Ok(form_page(visit, found, data, &errors).status(StatusCode::UNPROCESSABLE_ENTITY).into_response())
}

fn form_page(visit: &Visit, found: Option<&Organisation>, data: &FormData, errors: &FieldErrors) -> Page {
    let (title, path) = match found {
        Some(found) => (name(visit, found).to_owned(), format!("/organisations/{}", found.id)),
        None => (visit.text("add-organisation"), "/organisations/new".to_owned()),
    };
    // What was typed may be from an edition that is no longer the newest; its number goes along.
    let version = data.given("version").map(str::to_owned).or_else(|| found.map(|found| found.version.to_string()));
    let body = html! {
        (errors.summary(visit))
        form.panel method="post" action=(visit.link(&path)) data-guard {
            (visit.form_fields())
            @if let Some(version) = version { input type="hidden" name="version" value=(version); }
            (fields(visit, found.is_none(), data, errors))
            div.btn-list.mt-3 { button.btn.btn-primary type="submit" { (visit.text("save")) } }
        }
    };
    let actions = html! {
        @if let Some(found) = found.filter(|_| visit.scope().may(READ_JOURNAL)) {
            a.btn href=(visit.link(&format!("/journal?kind=organisation&id={}", found.id))) { (visit.text("journal-of-this")) }
        }
    };
    Page::new(visit, title).under(visit.text("organisations"), "/organisations").actions(actions).body(body)
}

fn fields(visit: &Visit, with_id: bool, data: &FormData, errors: &FieldErrors) -> Markup {
    let label = |key: &str| visit.text(key);
    let (id, id_help, kind) = (label("field-id"), label("login-help"), label("field-kind"));
    let (zh, en) = (label("field-name-zh"), label("field-name-en"));
    let (code, code_help, source) = (label("field-credit-code"), label("credit-code-help"), label("field-source"));
    let field = |name, label| Field::new(name, label, data, errors);
    html! {
        div.form-grid {
            @if with_id { (components::text(field("id", &id).help(&id_help).required(), "text")) }
            (components::select(field("kind", &kind).required(), &kinds(visit)))
            (components::text(field("name_zh", &zh).required(), "text"))
            (components::text(field("name_en", &en).required(), "text"))
            (components::text(field("credit_code", &code).help(&code_help), "text"))
            (components::text(field("source", &source), "text"))
        }
    }
}

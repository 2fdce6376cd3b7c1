//! Bringing in a text: read from a file or pasted, shown to be corrected, compared with the edition in force, kept.
//!
//! Nothing is written before the last step; what was typed travels with the form.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Upload, Visit,
    components::{self, Choice, Field, FieldErrors},
};

use super::{editions::words, errors, show::document_id};
use crate::{
    article::{self, Change},
    commands,
    model::{Comparison, Document, DocumentId, Draft, Sentence, Text},
    store as tables,
};

/// What a text is compared with: the document as it stands, if it is there.
struct Before {
    document: Document,
    sentences: Vec<Sentence>,
    known: std::collections::BTreeSet<crate::model::ClauseId>,
}

/// Which document, and where the text is.
pub async fn form(visit: Visit) -> Result<Page, PageError> {
    first_step(&visit, &FormData::default(), &FieldErrors::default()).await
}

async fn first_step(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Page, PageError> {
    let documents = tables::documents(visit.store().reader(), visit.scope()).await?;
    let choices: Vec<_> = documents
        .into_iter()
        .map(|(document, edition)| Choice { value: document.id.to_string(), label: edition.heading.title.to_string() })
        .collect();
    let body = html! {
        (steps(visit, 1))
        (errors.summary(visit))
        form.panel method="post" action=(visit.link("/policy/import")) enctype="multipart/form-data" data-guard {
            (visit.form_fields())
            (components::select(Field::new("existing", &visit.text("policy-existing-document"), data, errors)
                .help(&visit.text("policy-existing-document-help")), &choices))
            (components::text(Field::new("document", &visit.text("policy-new-document"), data, errors)
                .help(&visit.text("policy-new-document-help")), "text"))
            div.mb-3 {
                label.form-label for="field-file" { (visit.text("policy-file")) }
                input.form-control #field-file type="file" name="file" accept=".txt,.md,.markdown,.html,.htm,.docx"
                    aria-describedby="help-file";
                div.form-hint #help-file { (visit.text("policy-file-help")) }
                @if let Some(error) = errors.get("file") { div.invalid-feedback.d-block { (error) } }
            }
            (components::area(Field::new("pasted", &visit.text("policy-pasted"), data, errors), 12))
            button.btn.btn-primary type="submit" { (visit.text("policy-read-text")) }
        }
    };
    let page = Page::new(visit, visit.text("policy-import")).under(visit.text("policy-menu"), "/policy").body(body);
    Ok(if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) })
}

fn steps(visit: &Visit, now: u8) -> Markup {
    html! {
        ol.stepper {
            @for (number, text) in [(1, "policy-step-read"), (2, "policy-step-correct"), (3, "policy-step-keep")] {
                li.done[number < now] aria-current=[(number == now).then_some("step")] { (visit.text(text)) }
            }
        }
    }
}

/// Reads the file or the pasted text and shows it to be corrected.
pub async fn read(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let data = &upload.data;
    let mut errors = FieldErrors::default();
    let named = data.given("existing").or_else(|| data.given("document")).unwrap_or_default();
    let id = named.parse::<DocumentId>();
    if let Err(problem) = &id {
        errors.add("document", errors::problem(&visit, problem));
    }
    let file = upload.files.iter().find(|(field, _)| field == "file").map(|(_, file)| file);
    let read = match file {
        Some(file) => article::read(&file.bytes, Some(&file.name)).map_err(|error| ("file", error)),
        None => article::read(data.get("pasted").as_bytes(), None).map_err(|error| ("pasted", error)),
    };
    if let Err((field, error)) = &read {
        let values = error.arguments();
        let values: Vec<_> = values.iter().map(|(name, value)| (*name, value.as_str().into())).collect();
        errors.add(field, visit.text_with(error.key(), &values));
    }
    match (id, read) {
        (Ok(id), Ok(article)) => {
            let before = before(&visit, &id).await?;
            let version = before.as_ref().map(|before| before.document.version);
            Ok(second_step(&visit, &id, &Draft::of_article(&article), before, version, None).into_response())
        }
        _ => Ok(first_step(&visit, data, &errors).await?.into_response()),
    }
}

/// The text of the edition in force, to be edited into the next one.
pub async fn edit(visit: Visit) -> Result<Page, PageError> {
    let id = document_id(&visit)?;
    let before = before(&visit, &id).await?.ok_or(PageError::NotFound)?;
    let number = before.document.edition;
    let edition = tables::edition(visit.store().reader(), visit.scope(), &id, number).await?;
    let draft = Draft::of_edition(&edition.ok_or(PageError::NotFound)?, &before.sentences);
    let version = Some(before.document.version);
    Ok(second_step(&visit, &id, &draft, Some(before), version, None))
}

/// Shows what the corrected text changes.
pub async fn check(visit: Visit, upload: Upload) -> Result<Page, PageError> {
    let (id, draft, version) = typed(&upload.data)?;
    let before = before(&visit, &id).await?;
    Ok(second_step(&visit, &id, &draft, before, version, None))
}

/// Keeps the text.
pub async fn save(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let (id, draft, version) = typed(&upload.data)?;
    let order = upload.order(&visit);
    let outcome = match draft.check() {
        // Somebody who saw no document must not replace one that came meanwhile: version 0 is nobody's.
        Ok(text) => commands::import(visit.store(), order, id.clone(), text, Some(version.unwrap_or(0))).await,
        Err(problems) => Err(problems.into()),
    };
    match errors::settled(&visit, outcome)? {
        Ok(_) => Ok(Redirect::to(&visit.link(&format!("/policy/{id}?flash=document-imported"))).into_response()),
        Err(errors) => {
            let before = before(&visit, &id).await?;
            Ok(second_step(&visit, &id, &draft, before, version, Some(&errors)).into_response())
        }
    }
}

/// The draft that the form carries, and the version that it was compared with.
fn typed(data: &FormData) -> Result<(DocumentId, Draft, Option<i64>), PageError> {
    let id = data.get("document").parse().map_err(|_| PageError::NotFound)?;
    let headings = data.all("heading").map(str::to_owned);
    let draft = Draft {
        title: data.get("title").to_owned(),
        published_at: data.get("published_at").to_owned(),
        source: data.get("source").to_owned(),
        author: data.get("author").to_owned(),
        note: data.get("note").to_owned(),
        sections: headings.zip(data.all("text").map(str::to_owned)).collect(),
    };
    let version = data.given("version").map(|text| text.parse().map_err(|_| PageError::Expired)).transpose()?;
    Ok((id, draft, version))
}

async fn before(visit: &Visit, id: &DocumentId) -> Result<Option<Before>, PageError> {
    let database = visit.store().reader();
    let Some(document) = tables::document(database, visit.scope(), id).await? else { return Ok(None) };
    let sentences = tables::sentences(database, visit.scope(), id, document.edition).await?;
    let known = tables::clauses(database, visit.scope(), id).await?.into_keys().collect();
    Ok(Some(Before { document, sentences, known }))
}

/// The text in fields, and below it what it changes.
fn second_step(
    visit: &Visit,
    id: &DocumentId,
    draft: &Draft,
    before: Option<Before>,
    version: Option<i64>,
    refused: Option<&FieldErrors>,
) -> Page {
    let checked = draft.check();
    let errors = match (&checked, refused) {
        (_, Some(refused)) => refused.clone(),
        (Err(problems), None) => errors::fields(visit, problems),
        (Ok(_), None) => FieldErrors::default(),
    };
    let body = html! {
        (steps(visit, 2))
        (errors.summary(visit))
        @if draft.sections.last().is_some_and(|(_, text)| article::looks_cut_off(text)) {
            p.alert.alert-warning role="status" { (visit.text("policy-looks-cut-off")) }
        }
        form method="post" action=(visit.link("/policy/import/check")) enctype="multipart/form-data" data-guard {
            (visit.form_fields())
            input type="hidden" name="document" value=(id);
            @if let Some(version) = version { input type="hidden" name="version" value=(version); }
            (fields(visit, draft, &errors))
            div.btn-list {
                button.btn type="submit" { (visit.text("policy-check-text")) }
                button.btn.btn-primary type="submit" formaction=(visit.link("/policy/import/save")) { (visit.text("policy-keep-text")) }
                a.btn.btn-ghost-secondary href=(visit.link("/policy")) { (visit.text("policy-cancel")) }
            }
        }
        @if let Ok(text) = &checked { (changes(visit, text, before.as_ref())) }
    };
    let page = Page::new(visit, visit.text("policy-correct")).under(visit.text("policy-menu"), "/policy").body(body);
    if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) }
}

fn fields(visit: &Visit, draft: &Draft, errors: &FieldErrors) -> Markup {
    let data = FormData::from_pairs([
        ("title", draft.title.as_str()),
        ("published_at", &draft.published_at),
        ("source", &draft.source),
        ("author", &draft.author),
        ("note", &draft.note),
    ]);
    html! {
        section.panel {
            div.form-grid {
                (components::text(Field::new("title", &visit.text("policy-title"), &data, errors).required(), "text"))
                (components::text(Field::new("published_at", &visit.text("policy-published-at"), &data, errors)
                    .help(&visit.text("policy-published-at-help")), "text"))
                (components::text(Field::new("source", &visit.text("policy-published-in"), &data, errors), "text"))
                (components::text(Field::new("author", &visit.text("policy-author"), &data, errors), "text"))
            }
            div.mt-3 { (components::area(Field::new("note", &visit.text("policy-note"), &data, errors), 2)) }
        }
        p.form-hint { (visit.text("policy-sections-help")) }
        @for (index, (heading, text)) in draft.sections.iter().enumerate() { (section(visit, index + 1, heading, text, errors)) }
        (section(visit, draft.sections.len() + 1, "", "", errors))
    }
}

/// A section: its heading, and its clauses one per line. The fields of all sections share their names; their ids tell
/// them apart.
fn section(visit: &Visit, number: usize, heading: &str, text: &str, errors: &FieldErrors) -> Markup {
    /// Characters that fit into a line of the field.
    const LINE_CHARS: usize = 60;
    let rows: usize = text.lines().map(|line| 1 + line.chars().count() / LINE_CHARS).sum();
    let (heading_name, text_name) = (format!("heading-{number}"), format!("text-{number}"));
    let wrong = |name: &str| errors.get(name).map(str::to_owned);
    html! {
        section.panel {
            h2.panel-title { (visit.text_with("policy-section-number", &[("number", number.into())])) }
            div.mb-3 {
                label.form-label for=(format!("field-{heading_name}")) { (visit.text("policy-section-heading")) }
                input.form-control.is-invalid[wrong(&heading_name).is_some()] id=(format!("field-{heading_name}")) type="text"
                    name="heading" value=(heading);
                @if let Some(error) = wrong(&heading_name) { div.invalid-feedback.d-block { (error) } }
            }
            div.mb-3 {
                label.form-label for=(format!("field-{text_name}")) { (visit.text("policy-section-text")) }
                textarea.form-control.is-invalid[wrong(&text_name).is_some()] id=(format!("field-{text_name}")) name="text"
                    rows=(rows.clamp(3, 40)) { (text) }
                @if let Some(error) = wrong(&text_name) { div.invalid-feedback.d-block { (error) } }
            }
        }
    }
}

/// What the text changes against the edition in force, clause by clause.
fn changes(visit: &Visit, text: &Text, before: Option<&Before>) -> Markup {
    let Some(before) = before else {
        return html! { p { (visit.text_with("policy-first-edition", &[("count", text.passages.len().into())])) } };
    };
    let comparison = Comparison::new(&before.sentences, &before.known, &text.passages);
    let counts = comparison.counts();
    html! {
        section.panel {
            h2.panel-title { (visit.text("policy-changes")) }
            p { (visit.text_with("policy-change-counts", &[
                ("kept", counts.kept.into()), ("edited", counts.edited.into()),
                ("added", counts.added.into()), ("removed", counts.removed.into()),
            ])) }
            ul {
                @for (sentence, change) in &comparison.sentences {
                    @match change {
                        Change::Unchanged => {}
                        Change::Moved => { li { span.tag { (visit.text("policy-moved")) } " " (sentence.text) } }
                        Change::Edited { before } => { li { span.tag { (visit.text("policy-edited")) } " " (words(before, sentence.text.as_str())) } }
                        Change::Added => { li { span.tag { (visit.text("policy-added")) } " " ins { (sentence.text) } } }
                    }
                }
                @for sentence in &comparison.removed {
                    li { span.tag { (visit.text("policy-removed")) } " " del { (sentence.text) } }
                }
            }
        }
    }
}

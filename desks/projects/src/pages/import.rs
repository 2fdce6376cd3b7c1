//! Bringing in a file: uploaded, shown row by row, confirmed. Nothing is written before that.
//!
//! The file waits on the server ([`uploads`]), so that the preview can be left and come back to, and what is confirmed
//! is what was uploaded.

mod preview;
mod work;

use std::sync::Arc;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Submitted, Upload, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use spreadsheet::TableError;

use super::show as words;
use crate::{
    EDIT, REPORT,
    model::Rules,
    uploads::{self, UploadKind, UploadRecord, UploadState},
};
use preview::Shown;

/// What the reader may bring in.
fn allowed(visit: &Visit) -> Vec<UploadKind> {
    let may = |kind: &UploadKind| match kind {
        UploadKind::Projects => visit.scope().may(EDIT),
        UploadKind::Reports => visit.scope().may(REPORT),
    };
    UploadKind::ALL.into_iter().filter(may).collect()
}

/// Which file, and what it holds; and the files that wait already.
pub async fn form(visit: Visit) -> Result<Page, PageError> {
    first_step(&visit, &FormData::default(), &FieldErrors::default()).await
}

async fn first_step(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Result<Page, PageError> {
    let waiting = uploads::list(visit.store().reader(), visit.scope(), visit.now()).await?;
    let kinds = allowed(visit);
    let choices: Vec<Choice> = kinds
        .iter()
        .map(|kind| Choice {
            value: kind.key().to_owned(),
            label: visit.text(&format!("projects-import-{}", kind.key())),
        })
        .collect();
    let data = match (data.given("kind"), kinds.first()) {
        (None, Some(kind)) => data.with("kind", Some(kind.key())),
        _ => data.clone(),
    };
    let body = html! {
        (steps(visit, 1))
        p.page-lead { (visit.text("projects-import-lead")) }
        (errors.summary(visit))
        form.panel.mb-3 method="post" action=(visit.link("/projects/import")) enctype="multipart/form-data" {
            (visit.form_fields())
            (components::select(Input::new("kind", &visit.text("projects-import-kind"), &data, errors), &choices))
            div.mb-3 {
                label.form-label for="field-file" { (visit.text("projects-import-file")) }
                div.dropzone {
                    input.form-control.is-invalid[errors.get("file").is_some()] #field-file type="file" name="file"
                        accept=".csv,.xlsx,.txt" aria-describedby="help-file";
                }
                div.form-hint #help-file { (visit.text("projects-import-file-help")) }
                @if let Some(error) = errors.get("file") { div.invalid-feedback.d-block { (error) } }
            }
            button.btn.btn-primary type="submit" { (visit.text("projects-import-read")) }
        }
        @if !waiting.is_empty() { (received(visit, &waiting)) }
    };
    let page =
        Page::new(visit, visit.text("projects-import")).under(visit.text("projects-menu"), "/projects").body(body);
    Ok(if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) })
}

fn steps(visit: &Visit, now: u8) -> Markup {
    let steps =
        [(1, "projects-import-step-file"), (2, "projects-import-step-preview"), (3, "projects-import-step-done")];
    html! {
        ol.stepper {
            @for (number, text) in steps {
                li.done[number < now] aria-current=[(number == now).then_some("step")] { (visit.text(text)) }
            }
        }
    }
}

/// The files that this reader has uploaded and may come back to.
fn received(visit: &Visit, waiting: &[UploadRecord]) -> Markup {
    html! {
        section.panel {
            h2.panel-title { (visit.text("projects-import-waiting")) }
            div.table-responsive tabindex="0" role="region" aria-label=(visit.text("projects-import-waiting")) {
                table.table {
                    thead { tr {
                        th scope="col" { (visit.text("projects-import-file")) }
                        th scope="col" { (visit.text("projects-import-kind")) }
                        th.text-end scope="col" { (visit.text("projects-import-size")) }
                        th scope="col" { (visit.text("projects-import-received")) }
                        th scope="col" { (visit.text("projects-import-state")) }
                    } }
                    tbody { @for upload in waiting {
                        tr {
                            td { a href=(visit.link(&format!("/projects/import/{}", upload.id))) { (upload.file_name) } }
                            td { (visit.text(&format!("projects-import-{}", upload.kind.key()))) }
                            td.text-end.numeric { (upload.size_bytes.div_ceil(1024)) " KB" }
                            td { (words::moment(upload.received_at)) }
                            td { (state_pill(visit, &upload.state)) }
                        }
                    } }
                }
            }
        }
    }
}

fn state_pill(visit: &Visit, state: &UploadState) -> Markup {
    let (tone, key) = match state {
        UploadState::Waiting => ("warning", "projects-import-state-waiting"),
        UploadState::Running => ("neutral", "projects-import-state-running"),
        UploadState::Done { .. } => ("good", "projects-import-state-done"),
        UploadState::Failed { .. } => ("bad", "projects-import-state-failed"),
    };
    components::pill(tone, &visit.text(key))
}

/// Keeps a file that can be read, and shows what it would do.
pub async fn receive(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let mut errors = FieldErrors::default();
    let kind = UploadKind::from_key(upload.data.get("kind"));
    if kind.is_none() {
        errors.add("kind", visit.text("projects-import-no-kind"));
    }
    let order = upload.order(&visit);
    let file = upload.files.into_iter().find(|(field, _)| field == "file").map(|(_, file)| file);
    let (Some(kind), Some(file)) = (kind, file) else {
        if errors.is_empty() || !upload.data.pairs().iter().any(|(name, _)| name == "file") {
            errors.add("file", visit.text("projects-import-no-file"));
        }
        return Ok(first_step(&visit, &upload.data, &errors).await?.into_response());
    };
    if !allowed(&visit).contains(&kind) {
        return Err(PageError::Forbidden);
    }
    let (read, bytes) = work::try_read(kind, file.bytes).await?;
    if let Err(error) = read {
        errors.add("file", file_error(&visit, &error));
        return Ok(first_step(&visit, &upload.data, &errors).await?.into_response());
    }
    let id = uploads::keep(visit.store(), order, kind, &file.name, &bytes).await?;
    Ok(Redirect::to(&visit.link(&format!("/projects/import/{id}"))).into_response())
}

fn file_error(visit: &Visit, error: &TableError) -> String {
    let (key, values) = pages::sheet::table_said(error);
    let values: Vec<_> = values.into_iter().map(|(name, value)| (name, value.into())).collect();
    visit.text_with(key, &values)
}

async fn find(visit: &Visit) -> Result<UploadRecord, PageError> {
    let id = visit.param("upload")?;
    uploads::find(visit.store().reader(), visit.scope(), id, visit.now()).await?.ok_or(PageError::NotFound)
}

/// What the file would do, or what became of it.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let upload = find(&visit).await?;
    match &upload.state {
        UploadState::Waiting | UploadState::Failed { .. } => second_step(&visit, &upload, None).await,
        UploadState::Running => Ok(third_step(
            &visit,
            &upload,
            html! {
                p role="status" { (visit.text("projects-import-running")) }
                p { progress aria-label=(visit.text("projects-import-state-running")) {} }
                a.btn href=(visit.path()) { (visit.text("projects-import-refresh")) }
            },
        )),
        UploadState::Done { written } => Ok(third_step(
            &visit,
            &upload,
            html! {
                p role="status" { (visit.text_with("projects-import-written", &[("count", (*written).into())])) }
                a.btn.btn-primary href=(visit.link("/projects")) { (visit.text("projects-import-to-list")) }
            },
        )),
    }
}

/// What became of the file; while it is being taken over, the page looks again by itself.
fn third_step(visit: &Visit, upload: &UploadRecord, body: Markup) -> Page {
    let again = (upload.state == UploadState::Running).then(|| visit.path());
    head(visit, upload).body(html! {
        (steps(visit, 3))
        div.panel #import-state hx-get=[again] hx-trigger=[again.map(|_| "every 2s")] hx-select=[again.map(|_| "#import-state")]
            hx-swap=[again.map(|_| "outerHTML")] {
            p { (state_pill(visit, &upload.state)) }
            (body)
        }
    })
}

fn head(visit: &Visit, upload: &UploadRecord) -> Page {
    Page::new(visit, upload.file_name.as_str())
        .under(visit.text("projects-menu"), "/projects")
        .under(visit.text("projects-import"), "/projects/import")
}

/// The preview as the records stand now, and the way to confirm it.
async fn preview(visit: &Visit, upload: &UploadRecord) -> Result<(Shown, Arc<Rules>), PageError> {
    let rules = super::rules(visit).await?.ok_or(PageError::NotFound)?;
    let shown = work::preview(visit, upload, rules.clone()).await?;
    Ok((shown, rules))
}

/// Why a confirmation was not carried out.
#[derive(Clone, Copy)]
enum Unconfirmed {
    /// Something else would be written than what was seen.
    ChangedMeanwhile,
    /// Nobody said that what is out of the common is right.
    Unsure,
}

async fn second_step(
    visit: &Visit,
    upload: &UploadRecord,
    unconfirmed: Option<Unconfirmed>,
) -> Result<Page, PageError> {
    let (shown, rules) = preview(visit, upload).await?;
    let path = format!("/projects/import/{}", upload.id);
    let body = html! {
        (steps(visit, 2))
        @if let Some(unconfirmed) = unconfirmed {
            p.alert.alert-danger role="alert" {
                (visit.text(match unconfirmed {
                    Unconfirmed::ChangedMeanwhile => "projects-import-changed-meanwhile",
                    Unconfirmed::Unsure => "projects-import-unsure",
                }))
            }
        }
        @if let UploadState::Failed { reason } = &upload.state { p.alert.alert-danger role="alert" { (visit.text(reason)) } }
        (shown.markup(visit, &rules, &path))
        (decide(visit, &shown, &path))
    };
    let page = head(visit, upload).body(body);
    Ok(match unconfirmed {
        None => page,
        Some(Unconfirmed::ChangedMeanwhile) => page.status(StatusCode::CONFLICT),
        Some(Unconfirmed::Unsure) => page.status(StatusCode::UNPROCESSABLE_ENTITY),
    })
}

fn decide(visit: &Visit, shown: &Shown, path: &str) -> Markup {
    let (count, doubtful) = (shown.to_write(), shown.count("doubtful"));
    html! {
        @if shown.counts.wrong + shown.counts.duplicate > 0 { p.mt-3 { (visit.text("projects-import-wrong-left-out")) } }
        @if doubtful > 0 {
            label.form-check.mt-3 {
                input.form-check-input type="checkbox" name="sure" value="yes" form="confirm" required;
                span.form-check-label { (visit.text_with("projects-import-sure", &[("count", doubtful.into())])) }
            }
        }
        div.btn-list.mt-3 {
            @if count == 0 { p { (visit.text("projects-import-nothing")) } } @else {
                form #confirm method="post" action=(visit.link(&format!("{path}/confirm"))) {
                    (visit.form_fields())
                    input type="hidden" name="fingerprint" value=(shown.fingerprint);
                    button.btn.btn-primary type="submit" {
                        (visit.text_with("projects-import-confirm", &[("count", count.into())]))
                    }
                }
            }
            form method="post" action=(visit.link(&format!("{path}/cancel"))) {
                (visit.form_fields())
                button.btn type="submit" { (visit.text("projects-import-cancel")) }
            }
        }
    }
}

/// Takes over what was previewed, if it would still do the same.
pub async fn confirm(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let upload = find(&visit).await?;
    if !allowed(&visit).contains(&upload.kind) {
        return Err(PageError::Forbidden);
    }
    let open = matches!(upload.state, UploadState::Waiting | UploadState::Failed { .. });
    if open {
        let (shown, _) = preview(&visit, &upload).await?;
        let unconfirmed = if shown.fingerprint != form.data.get("fingerprint") {
            Some(Unconfirmed::ChangedMeanwhile)
        } else if shown.count("doubtful") > 0 && form.data.get("sure") != "yes" {
            Some(Unconfirmed::Unsure)
        } else {
            None
        };
        if unconfirmed.is_some() {
            return Ok(second_step(&visit, &upload, unconfirmed).await?.into_response());
        }
        let order = form.order(&visit);
        if uploads::begin(visit.store(), order, &upload).await? {
            work::take_over(&visit, &upload).await;
        }
    }
    Ok(Redirect::to(&visit.link(&format!("/projects/import/{}", upload.id))).into_response())
}

/// Throws the file away.
pub async fn cancel(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let upload = find(&visit).await?;
    if upload.state != UploadState::Running {
        let order = form.order(&visit);
        uploads::cancel(visit.store(), order, &upload).await?;
    }
    Ok(Redirect::to(&visit.link("/projects/import?flash=upload-cancelled")).into_response())
}

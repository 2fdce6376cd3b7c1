//! A table of parcels, CSV or XLSX: sent, shown row by row with what would become of it, then taken over in one change.

use std::collections::BTreeMap;

use ::pages::{
    FormData, Page, PageError, Submitted, Upload, Visit,
    components::{self, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};

use super::{
    Ended, ended, field_name,
    import::{name_of, preview_table, steps},
    keyed::keyed,
    words,
};
use crate::{
    commands::{parcels as commands, uploads},
    model::{
        Code, FieldFlaw, FileTerms, PARCEL_COLUMNS, ParcelOutcome, ParcelRecord, ParcelRow, PlaceFlaw, Registered,
        Step, parcels_fingerprint, read_parcels,
    },
    store::{self as tables, UploadKind, UploadRecord},
};

/// What would become of a file, and what the register says now.
struct Preview {
    rows: Vec<ParcelRow>,
    known: BTreeMap<Code, ParcelRecord>,
}

/// The form.
pub async fn form(visit: Visit) -> Page {
    first_step(&visit, &FieldErrors::default())
}

fn first_step(visit: &Visit, errors: &FieldErrors) -> Page {
    let (file, data) = (visit.text("land-import-step-file"), FormData::default());
    let help = visit.text("land-import-parcels-help");
    let body = html! {
        (steps(visit, 1))
        p.page-lead { (visit.text("land-import-parcels-lead")) }
        (errors.summary(visit))
        form.panel.mb-3 method="post" action=(visit.link("/land/import")) enctype="multipart/form-data" {
            (visit.form_fields())
            (components::file(Input::new("file", &file, &data, errors).help(&help).required(), ".csv,.xlsx", false))
            button.btn.btn-primary type="submit" { (visit.text("land-import-read")) }
        }
    };
    let page = Page::new(visit, visit.text("land-import-parcels")).under(visit.text("land-menu"), "/land").body(body);
    if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) }
}

/// Keeps a file that can be read, and leads to what it would do.
pub async fn receive(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let order = upload.order(&visit);
    let file = upload.files.into_iter().find(|(field, _)| field == "file").map(|(_, file)| file);
    let Some(file) = file else {
        let errors = FieldErrors::one("file", visit.text("land-import-no-file"));
        return Ok(first_step(&visit, &errors).into_response());
    };
    let outcome = match keyed(&visit, &file.bytes, &PARCEL_COLUMNS, &["code"]) {
        Ok(text) => {
            let told = (name_of(&file.name), FileTerms::default());
            uploads::receive_file(visit.store(), order, UploadKind::Parcels, told, text).await
        }
        Err(error) => Err(FieldFlaw { field: "file", flaw: PlaceFlaw::from(&error).into() }.into()),
    };
    match outcome {
        Ok(id) => Ok(Redirect::to(&visit.link(&format!("/land/import/{id}"))).into_response()),
        Err(refused) => match ended(&visit, Err(refused))? {
            Ended::Wrong(errors) => Ok(first_step(&visit, &errors).into_response()),
            _ => Err(PageError::Malformed),
        },
    }
}

async fn find(visit: &Visit) -> Result<UploadRecord, PageError> {
    let id = (UploadKind::Parcels, visit.param("file")?);
    tables::upload(visit.store().reader(), visit.scope(), id, visit.now()).await?.ok_or(PageError::NotFound)
}

/// What a file would do as things stand.
async fn preview(visit: &Visit, upload: &UploadRecord) -> Result<Preview, PageError> {
    let known = commands::registered(visit.store().reader(), visit.scope()).await?;
    let (vocabulary, text, today) = (words(visit).await?, upload.content.clone(), visit.today());
    let read = tokio::task::spawn_blocking(move || {
        let registered = Registered { parcels: &known, vocabulary: &vocabulary, today };
        read_parcels(&text, &registered).map(|rows| Preview { rows, known })
    });
    read.await.map_err(|_| ::store::StoreError::Panicked)?.map_err(|_| PageError::NotFound)
}

/// What the file would do.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    second_step(&visit, StatusCode::OK).await
}

async fn second_step(visit: &Visit, status: StatusCode) -> Result<Response, PageError> {
    let upload = find(visit).await?;
    let preview = preview(visit, &upload).await?;
    let of = |wanted: fn(&ParcelOutcome) -> bool| -> Vec<&ParcelRow> {
        preview.rows.iter().filter(|row| wanted(&row.outcome)).collect()
    };
    let kinds = [
        ("land-import-wrong", of(|outcome| matches!(outcome, ParcelOutcome::Refused(_)))),
        ("land-import-new", of(|outcome| matches!(outcome, ParcelOutcome::New(_)))),
        ("land-import-differs", of(|outcome| matches!(outcome, ParcelOutcome::Changed(_)))),
        ("land-import-same", of(|outcome| matches!(outcome, ParcelOutcome::Unchanged))),
    ];
    let writes = kinds[1].1.len() + kinds[2].1.len();
    let path = format!("/land/import/{}", upload.id);
    let body = html! {
        (steps(visit, 2))
        @if status == StatusCode::CONFLICT { p.alert.alert-danger role="alert" { (visit.text("land-import-changed")) } }
        div.stats { @for (title, rows) in &kinds { (components::stat(&visit.text(title), &rows.len().to_string(), "")) } }
        @for (title, rows) in &kinds[..3] { (table(visit, title, rows, &preview)) }
        div.btn-list.mt-3 {
            @if writes == 0 { p { (visit.text("land-import-parcels-nothing")) } } @else {
                form method="post" action=(visit.link(&path)) {
                    (visit.form_fields())
                    input type="hidden" name="fingerprint" value=(parcels_fingerprint(&preview.rows));
                    button.btn.btn-primary type="submit" {
                        (visit.text_with("land-import-parcels-confirm", &[("count", writes.into())]))
                    }
                }
            }
            form method="post" action=(visit.link(&format!("{path}/drop"))) {
                (visit.form_fields())
                button.btn type="submit" { (visit.text("land-import-drop")) }
            }
        }
    };
    let page = Page::new(visit, upload.file_name.as_str()).under(visit.text("land-menu"), "/land");
    Ok(page.under(visit.text("land-import-parcels"), "/land/import").body(body).status(status).into_response())
}

/// Rows of one kind, each with its number, its parcel and what is to be said of it.
fn table(visit: &Visit, title: &str, rows: &[&ParcelRow], preview: &Preview) -> Markup {
    let told = rows.iter().map(|row| (row.number.to_string(), row.code.as_ref(), said(visit, row, preview)));
    preview_table(visit, (title, "row"), told)
}

fn said(visit: &Visit, row: &ParcelRow, preview: &Preview) -> Markup {
    let known = row.code.as_ref().and_then(|code| preview.known.get(code));
    html! {
        @match &row.outcome {
            ParcelOutcome::Refused(FieldFlaw { field, flaw }) => {
                @let values: Vec<_> = flaw.values().into_iter().map(|(name, value)| (name, value.into())).collect();
                @let told = visit.text_with(flaw.key(), &values);
                (visit.text_with("land-import-said", &[("field", field_name(visit, field).into()), ("said", told.into())]))
            }
            ParcelOutcome::New(record) => {
                (record.parcel.name) " · " (record.parcel.area) " " (visit.text("land-map-mu"))
                @if let Some(step) = record.history.latest() { " · " (step_said(visit, step)) }
            }
            ParcelOutcome::Changed(record) => @if let Some(known) = known {
                ul.list-unstyled.mb-0 { @for (field, was, is) in changes(visit, known, record) {
                    li { (field_name(visit, field)) ": " del { (was) } " → " ins { (is) } }
                } }
            },
            ParcelOutcome::Unchanged => (visit.text("land-import-same")),
        }
    }
}

fn step_said(visit: &Visit, step: &Step) -> String {
    format!("{} {}", visit.text(&format!("land-status-{}", step.status)), step.on)
}

/// What differs, field by field, as it was and as it would be.
fn changes(visit: &Visit, was: &ParcelRecord, is: &ParcelRecord) -> Vec<(&'static str, String, String)> {
    let (old, new) = (was.parcel.draft(), is.parcel.draft());
    let mut fields = vec![
        ("name", old.name, new.name),
        ("park", old.park, new.park),
        ("area_mu", old.area_mu, new.area_mu),
        ("note", old.note, new.note),
        ("source", old.source, new.source),
    ];
    let step = |record: &ParcelRecord| record.history.latest().map(|step| step_said(visit, step)).unwrap_or_default();
    fields.push(("status", step(was), step(is)));
    fields.retain(|(_, was, is)| was != is);
    fields
}

/// Takes over what was seen, if it would still be the same.
pub async fn confirm(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let upload = find(&visit).await?;
    let seen = form.data.get("fingerprint").to_owned();
    let outcome = commands::take_over(visit.store(), form.order(&visit), upload.id, seen).await;
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => Ok(Redirect::to(&visit.link("/land?flash=parcels-imported")).into_response()),
        Ended::Stale(_) => second_step(&visit, StatusCode::CONFLICT).await,
        Ended::Wrong(_) => Err(PageError::NotFound),
    }
}

/// Throws the file away.
pub async fn drop_file(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let upload = find(&visit).await?;
    let outcome = uploads::drop_file(visit.store(), form.order(&visit), UploadKind::Parcels, upload.id).await;
    ended(&visit, outcome)?;
    Ok(Redirect::to(&visit.link("/land/import?flash=outlines-dropped")).into_response())
}

//! A whole file of outlines: sent, shown feature by feature with what would become of it, then drawn in one change.

use ::pages::{
    FormData, Page, PageError, Submitted, Upload, Visit,
    components::{self, Choice, Field as Input, FieldErrors},
};
use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use boundary::Zone;
use maud::{Markup, html};

use super::{
    Ended, ended, field_name,
    keyed::keyed,
    outline::{DEPARTURE_TOLD, departs_by, departure},
};
use crate::{
    commands::{Refused, outlines as commands, uploads},
    model::{
        Code, Edges, FieldFlaw, FileRow, FileTerms, OUTLINE_COLUMNS, Outcome, Outline, ParcelRecord, PlaceFlaw,
        fingerprint,
    },
    store::{self as tables, UploadKind, UploadRecord},
};

/// Rows that the preview shows of each kind; the counts are of all.
const ROWS_MAX: usize = 200;
/// With what GeoJSON begins, behind a mark of UTF-8.
const JSON: [u8; 2] = *b"{[";
const MARK: [u8; 3] = *b"\xef\xbb\xbf";
/// Degrees of CGCS2000.
const DEGREES: u32 = 4490;

/// What would become of a file, and what it is about.
struct Preview {
    rows: Vec<FileRow>,
    parcels: Vec<ParcelRecord>,
    edges: Edges,
}

/// The form.
pub async fn form(visit: Visit) -> Result<Page, PageError> {
    let data = FormData::from_pairs([("on", visit.today().to_string()), ("epsg", DEGREES.to_string())]);
    Ok(first_step(&visit, &data, &FieldErrors::default()))
}

fn first_step(visit: &Visit, data: &FormData, errors: &FieldErrors) -> Page {
    let [file, on, source, epsg] = ["file", "on", "source", "epsg"].map(|key| field_name(visit, key));
    let [file_help, on_help, epsg_help] =
        ["land-import-file-help", "land-import-on-help", "land-import-epsg-help"].map(|key| visit.text(key));
    let body = html! {
        (steps(visit, 1))
        p.page-lead { (visit.text("land-import-lead")) }
        (errors.summary(visit))
        form.panel.mb-3 method="post" action=(visit.link("/land/outlines/import")) enctype="multipart/form-data" {
            (visit.form_fields())
            (components::file(Input::new("file", &file, data, errors).help(&file_help).required(), ".geojson,.json,.csv,.xlsx", false))
            div.form-grid {
                (components::date(Input::new("on", &on, data, errors).help(&on_help).required()))
                (components::text(Input::new("source", &source, data, errors), "text"))
                (components::select(Input::new("epsg", &epsg, data, errors).help(&epsg_help), &systems(visit)))
            }
            button.btn.btn-primary type="submit" { (visit.text("land-import-read")) }
        }
    };
    let page = Page::new(visit, visit.text("land-import")).under(visit.text("land-menu"), "/land");
    let page = page.under(visit.text("land-map"), "/land/map").body(body);
    if errors.is_empty() { page } else { page.status(StatusCode::UNPROCESSABLE_ENTITY) }
}

/// The coordinate reference systems that files come in.
fn systems(visit: &Visit) -> Vec<Choice> {
    let degrees = Choice { value: DEGREES.to_string(), label: visit.text("land-import-degrees") };
    let zone = |epsg: u32| {
        let zone = Zone::from_epsg(epsg)?;
        let values = [("epsg", epsg.to_string().into()), ("meridian", zone.central_meridian_deg().to_string().into())];
        let key = if epsg < 4534 { "land-import-zone-prefixed" } else { "land-import-zone" };
        Some(Choice { value: epsg.to_string(), label: visit.text_with(key, &values) })
    };
    std::iter::once(degrees).chain((4513..=4554).filter_map(zone)).collect()
}

pub(super) fn steps(visit: &Visit, now: u8) -> Markup {
    html! {
        ol.stepper {
            @for (number, text) in [(1, "land-import-step-file"), (2, "land-import-step-preview")] {
                li.done[number < now] aria-current=[(number == now).then_some("step")] { (visit.text(text)) }
            }
        }
    }
}

/// Keeps a file that can be read, and leads to what it would do.
pub async fn receive(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let mut errors = FieldErrors::default();
    let order = upload.order(&visit);
    let [on, source] = ["on", "source"].map(|key| upload.data.get(key).trim().to_owned());
    let terms = FileTerms { on, source, epsg: upload.data.get("epsg").parse().unwrap_or(DEGREES) };
    let file = upload.files.into_iter().find(|(field, _)| field == "file").map(|(_, file)| file);
    let Some(file) = file else {
        errors.add("file", visit.text("land-import-no-file"));
        return Ok(first_step(&visit, &upload.data, &errors).into_response());
    };
    let read = match text_of(&visit, file.bytes) {
        Ok(text) => preview(&visit, &text, &terms).await?.map(|_| text),
        Err(flaw) => Err(flaw),
    };
    let outcome = match read {
        Ok(text) => {
            let told = (name_of(&file.name), terms);
            uploads::receive_file(visit.store(), order, UploadKind::Outlines, told, text).await
        }
        Err(flaw) => Err(Refused::Wrong(vec![FieldFlaw { field: "file", flaw: flaw.into() }])),
    };
    match outcome {
        Ok(id) => Ok(Redirect::to(&visit.link(&format!("/land/outlines/import/{id}"))).into_response()),
        Err(refused) => match ended(&visit, Err(refused))? {
            Ended::Wrong(errors) => Ok(first_step(&visit, &upload.data, &errors).into_response()),
            _ => Err(PageError::Malformed),
        },
    }
}

/// The name that a browser gives a file, as it is shown.
pub(super) fn name_of(name: &str) -> String {
    name.chars().filter(|letter| !letter.is_control()).take(200).collect()
}

/// The text of GeoJSON, or of a table with an outline in each row.
fn text_of(visit: &Visit, bytes: Vec<u8>) -> Result<String, PlaceFlaw> {
    let begin = bytes.iter().position(|byte| !byte.is_ascii_whitespace() && !MARK.contains(byte));
    if begin.is_none_or(|begin| JSON.contains(&bytes[begin])) {
        return String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            PlaceFlaw::from(&boundary::GeoJsonError::Encoding { at })
        });
    }
    keyed(visit, &bytes, &OUTLINE_COLUMNS, &["code", "wkt"]).map_err(|error| PlaceFlaw::from(&error))
}

async fn find(visit: &Visit) -> Result<UploadRecord, PageError> {
    let id = visit.param("file")?;
    tables::upload(visit.store().reader(), visit.scope(), (UploadKind::Outlines, id), visit.now())
        .await?
        .ok_or(PageError::NotFound)
}

/// What a file would do as things stand.
async fn preview(visit: &Visit, text: &str, terms: &FileTerms) -> Result<Result<Preview, PlaceFlaw>, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let ground = commands::Ground::read(database, scope).await?;
    let parcels = tables::parcels(database, scope).await?;
    let (text, terms, today) = (text.to_owned(), terms.clone(), visit.today());
    // A file of 64 MB takes a second or two: others are not to wait for it.
    let read = tokio::task::spawn_blocking(move || {
        let rows = ground.read_file(&text, &terms, today);
        rows.map(|rows| Preview { rows, parcels, edges: ground.edges })
    });
    Ok(read.await.map_err(|_| ::store::StoreError::Closed)?)
}

/// What the file would do.
pub async fn show(visit: Visit) -> Result<Response, PageError> {
    second_step(&visit, StatusCode::OK).await
}

async fn second_step(visit: &Visit, status: StatusCode) -> Result<Response, PageError> {
    let upload = find(visit).await?;
    let preview = preview(visit, &upload.content, &upload.terms()).await?.map_err(|_| PageError::NotFound)?;
    let of = |wanted: fn(&Outcome) -> bool| -> Vec<&FileRow> {
        preview.rows.iter().filter(|row| wanted(&row.outcome)).collect()
    };
    let draws = of(|outcome| matches!(outcome, Outcome::Draws(_)));
    let refused = of(|outcome| matches!(outcome, Outcome::Refused(_)));
    let unchanged = of(|outcome| matches!(outcome, Outcome::Unchanged));
    let path = format!("/land/outlines/import/{}", upload.id);
    let body = html! {
        (steps(visit, 2))
        @if status == StatusCode::CONFLICT { p.alert.alert-danger role="alert" { (visit.text("land-import-changed")) } }
        div.stats {
            (components::stat(&visit.text("land-import-draws"), &draws.len().to_string(), ""))
            (components::stat(&visit.text("land-import-refused"), &refused.len().to_string(), ""))
            (components::stat(&visit.text("land-import-unchanged"), &unchanged.len().to_string(), ""))
        }
        (table(visit, "land-import-refused", &refused, &preview))
        (table(visit, "land-import-draws", &draws, &preview))
        div.btn-list.mt-3 {
            @if draws.is_empty() { p { (visit.text("land-import-nothing")) } } @else {
                form method="post" action=(visit.link(&path)) {
                    (visit.form_fields())
                    input type="hidden" name="fingerprint" value=(fingerprint(&preview.rows));
                    button.btn.btn-primary type="submit" {
                        (visit.text_with("land-import-confirm", &[("count", draws.len().into())]))
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
    Ok(page.under(visit.text("land-import"), "/land/outlines/import").body(body).status(status).into_response())
}

/// Features of one kind, each with its place in the file, its parcel and what is to be said of it.
fn table(visit: &Visit, title: &str, rows: &[&FileRow], preview: &Preview) -> Markup {
    let told = rows.iter().map(|row| (row.number.to_string(), row.code.as_ref(), said(visit, row, preview)));
    preview_table(visit, (title, "number"), told)
}

/// What becomes of features or rows of one kind; `number` is what their places in the file are called.
pub(super) fn preview_table<'r>(
    visit: &Visit,
    (title, number): (&str, &str),
    rows: impl ExactSizeIterator<Item = (String, Option<&'r Code>, Markup)>,
) -> Markup {
    let (title, count) = (visit.text(title), rows.len());
    html! {
        @if count > 0 {
            section.card.mb-3 {
                div.card-header { h2.card-title { (title) } }
                div.table-responsive tabindex="0" role="region" aria-label=(title) {
                    table.table {
                        caption.visually-hidden { (title) }
                        thead { tr {
                            th.text-end scope="col" { (field_name(visit, number)) }
                            th scope="col" { (field_name(visit, "parcel")) }
                            th scope="col" { (field_name(visit, "said")) }
                        } }
                        tbody { @for (place, code, said) in rows.take(ROWS_MAX) {
                            tr {
                                td.text-end.numeric { (place) }
                                td { @match code { Some(code) => (code), None => "–" } }
                                td { (said) }
                            }
                        } }
                    }
                }
                @if count > ROWS_MAX {
                    p.card-body { (visit.text_with("land-import-more", &[("count", (count - ROWS_MAX).into())])) }
                }
            }
        }
    }
}

fn said(visit: &Visit, row: &FileRow, preview: &Preview) -> Markup {
    html! {
        @match &row.outcome {
            Outcome::Refused(FieldFlaw { field, flaw }) => {
                @let values: Vec<_> = flaw.values().into_iter().map(|(name, value)| (name, value.into())).collect();
                @let told = visit.text_with(flaw.key(), &values);
                (visit.text_with("land-import-said", &[("field", field_name(visit, field).into()), ("said", told.into())]))
            }
            Outcome::Draws(outline) => (drawn(visit, row, outline, preview)),
            Outcome::Unchanged => (visit.text("land-import-unchanged")),
        }
    }
}

/// How large, from when; and what is worth a look.
fn drawn(visit: &Visit, row: &FileRow, outline: &Outline, preview: &Preview) -> Markup {
    let measured = outline.boundary.area_mu();
    let parcel = preview.parcels.iter().find(|parcel| Some(&parcel.code) == row.code.as_ref());
    let departs = parcel.map(|parcel| departure(parcel.parcel.area, measured)).filter(|by| by.abs() > DEPARTURE_TOLD);
    let leaves = parcel.is_some_and(|parcel| preview.edges.leaves_park(parcel.parcel.park.as_ref(), &outline.boundary));
    html! {
        (format!("{measured:.2}")) " " (visit.text("land-map-mu")) " · " (visit.text_with("land-since", &[("day", outline.on.to_string().into())]))
        @if let Some(by) = departs { " " (components::pill("warning", &visit.text("land-outline-departs"))) " " (departs_by(visit, by)) }
        @if leaves { " " (components::pill("warning", &visit.text("land-import-leaves-park"))) }
        @if row.heights_dropped { " " (visit.text("land-import-heights")) }
    }
}

/// Draws what was seen, if it would still be the same.
pub async fn confirm(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let upload = find(&visit).await?;
    let seen = form.data.get("fingerprint").to_owned();
    let outcome = commands::draw_file(visit.store(), form.order(&visit), upload.id, seen).await;
    match ended(&visit, outcome.map(drop))? {
        Ended::Done => Ok(Redirect::to(&visit.link("/land/map?flash=outlines-drawn")).into_response()),
        Ended::Stale(_) => second_step(&visit, StatusCode::CONFLICT).await,
        Ended::Wrong(_) => Err(PageError::NotFound),
    }
}

/// Throws the file away.
pub async fn drop_file(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let upload = find(&visit).await?;
    ended(&visit, uploads::drop_file(visit.store(), form.order(&visit), UploadKind::Outlines, upload.id).await)?;
    Ok(Redirect::to(&visit.link("/land/outlines/import?flash=outlines-dropped")).into_response())
}

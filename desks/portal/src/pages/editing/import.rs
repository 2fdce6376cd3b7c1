//! Saved pages of another site, sent as files: each becomes a manuscript.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use maud::{Markup, html};
use pages::{
    FormData, Page, PageError, Upload, UploadedFile, Visit,
    components::{self, Choice, Field, FieldErrors},
};
use store::StoreError;

use crate::{
    commands::{self, Imported},
    import::{Beside, Note, PICTURE_ENDINGS, SavedPage, Taken, is_picture, receive, take},
    model::Site,
    pages::{head::column_name, site},
};

/// Files of one upload.
const FILES_MAX: usize = 500;

/// The form for the files.
pub async fn form(visit: Visit) -> Result<Page, PageError> {
    let site = site(&visit).await?;
    Ok(page(&visit, &site, &FormData::default(), &FieldErrors::default(), html! {}))
}

/// Keeps the files as manuscripts and says what was not understood.
pub async fn send(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let site = site(&visit).await?;
    let column = upload.data.get("column");
    let mut errors = FieldErrors::default();
    if site.column(column).is_none() {
        errors.add("column", visit.text("portal-flaw-other"));
    }
    if upload.files.is_empty() || upload.files.len() > FILES_MAX {
        errors.add("files", visit.text_with("portal-import-files", &[("max", FILES_MAX.into())]));
    }
    if !errors.is_empty() {
        let page = page(&visit, &site, &upload.data, &errors, html! {});
        return Ok(page.status(StatusCode::UNPROCESSABLE_ENTITY).into_response());
    }
    let order = upload.order(&visit);
    let (pictures, saved): (Vec<_>, Vec<_>) =
        upload.files.into_iter().map(|(_, file)| saved_page(file)).partition(|file| is_picture(&file.path));
    let beside = Beside::of(pictures.iter().map(|picture| picture.path.clone()));
    let content = |path: &str| Some(pictures.iter().find(|one| one.path == path)?.bytes.clone());
    let (read, refused) = read_all(&site, column, beside, saved).await?;
    let mut taken = Vec::new();
    for one in read {
        taken.push(receive(visit.app().files(), &visit.zone().id, visit.now(), one, content).await);
    }
    let notes: Vec<_> = taken.iter().filter(|one| !one.notes.is_empty()).cloned().collect();
    match commands::import(visit.store(), order, taken, false).await {
        Ok(done) => {
            let report = report(&visit, &done, &notes, &refused);
            Ok(page(&visit, &site, &upload.data, &FieldErrors::default(), report).into_response())
        }
        Err(error) => super::steps::refused(&visit, "", error),
    }
}

/// Reads the pages where nobody else waits for it; the paths of those that cannot be read come behind.
async fn read_all(
    site: &Site,
    column: &str,
    beside: Beside,
    saved: Vec<SavedPage>,
) -> Result<(Vec<Taken>, Vec<String>), PageError> {
    let (site, column) = (site.clone(), column.to_owned());
    let work = move || {
        let (mut taken, mut refused) = (Vec::new(), Vec::new());
        for page in saved {
            match take(&page, &site, &column, &beside) {
                Ok(one) => taken.push(one),
                Err(_) => refused.push(page.path),
            }
        }
        (taken, refused)
    };
    Ok(tokio::task::spawn_blocking(work).await.map_err(|_| StoreError::Panicked)?)
}

/// The endings of saved pages, and of the pictures beside them.
fn accepted() -> String {
    let endings = ["html", "htm", "txt", "md", "docx"].into_iter().chain(PICTURE_ENDINGS);
    endings.map(|ending| format!(".{ending}")).collect::<Vec<_>>().join(",")
}

fn page(visit: &Visit, site: &Site, data: &FormData, errors: &FieldErrors, report: Markup) -> Page {
    let columns: Vec<_> = site
        .columns
        .iter()
        .map(|column| Choice { value: column.id.to_string(), label: column_name(visit, column).to_owned() })
        .collect();
    let body = html! {
        (errors.summary(visit))
        (report)
        p { (visit.text("portal-import-about")) }
        form method="post" action=(visit.link("/editing/import")) enctype="multipart/form-data" {
            (visit.form_fields())
            (components::file(Field::new("files", &visit.text("portal-import-choose"), data, errors).required(), &accepted(), true))
            (components::select(Field::new("column", &visit.text("portal-import-column"), data, errors).required(), &columns))
            button.btn.btn-primary type="submit" { (visit.text("portal-import-send")) }
        }
    };
    Page::new(visit, visit.text("portal-import")).under(visit.text("portal-editing"), "/editing").body(body)
}

fn report(visit: &Visit, done: &Imported, notes: &[Taken], refused: &[String]) -> Markup {
    let counts = [
        ("kept", done.manuscripts.len().into()),
        ("known", done.known.len().into()),
        ("refused", refused.len().into()),
    ];
    html! {
        div.alert.alert-info role="status" {
            p { (visit.text_with("portal-import-report", &counts)) }
            @if !refused.is_empty() || !notes.is_empty() {
                ul {
                    @for path in refused { li { (path) ": " (visit.text("portal-import-refused")) } }
                    @for one in notes {
                        li {
                            a href=(visit.link(&format!("/editing/{}", one.record.id))) { (one.path) } ": "
                            (one.notes.iter().map(|note| words(visit, note)).collect::<Vec<_>>().join(" "))
                        }
                    }
                }
            }
        }
    }
}

fn words(visit: &Visit, note: &Note) -> String {
    let name = note.name().map(|name| ("name", name.into()));
    let count = note.count().map(|count| ("count", count.into()));
    let values: Vec<_> = name.into_iter().chain(count).collect();
    visit.text_with(note.key(), &values)
}

fn saved_page(file: UploadedFile) -> SavedPage {
    SavedPage { path: file.name.replace('\\', "/"), bytes: file.bytes }
}

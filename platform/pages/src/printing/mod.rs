//! Documents to keep on paper: as PDF, set with fonts of this machine, and as DOCX, which needs none.

mod typefaces;

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use maud::html;
use print::{Document, PrintError};
use store::StoreError;

pub use typefaces::Typefaces;

use crate::{Language, Page, PageError, Visit, china, components};

/// An empty document in the reader's language, with what stands on every page: the zone, the title, the number.
pub fn document(visit: &Visit, title: impl Into<String>) -> Document {
    let language = match visit.language() {
        Language::Chinese => print::Language::Chinese,
        Language::English => print::Language::English,
    };
    let title = title.into();
    let zone = visit.language().pick(&visit.zone().name.zh, &visit.zone().name.en).to_owned();
    let pattern = [("page", "{page}".into()), ("pages", "{pages}".into())];
    let mut document = Document::new(language, title.as_str(), visit.now().to_zoned_datetime(china()));
    document.page_header = format!("{zone} · {title}");
    document.page_number = visit.text_with("print-page-number", &pattern);
    document.author = zone;
    document
}

/// A heading with its number, as offices write it: 一、…, 1. ….
pub fn numbered(visit: &Visit, number: usize, title: &str) -> String {
    let numerals = visit.text("print-numerals");
    let mut numerals = numerals.split(' ');
    let number = numerals.nth(number.saturating_sub(1)).map_or_else(|| number.to_string(), str::to_owned);
    visit.text_with("print-numbered", &[("number", number.into()), ("title", title.into())])
}

/// The name of whoever prints.
pub fn reader(visit: &Visit) -> String {
    visit.scope().person().map_or_else(|| visit.scope().actor().to_owned(), |person| person.name.clone())
}

/// The document as PDF, to keep as `NAME.pdf`. Where this machine has no font for Chinese, a page says so and leads to
/// the DOCX, which lies at `docx` below the zone.
///
/// # Errors
/// The typesetter's, which no text can bring about.
pub async fn pdf(visit: &Visit, document: Document, name: &str, docx: &str) -> Result<Response, PageError> {
    let app = visit.app().clone();
    let printed = app.typefaces().press(document).await;
    match printed {
        Ok(bytes) => Ok(file("application/pdf", &format!("{name}.pdf"), bytes)),
        Err(PrintError::NoFont) => Ok(no_font(visit, docx)),
        Err(error) => Err(failed(error)),
    }
}

/// The document as DOCX, to keep as `NAME.docx`.
///
/// # Errors
/// A document beyond what a ZIP holds.
pub async fn docx(document: Document, name: &str) -> Result<Response, PageError> {
    let made = tokio::task::spawn_blocking(move || print::docx(&document)).await;
    let bytes = made.map_err(failed)?.map_err(failed)?;
    let kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
    Ok(file(kind, &format!("{name}.docx"), bytes))
}

fn file(kind: &'static str, name: &str, bytes: Vec<u8>) -> Response {
    let disposition = format!("attachment; filename=\"{name}\"");
    ([(header::CONTENT_TYPE, kind.to_owned()), (header::CONTENT_DISPOSITION, disposition)], bytes).into_response()
}

fn failed(error: impl ToString) -> PageError {
    StoreError::Corrupt(error.to_string()).into()
}

/// What to do where there is no font: for whoever runs the house, and for whoever wants the document now.
fn no_font(visit: &Visit, docx: &str) -> Response {
    let title = visit.text("print-no-font");
    let way = html! { a.btn.btn-primary href=(visit.link(docx)) { (visit.text("print-docx")) } };
    let body = components::empty(&title, &visit.text("print-no-font-advice"), Some(way));
    Page::new(visit, title).body(body).status(StatusCode::CONFLICT).into_response()
}

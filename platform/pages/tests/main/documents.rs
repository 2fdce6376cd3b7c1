//! Documents of a record: handed in, shown, read and taken back through a desk's routes.

use axum::{
    http::{HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use pages::{
    Access, Desk, Page, PageError, Route, Submitted, Upload, Visit,
    components::{Choice, FieldErrors},
    documents::Documents,
};
use testing::{House, Visitor};

use crate::ground::{desks, expect};

/// Records of which those of the reader's own name may be changed.
fn documents(visit: &Visit) -> Result<Documents, PageError> {
    let id = visit.param("id")?;
    let own = visit.scope().person().is_some_and(|person| person.account == id);
    let kinds = ["agreement", "photo"].map(|key| Choice { value: key.to_owned(), label: key.to_uppercase() });
    Ok(Documents {
        subject: store::Subject::new("record", id),
        path: format!("/records/{id}/documents"),
        kinds: kinds.to_vec(),
        may_hand_in: own,
        may_take_back: own,
        only_of: None,
        for_everybody: false,
        follow: None,
    })
}

async fn page(visit: &Visit, errors: &FieldErrors) -> Result<Response, PageError> {
    let panel = documents(visit)?.panel(visit, errors).await?;
    let status = if errors.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(Page::new(visit, "record").body(panel).status(status).into_response())
}

async fn show(visit: Visit) -> Result<Response, PageError> {
    page(&visit, &FieldErrors::default()).await
}

async fn back(visit: &Visit, errors: Result<(), FieldErrors>) -> Result<Response, PageError> {
    match errors {
        Ok(()) => Ok(Redirect::to(&visit.link(&format!("/records/{}", visit.param("id")?))).into_response()),
        Err(errors) => page(visit, &errors).await,
    }
}

async fn hand_in(visit: Visit, upload: Upload) -> Result<Response, PageError> {
    let done = documents(&visit)?.hand_in(&visit, upload).await?;
    back(&visit, done.map(drop)).await
}

async fn take_back(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let done = documents(&visit)?.take_back(&visit, form).await?;
    back(&visit, done).await
}

async fn download(visit: Visit, headers: HeaderMap) -> Result<Response, PageError> {
    documents(&visit)?.download(&visit, &headers).await
}

fn with_records() -> Vec<Desk> {
    let mut desks = desks();
    desks[1].routes = vec![
        Route::get("/records/{id}", Access::SignedIn, show),
        Route::post("/records/{id}/documents", Access::SignedIn, hand_in),
        Route::get("/records/{id}/documents/{attachment}", Access::SignedIn, download),
        Route::post("/records/{id}/documents/{attachment}/remove", Access::SignedIn, take_back),
    ];
    desks
}

const PDF: &[u8] = b"%PDF-1.7\nx\n%%EOF\n";

struct Desktop {
    _house: House,
    li: Visitor,
    other: Visitor,
}

async fn desktop() -> Desktop {
    let house = testing::houses(with_records).await.swap_remove(0);
    let mut li = house.visitor("land").await.in_language("en");
    expect(&li.get("/records/land").await, 200);
    Desktop { li, other: house.visitor("leader").await, _house: house }
}

impl Desktop {
    async fn send(&mut self, name: &str, content: &[u8], fields: &[(&str, &str)]) -> testing::Answer {
        self.li.upload("/records/land/documents", fields, &[("file", name, content)]).await
    }

    /// The addresses of what the page lists, below the zone.
    async fn listed(&mut self) -> Vec<String> {
        let page = self.li.get("/records/land").await.body;
        let links = page.split("document-name\" href=\"/qinshui").skip(1);
        links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
    }
}

#[tokio::test]
async fn a_document_is_handed_in_read_renewed_and_taken_back() {
    let mut desk = desktop().await;
    expect(&desk.send("投资协议.pdf", PDF, &[("kind", "agreement")]).await, 303);
    let listed = desk.listed().await;
    let answer = desk.li.get(&listed[0]).await;
    expect(&answer, 200);
    assert_eq!(answer.bytes, PDF);
    let header = |name: &str| answer.headers[name].to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/pdf");
    assert!(header("content-disposition").starts_with("inline; filename=\"____.pdf\"; filename*=UTF-8''%E6%8A%95"));
    assert_eq!(header("x-content-type-options"), "nosniff");
    assert_eq!(header("cache-control"), "private, no-cache");
    assert!(header("content-security-policy").starts_with("default-src 'none'"));
    let again = desk.li.get_with(&listed[0], &[("if-none-match", &header("etag"))]).await;
    expect(&again, 304);
    let saved = desk.li.get(&format!("{}?save=1", listed[0])).await;
    assert!(saved.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));

    let page = desk.li.get("/records/land").await.body;
    let document = page.split("name=\"document\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    expect(&desk.send("note.txt", "第二版".as_bytes(), &[("document", &document)]).await, 303);
    let page = desk.li.get("/records/land").await.body;
    assert!(page.contains("Version 2") && page.contains("1 older version"), "{page}");
    let newest = desk.listed().await.remove(0);
    let answer = desk.li.get(&newest).await;
    assert!(answer.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
    assert!(answer.headers["content-security-policy"].to_str().unwrap().starts_with("sandbox"));

    expect(&desk.li.post(&format!("{newest}/remove"), &[("reason", "")]).await, 422);
    expect(&desk.li.post(&format!("{newest}/remove"), &[("reason", "wrong file")]).await, 303);
    expect(&desk.li.get(&newest).await, 404);
    expect(&desk.li.post(&format!("{newest}/remove"), &[("reason", "again")]).await, 404);
}

#[tokio::test]
async fn what_is_wrong_is_said_beside_the_field() {
    let mut desk = desktop().await;
    for (name, content, kind, expected) in [
        ("a.pdf", &b"MZ\x90\0\x03\0\0\0"[..], "agreement", "the content is application/"),
        ("a.exe", b"MZ", "agreement", "files of this kind are not taken"),
        ("a.pdf", b"", "agreement", "The file is empty"),
        ("a.pdf", PDF, "secret", "Say what kind of document"),
    ] {
        let answer = desk.send(name, content, &[("kind", kind)]).await;
        expect(&answer, 422);
        assert!(answer.body.contains(expected), "{name}: {}", answer.body);
    }
    let answer = desk.li.upload("/records/land/documents", &[("kind", "photo")], &[]).await;
    expect(&answer, 422);
    expect(&desk.send("a.pdf", PDF, &[("document", "nothing")]).await, 404);
}

#[tokio::test]
async fn another_record_does_not_give_it_out_and_others_may_not_change_it() {
    let mut desk = desktop().await;
    expect(&desk.send("a.pdf", PDF, &[("kind", "photo")]).await, 303);
    let listed = desk.listed().await.remove(0);
    expect(&desk.other.get(&listed).await, 200);
    expect(&desk.other.get(&listed.replace("/records/land", "/records/leader")).await, 404);
    desk.other.get("/records/land").await;
    expect(&desk.other.post(&format!("{listed}/remove"), &[("reason", "mine")]).await, 403);
    let upload = desk.other.upload("/records/land/documents", &[("kind", "photo")], &[("file", "a.pdf", PDF)]).await;
    expect(&upload, 403);
}

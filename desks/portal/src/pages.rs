//! The pages: those that anybody reads, and those of the editor.

mod article;
mod column;
mod editing;
mod frame;
mod home;
mod letter;
mod library;
mod write;

use std::sync::Arc;

use axum::{http::HeaderMap, response::Response};
use pages::{Access, PageError, Route, Visit};

use crate::{
    EDIT, PUBLISH,
    kept::{Kept, Rendered, Spot},
    model::Site,
    store as tables,
};

/// Every address of the desk. The public ones share the pages that are kept ready.
pub fn routes() -> Vec<Route> {
    let editor = Access::Right(&[EDIT]);
    let (home, column, article) = {
        let kept = Arc::new(Kept::default());
        (kept.clone(), kept.clone(), kept)
    };
    vec![
        Route::get("/", Access::Public, move |visit: Visit, headers: HeaderMap| {
            let kept = home.clone();
            async move { front_page(&kept, &visit, &headers).await }
        }),
        Route::get("/columns/{id}", Access::Public, move |visit: Visit, headers: HeaderMap| {
            let kept = column.clone();
            async move { column_page(&kept, &visit, &headers).await }
        }),
        Route::get("/articles/{id}", Access::Public, move |visit: Visit, headers: HeaderMap| {
            let kept = article.clone();
            async move { article_page(&kept, &visit, &headers).await }
        }),
        Route::get("/write", Access::Public, write::form),
        Route::post("/write", Access::Public, write::send),
        Route::get("/write/sent", Access::Public, write::sent),
        Route::get("/letters", editor, letter::list),
        Route::get("/letters/{id}", editor, letter::show),
        Route::post("/letters/{id}", editor, letter::settle),
    ]
    .into_iter()
    .chain(editing_routes())
    .collect()
}

/// The addresses of those who write, and of those who publish.
fn editing_routes() -> Vec<Route> {
    let author = Access::Right(&[EDIT]);
    let publisher = Access::Right(&[PUBLISH]);
    let both = Access::Right(&[EDIT, PUBLISH]);
    vec![
        Route::get("/editing", both, editing::list),
        Route::get("/editing/new", author, editing::form::new),
        Route::post("/editing/new", author, editing::form::create),
        Route::get("/editing/{id}", both, editing::show::show),
        Route::get("/editing/{id}/edit", author, editing::form::edit),
        Route::post("/editing/{id}/edit", author, editing::form::change),
        Route::post("/editing/{id}/step", author, editing::steps::of_author),
        Route::post("/editing/{id}/decision", publisher, editing::steps::of_publisher),
        Route::post("/editing/{id}/withdraw", publisher, editing::steps::withdraw),
        Route::get("/editing/{id}/editions", both, editing::editions::list),
        Route::get("/editing/{id}/editions/{number}", both, editing::editions::show),
    ]
}

async fn front_page(kept: &Kept, visit: &Visit, headers: &HeaderMap) -> Result<Response, PageError> {
    kept.answer(visit, headers, Spot::Home, || home::render(visit)).await
}

async fn column_page(kept: &Kept, visit: &Visit, headers: &HeaderMap) -> Result<Response, PageError> {
    let id = visit.param("id")?.to_owned();
    let page = visit.query().get("page").parse().unwrap_or(1);
    kept.answer(visit, headers, Spot::Column(id.clone(), page), || column::render(visit, id, page)).await
}

async fn article_page(kept: &Kept, visit: &Visit, headers: &HeaderMap) -> Result<Response, PageError> {
    let id = visit.param("id")?.to_owned();
    kept.answer(visit, headers, Spot::Article(id.clone()), || article::render(visit, id)).await
}

/// The zone's site, or a bare one.
async fn site(visit: &Visit) -> Result<Site, PageError> {
    let site = tables::site(visit.store().reader(), visit.scope()).await?;
    Ok(site.unwrap_or_else(|| Site::bare(&visit.zone().name.zh, &visit.zone().name.en)))
}

/// An instant as the zone's clocks show it, to the minute.
fn when(at: jiff::Timestamp) -> String {
    pages::china().to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

//! The pages: those that anybody reads, and those of the editor.

mod article;
mod column;
mod comments;
mod consultations;
mod editing;
mod feed;
mod files;
mod frame;
mod head;
mod home;
mod letter;
pub mod library;
mod listings;
pub mod missing;
mod search;
mod sitemap;
mod write;

use std::sync::Arc;

use axum::http::HeaderMap;
use pages::{Access, PageError, Route, Visit};

use crate::{
    EDIT, PUBLISH,
    kept::{FeedFormat, Kept, Rendered, Spot},
    model::Site,
    store as tables,
};

/// Every address of the desk. The public ones share the pages that are kept ready.
pub fn routes() -> Vec<Route> {
    let mut routes = kept_routes();
    routes.extend(letter_routes());
    routes.extend(comments::routes());
    routes.extend(editing_routes());
    routes
}

/// A public address whose page is kept ready; `spot` says which page a visit asks for.
fn public(kept: &Arc<Kept>, path: &'static str, spot: fn(&Visit) -> Result<Spot, PageError>) -> Route {
    let kept = kept.clone();
    Route::get(path, Access::Public, move |visit: Visit, headers: HeaderMap| {
        let kept = kept.clone();
        async move {
            let spot = spot(&visit)?;
            kept.answer(&visit, &headers, spot.clone(), || render(&visit, spot)).await
        }
    })
}

/// The pages that are the same for everybody.
fn kept_routes() -> Vec<Route> {
    let kept = Arc::new(Kept::default());
    vec![
        public(&kept, "/", |_| Ok(Spot::Home)),
        public(&kept, "/columns/{id}", |visit| Ok(Spot::Column(id(visit)?, page_of(visit)))),
        public(&kept, "/articles/{id}", |visit| Ok(Spot::Article(id(visit)?))),
        public(&kept, "/library", |visit| Ok(Spot::Library(library::Choice::of(visit)?))),
        public(&kept, "/consultations", |visit| Ok(Spot::Consultations(page_of(visit)))),
        public(&kept, "/listings", |_| Ok(Spot::Listings)),
        public(&kept, "/site-map", |_| Ok(Spot::SiteMap)),
        public(&kept, "/sitemap.xml", |_| Ok(Spot::SiteMapFile)),
        public(&kept, "/accessibility", |_| Ok(Spot::Accessibility)),
        public(&kept, "/feed.atom", |_| Ok(Spot::Feed(None, FeedFormat::Atom))),
        public(&kept, "/feed.rss", |_| Ok(Spot::Feed(None, FeedFormat::Rss))),
        public(&kept, "/columns/{id}/feed.atom", |visit| Ok(Spot::Feed(Some(id(visit)?), FeedFormat::Atom))),
        public(&kept, "/columns/{id}/feed.rss", |visit| Ok(Spot::Feed(Some(id(visit)?), FeedFormat::Rss))),
    ]
}

fn id(visit: &Visit) -> Result<String, PageError> {
    visit.param("id").map(str::to_owned)
}

fn page_of(visit: &Visit) -> u64 {
    visit.query().get("page").parse().unwrap_or(1)
}

async fn render(visit: &Visit, spot: Spot) -> Result<Rendered, PageError> {
    match spot {
        Spot::Home => home::render(visit).await,
        Spot::Column(id, page) => column::render(visit, id, page).await,
        Spot::Article(id) => article::render(visit, id).await,
        Spot::Library(choice) => library::render(visit, &choice).await,
        Spot::Consultations(page) => consultations::render(visit, page).await,
        Spot::Listings => listings::render(visit).await,
        Spot::SiteMap => sitemap::page(visit).await,
        Spot::SiteMapFile => sitemap::file(visit).await,
        Spot::Accessibility => sitemap::accessibility(visit).await,
        Spot::Feed(column, format) => feed::render(visit, column.as_deref(), format).await,
    }
}

/// What depends on who reads or on what they look for: files, search, and letters to the editor.
fn letter_routes() -> Vec<Route> {
    let editor = Access::Right(&[EDIT]);
    vec![
        Route::get("/attachments/{id}", Access::Public, files::answer),
        Route::get("/site/search", Access::Public, search::show),
        Route::get("/write", Access::Public, write::form),
        Route::post("/write", Access::Public, write::send),
        Route::get("/write/sent", Access::Public, write::sent),
        Route::get("/letters", editor, letter::list),
        Route::get("/letters/{id}", editor, letter::show),
        Route::post("/letters/{id}", editor, letter::settle),
    ]
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
        Route::get("/editing/import", author, editing::import::form),
        Route::post("/editing/import", author, editing::import::send),
        Route::get("/editing/{id}", both, editing::show::show),
        Route::get("/editing/{id}/edit", author, editing::form::edit),
        Route::post("/editing/{id}/edit", author, editing::form::change),
        Route::post("/editing/{id}/step", author, editing::steps::of_author),
        Route::post("/editing/{id}/decision", publisher, editing::steps::of_publisher),
        Route::post("/editing/{id}/withdraw", publisher, editing::steps::withdraw),
        Route::get("/editing/{id}/files", both, editing::files::show),
        Route::post("/editing/{id}/files", author, editing::files::hand_in),
        Route::get("/editing/{id}/files/{attachment}", both, editing::files::download),
        Route::post("/editing/{id}/files/{attachment}/remove", author, editing::files::take_back),
        Route::get("/editing/{id}/editions", both, editing::editions::list),
        Route::get("/editing/{id}/editions/{number}", both, editing::editions::show),
    ]
}

/// The zone's site, or a bare one.
async fn site(visit: &Visit) -> Result<Site, PageError> {
    let site = tables::site(visit.store().reader(), visit.scope()).await?;
    Ok(site.unwrap_or_else(|| Site::bare(&visit.zone().name.zh, &visit.zone().name.en)))
}

/// A page of another desk in the look of the public site. Search engines leave it out unless it has a path of its own.
///
/// # Errors
/// What the database says.
pub async fn framed(
    visit: &Visit,
    title: String,
    path: Option<&str>,
    main: maud::Markup,
) -> Result<maud::Markup, PageError> {
    let site = site(visit).await?;
    let meta = head::Meta { path: path.map(str::to_owned), hidden: path.is_none(), ..head::Meta::default() };
    Ok(frame::Frame::new(visit, &site, title).meta(meta).render(main, None))
}

/// An instant as the zone's clocks show it, to the minute.
fn when(at: jiff::Timestamp) -> String {
    pages::china().to_datetime(at).strftime("%Y-%m-%d %H:%M").to_string()
}

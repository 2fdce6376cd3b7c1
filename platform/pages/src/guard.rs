//! One guard in front of every route: zone, session, language, right; and on the way back errors, cookies, headers.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::{Arc, OnceLock},
};

use axum::{
    Router,
    extract::{ConnectInfo, DefaultBodyLimit, OriginalUri, Path, RawPathParams, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header, request::Parts},
    middleware::{Next, from_fn_with_state, map_response},
    response::{Html, IntoResponse, Redirect, Response},
    routing::get,
};
use identity::{Scope, access_token};
use jiff::civil::Date;
use store::{StoreError, ZoneId};

use crate::{
    Access, App, FormData, Language, PageError, Route, Visit, api, assets, cookie,
    error::{self, Failure},
    form::UPLOAD_BYTES_MAX,
    visit::{self, ShownToken},
};

/// How long a browser remembers the chosen language, in seconds: a year.
pub(crate) const LANGUAGE_AGE_S: u32 = 31_536_000;

/// What somebody with a one-time password may open: the way to an own one, and the way out.
const PASSWORD_PATHS: [&str; 2] = ["/account/password", "/sign-out"];

/// All addresses of the house behind the guard.
pub fn router(app: App, routes: Vec<Route>) -> Router {
    let mut zone = Router::new();
    for route in routes {
        let state = (app.clone(), route.access);
        zone = zone.route(route.path, route.handler.layer(from_fn_with_state(state, guard)));
    }
    let not_found =
        get(|| async { PageError::NotFound }).layer(from_fn_with_state((app.clone(), Access::Public), guard));
    Router::new()
        .route("/", get(front_door))
        .route("/robots.txt", get(robots))
        .route("/-/assets/{fingerprint}/{name}", get(assets::serve))
        .route("/-/language", get(choose_language))
        .route("/-/accessible", get(choose_accessible))
        .route("/-/health", get(health))
        .route("/{zone}/", get(zone_door))
        .route("/{zone}/{*rest}", not_found)
        .nest("/{zone}", zone)
        .layer(DefaultBodyLimit::max(UPLOAD_BYTES_MAX))
        .layer(map_response(secured))
        .with_state(app)
}

/// The zone, when there is one; otherwise the first by name.
async fn front_door(State(app): State<App>) -> Response {
    match identity::zone::list(app.store().reader()).await {
        Ok(zones) => match zones.first() {
            Some(zone) => Redirect::to(&format!("/{}", zone.id)).into_response(),
            None => StatusCode::NOT_FOUND.into_response(),
        },
        Err(cause) => {
            tracing::error!(%cause, "the zones could not be read");
            StatusCode::SERVICE_UNAVAILABLE.into_response()
        }
    }
}

/// A zone's front page has no slash at its end; whoever types one is let in all the same.
async fn zone_door(Path(zone): Path<String>) -> Response {
    match zone.parse::<ZoneId>() {
        Ok(zone) => Redirect::permanent(&format!("/{zone}")).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

/// Whether the database answers: for whatever watches the house.
async fn health(State(app): State<App>) -> Response {
    match identity::zone::list(app.store().reader()).await {
        Ok(_) => "ok".into_response(),
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Remembers the language and goes back to the page; only to a path of this house.
async fn choose_language(State(app): State<App>, request: Request) -> Response {
    let query = FormData::parse(request.uri().query().unwrap_or_default().as_bytes());
    let language: Language = query.get("to").parse().unwrap_or_default();
    let back = own_path(query.get("back")).unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    if let Some(header) = cookie::set(cookie::LANGUAGE, language.tag(), LANGUAGE_AGE_S, app.secure_cookies()) {
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    response
}

/// Remembers whether the public site is shown in the accessible mode, and goes back to the page.
async fn choose_accessible(State(app): State<App>, request: Request) -> Response {
    let query = FormData::parse(request.uri().query().unwrap_or_default().as_bytes());
    let back = own_path(query.get("back")).unwrap_or("/");
    let mut response = Redirect::to(back).into_response();
    let age_s = if query.get("to") == "on" { LANGUAGE_AGE_S } else { 0 };
    if let Some(header) = cookie::set(cookie::ACCESSIBLE, "on", age_s, app.secure_cookies()) {
        response.headers_mut().append(header::SET_COOKIE, header);
    }
    response
}

/// A path of this house; `//other.example` and `/\other.example` are none, nor what a browser would read as one of these.
pub(crate) fn own_path(text: &str) -> Option<&str> {
    let second = text.as_bytes().get(1);
    (text.starts_with('/') && !matches!(second, Some(b'/' | b'\\')) && !text.contains(char::is_control)).then_some(text)
}

async fn guard(
    State((app, access)): State<(App, Access)>,
    params: RawPathParams,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let params = params.iter().map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
    let visit = match enter(&app, &parts, params).await {
        Ok(visit) => visit,
        Err(refusal) => return refusal.into_response(),
    };
    let response = match admit(&visit, access) {
        Ok(()) => {
            note_use(&visit).await;
            parts.extensions.insert(visit.clone());
            next.run(Request::from_parts(parts, body)).await
        }
        Err(error) => error.into_response(),
    };
    leave(&visit, response).await
}

/// Makes the visit; fails only where there is no zone to speak for.
async fn enter(app: &App, request: &Parts, params: Vec<(String, String)>) -> Result<Visit, StatusCode> {
    let unavailable = |cause: StoreError| {
        tracing::error!(%cause, "a request could not be let in");
        StatusCode::SERVICE_UNAVAILABLE
    };
    let zone_id: ZoneId = params
        .iter()
        .find(|(name, _)| name == "zone")
        .and_then(|(_, value)| value.parse().ok())
        .ok_or(StatusCode::NOT_FOUND)?;
    let pulse = app.pulse(&zone_id).await.map_err(unavailable)?.ok_or(StatusCode::NOT_FOUND)?;
    let headers = &request.headers;
    let now = app.now();
    // Whoever shows an access token is known by it alone, whatever cookies come along.
    let shown = match api::bearer(request).filter(|_| wants_json(request)) {
        Some(text) => {
            let bearer = app.bearer(&pulse, text, now).await.map_err(unavailable)?;
            bearer.map_or(ShownToken::Refused, ShownToken::Of)
        }
        None => ShownToken::Nothing,
    };
    let token = cookie::read(headers, cookie::SESSION).filter(|_| matches!(shown, ShownToken::Nothing));
    let session = match token {
        Some(token) => app.session(&pulse, token, now).await.map_err(unavailable)?,
        None => None,
    };
    let own_language = session.as_ref().map(|session| &session.language).or(shown.bearer().map(|one| &one.language));
    let query = FormData::parse(request.uri.query().unwrap_or_default().as_bytes());
    Ok(Visit(Arc::new(visit::Inner {
        language: language(headers, own_language),
        accessible: cookie::read(headers, cookie::ACCESSIBLE) == Some("on"),
        as_of: query.given("as_of").and_then(|text| text.parse::<Date>().ok()),
        path: whole_path(request).to_owned(),
        address: remote(request, |address| app.trusts(address)),
        now,
        fragment: headers.contains_key("hx-request"),
        json: wants_json(request),
        method: request.method.clone(),
        came_from: came_from(headers),
        session_token: session.as_ref().and(token).map(str::to_owned),
        session_csrf: session.as_ref().map(|session| session.csrf.clone()),
        must_change_password: session.as_ref().is_some_and(|session| session.must_change_password),
        visitor: cookie::read(headers, cookie::VISITOR).map(str::to_owned),
        new_visitor: OnceLock::new(),
        flash: query.given("flash").map(str::to_owned),
        sent: OnceLock::new(),
        scope: match (shown.bearer(), session) {
            (Some(bearer), _) => bearer.scope.clone(),
            (None, Some(session)) => session.scope.clone(),
            (None, None) => Scope::public(zone_id),
        },
        shown,
        zone: pulse.zone,
        sequence: pulse.sequence,
        app: app.clone(),
        query,
        params,
    })))
}

/// The page of the house from which a browser comes, as path and query: whatever host it names, the way leads into the house.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let from: axum::http::Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    let path = from.path_and_query()?.as_str();
    own_path(path).map(str::to_owned)
}

fn language(headers: &HeaderMap, own: Option<&String>) -> Language {
    let chosen = cookie::read(headers, cookie::LANGUAGE).and_then(|tag| tag.parse().ok());
    let own = || own.and_then(|tag| tag.parse().ok());
    let accepted =
        || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).and_then(Language::accepted);
    chosen.or_else(own).or_else(accepted).unwrap_or_default()
}

/// Where a request comes from. Behind a trusted proxy that is the nearest address in `X-Forwarded-For` that is no trusted
/// proxy itself: what stands before it, anybody could have written.
fn remote(request: &Parts, trusts: impl Fn(IpAddr) -> bool) -> IpAddr {
    let peer = request.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = peer.map_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED), |info| info.0.ip().to_canonical());
    let headers = request.headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = headers.flat_map(|value| value.split(',')).map(str::trim).collect();
    let mut nearest = peer;
    for hop in hops.iter().rev() {
        if !trusts(nearest) {
            break;
        }
        match hop.parse::<IpAddr>() {
            Ok(address) => nearest = address.to_canonical(),
            Err(_) => break,
        }
    }
    nearest
}

fn wants_json(request: &Parts) -> bool {
    api::part(whole_path(request)).is_some()
}

/// The path as the browser asked for it: below the nesting only the part after the zone is left.
fn whole_path(request: &Parts) -> &str {
    request.extensions.get::<OriginalUri>().map_or_else(|| request.uri.path(), |original| original.path())
}

/// Whether the visit may take the route.
fn admit(visit: &Visit, access: Access) -> Result<(), PageError> {
    admit_token(visit, access)?;
    if !access.allows(visit.scope()) {
        return Err(match visit.scope().person() {
            Some(_) => PageError::Forbidden,
            None => PageError::SignIn,
        });
    }
    if visit.must_change_password() && !PASSWORD_PATHS.iter().any(|path| visit.path() == visit.link(path)) {
        return Err(PageError::ChangePassword);
    }
    // A page overlooks a field that was left empty; a program that sends one has lost its value.
    let asked =
        visit.query().pairs().iter().find(|(name, value)| name == "as_of" && (visit.wants_json() || !value.is_empty()));
    if let Some((_, given)) = asked {
        let wrong = |key| PageError::BadValue { key, given: given.chars().take(40).collect() };
        // What the public sees is released for one day.
        if matches!(access, Access::Public) {
            return Err(wrong("error-as-of-public"));
        }
        if !visit.looks_back() {
            return Err(wrong("error-as-of"));
        }
        if visit.as_of() > visit.today() {
            return Err(wrong("error-as-of-future"));
        }
    }
    Ok(())
}

/// Whether the access token that was shown, if one was, reaches as far as the route.
fn admit_token(visit: &Visit, access: Access) -> Result<(), PageError> {
    let bearer = match &visit.0.shown {
        ShownToken::Nothing => return Ok(()),
        ShownToken::Refused => return Err(PageError::InvalidToken),
        ShownToken::Of(bearer) => bearer,
    };
    if bearer.must_change_password {
        return Err(PageError::InvalidToken);
    }
    let part = api::part(visit.path()).unwrap_or_default();
    let within = matches!(access, Access::Public) || bearer.token.reach.covers(part, !visit.0.method.is_safe());
    if within { Ok(()) } else { Err(PageError::OutOfReach) }
}

/// Notes that an access token was used. Where that fails, the request goes on: its owner wants the answer.
async fn note_use(visit: &Visit) {
    let Some(bearer) = visit.0.shown.bearer() else { return };
    if let Err(cause) = access_token::note_use(visit.store(), bearer, visit.now()).await {
        tracing::error!(%cause, "that an access token was used could not be noted");
    }
}

/// Turns an error into a page, and adds cookies and headers.
async fn leave(visit: &Visit, response: Response) -> Response {
    let mut response = match response.extensions().get::<Failure>().cloned() {
        Some(Failure(error)) => match missing(visit, &error).await {
            Some(page) => (error.status(), Html(page.into_string())).into_response(),
            None => error::render(visit, &error),
        },
        None if response.status() == StatusCode::METHOD_NOT_ALLOWED => {
            error::render_onto(visit, &PageError::OtherMethod, response)
        }
        None => response,
    };
    if let Some(visitor) = visit.0.new_visitor.get()
        && let Some(cookie) = cookie::set(cookie::VISITOR, visitor, LANGUAGE_AGE_S, visit.app().secure_cookies())
    {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    let headers = response.headers_mut();
    // A file that was handed in is kept by the reader's own browser, which asks again each time.
    let private = headers.get(header::CACHE_CONTROL).is_some_and(|value| value.as_bytes().starts_with(b"private"));
    // Whoever says nothing of it shows something that was made for this visitor: their form, their language.
    let unsaid = !headers.contains_key(header::CACHE_CONTROL);
    if unsaid || (visit.scope().person().is_some() && !private) {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

/// What a stranger who comes to an address without a page is shown: the public site, not the house of those who work here.
async fn missing(visit: &Visit, error: &PageError) -> Option<maud::Markup> {
    let stranger = visit.scope().person().is_none() && !visit.wants_json();
    match visit.app().missing().filter(|_| stranger && matches!(error, PageError::NotFound)) {
        Some(page) => page(visit).await,
        None => None,
    }
}

/// What search engines may read (RFC 9309): everything but what asks them to sign in; and where each zone lists its pages.
async fn robots(State(app): State<App>) -> Response {
    match identity::zone::list(app.store().reader()).await {
        Ok(zones) => {
            let lines = zones.iter().map(|zone| {
                let (id, house) = (&zone.id, app.public_url());
                format!("Disallow: /{id}/sign-in\nDisallow: /{id}/work\nSitemap: {house}/{id}/sitemap.xml\n")
            });
            let text: String = std::iter::once("User-agent: *\nDisallow: /-/\n".to_owned()).chain(lines).collect();
            text.into_response()
        }
        Err(_) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
    }
}

/// Nothing runs in a page but our own files; nobody frames it. A file that somebody handed in brings a stricter policy.
async fn secured(mut response: Response) -> Response {
    const HEADERS: [(&str, &str); 5] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data: blob:; \
             font-src 'self'; connect-src 'self'; worker-src 'self' blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
    ];
    for (name, value) in HEADERS {
        response.headers_mut().entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use axum::{body::Body, extract::ConnectInfo};

    use super::*;

    fn seen(peer: [u8; 4], forwarded: &[&str]) -> String {
        let mut request = Request::builder().body(Body::empty()).unwrap();
        request.extensions_mut().insert(ConnectInfo(SocketAddr::from((peer, 4711))));
        for value in forwarded {
            request.headers_mut().append("x-forwarded-for", value.parse().unwrap());
        }
        let proxies: [IpAddr; 2] = ["127.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
        remote(&request.into_parts().0, |address| proxies.contains(&address)).to_string()
    }

    #[test]
    fn an_address_is_believed_as_far_as_trusted_proxies_vouch_for_it() {
        assert_eq!(seen([203, 0, 113, 9], &["198.51.100.1"]), "203.0.113.9");
        assert_eq!(seen([127, 0, 0, 1], &[]), "127.0.0.1");
        assert_eq!(seen([127, 0, 0, 1], &["198.51.100.1"]), "198.51.100.1");
        assert_eq!(seen([127, 0, 0, 1], &["6.6.6.6, 198.51.100.1, 10.0.0.2"]), "198.51.100.1");
        assert_eq!(seen([127, 0, 0, 1], &["6.6.6.6", "2001:db8::7"]), "2001:db8::7");
        assert_eq!(seen([127, 0, 0, 1], &["198.51.100.1, nonsense"]), "127.0.0.1");
        assert_eq!(seen([127, 0, 0, 1], &["::ffff:198.51.100.1"]), "198.51.100.1");
    }
}

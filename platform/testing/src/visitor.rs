use std::collections::BTreeMap;

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Request, Response, header},
};
use http_body_util::BodyExt;
use identity::{Scope, session::Session};
use store::ZoneId;
use tower::ServiceExt;

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// The body as text; what is not UTF-8 is replaced.
    pub body: String,
    /// The body as it came.
    pub bytes: Vec<u8>,
}

impl Answer {
    /// Where a redirect leads; empty when it is none.
    pub fn location(&self) -> &str {
        self.headers.get(header::LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    /// The body as JSON.
    pub fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|error| panic!("{error}: {}", self.body))
    }
}

/// A browser: keeps cookies and the form token of the page that it saw last. Paths are below the zone.
#[derive(Clone)]
pub struct Visitor {
    router: Router,
    zone: ZoneId,
    cookies: BTreeMap<String, String>,
    form_token: String,
    scope: Scope,
    access_token: Option<String>,
}

impl Visitor {
    pub(crate) fn new(router: Router, zone: ZoneId) -> Self {
        Self {
            router,
            scope: Scope::public(zone.clone()),
            zone,
            cookies: BTreeMap::new(),
            form_token: String::new(),
            access_token: None,
        }
    }

    pub(crate) fn signed_in(mut self, token: &str, session: Session) -> Self {
        self.cookies.insert("wutong-session".to_owned(), token.to_owned());
        self.form_token = session.csrf;
        self.scope = session.scope;
        self
    }

    /// Shows this access token with each request, as a program does.
    #[must_use]
    pub fn with_access_token(mut self, secret: &str) -> Self {
        self.access_token = Some(secret.to_owned());
        self
    }

    /// What this visitor may see.
    pub fn scope(&self) -> &Scope {
        &self.scope
    }

    /// Reads pages in this language.
    #[must_use]
    pub fn in_language(mut self, tag: &str) -> Self {
        self.cookies.insert("wutong-language".to_owned(), tag.to_owned());
        self
    }

    /// Opens a page.
    pub async fn get(&mut self, path: &str) -> Answer {
        self.get_with(path, &[]).await
    }

    /// Opens a page with more headers.
    pub async fn get_with(&mut self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = self.request("GET", path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends a form, with the token of the page seen last and a new idempotency key.
    pub async fn post(&mut self, path: &str, fields: &[(&str, &str)]) -> Answer {
        let key = uuid::Uuid::new_v4().to_string();
        self.post_once(path, &key, fields).await
    }

    /// Sends a form with this idempotency key.
    pub async fn post_once(&mut self, path: &str, key: &str, fields: &[(&str, &str)]) -> Answer {
        let mut pairs = vec![("csrf", self.form_token.clone()), ("idempotency_key", key.to_owned())];
        pairs.extend(fields.iter().map(|(name, value)| (*name, (*value).to_owned())));
        self.post_raw(
            path,
            "application/x-www-form-urlencoded",
            serde_urlencoded::to_string(&pairs).unwrap().into_bytes(),
        )
        .await
    }

    /// Sends a form with files: field, file name, content.
    pub async fn upload(&mut self, path: &str, fields: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Answer {
        const BOUNDARY: &str = "wutong-test-boundary";
        let key = uuid::Uuid::new_v4().to_string();
        let mut body = Vec::new();
        let hidden = [("csrf", self.form_token.as_str()), ("idempotency_key", key.as_str())];
        for (name, value) in hidden.iter().chain(fields) {
            body.extend(
                format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").bytes(),
            );
        }
        for (name, file_name, content) in files {
            body.extend(
                format!(
                    "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file_name}\"\r\n\
                     Content-Type: application/octet-stream\r\n\r\n"
                )
                .bytes(),
            );
            body.extend_from_slice(content);
            body.extend(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").bytes());
        self.post_raw(path, &format!("multipart/form-data; boundary={BOUNDARY}"), body).await
    }

    /// Sends any body, without adding a token: what an attacker would.
    pub async fn post_raw(&mut self, path: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let request = self.request("POST", path).header(header::CONTENT_TYPE, content_type);
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends JSON under this idempotency key, as a program does.
    pub async fn post_json(&mut self, path: &str, key: &str, body: &str) -> Answer {
        let request =
            self.request("POST", path).header(header::CONTENT_TYPE, "application/json").header("idempotency-key", key);
        self.send(request.body(Body::from(body.to_owned())).unwrap()).await
    }

    /// Sends the bytes of a file under this idempotency key, as a program does.
    pub async fn post_file(&mut self, path: &str, key: &str, content: &[u8]) -> Answer {
        let request = self.request("POST", path).header(header::CONTENT_TYPE, "application/octet-stream");
        self.send(request.header("idempotency-key", key).body(Body::from(content.to_vec())).unwrap()).await
    }

    fn request(&self, method: &str, path: &str) -> axum::http::request::Builder {
        let cookies: Vec<_> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let request = Request::builder()
            .method(method)
            .uri(format!("/{}{path}", self.zone))
            .header(header::COOKIE, cookies.join("; "));
        match &self.access_token {
            Some(secret) => request.header(header::AUTHORIZATION, format!("Bearer {secret}")),
            None => request,
        }
    }

    async fn send(&mut self, request: Request<Body>) -> Answer {
        let response: Response<Body> = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let pair = cookie.to_str().unwrap().split(';').next().unwrap();
            let (name, value) = pair.split_once('=').unwrap();
            self.cookies.insert(name.to_owned(), value.to_owned());
        }
        let body = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((_, rest)) = body.split_once("name=\"csrf\" value=\"") {
            rest.split('"').next().unwrap().clone_into(&mut self.form_token);
        }
        Answer { status: parts.status.as_u16(), headers: parts.headers, body, bytes }
    }
}

use std::{
    net::IpAddr,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{FromRequestParts, Request},
    http::{Method, request::Parts},
};
use fluent_bundle::FluentValue;
use identity::{Scope, access_token::Bearer, zone::Zone};
use jiff::{
    Timestamp,
    civil::{Date, Time},
};
use maud::{Markup, html};
use store::{Author, IdempotencyKey};

use crate::{App, FormData, Language, PageError};

/// One request: who looks, at which zone, in which language, as of which day.
///
/// The guard makes it; every handler takes it first.
#[derive(Clone)]
pub struct Visit(pub(crate) Arc<Inner>);

#[expect(clippy::struct_excessive_bools, reason = "what a request brings along: each is a fact of its own")]
pub(crate) struct Inner {
    pub app: App,
    pub zone: Arc<Zone>,
    pub sequence: i64,
    pub scope: Scope,
    pub language: Language,
    pub accessible: bool,
    pub query: FormData,
    pub params: Vec<(String, String)>,
    pub path: String,
    pub address: IpAddr,
    pub as_of: Option<Date>,
    pub now: Timestamp,
    pub fragment: bool,
    pub json: bool,
    pub method: Method,
    pub shown: ShownToken,
    pub session_token: Option<String>,
    pub session_csrf: Option<String>,
    pub must_change_password: bool,
    pub visitor: Option<String>,
    pub new_visitor: OnceLock<String>,
    pub flash: Option<String>,
    pub came_from: Option<String>,
    /// The form that came with the request, for a page that offers to send it again.
    pub sent: OnceLock<FormData>,
}

/// What was shown as an access token.
pub(crate) enum ShownToken {
    /// Nothing was.
    Nothing,
    /// It is none, or none any more.
    Refused,
    /// Whom it speaks for.
    Of(Arc<Bearer>),
}

impl ShownToken {
    /// Whom it speaks for, if it was one.
    pub fn bearer(&self) -> Option<&Arc<Bearer>> {
        match self {
            Self::Of(bearer) => Some(bearer),
            Self::Nothing | Self::Refused => None,
        }
    }
}

impl Visit {
    pub(crate) fn of(request: &Request) -> Result<Self, PageError> {
        request.extensions().get::<Self>().cloned().ok_or(PageError::Malformed)
    }

    /// The house.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The database.
    pub fn store(&self) -> &store::Store {
        self.0.app.store()
    }

    /// The zone that is looked at.
    pub fn zone(&self) -> &Zone {
        &self.0.zone
    }

    /// Sequence of the zone's newest journal entry: what was made from the records is good until it moves.
    pub fn sequence(&self) -> i64 {
        self.0.sequence
    }

    /// What the reader may see: pass it to every query.
    pub fn scope(&self) -> &Scope {
        &self.0.scope
    }

    /// The reader's language.
    pub fn language(&self) -> Language {
        self.0.language
    }

    /// Whether the reader has chosen the accessible mode (无障碍模式) of the public site.
    pub fn is_accessible(&self) -> bool {
        self.0.accessible
    }

    /// A text in the reader's language.
    pub fn text(&self, key: &str) -> String {
        self.0.app.languages().text(self.0.language, key)
    }

    /// A text in the reader's language with values put in.
    pub fn text_with(&self, key: &str, values: &[(&str, FluentValue<'_>)]) -> String {
        self.0.app.languages().text_with(self.0.language, key, values)
    }

    /// What a `lang` attribute says of a text of the zone on this reader's page: nothing where both are of one language.
    pub fn tongue(&self, text: &str) -> Option<&'static str> {
        let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        (chinese && self.language() != Language::Chinese).then(|| Language::Chinese.tag())
    }

    /// The query part of the address.
    pub fn query(&self) -> &FormData {
        &self.0.query
    }

    /// A part of the path: `{id}`.
    ///
    /// # Errors
    /// [`PageError::NotFound`] for a part that the route does not have.
    pub fn param(&self, name: &str) -> Result<&str, PageError> {
        self.0
            .params
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
            // No id holds NUL, and PostgreSQL would not even be asked.
            .filter(|value| !value.contains('\0'))
            .ok_or(PageError::NotFound)
    }

    /// An address below the zone.
    pub fn link(&self, path: &str) -> String {
        format!("/{}{path}", self.0.zone.id)
    }

    /// The path of this request, without the query.
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The path and query of this request.
    pub fn address(&self) -> String {
        format!("{}{}", self.0.path, self.0.query.to_query())
    }

    /// Whether the request only reads.
    pub(crate) fn is_safe(&self) -> bool {
        self.0.method.is_safe()
    }

    /// The page of the house that sent the request, as far as the browser says.
    pub(crate) fn came_from(&self) -> Option<&str> {
        self.0.came_from.as_deref()
    }

    /// The address that the request came from.
    pub fn remote(&self) -> IpAddr {
        self.0.address
    }

    /// Now, the same for the whole request.
    pub fn now(&self) -> Timestamp {
        self.0.now
    }

    /// Today in China.
    pub fn today(&self) -> Date {
        crate::app::china().to_datetime(self.0.now).date()
    }

    /// The day that the page speaks of: `?as_of=2020-08-20`, otherwise today.
    pub fn as_of(&self) -> Date {
        self.0.as_of.unwrap_or_else(|| self.today())
    }

    /// The last moment that belongs on the page: now, or the end of the day that it speaks of.
    pub fn until(&self) -> Timestamp {
        let end = |day: Date| crate::app::china().to_timestamp(day.to_datetime(Time::MAX)).ok();
        self.0.as_of.and_then(end).unwrap_or(self.now())
    }

    /// Whether the page speaks of another day than today.
    pub fn looks_back(&self) -> bool {
        self.0.as_of.is_some()
    }

    /// Whether only a part of the page is asked for (htmx).
    pub fn is_fragment(&self) -> bool {
        self.0.fragment
    }

    pub(crate) fn wants_json(&self) -> bool {
        self.0.json
    }

    /// The session's token, for signing out.
    pub fn session_token(&self) -> Option<&str> {
        self.0.session_token.as_deref()
    }

    /// Whether the password must be changed before anything else.
    pub fn must_change_password(&self) -> bool {
        self.0.must_change_password
    }

    /// The message that the page before left: key of its text.
    pub fn flash(&self) -> Option<&str> {
        self.0.flash.as_deref()
    }

    /// The author of a change that this reader makes now.
    pub fn author(&self) -> Author {
        Author {
            zone: self.0.zone.id.clone(),
            actor: self.0.scope.actor().to_owned(),
            on_behalf_of: None,
            through: self.0.scope.through().map(str::to_owned),
            at: self.0.now,
        }
    }

    /// The token that a form of this visit must carry; `None` before a form was shown.
    pub(crate) fn form_token(&self) -> Option<String> {
        if let Some(csrf) = &self.0.session_csrf {
            return Some(csrf.clone());
        }
        let visitor = self.0.visitor.as_deref().or_else(|| self.0.new_visitor.get().map(String::as_str))?;
        Some(seal_visitor(visitor))
    }

    /// The hidden fields that every form begins with: the token against forged requests and the idempotency key.
    pub fn form_fields(&self) -> Markup {
        if self.0.session_csrf.is_none() && self.0.visitor.is_none() {
            self.0.new_visitor.get_or_init(random_token);
        }
        html! {
            input type="hidden" name="csrf" value=(self.form_token().unwrap_or_default());
            input type="hidden" name="idempotency_key" value=(IdempotencyKey::random().as_str());
        }
    }
}

/// The browser keeps the cookie secret from other sites; its hash may stand in the page.
fn seal_visitor(visitor: &str) -> String {
    use sm3::Digest;
    hex::encode(sm3::Sm3::digest(format!("wutong form {visitor}")))
}

fn random_token() -> String {
    hex::encode(rand::random::<[u8; 32]>())
}

impl FromRequestParts<App> for Visit {
    type Rejection = PageError;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Self, PageError> {
        parts.extensions.get::<Self>().cloned().ok_or(PageError::Malformed)
    }
}

use axum::{
    http::StatusCode,
    response::{Html, IntoResponse, Response},
};
use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::{Access, Language, Visit, assets, finding};

/// A whole page for people of the zone: masthead, menu, breadcrumb, title, body.
pub struct Page {
    visit: Visit,
    title: String,
    breadcrumb: Vec<(String, String)>,
    actions: Markup,
    body: Markup,
    status: StatusCode,
}

impl Page {
    /// A page with this title.
    pub fn new(visit: &Visit, title: impl Into<String>) -> Self {
        Self {
            visit: visit.clone(),
            title: title.into(),
            breadcrumb: Vec::new(),
            actions: PreEscaped(String::new()),
            body: PreEscaped(String::new()),
            status: StatusCode::OK,
        }
    }

    /// A step above this page: its text and its path below the zone. From the top down.
    #[must_use]
    pub fn under(mut self, text: impl Into<String>, path: &str) -> Self {
        let link = self.visit.link(path);
        self.breadcrumb.push((text.into(), link));
        self
    }

    /// What can be done on this page: buttons beside the title.
    #[must_use]
    pub fn actions(mut self, actions: Markup) -> Self {
        self.actions = actions;
        self
    }

    /// The content.
    #[must_use]
    pub fn body(mut self, body: Markup) -> Self {
        self.body = body;
        self
    }

    /// Another status than 200: 422 for a form with errors.
    #[must_use]
    pub fn status(mut self, status: StatusCode) -> Self {
        self.status = status;
        self
    }
}

impl IntoResponse for Page {
    fn into_response(self) -> Response {
        let markup = shell::document(&self.visit, &self.title, "staff", staff(&self));
        (self.status, Html(markup.into_string())).into_response()
    }
}

fn staff(page: &Page) -> Markup {
    let visit = &page.visit;
    html! {
        (masthead(visit))
        div.page-wrapper {
            div.page-header {
                div.container-xl {
                    (breadcrumb(page))
                    div.row.align-items-center {
                        div.col-12.col-md { h1.page-title { (page.title) } }
                        div.col-auto.d-print-none { div.btn-list { (page.actions) } }
                    }
                    (as_of_notice(visit))
                }
            }
            main #main.page-body tabindex="-1" {
                div.container-xl { (shell::flash(visit)) (page.body) }
            }
            footer.footer.d-print-none {
                div.container-xl.text-secondary {
                    (visit.language().pick(&visit.zone().name.zh, &visit.zone().name.en))
                    " · " (visit.text("house-name"))
                }
            }
        }
    }
}

fn breadcrumb(page: &Page) -> Markup {
    html! {
        @if !page.breadcrumb.is_empty() {
            nav aria-label=(page.visit.text("breadcrumb-label")) {
                ol.breadcrumb {
                    @for (text, link) in &page.breadcrumb {
                        li.breadcrumb-item { a href=(link) { (text) } }
                    }
                    li.breadcrumb-item.active aria-current="page" { (page.title) }
                }
            }
        }
    }
}

/// Says that the page speaks of another day, and leads back to today.
fn as_of_notice(visit: &Visit) -> Markup {
    html! {
        @if visit.looks_back() {
            div.alert.alert-info role="status" {
                (visit.text_with("as-of-notice", &[("day", visit.as_of().to_string().into())]))
                " "
                a href=(format!("{}{}", visit.path(), visit.query().with("as_of", None).to_query())) { (visit.text("as-of-today")) }
            }
        }
    }
}

fn masthead(visit: &Visit) -> Markup {
    // What is open to anybody stands in the menu of the public site.
    let entries = visit.app().menu().iter();
    let entries = entries.filter(|entry| entry.access != Access::Public && entry.access.allows(visit.scope()));
    let entries: Vec<_> = entries.map(|entry| (entry, visit.link(entry.path))).collect();
    let is_within = |link: &&String| {
        visit.path().strip_prefix(link.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    // Of entries that lie within each other the innermost is here.
    let here = entries.iter().map(|(_, link)| link).filter(is_within).max_by_key(|link| link.len());
    html! {
        header.navbar.navbar-expand-md.d-print-none {
            div.container-xl {
                a.navbar-brand href=(visit.link("")) {
                    (visit.language().pick(&visit.zone().name.zh, &visit.zone().name.en))
                }
                (personal(visit))
            }
        }
        @if visit.scope().person().is_some() {
            nav.navbar.navbar-menu.d-print-none aria-label=(visit.text("menu-label")) {
                div.container-xl {
                    ul.navbar-nav.flex-row.flex-wrap {
                        @for (entry, link) in &entries {
                            @let here = here == Some(link);
                            li.nav-item.active[here] {
                                a.nav-link href=(link) aria-current=[here.then_some("page")] {
                                    span.nav-link-icon { (shell::icon(entry.icon)) }
                                    span.nav-link-title { (visit.text(entry.text)) }
                                }
                            }
                        }
                    }
                    @if !visit.must_change_password() { (finding::header(visit)) }
                }
            }
        }
    }
}

/// Type size, language, and who is signed in.
fn personal(visit: &Visit) -> Markup {
    html! {
        div.navbar-nav.flex-row.align-items-center.ms-auto.gap-2 {
            (shell::type_size(visit))
            (shell::language_switch(visit))
            @match visit.scope().person() {
                Some(person) => {
                    a.nav-link href=(visit.link("/account")) { (shell::icon("user")) " " (person.name) }
                    form method="post" action=(visit.link("/sign-out")) {
                        (visit.form_fields())
                        button.btn.btn-ghost-secondary.btn-sm type="submit" { (visit.text("sign-out")) }
                    }
                }
                None => { a.nav-link href=(visit.link("/sign-in")) { (visit.text("sign-in")) } }
            }
        }
    }
}

/// The parts that the public site puts together in its own way.
pub mod shell {
    use super::{DOCTYPE, Language, Markup, Visit, assets, html};

    /// The document around a body: head, skip link. `kind` is the class of `<body>`: `staff` or `public`.
    pub fn document(visit: &Visit, title: &str, kind: &str, body: Markup) -> Markup {
        document_with(visit, title, kind, html! {}, body)
    }

    /// The same with more in its head: what search engines and other sites read.
    pub fn document_with(visit: &Visit, title: &str, kind: &str, head: Markup, body: Markup) -> Markup {
        let zone = visit.language().pick(&visit.zone().name.zh, &visit.zone().name.en);
        // Readers of the public site do not load what only the staff's pages need.
        let files = if kind == "public" { "site" } else { "wutong" };
        html! {
            (DOCTYPE)
            html lang=(visit.language().tag()) class=[(kind == "public" && visit.is_accessible()).then_some("accessible")] {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    title { (title) @if title != zone { " · " (zone) } }
                    (head)
                    link rel="icon" href="data:,";
                    meta name="wutong-words" content=(browser_words(visit));
                    link rel="stylesheet" href=(assets::address(&format!("{files}.css")));
                    // A classic script: it sets the type size before the first paint.
                    script src=(assets::address("boot.js")) {}
                    script type="module" src=(assets::address(&format!("{files}.js"))) {}
                }
                body class=(kind) {
                    a.skip-link href="#main" { (visit.text("skip-to-content")) }
                    (body)
                }
            }
        }
    }

    /// The words that scripts show, as `web/src/words.ts` lists them.
    fn browser_words(visit: &Visit) -> String {
        const KEYS: [(&str, &str); 11] = [
            ("ok", "browser-ok"),
            ("cancel", "browser-cancel"),
            ("zoom_in", "browser-zoom-in"),
            ("zoom_out", "browser-zoom-out"),
            ("close", "close"),
            ("island_failed", "browser-island-failed"),
            ("request_failed", "browser-request-failed"),
            ("light_green", "light-green"),
            ("light_amber", "light-amber"),
            ("light_red", "light-red"),
            ("light_unknown", "light-unknown"),
        ];
        let words: serde_json::Map<_, _> =
            KEYS.iter().map(|&(word, key)| (word.to_owned(), visit.text(key).into())).collect();
        serde_json::Value::Object(words).to_string()
    }

    /// An icon of the sprite; decoration, so hidden from screen readers.
    pub fn icon(name: &str) -> Markup {
        html! {
            svg.icon aria-hidden="true" focusable="false" {
                use href=(format!("{}#{name}", assets::address("icons.svg"))) {}
            }
        }
    }

    /// Buttons for larger, normal and smaller type; the browser remembers.
    pub fn type_size(visit: &Visit) -> Markup {
        html! {
            div.type-size.btn-group role="group" aria-label=(visit.text("type-size-label")) {
                @for (size, key) in [("larger", "type-size-larger"), ("normal", "type-size-normal"), ("smaller", "type-size-smaller")] {
                    button.btn.btn-sm type="button" data-type-size=(size) aria-pressed="false" { (visit.text(key)) }
                }
            }
        }
    }

    /// The link to the same page in the other language, named in that language.
    pub fn language_switch(visit: &Visit) -> Markup {
        language_link(visit, &visit.address())
    }

    /// The link that changes the language and comes back to an address of this house.
    pub fn language_link(visit: &Visit, back: &str) -> Markup {
        let (other, name) = match visit.language() {
            Language::Chinese => (Language::English, "English"),
            Language::English => (Language::Chinese, "中文"),
        };
        let query = crate::FormData::from_pairs([("to", other.tag().to_owned()), ("back", back.to_owned())]);
        html! {
            a.nav-link lang=(other.tag()) hreflang=(other.tag()) href=(format!("/-/language{}", query.to_query())) { (name) }
        }
    }

    /// The link that turns the accessible mode of the public site on or off, and comes back to an address of this house.
    pub fn accessible_link(visit: &Visit, back: &str) -> Markup {
        let (to, key) =
            if visit.is_accessible() { ("off", "accessible-mode-off") } else { ("on", "accessible-mode-on") };
        let query = crate::FormData::from_pairs([("to", to.to_owned()), ("back", back.to_owned())]);
        html! { a.nav-link rel="nofollow" href=(format!("/-/accessible{}", query.to_query())) { (visit.text(key)) } }
    }

    /// The message that the page before left, if it is one of ours.
    pub fn flash(visit: &Visit) -> Markup {
        let key = visit.flash().map(|name| format!("flash-{name}"));
        html! {
            @if let Some(key) = key.filter(|key| visit.app().languages().has(key)) {
                div.alert.alert-success.alert-dismissible role="status" data-flash {
                    (visit.text(&key))
                    button.btn-close type="button" aria-label=(visit.text("close")) {}
                }
            }
        }
    }
}

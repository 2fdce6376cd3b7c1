//! How the pages write what the model knows.

use std::collections::BTreeMap;

use identity::{account, organisation};
use jiff::Timestamp;
use maud::{Markup, html};
use pages::{PageError, Visit};
use store::StoreError;

use crate::model::{DocumentId, Link, Owner, in_china};

/// Names of organisations and people, by id and login.
pub struct Names {
    /// Organisations that the reader may see.
    pub organisations: BTreeMap<String, String>,
    /// People that the reader may see.
    people: BTreeMap<String, String>,
}

impl Names {
    /// Reads them for the reader of the page.
    pub async fn read(visit: &Visit) -> Result<Self, StoreError> {
        let database = visit.store().reader();
        let organisations = organisation::list(database, visit.scope()).await?;
        let language = visit.language();
        let name = |one: organisation::Organisation| (one.id, language.pick(&one.name.zh, &one.name.en).to_owned());
        Ok(Self {
            organisations: organisations.into_iter().map(name).collect(),
            people: account::names(database, visit.scope()).await?,
        })
    }

    /// An organisation with the post in it.
    pub fn owner(&self, owner: &Owner) -> String {
        let organisation = self.organisations.get(owner.organisation()).map_or(owner.organisation(), String::as_str);
        match owner.post() {
            Some(post) => format!("{organisation} · {post}"),
            None => organisation.to_owned(),
        }
    }

    /// Who did something: a person's name, or that it was the program.
    pub fn person(&self, visit: &Visit, actor: &str) -> String {
        match self.people.get(actor) {
            Some(name) => name.clone(),
            None if actor.starts_with("system:") => visit.text("policy-by-the-program"),
            None => actor.to_owned(),
        }
    }
}

/// A moment as people read it: minutes of China's time.
pub fn moment(at: Timestamp) -> String {
    in_china(at).strftime("%Y-%m-%d %H:%M").to_string()
}

/// An address below the zone that keeps the day that the page speaks of.
pub fn on_same_day(visit: &Visit, path: &str) -> String {
    if !visit.looks_back() {
        return visit.link(path);
    }
    let separator = if path.contains('?') { '&' } else { '?' };
    format!("{}{separator}as_of={}", visit.link(path), visit.as_of())
}

/// Where something comes from: the words that zone files use for it are said in the reader's language.
pub fn source(visit: &Visit, source: &str) -> String {
    match source {
        "article" => visit.text("policy-source-article"),
        "made up for the demo" => visit.text("policy-source-demo"),
        other => other.to_owned(),
    }
}

/// A link to where evidence can be looked at.
pub fn link(visit: &Visit, link: &Link, text: &str) -> Markup {
    match link {
        Link::Record(path) => html! { a href=(visit.link(path)) { (text) } },
        Link::Web(address) => html! { a href=(address) rel="noopener noreferrer external" { (text) } },
    }
}

/// The document that the address names.
pub fn document_id(visit: &Visit) -> Result<DocumentId, PageError> {
    visit.param("document")?.parse().map_err(|_| PageError::NotFound)
}

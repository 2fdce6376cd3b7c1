use std::collections::BTreeSet;

use store::ZoneId;

use crate::{OWN_ACCOUNT, Right, Role};

/// What a request may see and do: an argument of every query.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Scope {
    zone: ZoneId,
    viewer: Viewer,
    rights: BTreeSet<Right>,
    through: Option<String>,
}

/// Who looks.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Viewer {
    /// Anybody, not signed in.
    Public,
    /// Somebody who is signed in.
    Person(Person),
    /// The program itself: the command line and the scheduler.
    System,
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Person {
    /// Account id.
    pub account: String,
    /// The person's name, as shown.
    pub name: String,
    /// The organisation that the account belongs to.
    pub organisation: String,
    /// The post held (岗位).
    pub post: String,
}

impl Scope {
    /// What anybody may see of a zone: what it has published.
    pub fn public(zone: ZoneId) -> Self {
        Self { zone, viewer: Viewer::Public, rights: BTreeSet::new(), through: None }
    }

    /// The program itself, at the command line or in the scheduler; it may everything in the zone.
    pub fn system(zone: ZoneId) -> Self {
        Self { zone, viewer: Viewer::System, rights: BTreeSet::new(), through: None }
    }

    /// A signed-in person with the rights of their roles.
    pub fn of(zone: ZoneId, person: Person, roles: impl IntoIterator<Item = Role>) -> Self {
        let rights = roles.into_iter().flat_map(|role| role.rights.iter().copied()).chain([OWN_ACCOUNT]).collect();
        Self { zone, viewer: Viewer::Person(person), rights, through: None }
    }

    /// The same where a program shows the person's access token of this name.
    #[must_use]
    pub(crate) fn carried_by(self, token: String) -> Self {
        Self { through: Some(token), ..self }
    }

    /// Name of the access token that carries the person's orders; none where they are signed in themselves.
    pub fn through(&self) -> Option<&str> {
        self.through.as_deref()
    }

    /// The zone that may be seen.
    pub fn zone(&self) -> &ZoneId {
        &self.zone
    }

    /// Who looks.
    pub fn viewer(&self) -> &Viewer {
        &self.viewer
    }

    /// The signed-in person, if somebody is.
    pub fn person(&self) -> Option<&Person> {
        match &self.viewer {
            Viewer::Person(person) => Some(person),
            Viewer::Public | Viewer::System => None,
        }
    }

    /// Whether this scope holds the right.
    pub fn may(&self, right: Right) -> bool {
        self.viewer == Viewer::System || self.rights.contains(&right)
    }

    /// The rights that were granted to whoever looks; the program itself needs none.
    pub fn rights(&self) -> impl Iterator<Item = Right> {
        self.rights.iter().copied()
    }

    /// Account id for the journal.
    pub fn actor(&self) -> &str {
        match &self.viewer {
            Viewer::Public => "public",
            Viewer::Person(person) => &person.account,
            Viewer::System => "system:command-line",
        }
    }
}

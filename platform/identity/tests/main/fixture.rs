//! The demo zone in a fresh database of each kind.

use std::net::{IpAddr, Ipv4Addr};

use identity::{Attempt, Order, Password, Right, Role, Roles, Scope, SignInRefused, Token, session, sign_in};
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder};
use store::{Store, ZoneId, journal};
use testing::TestDatabase;
pub use testing::{DEMO_PASSWORD as PASSWORD, demo_folder};

/// Where sign-ins come from, unless a test says otherwise.
pub const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(10, 0, 0, 7));
/// A right that a desk declares.
pub const EDIT: Right = Right("projects.edit");

/// A house with the demo zone in it.
pub struct House {
    pub store: Store,
    pub roles: Roles,
    pub zone: ZoneId,
    /// Gone when the test is over.
    _database: TestDatabase,
}

/// One house on each kind of database.
pub async fn houses() -> Vec<House> {
    let mut houses = Vec::new();
    for mut house in empty_houses().await {
        house.zone = identity::files::load(&house.store, &house.roles, &demo_folder(), at(0)).await.unwrap();
        houses.push(house);
    }
    houses
}

/// The same without a zone.
pub async fn empty_houses() -> Vec<House> {
    let mut scripts = store::migrations();
    scripts.extend(identity::migrations());
    let databases = testing::databases(&scripts).await;
    databases
        .into_iter()
        .map(|database| House {
            store: database.store.clone(),
            roles: roles(),
            zone: "qinshui".parse().unwrap(),
            _database: database,
        })
        .collect()
}

fn roles() -> Roles {
    let desk = [
        "enterprise",
        "land-editor",
        "leader",
        "policy-editor",
        "policy-supervisor",
        "portal-editor",
        "portal-publisher",
        "projects-bypasser",
        "projects-editor",
        "projects-reporter",
        "projects-verifier",
        "viewer",
    ];
    Roles::new(identity::roles().into_iter().chain(desk.map(|key| Role { key, rights: &[EDIT] })))
}

/// The moment so many seconds after the article was published.
pub fn at(second: i64) -> Timestamp {
    let published: Timestamp = "2020-08-20T11:26:30+08:00".parse().unwrap();
    published + SignedDuration::from_secs(second)
}

pub fn order(scope: &Scope, second: i64) -> Order<'_> {
    testing::order(scope, at(second))
}

pub fn attempt(login: &str, password: &str) -> Attempt {
    Attempt { login: login.to_owned(), password: Password::typed(password), code: None, address: ADDRESS }
}

impl House {
    pub fn system(&self) -> Scope {
        Scope::system(self.zone.clone())
    }

    pub async fn sign_in(&self, attempt: Attempt, second: i64) -> Result<Token, SignInRefused> {
        sign_in(&self.store, &self.zone, attempt, at(second)).await
    }

    /// The token and scope of somebody who signed in.
    pub async fn enter(&self, login: &str, second: i64) -> (Token, Scope) {
        let token = self.sign_in(attempt(login, PASSWORD), second).await.unwrap();
        let scope = self.session(&token, second).await.unwrap().scope;
        (token, scope)
    }

    pub async fn session(&self, token: &Token, second: i64) -> Option<session::Session> {
        session::find(self.store.reader(), &self.roles, &self.zone, token.reveal(), at(second)).await.unwrap()
    }

    /// The whole journal of the zone, oldest first.
    pub async fn journal(&self) -> Vec<journal::entry::Model> {
        journal::entry::Entity::find()
            .filter(journal::entry::Column::ZoneId.eq(self.zone.as_str()))
            .order_by_asc(journal::entry::Column::Sequence)
            .all(self.store.reader())
            .await
            .unwrap()
    }

    /// The verbs written about a record, oldest first.
    pub async fn verbs(&self, kind: &str, id: &str) -> Vec<String> {
        let entries = self.journal().await;
        let about = entries.into_iter().filter(|entry| entry.subject_kind == kind && entry.subject_id == id);
        about.map(|entry| entry.verb).collect()
    }
}

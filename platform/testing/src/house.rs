use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use attachments::Files;
use axum::Router;
use identity::{
    Order, Role, Scope,
    access_token::{self, NewAccessToken},
};
use jiff::Timestamp;
use notices::{HookReach, MailSettings};
use pages::{App, AppParts, Desk, Texts, printing::Typefaces};
use store::{IdempotencyKey, SqlMigration, Store, ZoneId};
use tempfile::TempDir;

use crate::{TestClock, TestDatabase, Visitor, databases};

/// A whole house on one database, with the demo zone in it.
pub struct House {
    /// The house.
    pub app: App,
    /// Its addresses.
    pub router: Router,
    /// The demo zone.
    pub zone: ZoneId,
    /// Its clock.
    pub clock: TestClock,
    /// Its database.
    pub database: TestDatabase,
    /// Holds the files that people hand in and the indexes for search; gone with the test.
    pub files_folder: TempDir,
}

/// The folder of the demo zone.
pub fn demo_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../zones/qinshui")
}

/// Material that is not ours and therefore not in the project: `seed`, `data`, `peers`.
pub fn shared_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared")
}

/// Every file below a folder but notes in Markdown, by its path; what is no text as the digits of its bytes.
pub fn files_below(folder: &Path) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(next) = waiting.pop() {
        for entry in fs::read_dir(&next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else if path.extension().is_none_or(|end| end != "md") {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                let text = String::from_utf8(fs::read(&path).unwrap());
                found.insert(name, text.unwrap_or_else(|error| format!("{:02x?}", error.as_bytes())));
            }
        }
    }
    found
}

/// An order that this scope gives at this moment.
pub fn order(scope: &Scope, at: Timestamp) -> Order<'_> {
    Order { scope, at, key: IdempotencyKey::random() }
}

/// A house on each kind of database, with these desks and the demo zone's files loaded.
pub async fn houses(desks: impl Fn() -> Vec<Desk>) -> Vec<House> {
    let houses = empty_houses(&desks).await;
    for house in &houses {
        house.load(&demo_folder(), desks()).await;
    }
    houses
}

/// The same on machines that have no fonts.
pub async fn houses_without_fonts(desks: impl Fn() -> Vec<Desk>) -> Vec<House> {
    let houses = open_houses(&desks, None, Some(PathBuf::from("/no/fonts/here"))).await;
    for house in &houses {
        house.load(&demo_folder(), desks()).await;
    }
    houses
}

/// Houses with a mail server and the people of the demo zone, and nothing else of it.
pub async fn houses_with_mail(desks: impl Fn() -> Vec<Desk>, mail: &MailSettings) -> Vec<House> {
    let houses = open_houses(&desks, Some(mail), None).await;
    for house in &houses {
        house.load(&demo_folder(), Vec::new()).await;
    }
    houses
}

/// A house on each kind of database without a zone.
pub async fn empty_houses(desks: impl Fn() -> Vec<Desk>) -> Vec<House> {
    open_houses(&desks, None, None).await
}

async fn open_houses(
    desks: &impl Fn() -> Vec<Desk>,
    mail: Option<&MailSettings>,
    fonts: Option<PathBuf>,
) -> Vec<House> {
    let mut houses = Vec::new();
    for database in databases(&scripts(&desks())).await {
        let clock = TestClock::new();
        let hand = clock.clone();
        let files_folder = tempfile::tempdir().unwrap();
        let routes = desks().into_iter().flat_map(|desk| desk.routes).collect();
        let app = App::new(AppParts {
            store: database.store.clone(),
            desks: desks().into_iter().chain([elsewhere()]).collect(),
            files: Files::new(files_folder.path().join("files"), Vec::new()),
            search: search::Indexes::new(files_folder.path().join("search")),
            typefaces: Typefaces::new(fonts.iter().cloned().collect()),
            // As fine as the clock of Linux: columns are not.
            clock: Arc::new(move || hand.now() + jiff::SignedDuration::from_nanos(789)),
            secure_cookies: false,
            mail: mail.cloned(),
            // A test's other systems are on this machine.
            hook_reach: HookReach::Private,
            public_url: "http://wutong.test".to_owned(),
            trusted_proxies: Vec::new(),
        })
        .unwrap();
        let router = pages::router(app.clone(), routes);
        let zone = "qinshui".parse().unwrap();
        houses.push(House { app, router, zone, clock, database, files_folder });
    }
    houses
}

/// The desks that a test leaves out, as far as accounts of the demo zone hold their roles: names without rights.
fn elsewhere() -> Desk {
    const ROLES: [&str; 13] = [
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
        "statistics-clerk",
        "viewer",
    ];
    Desk {
        key: "elsewhere",
        migrations: Vec::new(),
        roles: ROLES.map(|key| Role { key, rights: &[] }).to_vec(),
        routes: Vec::new(),
        menu: Vec::new(),
        texts: Texts { chinese: "", english: "" },
        api: None,
        facts: None,
        work: None,
        files: None,
        chores: Vec::new(),
        articles: None,
        listings: None,
        missing: None,
        search: None,
        related: None,
    }
}

fn scripts(desks: &[Desk]) -> Vec<SqlMigration> {
    let mut scripts = store::migrations();
    scripts.extend(identity::migrations());
    scripts.extend(facts::migrations());
    scripts.extend(notices::migrations());
    scripts.extend(attachments::migrations());
    scripts.extend(desks.iter().flat_map(|desk| desk.migrations.clone()));
    scripts
}

impl House {
    /// Loads a zone's folder, as `wutong zone load` does.
    pub async fn load(&self, folder: &Path, desks: Vec<Desk>) {
        let now = self.clock.now();
        identity::files::load(self.store(), self.app.roles(), folder, now).await.unwrap();
        let mut all: Vec<_> = desks.into_iter().filter_map(|desk| desk.files).collect();
        all.sort_by_key(|files| files.rests_on_facts());
        for files in all {
            files.load(&self.app, &self.zone, folder, now).await.unwrap();
        }
    }

    /// The database.
    pub fn store(&self) -> &Store {
        &self.database.store
    }

    /// The program itself.
    pub fn system(&self) -> Scope {
        Scope::system(self.zone.clone())
    }

    /// Does a chore of the house now; what it reports.
    pub async fn chore(&self, name: &str) -> String {
        self.try_chore(name).await.unwrap()
    }

    /// The same for one that may fail; what it says then.
    pub async fn try_chore(&self, name: &str) -> Result<String, String> {
        let chore = self.app.chores().iter().find(|chore| chore.name == name).unwrap();
        (chore.run)(&self.app, &self.zone, self.clock.now()).await.map_err(|error| error.to_string())
    }

    /// Somebody who is not signed in.
    pub fn stranger(&self) -> Visitor {
        Visitor::new(self.router.clone(), self.zone.clone())
    }

    /// A program that shows an access token of somebody of the demo zone.
    pub async fn program(&self, new: NewAccessToken) -> Visitor {
        let system = self.system();
        let made = access_token::create(self.store(), order(&system, self.clock.now()), new).await;
        self.stranger().with_access_token(&made.unwrap().1)
    }

    /// Somebody of the demo zone who has signed in.
    pub async fn visitor(&self, login: &str) -> Visitor {
        let attempt = identity::Attempt {
            login: login.to_owned(),
            password: identity::Password::typed(crate::DEMO_PASSWORD),
            code: None,
            address: std::net::Ipv4Addr::LOCALHOST.into(),
        };
        let now = self.clock.now();
        let token = identity::sign_in(self.store(), &self.zone, attempt, now).await.unwrap();
        let session = identity::session::find(self.store().reader(), self.app.roles(), &self.zone, token.reveal(), now)
            .await
            .unwrap()
            .unwrap();
        self.stranger().signed_in(token.reveal(), session)
    }
}

//! The site in a house with one other desk, which publishes what a test tells it to.

use std::sync::{Arc, Mutex};

use facts::Light;
use identity::{Role, Scope};
use jiff::civil::Date;
use pages::{
    App, Desk, Language, PublicArticle, PublicArticles, PublicHeading, PublicListing, PublicListings, PublicSection,
    PublicSentence, ReleasedLight, Texts,
};
use store::StoreError;
use testing::House;

/// Roles of the demo's people that other desks declare.
const OTHER_ROLES: [&str; 10] = [
    "land-editor",
    "leader",
    "enterprise",
    "viewer",
    "projects-editor",
    "projects-reporter",
    "projects-verifier",
    "policy-editor",
    "policy-supervisor",
    "policy-publisher",
];

/// The site of the demo zone as it comes from files, before people write.
const NAMES: [&str; 8] = [
    "zone.toml",
    "organisations.csv",
    "accounts.csv",
    "portal/site.toml",
    "portal/articles.toml",
    "portal/files.toml",
    "portal/files/gas-form.pdf",
    "portal/files/gas-steps.png",
];

/// Everybody who can sign in to the demo zone.
pub const LOGINS: [&str; 7] = ["admin", "auditor", "enterprise", "leader", "policy", "portal", "publisher"];

/// A desk that publishes one article; the test may change it.
#[derive(Clone, Default)]
pub struct Paper(Arc<Mutex<Sheet>>);

#[derive(Default)]
struct Sheet {
    sentences: Vec<PublicSentence>,
    asked: usize,
    day: Option<Date>,
}

/// A sentence without and with a released light.
pub fn sentence(text: &str, released: Option<(Light, &str)>) -> PublicSentence {
    let released = released.map(|(light, figure)| ReleasedLight { light, figure: figure.to_owned() });
    PublicSentence { text: text.to_owned(), released }
}

impl Paper {
    /// Publishes these sentences, or nothing at all.
    pub fn publish(&self, sentences: Vec<PublicSentence>) {
        self.0.lock().unwrap().sentences = sentences;
    }

    /// How often the article was asked for.
    pub fn asked(&self) -> usize {
        self.0.lock().unwrap().asked
    }

    /// The day that it was asked for last.
    pub fn day(&self) -> Option<Date> {
        self.0.lock().unwrap().day
    }

    fn heading() -> PublicHeading {
        PublicHeading {
            id: "paper".to_owned(),
            title: "一份文件".to_owned(),
            published_at: Some("2020-08-20T09:00:00+08:00".parse().unwrap()),
            source: "测试".to_owned(),
            author: "某人".to_owned(),
        }
    }
}

#[async_trait::async_trait]
impl PublicArticles for Paper {
    async fn published(&self, _: &App, _: &Scope) -> Result<Vec<PublicHeading>, StoreError> {
        let nothing = self.0.lock().unwrap().sentences.is_empty();
        Ok(if nothing { Vec::new() } else { vec![Self::heading()] })
    }

    async fn article(
        &self,
        _: &App,
        _: &Scope,
        id: &str,
        as_of: Date,
        _: Language,
    ) -> Result<Option<PublicArticle>, StoreError> {
        let mut sheet = self.0.lock().unwrap();
        sheet.asked += 1;
        sheet.day = Some(as_of);
        if id != "paper" || sheet.sentences.is_empty() {
            return Ok(None);
        }
        let paragraphs = vec![sheet.sentences.clone()];
        let sections = vec![PublicSection { heading: "第一部分".to_owned(), paragraphs }];
        Ok(Some(PublicArticle { heading: Self::heading(), note: "测试用文。".to_owned(), sections }))
    }
}

/// A desk that shows one project, with hostile words.
struct Showcase;

#[async_trait::async_trait]
impl PublicListings for Showcase {
    fn title(&self) -> &'static str {
        "portal-home"
    }

    async fn listed(&self, _: &App, _: &Scope, _: Language) -> Result<Vec<PublicListing>, StoreError> {
        let facts = vec![("占地".to_owned(), "60 亩 <b>".to_owned())];
        Ok(vec![PublicListing { title: "新材料一期 <script>".to_owned(), note: "招合作方".to_owned(), facts }])
    }
}

/// The desks of the test house.
pub fn desks(paper: &Paper) -> Vec<Desk> {
    let roles = OTHER_ROLES.map(|key| Role { key, rights: &[] });
    let other = Desk {
        key: "paper",
        migrations: Vec::new(),
        roles: roles.to_vec(),
        routes: Vec::new(),
        menu: Vec::new(),
        texts: Texts { chinese: "", english: "" },
        api: None,
        facts: None,
        work: None,
        files: None,
        chores: Vec::new(),
        articles: Some(Arc::new(paper.clone())),
        listings: Some(Arc::new(Showcase)),
        missing: None,
        search: None,
        related: None,
    };
    vec![portal::desk(), other]
}

/// The demo zone on each kind of database, before anybody wrote a letter.
pub async fn houses(paper: &Paper) -> Vec<House> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("portal/files")).unwrap();
    for name in NAMES {
        std::fs::copy(testing::demo_folder().join(name), folder.path().join(name)).unwrap();
    }
    let houses = testing::empty_houses(|| desks(paper)).await;
    for house in &houses {
        house.load(folder.path(), desks(paper)).await;
    }
    houses
}

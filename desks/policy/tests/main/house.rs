//! A house with the policy desk, the demo zone, and a desk that offers facts whose values a test knows.

use std::{collections::BTreeMap, sync::Arc};

use facts::{Fact, FactSource, Kind, Reading, RecordLink, Records, Title, Unit, Unknown, Value};
use identity::Scope;
use jiff::civil::{Date, date};
use pages::{Desk, Texts};
use policy::{
    commands::import,
    model::{ClauseId, DocumentId, Draft},
    store::sentences,
};
use sea_orm::DatabaseConnection;
use store::{StoreError, ZoneId};
use testing::{Answer, House, Visitor, order};

/// Land of the zone in mu: 100 in all, of them industrial one more each month since 2018, known from 2018 on.
struct Land;

#[async_trait::async_trait]
impl FactSource for Land {
    async fn facts(&self, _: &DatabaseConnection, _: &ZoneId) -> Result<Vec<Fact>, StoreError> {
        let fact = |key: &str| Fact {
            key: key.to_owned(),
            title: Title { key: "sample-land", of: (key.to_owned(), key.to_owned()) },
            unit: Unit::mu(),
            kind: Kind::Amount,
        };
        Ok(vec![fact("land.all"), fact("land.industrial"), fact("land.idle")])
    }

    async fn readings(
        &self,
        _: &DatabaseConnection,
        _: &ZoneId,
        as_of: Date,
    ) -> Result<BTreeMap<String, Reading>, StoreError> {
        let months = f64::from((as_of.year() - 2018) * 12 + i16::from(as_of.month()));
        let industrial = if as_of < date(2018, 1, 1) { Err(Unknown::NoRecords) } else { Ok(Value::Number(months)) };
        Ok(BTreeMap::from([
            ("land.all".to_owned(), Ok(Value::Number(100.0))),
            ("land.industrial".to_owned(), industrial),
            ("land.idle".to_owned(), Ok(Value::Number(1.0))),
        ]))
    }

    async fn records(
        &self,
        _: &DatabaseConnection,
        _: &Scope,
        _: Date,
        key: &str,
        _: u64,
        _: u64,
    ) -> Result<Records, StoreError> {
        let row = |name: &str| RecordLink {
            title: format!("<b>{name}</b>"),
            contribution: Some((12.0, Unit::mu())),
            path: format!("/land/{name}"),
            subject: ("parcel".to_owned(), name.to_owned()),
        };
        let rows = match key {
            "land.idle" => vec![row("idle")],
            _ => vec![row("one"), row("two")],
        };
        Ok(Records { total: rows.len() as u64, rows })
    }
}

fn land_desk() -> Desk {
    Desk {
        key: "land",
        migrations: Vec::new(),
        roles: Vec::new(),
        routes: Vec::new(),
        menu: Vec::new(),
        texts: Texts { chinese: "sample-land = 土地 { $of }", english: "sample-land = Land { $of }" },
        api: None,
        facts: Some(Arc::new(Land)),
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

/// The desks of these tests.
pub fn desks() -> Vec<Desk> {
    vec![pages::front::desk(), policy::desk(), land_desk()]
}

/// Headings and texts of a document, as a person would type them.
pub type Sections<'a> = &'a [(&'a str, &'a str)];

/// A text of three sentences: two under one heading, a paragraph each, one under another.
pub const SECTIONS: Sections<'_> =
    &[("土地", "要让六成土地用于产业。\n\n要盘活闲置土地。"), ("作风", "要一件一件抓落实。")];

/// Houses of both kinds with the people of the demo zone and the document `sample`, and nothing else.
pub async fn houses() -> Vec<House> {
    let houses = testing::empty_houses(desks).await;
    for house in &houses {
        house.load(&testing::demo_folder(), Vec::new()).await;
        keep(house, "sample", "样例", SECTIONS).await;
    }
    houses
}

/// Keeps a text as a document's next edition.
pub async fn keep(house: &House, document: &str, title: &str, sections: Sections<'_>) {
    let sections = sections.iter().map(|(heading, text)| ((*heading).to_owned(), (*text).to_owned())).collect();
    let text = Draft { title: title.to_owned(), sections, ..Draft::default() }.check().unwrap();
    let scope = house.system();
    let document = document.parse().unwrap();
    import(house.store(), order(&scope, house.clock.now()), document, text, None).await.unwrap();
}

/// The ids of a document's newest sentences, in reading order.
pub async fn clause_ids(house: &House, document: &str) -> Vec<ClauseId> {
    let id: DocumentId = document.parse().unwrap();
    let scope = house.system();
    let document = policy::store::document(house.store().reader(), &scope, &id).await.unwrap().unwrap();
    let sentences = sentences(house.store().reader(), &scope, &id, document.edition).await.unwrap();
    sentences.into_iter().map(|sentence| sentence.clause).collect()
}

/// The fields of a measure: the share of industrial land, to be 60 % by the end of 2025.
pub fn measure<'a>(id: &'a str, expression: &'a str) -> Vec<(&'static str, &'a str)> {
    vec![
        ("id", id),
        ("title_zh", "产业用地占比"),
        ("title_en", "Share of industrial land"),
        ("expression", expression),
        ("unit", "share"),
        ("direction", "at_least"),
        ("target", "60%"),
        ("amber", "5%"),
        ("source", "样例"),
    ]
}

/// Opens a page and sends a form there or elsewhere; it must be taken.
pub async fn send(visitor: &mut Visitor, path: &str, fields: &[(&str, &str)]) -> Answer {
    let answer = visitor.post(path, fields).await;
    assert_eq!(answer.status, 303, "{path}: {}", answer.body);
    answer
}

/// The measure `land.share` in the house, speaking for the first sentence.
pub async fn with_measure(house: &House) -> Visitor {
    let mut editor = house.visitor("policy").await;
    send(&mut editor, "/policy/measures", &measure("land.share", "land.industrial / land.all")).await;
    let fields = [("version", "1"), ("measure", "land.share"), ("action", "attach")];
    send(&mut editor, "/policy/sample/clauses/c001/measures", &fields).await;
    editor
}

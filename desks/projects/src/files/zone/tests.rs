//! The demo zone as the example of the format, and what damaged folders say.
#![allow(clippy::unwrap_used, clippy::panic)]

use std::{collections::BTreeSet, fs, path::PathBuf};

use jiff::civil::{Date, date};

use super::*;
use crate::{
    example::{TODAY, record, report, rules, transition},
    model::{
        Category, Claim, ContactDraft, Contest, Done, EarlierDraft, InvestorDraft, ItemDraft, ItemKind, Money, Passage,
        RelatedDraft, Returned, StageGroup, Transition, missing_for,
    },
};

/// The day of the article.
const DAY: Date = date(2020, 8, 20);

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

fn texts() -> ZoneTexts {
    let folder = root().join("zones/qinshui/projects");
    let mut texts = ZoneTexts::default();
    for name in FILE_NAMES {
        *texts.get_mut(name).unwrap() = fs::read_to_string(folder.join(name)).unwrap();
    }
    texts
}

fn qinshui() -> ZoneProjects {
    read(&texts(), DAY).unwrap_or_else(|errors| panic!("{errors:#?}"))
}

#[test]
fn what_is_read_is_written_byte_for_byte() {
    let written = write(&qinshui()).unwrap();
    for ((name, before), after) in FILE_NAMES.iter().zip(texts().list()).zip(written.list()) {
        assert!(before == after, "{name} is not written as it was read");
    }
}

#[test]
fn the_article_counts_the_projects_that_the_files_hold() {
    let zone = qinshui();
    let count =
        |category| zone.records.iter().filter(|record| record.category(DAY, &zone.rules) == Some(category)).count();
    assert_eq!([Category::Continued, Category::New, Category::Signed].map(count), [12, 4, 6]);
    let named: Vec<&ProjectRecord> = zone
        .records
        .iter()
        .filter(|record| record.project.source.as_ref().is_some_and(|source| source.as_str().contains("article;")))
        .collect();
    assert!(named.iter().all(|record| record.category(DAY, &zone.rules) == Some(Category::Prospective)));
    let investors: BTreeSet<_> = named.iter().map(|record| &record.project.investor_name).collect();
    assert_eq!((named.len(), investors.len()), (9, 7));
    let three_thousand_million = Some("30亿".parse::<Money>().unwrap());
    let sinoma = named.iter().find(|record| record.project.investor_name.as_str().starts_with("中材国际")).unwrap();
    assert_eq!(sinoma.project.total_investment_cny, three_thousand_million);
}

#[test]
fn the_demo_is_worth_looking_at() {
    let zone = qinshui();
    let overdue = zone.records.iter().filter(|record| !record.overdue(DAY, &zone.rules).is_empty()).count();
    assert!((3..8).contains(&overdue), "{overdue} overdue");
    let reached = |group| {
        zone.records.iter().filter(|record| record.stages.reached(group, DAY, &zone.rules.stages).is_some()).count()
    };
    assert!(reached(StageGroup::FullCapacity) >= 5);
    assert!(reached(StageGroup::FullBenefit) >= 2);
    let invested = |year: i16| -> i64 {
        let of_year = zone.reports.iter().filter(|((_, month), _)| month.year().get() == year && month.number() <= 7);
        of_year.map(|(_, report)| report.investment_cny.fen()).sum()
    };
    assert!(0 < invested(2018) && invested(2018) < invested(2019) && invested(2019) < invested(2020));
}

#[test]
fn no_project_of_the_demo_skipped_what_its_stage_asks_for() {
    let zone = qinshui();
    for record in &zone.records {
        let latest = record.stages.latest().unwrap();
        let own = zone.documents.iter().filter(|one| one.restored.subject_id == record.id.as_str());
        let documents = own.map(|one| one.restored.kind.parse().unwrap()).collect();
        let missing = missing_for(&latest.stage, &record.project, &documents, &zone.rules.stages);
        assert_eq!(missing, [], "{}", record.id);
        assert!(record.project.source.is_some(), "{}", record.id);
        assert!(record.stages.iter().all(|transition| transition.source.is_some()), "{}", record.id);
        assert!(record.statuses.iter().all(|change| change.source.is_some()), "{}", record.id);
        assert!(record.project.plan.values().all(|planned| planned.source.is_some()), "{}", record.id);
    }
    assert!(zone.reports.values().all(|report| report.source.is_some()));
}

#[test]
fn the_demo_reports_no_more_investment_than_the_projects_have() {
    let zone = qinshui();
    for record in &zone.records {
        let Some(total) = record.project.total_investment_cny else { continue };
        let of_project = zone.reports.iter().filter(|((id, _), _)| *id == record.id);
        let done: i64 = of_project.map(|(_, report)| report.investment_cny.fen()).sum();
        let planned: i64 = record.project.plan.values().map(|planned| planned.amount_cny.fen()).sum();
        assert!(done <= total.fen() && planned <= total.fen(), "{}", record.id);
    }
}

#[test]
fn the_places_of_the_demo_lie_in_the_county() {
    let boundary = fs::read_to_string(root().join("../shared/data/qinshui_140521.geojson")).unwrap();
    let boundary: serde_json::Value = serde_json::from_str(&boundary).unwrap();
    let ring: Vec<(f64, f64)> = boundary["features"][0]["geometry"]["coordinates"][0][0]
        .as_array()
        .unwrap()
        .iter()
        .map(|point| (point[0].as_f64().unwrap(), point[1].as_f64().unwrap()))
        .collect();
    // A ray to the east crosses the boundary an odd number of times.
    let inside = |x: f64, y: f64| {
        let edges = ring.iter().zip(ring.iter().cycle().skip(1));
        let crossings =
            edges.filter(|((x1, y1), (x2, y2))| (*y1 > y) != (*y2 > y) && x < (x2 - x1) * (y - y1) / (y2 - y1) + x1);
        crossings.count() % 2 == 1
    };
    let zone = qinshui();
    let places: Vec<_> = zone.records.iter().filter_map(|record| record.project.location).collect();
    assert!(places.len() > 20);
    for place in places {
        let degrees = |e6: i32| f64::from(e6) / 1e6;
        assert!(inside(degrees(place.longitude_e6()), degrees(place.latitude_e6())), "{place}");
    }
}

#[test]
fn damaged_folders_name_file_and_line() {
    let errors = |name: &str, change: &dyn Fn(&str) -> String| {
        let mut texts = texts();
        let text = texts.get_mut(name).unwrap();
        *text = change(text);
        let errors = read(&texts, DAY).err().unwrap_or_default();
        errors.iter().map(ToString::to_string).collect::<Vec<_>>()
    };
    let append = |row: &'static str| move |text: &str| format!("{text}{row}\n");
    let lines = |name: &str| texts().get_mut(name).unwrap().lines().count();
    let wrong = errors("transitions.csv", &append("qs-001,takeoff,2020-01-01,,,,,x"));
    assert!(
        wrong[0].starts_with(&format!("transitions.csv:{}: stage: \"takeoff\"", lines("transitions.csv") + 1)),
        "{wrong:?}"
    );
    let wrong = errors("transitions.csv", &append("qs-999,lead,2020-01-01,,,,,x"));
    assert!(wrong[0].contains("project: no such project"), "{wrong:?}");
    let wrong = errors("reports.csv", &append("qs-001,2017-08,-1,0,0,many,,x"));
    assert_eq!(wrong.len(), 2, "{wrong:?}");
    let wrong = errors("reports.csv", &append("qs-001,2020-07,1,0,0,0,,x"));
    assert!(wrong[0].contains("month: another record"), "{wrong:?}");
    let wrong = errors("plans.csv", &append("qs-001,2020"));
    assert!(wrong[0].contains("the row has 2 cells"), "{wrong:?}");
    let wrong = errors("statuses.csv", &append("qs-001,lost,2020-01-01,,,x"));
    assert!(wrong[0].ends_with("status_reason: say why"), "{wrong:?}");
    let wrong = errors("projects.csv", &|text| text.replacen("91140521MA0DM00082", "91140521MA0DM00083", 1));
    assert!(wrong[0].starts_with("projects.csv:7: credit_code: the check character"), "{wrong:?}");
    let wrong = errors("projects.csv", &|text| text.replacen("qs-002,", "qs-001,", 1));
    assert!(wrong[0].contains("stands twice"), "{wrong:?}");
    let wrong = errors("projects.csv", &|text| text.replacen("investor_name", "investors", 1));
    assert!(wrong[0].starts_with("projects.csv:1: no column is named"), "{wrong:?}");
    let wrong = errors("projects.csv", &|text| text[..text.len() - 40].to_owned());
    assert!(!wrong.is_empty());
    let wrong = errors("stages.toml", &|text| text.replacen("\"negotiation\"\nrequires", "\"flight\"\nrequires", 1));
    assert!(wrong[0].starts_with("stages.toml:0: stage \"negotiation\": group: \"flight\""), "{wrong:?}");
    let wrong = errors("stages.toml", &|text| text.replacen("order = 10", "order = ten", 1));
    assert!(wrong[0].starts_with("stages.toml:5: "), "{wrong:?}");
    let wrong = errors("stages.toml", &|text| text.replacen("\"land_mu\"", "\"moon_mu\"", 1));
    assert!(wrong[0].contains("no field has the key \"moon_mu\""), "{wrong:?}");
    let wrong = errors("vocabulary.toml", &|text| text.replacen("\"circular\"", "\"innovation\"", 1));
    assert!(wrong[0].contains("stands twice"), "{wrong:?}");
}

#[test]
fn an_empty_folder_lacks_only_its_rules() {
    let mut texts = texts();
    for name in [
        "projects.csv",
        "transitions.csv",
        "claims.csv",
        "items.csv",
        "contests.csv",
        "meetings.csv",
        "statuses.csv",
        "plans.csv",
        "reports.csv",
        "listings.csv",
        "views.csv",
        "documents.csv",
    ] {
        texts.get_mut(name).unwrap().clear();
    }
    assert_eq!(read(&texts, DAY).unwrap().records, []);
    assert!(read(&ZoneTexts::default(), DAY).is_err());
}

#[test]
fn hostile_texts_survive_the_folder() {
    let mut record = record("p1", "=cmd|' /C calc'!A0");
    // Which documents there are follows from the documents.
    record.documents.clear();
    record.claim = Some(Claim {
        stage: "landed".parse().unwrap(),
        reached_on: TODAY,
        by: "=clerk".parse().unwrap(),
        on: TODAY,
        evidence: "+one\n\"two\"".parse().unwrap(),
        returned: Some(Returned { by: "@v".parse().unwrap(), on: TODAY, reason: "-no".parse().unwrap() }),
    });
    let verified = Passage::Verified { by: "@v".parse().unwrap(), evidence: "=seen\nit".parse().unwrap() };
    let stage = Transition { passage: verified, ..transition("full_capacity", TODAY) };
    record.stages.enter(stage, &rules().stages, TODAY).unwrap();
    record.project.source = Some("'@x".parse().unwrap());
    record.project.description = Some("one\n\"two\",\nthree".parse().unwrap());
    let mut report = report("2020-07", "100万");
    report.source = Some("+1".parse().unwrap());
    let reports = BTreeMap::from([((record.id.clone(), report.month), report)]);
    let listings = vec![Listing { project: record.id.clone(), by: "=leader".parse().unwrap(), on: TODAY }];
    let hostile = InvestorDraft {
        name: "=1+1 \"]".to_owned(),
        business: "]]\n[investor.other]\n\"\"\"".to_owned(),
        other_names: vec!["'''".to_owned()],
        contacts: vec![ContactDraft { name: r#"\u0041""#.to_owned(), ..ContactDraft::default() }],
        related: vec![RelatedDraft { name: "# no comment".to_owned(), relation: "parent".to_owned() }],
        earlier: vec![EarlierDraft { title: "=x".to_owned(), year: "2015".to_owned(), ..EarlierDraft::default() }],
        ..InvestorDraft::default()
    };
    let record_id = record.id.clone();
    let view = SavedView {
        title: "=1+1".parse().unwrap(),
        page: crate::model::ViewPage::Board,
        query: "park=%E7%8E%89&sort=name".parse().unwrap(),
        owner: "@leader".to_owned(),
        shared: true,
    };
    let zone = ZoneProjects {
        rules: rules(),
        records: vec![record],
        items: BTreeMap::new(),
        meetings: BTreeMap::new(),
        investors: BTreeMap::from([("i-1".parse().unwrap(), hostile.check().unwrap())]),
        reports,
        listings,
        views: BTreeMap::from([("v-1".parse().unwrap(), view)]),
        documents: vec![Listed {
            restored: attachments::Restored {
                id: "d-1".to_owned(),
                subject_kind: "project".to_owned(),
                subject_id: record_id.to_string(),
                kind: "photo".to_owned(),
                document: "d-0".to_owned(),
                version: 2,
                uploaded_by: "=leader".to_owned(),
                uploaded_at: "2020-08-18T02:10:00Z".parse().unwrap(),
            },
            name: "=现场,\"照片\".jpg".to_owned(),
        }],
    };
    let texts = write(&zone).unwrap();
    let again = read(&texts, TODAY).unwrap();
    assert_eq!((&again.records, &again.reports), (&zone.records, &zone.reports));
    assert_eq!((&again.investors, &again.listings), (&zone.investors, &zone.listings));
    assert_eq!((&again.documents, &again.views), (&zone.documents, &zone.views));
    assert_eq!(write(&again).unwrap(), texts);
    assert!(!texts.projects.contains(",="), "{}", texts.projects);
}

#[test]
fn what_is_said_against_answers_survives_the_folder() {
    let typed = [("title", "压力不稳"), ("class", "gas"), ("on", "2020-08-01"), ("due_on", "2020-08-06")];
    let draft: ItemDraft = typed.into_iter().collect();
    let item = draft.restore(&"p1".parse().unwrap(), ItemKind::Request).unwrap();
    let contest = |answer: &str, reason: &str| Contest {
        answer: Done { on: date(2020, 8, 5), outcome: Some(answer.parse().unwrap()) },
        due_on: Some(date(2020, 8, 6)),
        on: date(2020, 8, 6),
        reason: reason.parse().unwrap(),
    };
    let said = item.clone().with_contests(&[contest("=SUM(A1)", "一\n\"二\","), contest("@x", "+1")]);
    let text = contests::write(&BTreeMap::from([("r-1".parse().unwrap(), said.clone())])).unwrap();
    assert!(!text.contains(",="), "{text}");
    let (mut items, mut errors) = (BTreeMap::from([("r-1".parse().unwrap(), item)]), Vec::new());
    contests::read(&text, &mut items, &mut errors);
    assert_eq!((items.into_values().next(), errors), (Some(said), Vec::new()));
}

#[test]
fn what_cannot_be_of_documents_and_contests_names_its_line() {
    let mut texts = texts();
    texts.documents.push_str("again,qs-001,photo,qs-001-evidence,1,a.jpg,projects,2020-08-18T02:10:00Z\n");
    texts.documents.push_str("other,qs-002,photo,qs-001-evidence,2,a.jpg,projects,2020-08-18T02:10:00Z\n");
    texts.documents.push_str("soon,qs-002,photo,,1,a.jpg,projects,yesterday\n");
    texts.contests = "item,answered_on,answer,due_on,contested_on,reason\n\
        qs-006-agreement,2020-08-01,,,2020-08-02,x\n\
        qs-006-156,2020-08-01,,,2020-08-12,x\n\
        qs-006-156,2020-08-01,,,2020-08-02,x\n"
        .to_owned();
    let errors = read(&texts, DAY).unwrap_err();
    let places: Vec<_> = errors.iter().map(|error| (error.file, error.line)).collect();
    let contests = [("contests.csv", 2), ("contests.csv", 4)];
    let documents = [("documents.csv", 10), ("documents.csv", 11), ("documents.csv", 12)];
    assert_eq!(places, [&contests[..], &documents[..]].concat(), "{errors:#?}");
}

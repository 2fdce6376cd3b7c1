//! Search through its public door.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use std::{collections::BTreeSet, sync::Arc};

use identity::{Person, Right, Role, Scope};
use jiff::Timestamp;
use proptest::prelude::*;
use search::{Audience, Document, Group, Index, Indexes, Question, Reader, State};
use store::Subject;
use tempfile::TempDir;

const READ: Right = Right("projects.read");
const READ_OWN: Right = Right("projects.read_own");
const POLICY: Right = Right("policy.read");

fn document(id: &str, title: &str, text: &str, audience: &[Audience]) -> Document {
    Document {
        subject: Subject::new("project", id),
        kind: "project".to_owned(),
        title: title.to_owned(),
        text: text.to_owned(),
        path: format!("/projects/{id}"),
        day: None,
        since: None,
        audience: audience.to_vec(),
    }
}

fn at(sequence: i64) -> State {
    State { sequence, hash: format!("hash-{sequence}") }
}

fn index_of(documents: &[Document]) -> (TempDir, Arc<Index>) {
    let folder = tempfile::tempdir().unwrap();
    let index = Indexes::new(folder.path()).zone(&"qinshui".parse().unwrap()).unwrap();
    let mut rewrite = index.rewrite().unwrap();
    for document in documents {
        rewrite.add(document).unwrap();
    }
    rewrite.finish(at(1)).unwrap();
    (folder, index)
}

fn all(index: &Index, reader: &Reader, text: &str) -> Group {
    index.search(reader, now(), Question { text, kind: None, offset: 0, limit: 1_000 }).unwrap()
}

/// The paths of what anybody finds, best first.
fn found(index: &Index, text: &str) -> Vec<String> {
    all(index, &Reader::public(), text).hits.into_iter().map(|hit| hit.path).collect()
}

fn now() -> Timestamp {
    "2020-08-20T11:26:30+08:00".parse().unwrap()
}

fn scope(rights: &'static [Right]) -> Scope {
    let person =
        Person { account: "li".into(), name: "李".into(), organisation: "lanyan".into(), post: String::new() };
    Scope::of("qinshui".parse().unwrap(), person, [Role { key: "viewer", rights }])
}

fn names() -> (TempDir, Arc<Index>) {
    const NAMES: [(&str, &str, &str); 6] = [
        ("1", "沁水经济技术开发区管委会办公楼", "行政办公"),
        ("2", "山西梧桐新材料有限公司年产20万吨项目", "总投资30亿元，占地60亩"),
        ("3", "煤层气液化工厂", "位于沁水县嘉峰镇"),
        ("4", "Blue Harbour Logistics Park", "Project code 2018-140500-26-03-000001, warehouses"),
        ("5", "易安科技产业园", "孵化器"),
        ("6", "金属镁深加工", "由山西易凯镁业投资"),
    ];
    index_of(&NAMES.map(|(id, title, text)| document(id, title, text, &[Audience::Public])))
}

#[test]
fn names_are_found_by_their_parts_however_they_are_cut() {
    let (_folder, index) = names();
    for (text, expected) in [
        ("沁水", &["/projects/1", "/projects/3"][..]),
        ("开发区", &["/projects/1"]),
        ("沁水经济技术开发区", &["/projects/1"]),
        ("梧桐", &["/projects/2"]),
        ("梧桐 30亿", &["/projects/2"]),
        ("煤层气", &["/projects/3"]),
        ("易安", &["/projects/5"]),
        ("安科", &["/projects/5"]),
        ("HARBOUR", &["/projects/4"]),
        ("ｂｌｕｅ", &["/projects/4"]),
        ("harb", &["/projects/4"]),
        ("140500", &["/projects/4"]),
        ("2018-140500-26", &["/projects/4"]),
        ("沁水 煤层气", &["/projects/3"]),
        ("沁水 孵化器", &[]),
        ("harb warehouses", &[]),
    ] {
        assert_eq!(found(&index, text), expected, "{text}");
    }
}

#[test]
fn no_text_is_wrong() {
    let (_folder, index) = names();
    let long = "沁水 ".repeat(5_000);
    for text in [
        "",
        " ",
        "\" OR 1=1 --",
        "\"沁水",
        "沁水\"\"(",
        "title:沁水 AND NOT",
        "*",
        "沁*",
        "?",
        "!@#$%^&*()",
        "\0",
        "\u{202e}",
        &long,
    ] {
        let _ = found(&index, text);
    }
    assert_eq!(found(&index, "\"沁水"), ["/projects/1", "/projects/3"]);
    assert_eq!(found(&index, &long), ["/projects/1", "/projects/3"]);
    assert!(found(&index, "!@#$%^&*()").is_empty());
    let far = Question { text: "沁水", kind: None, offset: usize::MAX, limit: 5 };
    assert!(index.search(&Reader::public(), now(), far).unwrap().hits.is_empty());
}

#[test]
fn what_was_found_is_marked() {
    let (_folder, index) = names();
    let hit = all(&index, &Reader::public(), "嘉峰镇").hits.remove(0);
    let marked: Vec<_> = hit.excerpt.iter().filter(|span| span.found).map(|span| span.text.as_str()).collect();
    assert_eq!(marked, ["嘉峰镇"]);
}

#[test]
fn each_reader_finds_what_is_theirs() {
    let own = |code: &str| Audience::Own(READ_OWN, code.to_owned());
    let (_folder, index) = index_of(&[
        document("public", "煤层气", "", &[Audience::Public]),
        document("staff", "煤层气", "", &[Audience::Right(READ)]),
        document("own", "煤层气", "", &[Audience::Right(READ), own("91A")]),
        document("other", "煤层气", "", &[Audience::Right(READ), own("91B")]),
        document("nobody", "煤层气", "", &[]),
    ]);
    let sees = |reader: &Reader| {
        let hits = all(&index, reader, "煤层气").hits.into_iter();
        hits.map(|hit| hit.path.trim_start_matches("/projects/").to_owned()).collect::<BTreeSet<_>>()
    };
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(sees(&Reader::public()), set(&["public"]));
    assert_eq!(sees(&Reader::of(&scope(&[READ]), Some("91A"))), set(&["public", "staff", "own", "other"]));
    assert_eq!(sees(&Reader::of(&scope(&[READ_OWN]), Some("91A"))), set(&["public", "own"]));
    assert_eq!(sees(&Reader::of(&scope(&[READ_OWN]), None)), set(&["public"]));
    assert_eq!(sees(&Reader::of(&scope(&[POLICY]), Some("91A"))), set(&["public"]));
    let stranger = Scope::public("qinshui".parse().unwrap());
    assert_eq!(sees(&Reader::of(&stranger, Some("91A"))), set(&["public"]));
    let program = Reader::of(&Scope::system("qinshui".parse().unwrap()), None);
    assert_eq!(sees(&program).len(), 5);
}

#[test]
fn what_is_published_later_is_found_later() {
    let mut later = document("1", "煤层气", "", &[Audience::Public]);
    later.since = Some("2020-08-20T11:26:31+08:00".parse().unwrap());
    let (_folder, index) = index_of(&[later]);
    assert!(found(&index, "煤层气").is_empty());
    let question = Question { text: "煤层气", kind: None, offset: 0, limit: 9 };
    let then = "2020-08-20T11:26:31+08:00".parse().unwrap();
    assert_eq!(index.search(&Reader::public(), then, question).unwrap().total, 1);
}

#[test]
fn a_record_is_replaced_by_what_it_is_now() {
    let (_folder, index) = names();
    let subject = Subject::new("project", "3");
    let now = document("3", "煤层气发电", "", &[Audience::Public]);
    index.update(std::slice::from_ref(&subject), &[now], at(2)).unwrap();
    assert_eq!(found(&index, "嘉峰"), Vec::<String>::new());
    assert_eq!(found(&index, "发电"), ["/projects/3"]);
    index.update(&[subject], &[], at(3)).unwrap();
    assert!(found(&index, "发电").is_empty());
    assert_eq!(index.state(), Some(at(3)));
    // Many small changes leave no heap of small parts.
    for round in 0..60 {
        let title = format!("第{round}轮");
        index.update(&[], &[document("9", &title, "", &[Audience::Public])], at(4 + round)).unwrap();
    }
    assert_eq!(found(&index, "轮").len(), 1);
}

#[test]
fn an_index_is_opened_where_it_was_left_and_a_damaged_one_is_empty() {
    let (folder, index) = names();
    let again = || Indexes::new(folder.path()).zone(&"qinshui".parse().unwrap()).unwrap();
    drop(index);
    assert_eq!(again().state(), Some(at(1)));
    assert_eq!(found(&again(), "梧桐"), ["/projects/2"]);
    std::fs::write(folder.path().join("qinshui/meta.json"), "{").unwrap();
    let damaged = again();
    assert_eq!(damaged.state(), None);
    assert!(found(&damaged, "梧桐").is_empty());
}

#[test]
fn a_rewrite_that_breaks_off_changes_nothing() {
    let (_folder, index) = names();
    drop(index.rewrite().unwrap());
    assert_eq!(found(&index, "梧桐"), ["/projects/2"]);
    index.rewrite().unwrap().finish(at(2)).unwrap();
    assert!(found(&index, "梧桐").is_empty());
}

fn any_audience() -> impl Strategy<Value = Audience> {
    let right = prop::sample::select(vec![READ, READ_OWN, POLICY]);
    let code = prop::sample::select(vec!["91A", "91B", "91"]);
    prop_oneof![
        Just(Audience::Public),
        right.clone().prop_map(Audience::Right),
        (right, code).prop_map(|(right, code)| Audience::Own(right, code.to_owned()))
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn no_search_finds_what_the_reader_may_not_open(
        audiences in prop::collection::vec(prop::collection::vec(any_audience(), 0..3), 1..12),
        rights in prop::sample::select(vec![&[][..], &[READ], &[READ_OWN], &[POLICY], &[READ, POLICY], &[READ_OWN, POLICY]]),
        code in prop::option::of(prop::sample::select(vec!["91A", "91B", "91"])),
        text in prop::sample::select(vec!["煤层气", "煤", "沁水 煤层气", "\"煤层气", "project", "public right own"]),
    ) {
        let documents: Vec<_> = audiences.iter().enumerate()
            .map(|(id, audience)| document(&id.to_string(), "沁水煤层气 project public right own projects.read", "", audience)).collect();
        let (_folder, index) = index_of(&documents);
        let may = |audience: &Audience| match audience {
            Audience::Public => true,
            Audience::Right(right) => rights.contains(right),
            Audience::Own(right, own) => rights.contains(right) && code == Some(own.as_str()),
        };
        let expected: BTreeSet<_> = documents.iter().filter(|one| one.audience.iter().any(may)).map(|one| one.path.clone()).collect();
        let reader = Reader::of(&scope(rights), code);
        let group = all(&index, &reader, text);
        prop_assert_eq!(group.total, expected.len());
        prop_assert_eq!(group.hits.into_iter().map(|hit| hit.path).collect::<BTreeSet<_>>(), expected.clone());
        let overview = index.overview(&reader, now(), text, 100).unwrap();
        prop_assert_eq!(overview.iter().map(|group| group.total).sum::<usize>(), expected.len());
    }

    #[test]
    fn no_question_makes_it_fail(text in any::<String>()) {
        static NAMES: std::sync::OnceLock<(TempDir, Arc<Index>)> = std::sync::OnceLock::new();
        let (_, index) = NAMES.get_or_init(names);
        index.overview(&Reader::public(), now(), &text, 5).unwrap();
    }
}

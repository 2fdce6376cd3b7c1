//! Every text key that the model and the files hand to the pages stands in both language files.
#![allow(clippy::unwrap_used)]

use pages::{Language, Languages, Texts};

use crate::{
    files::{Column, ReportColumn},
    model::{Category, Milestone, MoneyUnit, StatusKind},
};

const SOURCE: &str = include_str!("model/problem.rs");

fn languages() -> Languages {
    Languages::new(&[Texts { chinese: include_str!("../locales/zh.ftl"), english: include_str!("../locales/en.ftl") }])
        .unwrap()
}

/// Problems name their keys in literals; a new one without a text shows here.
#[test]
fn every_problem_has_its_text() {
    let languages = languages();
    let literals = SOURCE.split('"').filter(|text| text.starts_with("projects-"));
    let missing: Vec<&str> = literals.clone().filter(|key| !languages.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert!(literals.count() > 30);
}

#[test]
fn every_field_and_word_has_its_text() {
    let languages = languages();
    let fields = Column::all([]).into_iter().map(|column| column.key().into_owned());
    let reports = ReportColumn::all().into_iter().map(|column| column.key().to_owned());
    let keys = fields
        .chain(reports)
        .chain(["plan", "project", "row"].map(str::to_owned))
        .map(|key| format!("projects-field-{key}"))
        .chain(Category::ALL.map(|category| format!("projects-category-{}", category.key())))
        .chain(StatusKind::ALL.map(|kind| format!("projects-status-{}", kind.key())))
        .chain([Milestone::Start, Milestone::Production].map(|late| format!("projects-overdue-{}", late.key())))
        .chain([MoneyUnit::Yuan, MoneyUnit::TenThousand, MoneyUnit::HundredMillion].map(|unit| unit.key().to_owned()));
    let missing: Vec<String> = keys.filter(|key| !languages.has(key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn a_text_is_filled_in() {
    let text =
        languages().text_with(Language::English, "projects-problem-too-long", &[("max", 5.into()), ("got", 9.into())]);
    assert_eq!(text, "At most 5 characters; there are 9");
}

//! A small zone for tests, and projects of every shape.
#![allow(clippy::unwrap_used, clippy::panic)]

use jiff::civil::{Date, date};
use proptest::prelude::*;

use crate::{
    files::zone::{RuleTexts, read_rules},
    model::{
        DocumentKinds, Field, History, Month, MonthlyReport, PlannedYear, ProjectDraft, ProjectRecord, Rules,
        StageGroup, Status, StatusChange, StatusHistory, Transition, Year,
    },
};

pub(crate) const TODAY: Date = date(2020, 8, 20);

const STAGES: [(&str, &str, &str, StageGroup); 11] = [
    ("lead", "线索", "Lead", StageGroup::Lead),
    ("contact", "对接", "Contact", StageGroup::Lead),
    ("negotiation", "洽谈", "Negotiation", StageGroup::Negotiation),
    ("signed", "签约", "Signed", StageGroup::Signed),
    ("landed", "落地", "Landed", StageGroup::Signed),
    ("started", "开工", "Started", StageGroup::Construction),
    ("construction", "在建", "Under construction", StageGroup::Construction),
    ("completed", "竣工", "Completed", StageGroup::Completed),
    ("production", "投产", "In production", StageGroup::Production),
    ("full_capacity", "达产", "Full capacity", StageGroup::FullCapacity),
    ("full_benefit", "达效", "Full benefit", StageGroup::FullBenefit),
];

/// Stages of which "signed" asks for the total investment and "started" for the land.
pub(crate) fn rules() -> Rules {
    let stage = |(order, (key, zh, en, group)): (usize, &(&str, &str, &str, StageGroup))| {
        let requires = match *key {
            "signed" => "\"total_investment_cny\", \"credit_code\"",
            "started" => "\"land_mu\"",
            _ => "",
        };
        let more = match *key {
            "landed" => {
                "documents = [\"contract\"]\n[[stage.when]]\nfield = \"leading_industry\"\nis = [\"cbm\"]\n\
                 requires = [\"gas_m3_per_hour\"]\nsource = \"test\"\n"
            }
            "started" => "may_be_unknown = [\"land_mu\"]\n",
            "full_capacity" | "full_benefit" => "verified = true\n",
            _ => "",
        };
        format!(
            "[[stage]]\nkey = \"{key}\"\nname_zh = \"{zh}\"\nname_en = \"{en}\"\norder = {order}\ngroup = \"{group}\"\n\
             requires = [{requires}]\nsource = \"test\"\n{more}"
        )
    };
    let stages: String = STAGES.iter().enumerate().map(stage).collect();
    let list = |list: &str, words: &[(&str, &str)]| -> String {
        let word = |(key, zh): &(&str, &str)| {
            format!("[[{list}]]\nkey = \"{key}\"\nname_zh = \"{zh}\"\nname_en = \"The {key}\"\nsource = \"test\"\n")
        };
        words.iter().map(word).collect()
    };
    let vocabulary = [
        "[extent]\nwest = \"111.9\"\nsouth = \"35.3\"\neast = \"112.8\"\nnorth = \"36.1\"\n".to_owned(),
        list("park", &[("materials", "新材料园"), ("equipment", "装备园")]),
        list("cluster", &[("clean_energy", "清洁能源")]),
        list("six_news", &[("technology", "新技术"), ("materials", "新材料"), ("products", "新产品")]),
        list("leading_industry", &[("cbm", "煤层气综合利用")]),
        list("lead_source", &[("fair", "展会签约"), ("visit", "上门招商")]),
        list("document", &[("contract", "投资协议")]),
        "[[industry]]\ncode = \"C3073\"\nname_zh = \"特种陶瓷\"\nname_en = \"Special ceramics\"\nsource = \"test\"\n"
            .to_owned(),
    ];
    read_rules(&RuleTexts { stages, vocabulary: vocabulary.concat(), conduct: String::new() }).unwrap()
}

pub(crate) fn transition(stage: &str, entered_on: Date) -> Transition {
    Transition::new(stage.parse().unwrap(), entered_on)
}

/// Stages entered one after the other.
pub(crate) fn history(entered: &[(&str, Date)]) -> History {
    let rules = rules();
    let mut history = History::default();
    for (stage, day) in entered {
        let mut transition = transition(stage, *day);
        transition.reason = Some("as told".parse().unwrap());
        history.enter(transition, &rules.stages, date(2100, 1, 1)).unwrap();
    }
    history
}

/// A project with all that the test zone's stages ask for.
pub(crate) fn record(id: &str, name: &str) -> ProjectRecord {
    let mut draft = ProjectDraft::default();
    draft.set(Field::Name, name);
    draft.set(Field::InvestorName, "某某公司");
    draft.set(Field::CreditCode, "91350100M000100Y43");
    draft.set(Field::TotalInvestment, "3亿");
    draft.set(Field::Land, "60");
    let project = draft.check(None, &rules().vocabulary).unwrap();
    let stages = history(&[("lead", date(2019, 1, 5)), ("signed", date(2019, 6, 1))]);
    let documents = DocumentKinds::from(["contract".parse().unwrap()]);
    ProjectRecord { stages, documents, ..ProjectRecord::new(id.parse().unwrap(), project) }
}

/// Texts as hostile as a name may be.
pub(crate) fn line() -> impl Strategy<Value = String> {
    let hostile = prop::sample::select(vec![
        "=1+1",
        "'=1+1",
        "''@x",
        "+86",
        "-5",
        "@sum",
        "＝a",
        "<script>alert(1)</script>",
        "a,b",
        "say \"hi\"",
        "'quoted'",
        "_x000D_",
        "#REF",
        "TRUE",
        "007",
        "1e5",
        "2020-08-20",
        "O'Brien & Co",
        "煤层气；新材料、陶瓷",
        "\u{1f600}",
        "&amp;",
    ]);
    prop_oneof![hostile.prop_map(str::to_owned), "[a-z沁水=+@'\"<&;,-]{1,20}x"]
}

fn maybe(strategy: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop_oneof![1 => Just(String::new()), 2 => strategy]
}

fn decimal(max: u64, scale: u32) -> impl Strategy<Value = String> {
    (0..=max).prop_map(move |value| rust_decimal::Decimal::new(i64::try_from(value).unwrap(), scale).to_string())
}

fn day() -> impl Strategy<Value = Date> {
    (0..1500_i32).prop_map(|days| date(2016, 7, 1).checked_add(jiff::Span::new().days(days)).unwrap())
}

/// Any project, at any stage of the test zone, in any status.
pub(crate) fn any_record(id: String) -> impl Strategy<Value = ProjectRecord> {
    let texts = (line(), line(), maybe(line()), maybe("[a-z\n\t=沁]{1,30}x".prop_map(|text| text)));
    let money = (maybe(decimal(10_000_000_000, 2)), maybe(decimal(900_000, 2)), decimal(500_000, 2));
    let needs = (maybe(decimal(5_000_000, 3)), maybe(decimal(9_000_000, 3)), maybe(decimal(5_000, 0)));
    let places = prop_oneof![Just(("", "")), Just(("112.187512", "35.69")), Just(("111.9", "36.1"))];
    let words = (
        prop::sample::select(vec!["", "materials", "equipment"]),
        prop::sample::select(vec!["", "technology;products", "materials"]),
    );
    let past =
        (prop::collection::vec((0..STAGES.len(), day()), 0..6), prop::collection::vec((0..5_usize, day()), 0..4));
    (texts, money, needs, places, words, past).prop_map(move |(texts, money, needs, place, words, past)| {
        let mut draft = ProjectDraft::default();
        for (field, text) in [
            (Field::Name, texts.0.as_str()),
            (Field::InvestorName, &texts.1),
            (Field::Source, &texts.2),
            (Field::Description, &texts.3),
            (Field::TotalInvestment, &money.0),
            (Field::Output, &money.1),
            (Field::Land, &needs.0),
            (Field::Gas, &needs.1),
            (Field::Jobs, &needs.2),
            (Field::Longitude, place.0),
            (Field::Latitude, place.1),
            (Field::LeadSource, if words.1.is_empty() { "" } else { "fair" }),
            (Field::Likelihood, if words.0.is_empty() { "" } else { "high" }),
            (Field::Manager, if words.0.is_empty() { "" } else { "clerk" }),
            (Field::Unknown, "power_kw;jobs"),
            (Field::Park, words.0),
            (Field::SixNews, words.1),
            (Field::Industry, if words.0.is_empty() { "" } else { "C3073" }),
        ] {
            draft.set(field, text);
        }
        let mut project = draft.check(None, &rules().vocabulary).unwrap();
        if project.total_investment_cny.is_none() {
            let amount_cny = money.2.parse().unwrap();
            project.plan.insert(Year::new(2020).unwrap(), PlannedYear { amount_cny, source: None });
        }
        let id = id.parse().unwrap();
        let (stages, statuses) = (any_history(past.0), any_statuses(past.1));
        ProjectRecord { stages, statuses, ..ProjectRecord::new(id, project) }
    })
}

pub(crate) fn any_history(mut entered: Vec<(usize, Date)>) -> History {
    entered.sort_by_key(|(_, day)| *day);
    entered.dedup_by_key(|(stage, _)| *stage);
    let entered: Vec<_> = entered.into_iter().map(|(stage, day)| (STAGES[stage].0, day)).collect();
    history(&entered)
}

fn any_statuses(mut changes: Vec<(usize, Date)>) -> StatusHistory {
    changes.sort_by_key(|(_, day)| *day);
    changes.dedup_by_key(|(kind, _)| *kind);
    let reason = || "=why".parse().unwrap();
    let status = |kind| match kind {
        0 => Status::Active,
        1 => Status::Dormant { reason: reason() },
        2 => Status::Delayed { reason: reason() },
        3 => Status::Lost { reason: reason(), went_to: Some("'+elsewhere".parse().unwrap()) },
        _ => Status::Ended { reason: reason() },
    };
    let mut history = StatusHistory::default();
    for (kind, since) in changes {
        history.change(StatusChange { status: status(kind), since, source: None }, date(2100, 1, 1)).unwrap();
    }
    history
}

pub(crate) fn report(month: &str, investment: &str) -> MonthlyReport {
    MonthlyReport {
        month: month.parse::<Month>().unwrap(),
        investment_cny: investment.parse().unwrap(),
        output_cny: "0".parse().unwrap(),
        tax_cny: "0".parse().unwrap(),
        jobs: 5,
        energy_tce: "12.5".parse().ok(),
        source: None,
    }
}

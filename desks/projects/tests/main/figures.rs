//! Every fact of a day against figures that are counted here, record by record, from nothing but the definitions.

use std::collections::{BTreeMap, BTreeSet};

use facts::{Reading, RecordLink, Unknown, Value};
use jiff::civil::{Date, date};
use projects::{
    commands,
    model::{
        Field, MonthlyReport, ProjectDraft, ProjectRecord, Rules, StageGroup, Status, StatusChange, StatusKind,
        Transition,
    },
    store::{self, ProjectFilter, Reports, Sort},
};
use testing::{House, order};

use super::pages::houses;

const DAYS: [Date; 9] = [
    date(1990, 1, 1),
    date(2016, 5, 6),
    date(2018, 1, 1),
    date(2019, 6, 30),
    date(2019, 12, 31),
    date(2020, 1, 1),
    date(2020, 8, 20),
    date(2021, 1, 15),
    date(2023, 7, 1),
];

/// A project at the end of a day, by its transitions alone.
struct Seen<'a> {
    record: &'a ProjectRecord,
    stage: Option<String>,
    group: Option<StageGroup>,
    signed: Option<Date>,
    started: Option<Date>,
    producing: Option<Date>,
    status: StatusKind,
}

impl<'a> Seen<'a> {
    fn on(record: &'a ProjectRecord, rules: &Rules, day: Date) -> Self {
        let mut seen = Self {
            record,
            stage: None,
            group: None,
            signed: None,
            started: None,
            producing: None,
            status: StatusKind::Active,
        };
        for entered in record.stages.iter().filter(|entered| entered.entered_on <= day) {
            let group = rules.stages.iter().find(|stage| stage.key == entered.stage).unwrap().group;
            let since = |before: Option<Date>, least| {
                if group < least { None } else { before.or(Some(entered.entered_on)) }
            };
            seen.signed = since(seen.signed, StageGroup::Signed);
            seen.started = since(seen.started, StageGroup::Construction);
            seen.producing = since(seen.producing, StageGroup::Production);
            (seen.stage, seen.group) = (Some(entered.stage.to_string()), Some(group));
        }
        for change in record.statuses.iter().filter(|change| change.since <= day) {
            seen.status = change.status.kind();
        }
        seen
    }

    fn counts(&self) -> bool {
        self.stage.is_some() && !matches!(self.status, StatusKind::Lost | StatusKind::Ended)
    }

    fn category(&self, day: Date) -> &'static str {
        let year = date(day.year(), 1, 1);
        match (self.signed, self.started, self.producing) {
            (_, _, Some(producing)) if producing < year => "operating",
            (_, Some(started), _) if started < year => "continued",
            (_, Some(_), _) => "new",
            (Some(_), None, _) => "signed",
            (None, None, _) => "prospective",
        }
    }

    fn is_late(&self, day: Date) -> bool {
        let promises = &self.record.project.promises;
        let late = |promised: Option<Date>, reached: Option<Date>| {
            promised.is_some_and(|promised| promised < day) && reached.is_none()
        };
        late(promises.start_on, self.started) || late(promises.production_on, self.producing)
    }

    fn yuan(&self) -> f64 {
        yuan(self.record, Field::TotalInvestment)
    }
}

fn yuan(record: &ProjectRecord, field: Field) -> f64 {
    record.project.text(field).parse().unwrap_or(0.0)
}

/// Counts for each figure, for a whole day.
struct Naive {
    readings: BTreeMap<String, Reading>,
}

impl Naive {
    fn add(&mut self, key: &str, amount: f64) {
        let before = self.readings.entry(key.to_owned()).or_insert(Ok(Value::Number(0.0)));
        if let Ok(Value::Number(sum)) = before {
            *sum += amount;
        }
    }

    fn count(&mut self, part: &str, yuan: f64, holds: bool) {
        self.add(&format!("projects.count.{part}"), f64::from(u8::from(holds)));
        self.add(&format!("projects.investment.{part}"), if holds { yuan } else { 0.0 });
    }

    fn get(&self, key: &str) -> f64 {
        self.readings[key].clone().unwrap().as_number().unwrap()
    }

    fn put(&mut self, key: &str, reading: Reading) {
        self.readings.insert(key.to_owned(), reading);
    }

    fn rate(&mut self, key: &str, part: f64, whole: f64) {
        let reading = if whole == 0.0 { Err(Unknown::DivisionByZero) } else { Ok(Value::Number(part / whole)) };
        self.put(key, reading);
    }

    fn of(records: &[ProjectRecord], reports: &Reports, rules: &Rules, day: Date) -> BTreeMap<String, Reading> {
        let mut naive = Self { readings: BTreeMap::new() };
        let words = &rules.vocabulary;
        let keys = |terms: &projects::model::Terms| terms.iter().map(|term| term.key.to_string()).collect::<Vec<_>>();
        for record in records {
            let seen = Seen::on(record, rules, day);
            let (counts, yuan_in_all, filing) = (seen.counts(), seen.yuan(), &record.project.filing);
            naive.count("total", yuan_in_all, counts);
            naive.count("lost", yuan_in_all, seen.status == StatusKind::Lost);
            naive.count("overdue", yuan_in_all, counts && seen.is_late(day));
            for stage in rules.stages.iter() {
                let here = counts && seen.stage.as_deref() == Some(stage.key.as_str());
                naive.count(&format!("stage.{}", stage.key), yuan_in_all, here);
            }
            for category in ["operating", "continued", "new", "signed", "prospective"] {
                naive.count(&format!("category.{category}"), yuan_in_all, counts && seen.category(day) == category);
            }
            for park in keys(&words.parks) {
                let here = counts && filing.park.as_ref().is_some_and(|own| own.as_str() == park);
                naive.count(&format!("park.{park}"), yuan_in_all, here);
            }
            for cluster in keys(&words.clusters) {
                let here = counts && filing.cluster.as_ref().is_some_and(|own| own.as_str() == cluster);
                naive.count(&format!("cluster.{cluster}"), yuan_in_all, here);
            }
            for tag in keys(&words.six_news) {
                let here = counts && filing.six_news.iter().any(|own| own.as_str() == tag);
                naive.count(&format!("tag.{tag}"), yuan_in_all, here);
            }
            for (part, group) in [
                ("signed_ever", StageGroup::Signed),
                ("started", StageGroup::Construction),
                ("in_production", StageGroup::Production),
                ("full_capacity", StageGroup::FullCapacity),
                ("full_benefit", StageGroup::FullBenefit),
            ] {
                naive.count(part, yuan_in_all, counts && seen.group >= Some(group));
            }
            let producing = f64::from(u8::from(counts && seen.group >= Some(StageGroup::Production)));
            naive.add("projects.output.promised", producing * yuan(record, Field::Output));
            naive.add("projects.tax.promised", producing * yuan(record, Field::Tax));
            naive.add("projects.jobs.promised", producing * yuan(record, Field::Jobs));
        }
        for (rate, part, whole) in [
            ("start", "started", "signed_ever"),
            ("production", "in_production", "started"),
            ("full_benefit", "full_benefit", "in_production"),
        ] {
            let (part, whole) =
                (naive.get(&format!("projects.count.{part}")), naive.get(&format!("projects.count.{whole}")));
            naive.rate(&format!("projects.rate.{rate}"), part, whole);
        }
        naive.plan(records, rules, day);
        naive.reported(reports, day);
        naive.readings
    }

    fn plan(&mut self, records: &[ProjectRecord], rules: &Rules, day: Date) {
        let counting = records.iter().filter(|record| Seen::on(record, rules, day).counts());
        let planned: Vec<f64> = counting
            .flat_map(|record| record.project.plan.iter())
            .filter(|(year, _)| year.get() == day.year())
            .map(|(_, planned)| planned.amount_cny.to_string().parse().unwrap())
            .collect();
        let reading =
            if planned.is_empty() { Err(Unknown::NoRecords) } else { Ok(Value::Number(planned.iter().sum())) };
        self.put("projects.investment.planned_this_year", reading);
    }

    /// Sums over the months of the reports, each month a number that counts from the year nought.
    fn reported(&mut self, reports: &Reports, day: Date) {
        let number = |year: i16, month: i8| i32::from(year) * 12 + i32::from(month) - 1;
        let today = number(day.year(), day.month());
        let over = today - i32::from(day != day.last_of_month());
        let month = |report: &MonthlyReport| number(report.month.year().get(), report.month.number());
        let known: Vec<(&str, i32, &MonthlyReport)> = reports
            .iter()
            .map(|((id, _), report)| (id.as_str(), month(report), report))
            .filter(|(_, month, _)| *month <= over)
            .collect();
        let newest = known.iter().map(|(_, month, _)| *month).max();
        let january = number(day.year(), 1);
        let amounts: [(&str, fn(&MonthlyReport) -> String); 3] = [
            ("investment", |report| report.investment_cny.to_string()),
            ("output", |report| report.output_cny.to_string()),
            ("tax", |report| report.tax_cny.to_string()),
        ];
        for (name, amount) in amounts {
            let sum = |from: i32, to: i32| -> Reading {
                let within = known.iter().filter(|(_, month, _)| (from..=to).contains(month));
                let amounts: Vec<f64> = within.map(|(_, _, report)| amount(report).parse().unwrap()).collect();
                if amounts.is_empty() { Err(Unknown::NoRecords) } else { Ok(Value::Number(amounts.iter().sum())) }
            };
            let none = || Err(Unknown::NoRecords);
            let this_year = newest.filter(|newest| *newest >= january);
            let (now, before) = match this_year {
                Some(newest) => (sum(january, newest), sum(january - 12, newest - 12)),
                None => (none(), none()),
            };
            let growth = match (&now, &before) {
                (Ok(now), Ok(before)) => {
                    let (now, before) = (now.as_number().unwrap(), before.as_number().unwrap());
                    if before == 0.0 {
                        Err(Unknown::DivisionByZero)
                    } else {
                        Ok(Value::Number((now - before) / before))
                    }
                }
                _ => none(),
            };
            self.put(&format!("projects.{name}.growth"), growth);
            let done = if name == "investment" { "done_" } else { "" };
            self.put(&format!("projects.{name}.{done}this_year"), now);
            self.put(&format!("projects.{name}.{done}last_year"), before);
            if name == "investment" {
                self.put("projects.investment.done_total", newest.map_or_else(none, |newest| sum(0, newest)));
            } else {
                let twelve = newest.filter(|newest| *newest > today - 12);
                let twelve = twelve.map_or_else(none, |newest| sum(newest - 11, newest));
                self.put(&format!("projects.{name}.last_12_months"), twelve);
            }
        }
        let mut by_project: BTreeMap<&str, (i32, u32)> = BTreeMap::new();
        for (id, month, report) in &known {
            let latest = by_project.entry(id).or_insert((*month, report.jobs));
            if *month >= latest.0 {
                *latest = (*month, report.jobs);
            }
        }
        let jobs: u32 = by_project.values().map(|(_, jobs)| jobs).sum();
        let unknown = || Err(Unknown::NoRecords);
        self.put("projects.jobs.actual", newest.map_or_else(unknown, |_| Ok(Value::Number(f64::from(jobs)))));
        let last_day = |newest: i32| {
            let first = date(i16::try_from(newest / 12).unwrap(), i8::try_from(newest % 12 + 1).unwrap(), 1);
            Ok(Value::Date(first.last_of_month()))
        };
        self.put("projects.reports.latest", newest.map_or_else(unknown, last_day));
    }
}

/// All records of a house as the export gives them.
async fn records(house: &House) -> (Vec<ProjectRecord>, Reports, Rules) {
    let (database, scope) = (house.store().reader(), house.system());
    let sort = (Sort::Name, sea_orm::Order::Asc);
    let records = store::records(database, &scope, &ProjectFilter::default(), sort, 0, 1_000).await.unwrap();
    let reports = store::reports_of_zone(database, &scope).await.unwrap();
    (records, reports, std::sync::Arc::unwrap_or_clone(store::rules(database, &house.zone).await.unwrap()))
}

fn alike(left: &Reading, right: &Reading) -> bool {
    match (left, right) {
        (Ok(Value::Number(left)), Ok(Value::Number(right))) => (left - right).abs() <= 1e-9 * left.abs().max(1.0),
        _ => left == right,
    }
}

/// Every figure of every day is the one that was counted here.
async fn check(house: &House) {
    let (records, reports, rules) = records(house).await;
    for day in DAYS {
        let naive = Naive::of(&records, &reports, &rules, day);
        let readings = house.app.facts().readings(house.store().reader(), &house.zone, day).await.unwrap();
        let keys: BTreeSet<&String> = readings.keys().collect();
        assert_eq!(keys, naive.keys().collect::<BTreeSet<_>>(), "{day}");
        for (key, reading) in readings.iter() {
            assert!(alike(reading, &naive[key]), "{key} on {day}: {reading:?}, counted {:?}", naive[key]);
        }
        let facts = house.app.facts().facts(house.store().reader(), &house.zone).await.unwrap();
        assert_eq!(facts.keys().collect::<BTreeSet<_>>(), keys, "each fact has a reading and each reading a fact");
    }
}

#[tokio::test]
async fn the_figures_of_the_demo_are_those_counted_by_hand() {
    for house in houses().await {
        check(&house).await;
        let day = date(2020, 8, 20);
        let readings = house.app.facts().readings(house.store().reader(), &house.zone, day).await.unwrap();
        let number = |key: &str| readings[key].clone().unwrap().as_number().unwrap();
        // The article's twelve, four and six.
        let categories = ["continued", "new", "signed"].map(|one| number(&format!("projects.count.category.{one}")));
        assert_eq!(categories, [12.0, 4.0, 6.0]);
        assert_eq!(number("projects.count.lost"), 1.0);
        let all: f64 = ["operating", "continued", "new", "signed", "prospective"]
            .iter()
            .map(|one| number(&format!("projects.count.category.{one}")))
            .sum();
        assert_eq!(all, number("projects.count.total"), "every project that counts is in one category");
        // Nothing was reported then: unknown, not nought.
        let early = house.app.facts().readings(house.store().reader(), &house.zone, date(1990, 1, 1)).await.unwrap();
        for key in ["projects.investment.done_this_year", "projects.output.growth", "projects.jobs.actual"] {
            assert_eq!(early[key], Err(Unknown::NoRecords), "{key}");
        }
        assert_eq!(early["projects.count.total"], Ok(Value::Number(0.0)));
    }
}

#[tokio::test]
async fn figures_follow_what_happens_and_the_past_stays_as_it_was() {
    for house in houses().await {
        let scope = house.visitor("projects").await.scope().clone();
        house.clock.pass_days(1000);
        let now = house.clock.now();
        let before = house.app.facts().readings(house.store().reader(), &house.zone, date(2020, 8, 20)).await.unwrap();
        let version = async |id: &str| {
            store::find_with_version(house.store().reader(), &scope, &id.parse().unwrap()).await.unwrap().unwrap().1
        };
        let change = |status: Status, since: Date| StatusChange { status, since, source: None };
        let gone = Status::Lost { reason: "离开".parse().unwrap(), went_to: Some("别处".parse().unwrap()) };
        for (id, status) in [("qs-013", gone), ("qs-014", Status::Ended { reason: "撤销".parse().unwrap() })] {
            let version = version(id).await;
            let id = id.parse().unwrap();
            let change = change(status, date(2020, 9, 1));
            commands::change_status(house.store(), order(&scope, now), id, version, change).await.unwrap();
        }
        let reason = Some("停工".parse().unwrap());
        let back = Transition { reason, ..Transition::new("signed".parse().unwrap(), date(2021, 3, 1)) };
        commands::advance(house.store(), order(&scope, now), "qs-015".parse().unwrap(), version("qs-015").await, back)
            .await
            .unwrap();
        let mut draft = ProjectDraft::default();
        draft.set(Field::TotalInvestment, "12.5亿");
        commands::edit(house.store(), order(&scope, now), "qs-016".parse().unwrap(), version("qs-016").await, draft)
            .await
            .unwrap();
        check(&house).await;
        let after = house.app.facts().readings(house.store().reader(), &house.zone, date(2020, 8, 20)).await.unwrap();
        let counts = |readings: &BTreeMap<String, Reading>| -> Vec<Reading> {
            readings.iter().filter(|(key, _)| key.starts_with("projects.count.")).map(|(_, one)| one.clone()).collect()
        };
        assert_eq!(counts(&before), counts(&after), "what came later does not count earlier");
    }
}

#[tokio::test]
async fn the_records_behind_a_figure_add_up_to_it() {
    for house in houses().await {
        let reader = house.visitor("leader").await.scope().clone();
        let day = date(2020, 8, 20);
        let (database, registry) = (house.store().reader(), house.app.facts());
        let readings = registry.readings(database, &house.zone, day).await.unwrap();
        let mut counted = 0;
        for (key, reading) in readings.iter() {
            let records = registry.records(database, &reader, day, key, 0, 1_000).await.unwrap();
            assert_eq!(records.total, records.rows.len() as u64, "{key}");
            let Ok(Value::Number(figure)) = reading else { continue };
            let amount = |row: &RecordLink| row.contribution.as_ref().map_or(1.0, |(amount, _)| *amount);
            let sum: f64 = records.rows.iter().map(amount).sum();
            if key.contains(".rate.") || key.ends_with(".growth") {
                assert!(records.total > 0, "{key}");
                continue;
            }
            counted += 1;
            assert!((sum - figure).abs() <= records.total as f64, "{key}: {sum} behind {figure}");
            let first = registry.records(database, &reader, day, key, 0, 1).await.unwrap();
            let second = registry.records(database, &reader, day, key, 1, 1).await.unwrap();
            assert_eq!(first.total, records.total, "{key}");
            let paged: Vec<_> = first.rows.into_iter().chain(second.rows).collect();
            assert_eq!(paged, records.rows[..paged.len()], "{key}");
        }
        assert!(counted > 60, "{counted}");
    }
}

#[tokio::test]
async fn nobody_sees_records_behind_a_figure_that_they_may_not_see() {
    for house in houses().await {
        let (database, registry, day) = (house.store().reader(), house.app.facts(), date(2020, 8, 20));
        let own = house.visitor("enterprise").await.scope().clone();
        let public = identity::Scope::public(house.zone.clone());
        let mut seen = 0;
        for key in registry.facts(database, &house.zone).await.unwrap().keys() {
            let records = registry.records(database, &own, day, key, 0, 1_000).await.unwrap();
            assert!(records.rows.iter().all(|row| row.path == "/projects/qs-006"), "{key}: {records:?}");
            assert!(records.total <= 1, "{key}: {records:?}");
            seen += records.total;
            let records = registry.records(database, &public, day, key, 0, 1_000).await.unwrap();
            assert_eq!((records.total, records.rows.len()), (0, 0), "{key}");
        }
        assert!(seen > 10, "{seen}");
    }
}

//! Files of thousands of rows, straight through the commands.

use std::fmt::Write;

use projects::{
    commands::{self, ImportSummary, Refused},
    files::{ProjectSheet, ReportSheet},
    store::{self, ProjectFilter, Sort},
};
use sea_orm::Order;
use testing::order;

use super::pages::houses;

const ROWS: usize = 3_000;

/// Every tenth row is wrong in one way or another, every hundredth is there twice.
fn projects(total: usize) -> String {
    const STAGES: [&str; 3] = ["线索", "洽谈", "签约"];
    let mut file = String::from(
        "项目名称,投资方,统一社会信用代码,行业代码,园区,集群,六新,主导产业,建设内容,总投资（万元）,用地（亩）,年产值（万元）,年税收（万元）,就业人数（人）,承诺开工日期,承诺投产日期,阶段,进入阶段日期\n",
    );
    for row in 0..total {
        let stage = STAGES[row % 3];
        let name =
            if row % 100 == 99 { format!("批量项目{:05}", row - 1) } else { format!("批量项目{row:05}") };
        let day = if row % 10 == 5 { "2020-02-31" } else { "2020-02-28" };
        let tags = if row % 2 == 0 { "新技术、新材料" } else { "" };
        writeln!(
            file,
            "{name},批量投资方,91149900MA0DM0101Q,C3073,新材料产业园,新材料,{tags},新材料,建设内容,{},60,1000,50,20,2020-10-01,2021-10-01,{stage},{day}",
            1_000 + row
        )
        .unwrap();
    }
    file
}

#[tokio::test]
async fn thousands_of_projects_come_in_at_once_and_only_once() {
    for house in houses().await {
        let (scope, now) = (house.visitor("projects").await.scope().clone(), house.clock.now());
        let sheet = || ProjectSheet::read(projects(ROWS).as_bytes()).unwrap();
        let summary = commands::import_projects(house.store(), order(&scope, now), sheet()).await.unwrap();
        // 300 with a day that does not exist; 30 of a name that stood in the row before.
        assert_eq!(summary, ImportSummary { new: ROWS - 330, changed: 0, left_out: 330 });
        let filter = ProjectFilter { text: "批量项目".into(), ..ProjectFilter::default() };
        let count = store::count_up_to(house.store().reader(), &scope, &filter, 10_000).await.unwrap();
        assert_eq!(count, summary.new as u64);
        let again = commands::import_projects(house.store(), order(&scope, now), sheet()).await;
        assert!(matches!(again, Err(Refused::Unchanged)), "{again:?}");

        let records =
            store::records(house.store().reader(), &scope, &filter, (Sort::Name, Order::Asc), 0, 10_000).await.unwrap();
        let first = &records[0];
        assert_eq!(first.project.name.to_string(), "批量项目00000");
        assert_eq!(first.project.filing.six_news.len(), 2);
        assert_eq!(first.stages.latest().unwrap().entered_on, jiff::civil::date(2020, 2, 28));
        let entries = ::store::journal::of_subject(
            house.store().reader(),
            &house.zone,
            commands::SUBJECT,
            first.id.as_str(),
            jiff::Timestamp::MAX,
            5,
        );
        let verbs: Vec<String> = entries.await.unwrap().into_iter().map(|entry| entry.verb).collect();
        assert_eq!(verbs, ["project.imported"]);

        // What a second file changes is changed, and nothing else.
        let mut changes = String::from("编号,用地（亩）,状态,状态原因\n");
        for record in records.iter().take(1_200) {
            writeln!(changes, "{},77,暂停,等地", record.id).unwrap();
        }
        let sheet = ProjectSheet::read(changes.as_bytes()).unwrap();
        let summary = commands::import_projects(house.store(), order(&scope, now), sheet).await.unwrap();
        assert_eq!(summary, ImportSummary { new: 0, changed: 1_200, left_out: 0 });
        let (record, version) =
            store::find_with_version(house.store().reader(), &scope, &first.id).await.unwrap().unwrap();
        assert_eq!((version, record.project.needs.land_mu.unwrap().to_string()), (2, "77".to_owned()));
        assert_eq!(record.project.name, first.project.name);
        assert_eq!(record.stages, first.stages);
        let filter = ProjectFilter { status: Some("dormant".into()), ..filter };
        assert_eq!(store::count_up_to(house.store().reader(), &scope, &filter, 10_000).await.unwrap(), 1_200);
        let day = jiff::civil::date(2020, 8, 20);
        let readings = house.app.facts().readings(house.store().reader(), &house.zone, day).await.unwrap();
        let number = |key: &str| readings[key].clone().unwrap().as_number().unwrap();
        assert_eq!(number("projects.count.total"), 39.0 + (ROWS - 330) as f64);
        let verdict = ::store::journal::verify(house.store().reader(), &house.zone, |_| ()).await.unwrap();
        assert!(matches!(verdict, ::store::journal::Verdict::Whole(_)), "{verdict:?}");
    }
}

#[tokio::test]
async fn thousands_of_reports_come_in_at_once() {
    for house in houses().await {
        let (scope, now) = (house.visitor("statistics").await.scope().clone(), house.clock.now());
        let mut file = String::from("编号,月份,完成投资（万元）,产值（万元）,税收（万元）,就业人数（人）\n");
        for project in 1..=20 {
            for month in 0..120 {
                let (year, month) = (2006 + month / 12, month % 12 + 1);
                writeln!(file, "qs-{project:03},{year}-{month:02},{month},0,0,5").unwrap();
            }
        }
        file.push_str("qs-999,2006-01,1,0,0,5\nqs-001,2006-13,1,0,0,5\nqs-001,2006-01,9,0,0,5\n");
        let sheet = || ReportSheet::read(file.as_bytes()).unwrap();
        let summary = commands::import_reports(house.store(), order(&scope, now), sheet()).await.unwrap();
        assert_eq!(summary, ImportSummary { new: 2_400, changed: 0, left_out: 3 });
        let reports = store::reports(house.store().reader(), &scope, &"qs-001".parse().unwrap()).await.unwrap();
        assert_eq!(reports.iter().filter(|(report, _)| report.month.year().get() < 2016).count(), 120);
        let again = commands::import_reports(house.store(), order(&scope, now), sheet()).await;
        assert!(matches!(again, Err(Refused::Unchanged)), "{again:?}");
        // A column that the file does not have keeps what was reported.
        let one = ReportSheet::read("编号,月份,产值（万元）\nqs-001,2006-12,3\n".as_bytes()).unwrap();
        let summary = commands::import_reports(house.store(), order(&scope, now), one).await.unwrap();
        assert_eq!(summary, ImportSummary { new: 0, changed: 1, left_out: 0 });
        let month = "2006-12".parse().unwrap();
        let report = store::find_report(house.store().reader(), &scope, &"qs-001".parse().unwrap(), month)
            .await
            .unwrap()
            .unwrap()
            .0;
        assert_eq!(
            (report.investment_cny.to_string(), report.output_cny.to_string()),
            ("120000".into(), "30000".into())
        );
    }
}

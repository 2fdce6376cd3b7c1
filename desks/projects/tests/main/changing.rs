//! Commands: who may, what must hold, what is written and what the journal says of it.

use identity::{Order, Scope};
use jiff::civil::{Date, date};
use projects::{
    commands::{self, Refused, SUBJECT},
    model::{
        Field, FieldError, Month, MonthlyReport, Need, Problem, ProjectDraft, ProjectId, ProjectRecord, ReportDraft,
        Status, StatusChange, StatusKind, Transition, Year,
    },
    store,
};
use testing::{House, Visitor, order};

use super::pages::houses;

fn draft(typed: &[(&str, &str)]) -> ProjectDraft {
    typed.iter().copied().collect()
}

fn to(stage: &str, day: Date) -> Transition {
    Transition::new(stage.parse().unwrap(), day)
}

fn id(text: &str) -> ProjectId {
    text.parse().unwrap()
}

async fn find(house: &House, id: &ProjectId) -> (ProjectRecord, i64) {
    store::find_with_version(house.store().reader(), &house.system(), id).await.unwrap().unwrap()
}

async fn journal_of(
    house: &House,
    id: &ProjectId,
) -> Vec<(String, Option<serde_json::Value>, Option<serde_json::Value>)> {
    let entries = ::store::journal::of_subject(
        house.store().reader(),
        &house.zone,
        SUBJECT,
        id.as_str(),
        jiff::Timestamp::MAX,
        50,
    )
    .await
    .unwrap();
    let json = |text: Option<String>| text.map(|text| serde_json::from_str(&text).unwrap());
    entries.into_iter().map(|entry| (entry.verb, json(entry.before), json(entry.after))).collect()
}

fn wrong(refused: Refused) -> Vec<(String, Problem)> {
    let Refused::Wrong(errors) = refused else { panic!("{refused:?}") };
    errors.into_iter().map(|FieldError { field, problem }| (field.into_owned(), problem)).collect()
}

/// What keeps a changed zone from being changed again: the whole record and its version.
async fn editor(house: &House) -> Scope {
    house.visitor("projects").await.scope().clone()
}

#[tokio::test]
async fn a_project_goes_its_way_through_the_gates() {
    for house in houses().await {
        let (scope, now) = (editor(&house).await, house.clock.now());
        let order = || order(&scope, now);
        let today = date(2020, 8, 20);
        let typed = draft(&[("name", "石英砂提纯"), ("investor_name", "某某公司"), ("park", "new_materials")]);
        let new = id(&commands::create(house.store(), order(), typed).await.unwrap());
        let (record, version) = find(&house, &new).await;
        assert_eq!((record.stages.latest().unwrap().stage.as_str(), version), ("lead", 1));

        let early = commands::advance(house.store(), order(), new.clone(), 1, to("signed", today)).await.unwrap_err();
        let problems = wrong(early);
        let Problem::StageNeeds { needs } = &problems[0].1 else { panic!("{problems:?}") };
        let asks = |field| needs.contains(&Need::Field(field));
        assert!(asks(Field::Description) && asks(Field::TotalInvestment) && !asks(Field::Park), "{needs:?}");
        assert_eq!(find(&house, &new).await, (record, 1), "nothing is half-written");

        let rest = draft(&[
            ("description", "石英砂"),
            ("leading_industry", "new_materials"),
            ("credit_code", "91140521MA0DM0004M"),
            ("industry_code", "C3073"),
            ("total_investment_cny", "3亿"),
            ("land_mu", "60"),
            ("jobs", "80"),
            ("output_cny_per_year", "4亿"),
            ("tax_cny_per_year", "2000万"),
            ("start_promised_on", "2020-10-01"),
            ("production_promised_on", "2021-12-31"),
            ("plan_2020_cny", "1亿"),
        ]);
        commands::edit(house.store(), order(), new.clone(), 1, rest).await.unwrap();
        commands::advance(house.store(), order(), new.clone(), 2, to("signed", today)).await.unwrap();
        let (record, version) = find(&house, &new).await;
        assert_eq!((record.stages.latest().unwrap().stage.as_str(), version), ("signed", 3));
        assert_eq!(record.project.text(Field::TotalInvestment), "300000000");

        let back =
            commands::advance(house.store(), order(), new.clone(), 3, to("negotiation", today)).await.unwrap_err();
        assert_eq!(wrong(back), [("stage_reason".to_owned(), Problem::ReasonMissing)]);
        let future = commands::advance(house.store(), order(), new.clone(), 3, to("landed", date(2020, 8, 21))).await;
        assert_eq!(wrong(future.unwrap_err())[0].0, "stage_since");
        let unknown = commands::advance(house.store(), order(), new.clone(), 3, to("takeoff", today)).await;
        assert!(matches!(wrong(unknown.unwrap_err())[0].1, Problem::UnknownTerm { .. }));
        let mut reasoned = to("negotiation", today);
        reasoned.reason = Some("重新谈判".parse().unwrap());
        commands::advance(house.store(), order(), new.clone(), 3, reasoned).await.unwrap();

        let verbs: Vec<_> = journal_of(&house, &new).await;
        let names: Vec<&str> = verbs.iter().map(|(verb, ..)| verb.as_str()).collect();
        assert_eq!(names, ["project.advanced", "project.advanced", "project.edited", "project.created"]);
        let (_, before, after) = &verbs[0];
        assert_eq!(before.as_ref().unwrap()["stage"], "signed");
        assert_eq!(after.as_ref().unwrap()["stage"], "negotiation");
        assert_eq!(after.as_ref().unwrap()["stage_reason"], "重新谈判");
        assert_eq!(verbs[3].1, None);
    }
}

#[tokio::test]
async fn who_comes_second_is_shown_both_editions() {
    for house in houses().await {
        let (scope, now) = (editor(&house).await, house.clock.now());
        let (project, (_, version)) = (id("qs-020"), find(&house, &id("qs-020")).await);
        let land = |mu| draft(&[("land_mu", mu)]);
        commands::edit(house.store(), order(&scope, now), project.clone(), version, land("61")).await.unwrap();
        let second = commands::edit(house.store(), order(&scope, now), project.clone(), version, land("62")).await;
        let Refused::Stale(stale) = second.unwrap_err() else { panic!("not refused") };
        assert_eq!((stale.your_version, stale.current_version), (version, version + 1));
        assert_eq!((&stale.yours["land_mu"], &stale.current["land_mu"]), (&"62".into(), &"61".into()));
        assert_eq!(find(&house, &project).await.0.project.text(Field::Land), "61");
        let same = commands::edit(house.store(), order(&scope, now), project.clone(), version + 1, land("61")).await;
        assert!(matches!(same, Err(Refused::Unchanged)));
        // What the rules would say against it comes after that, and so does that nothing would change.
        let planned = || {
            let mut draft = ProjectDraft::default();
            draft.set(Field::Plan(Year::new(2021).unwrap()), "9000亿");
            draft
        };
        let old = [
            commands::edit(house.store(), order(&scope, now), project.clone(), version, land("61")).await,
            commands::advance(
                house.store(),
                order(&scope, now),
                project.clone(),
                version,
                to("takeoff", date(2030, 1, 1)),
            )
            .await,
            commands::edit(house.store(), order(&scope, now), project.clone(), version, planned()).await,
        ];
        assert!(old.iter().all(|outcome| matches!(outcome, Err(Refused::Stale(_)))), "{old:?}");
        let planned = commands::edit(house.store(), order(&scope, now), project, version + 1, planned()).await;
        assert_eq!(wrong(planned.unwrap_err())[0].0, "total_investment_cny");
    }
}

#[tokio::test]
async fn the_same_order_twice_is_done_once() {
    for house in houses().await {
        let (scope, now) = (editor(&house).await, house.clock.now());
        let once = Order { scope: &scope, at: now, key: "the-form-sent-twice".parse().unwrap() };
        let typed = || draft(&[("name", "一次"), ("investor_name", "某某公司")]);
        let first = commands::create(house.store(), once.clone(), typed()).await.unwrap();
        let second = commands::create(house.store(), once, typed()).await.unwrap();
        assert_eq!(first, second);
        assert_eq!(journal_of(&house, &id(&first)).await.len(), 1);
    }
}

#[tokio::test]
async fn a_lost_project_says_why_and_where_the_investor_went() {
    for house in houses().await {
        let (scope, now) = (editor(&house).await, house.clock.now());
        assert!(Status::parse(StatusKind::Lost, " ", "邻省").is_err(), "a reason must be given");
        let project = id("qs-028");
        let version = find(&house, &project).await.1;
        let lost = |since| StatusChange {
            status: Status::parse(StatusKind::Lost, "没有地", "邻省").unwrap(),
            since,
            source: None,
        };
        let tomorrow = lost(date(2020, 8, 21));
        let early =
            commands::change_status(house.store(), order(&scope, now), project.clone(), version, tomorrow).await;
        assert_eq!(wrong(early.unwrap_err())[0].0, "status_since");
        let today = lost(date(2020, 8, 20));
        commands::change_status(house.store(), order(&scope, now), project.clone(), version, today).await.unwrap();
        let (verb, before, after) = journal_of(&house, &project).await.remove(0);
        assert_eq!(verb, "project.status_changed");
        assert_eq!(before.unwrap().get("status"), None);
        let after = after.unwrap();
        assert_eq!(
            (&after["status"], &after["lost_to"], &after["status_reason"]),
            (&"lost".into(), &"邻省".into(), &"没有地".into())
        );
    }
}

#[tokio::test]
async fn a_code_belongs_to_one_project() {
    for house in houses().await {
        let (scope, now) = (editor(&house).await, house.clock.now());
        let code = find(&house, &id("qs-001")).await.0.project.text(Field::ProjectCode);
        let typed = draft(&[("name", "同码"), ("investor_name", "某某公司"), ("project_code", &code)]);
        let taken = [("project_code".to_owned(), Problem::Taken)];
        assert_eq!(wrong(commands::create(house.store(), order(&scope, now), typed).await.unwrap_err()), taken);
        let version = find(&house, &id("qs-002")).await.1;
        let edited = draft(&[("project_code", &code)]);
        let refused = commands::edit(house.store(), order(&scope, now), id("qs-002"), version, edited).await;
        assert_eq!(wrong(refused.unwrap_err()), taken);
    }
}

fn report(month: &str, investment: &str) -> MonthlyReport {
    let draft = ReportDraft { month: month.into(), investment_cny: investment.into(), ..ReportDraft::default() };
    draft.check(date(2100, 1, 1)).unwrap()
}

#[tokio::test]
async fn a_month_is_reported_once_and_corrected_with_a_trace() {
    for house in houses().await {
        let (scope, now) = (house.visitor("statistics").await.scope().clone(), house.clock.now());
        let (project, month): (_, Month) = (id("qs-020"), "2017-05".parse().unwrap());
        let send = async |version, report| {
            commands::report_month(house.store(), order(&scope, now), project.clone(), version, report, true).await
        };
        send(0, report("2017-05", "100")).await.unwrap();
        assert!(matches!(send(1, report("2017-05", "100")).await, Err(Refused::Unchanged)));
        send(1, report("2017-05", "250.5")).await.unwrap();
        // Who has seen an older report, or none, is shown both.
        for version in [0, 1, 3] {
            let Err(Refused::Stale(stale)) = send(version, report("2017-05", "7")).await else { panic!("not refused") };
            assert_eq!((stale.your_version, stale.current_version), (version, 2));
            assert_eq!(
                (&stale.yours["investment_cny"], &stale.current["investment_cny"]),
                (&"7".into(), &"250.5".into())
            );
        }
        let kept = store::find_report(house.store().reader(), &scope, &project, month).await.unwrap().unwrap();
        assert_eq!((kept.0.investment_cny.to_string(), kept.1), ("250.5".to_owned(), 2));
        let entries = journal_of(&house, &project).await;
        assert_eq!(entries[0].0, "project.reported");
        assert_eq!(entries[0].1.as_ref().unwrap()["investment_cny"], "100");
        assert_eq!(entries[0].2.as_ref().unwrap()["investment_cny"], "250.5");
        assert_eq!(entries[1].1, None);
        let used =
            |energy: &str| MonthlyReport { energy_tce: Some(energy.parse().unwrap()), ..report("2017-05", "250.5") };
        send(2, used("120")).await.unwrap();
        send(3, used("95.5")).await.unwrap();
        let kept = store::find_report(house.store().reader(), &scope, &project, month).await.unwrap().unwrap();
        assert_eq!(kept.0, used("95.5"), "every figure is corrected");
        assert_eq!(wrong(send(0, report("2020-09", "1")).await.unwrap_err())[0].0, "month");
    }
}

#[tokio::test]
async fn each_verb_needs_its_right() {
    for house in houses().await {
        let now = house.clock.now();
        let typed = || draft(&[("name", "无权"), ("investor_name", "某某公司")]);
        let project = || id("qs-006");
        let version = find(&house, &project()).await.1;
        for login in ["leader", "statistics", "enterprise", "policy", "verifier", "gas", "portal"] {
            let scope = house.visitor(login).await.scope().clone();
            let order = || order(&scope, now);
            let paused = StatusChange {
                status: Status::Dormant { reason: "无权".parse().unwrap() },
                since: date(2020, 8, 1),
                source: None,
            };
            let stage = to("full_benefit", date(2020, 8, 20));
            let sheet = projects::files::ProjectSheet::read("项目名称,投资方\n无权,某某公司\n".as_bytes()).unwrap();
            let outcomes = [
                commands::create(house.store(), order(), typed()).await.err(),
                commands::edit(house.store(), order(), project(), version, typed()).await.err(),
                commands::advance(house.store(), order(), project(), version, stage).await.err(),
                commands::change_status(house.store(), order(), project(), version, paused).await.err(),
                commands::import_projects(house.store(), order(), sheet).await.err(),
            ];
            for outcome in outcomes {
                assert!(matches!(outcome, Some(Refused::Forbidden(_))), "{login}: {outcome:?}");
            }
            let reported =
                commands::report_month(house.store(), order(), project(), 0, report("2017-06", "5"), true).await;
            match login {
                "statistics" | "enterprise" => {
                    // The second finds what the first has written.
                    assert!(matches!(reported, Ok(()) | Err(Refused::Stale(_))), "{login}: {reported:?}");
                }
                _ => assert!(matches!(reported, Err(Refused::Forbidden(_))), "{login}: {reported:?}"),
            }
            let other =
                commands::report_month(house.store(), order(), id("qs-001"), 0, report("2016-01", "5"), true).await;
            match login {
                "statistics" => assert!(other.is_ok()),
                "enterprise" => assert!(matches!(other, Err(Refused::NotFound(_))), "{other:?}"),
                _ => assert!(matches!(other, Err(Refused::Forbidden(_)))),
            }
        }
    }
}

#[tokio::test]
async fn hostile_texts_are_kept_as_texts_or_refused_by_field() {
    for house in houses().await {
        let (scope, now) = (editor(&house).await, house.clock.now());
        let name = "<script>alert(1)</script>'; DROP TABLE project; --";
        let typed = draft(&[("name", name), ("investor_name", "=cmd|' /C calc'!A0"), ("description", "a\n%_\\b")]);
        let new = id(&commands::create(house.store(), order(&scope, now), typed).await.unwrap());
        let (record, _) = find(&house, &new).await;
        assert_eq!(record.project.text(Field::Name), name);
        assert_eq!(record.project.text(Field::InvestorName), "=cmd|' /C calc'!A0");
        let long = "长".repeat(100_000);
        for (field, text) in [
            ("name", long.as_str()),
            ("name", "a\0b"),
            ("total_investment_cny", "-1"),
            ("land_mu", "1e400"),
            ("total_investment_cny", "99999999999999999999999999"),
            ("start_promised_on", "2021-02-31"),
            ("six_news", "technology;gossip"),
            ("credit_code", "91149900MA0DM0101R"),
            ("jobs", "-5"),
        ] {
            let mut typed = draft(&[("name", "甲"), ("investor_name", "乙")]);
            typed.set(field.parse().unwrap(), text);
            let errors = wrong(commands::create(house.store(), order(&scope, now), typed).await.unwrap_err());
            assert_eq!(errors[0].0, field, "{errors:?}");
        }
    }
}

#[tokio::test]
async fn figures_out_of_the_common_are_asked_about_before_they_are_kept() {
    for house in houses().await {
        let mut clerk = house.visitor("statistics").await;
        let send = async |clerk: &mut Visitor, fields: &[(&str, &str)]| {
            clerk.get("/projects/qs-020").await;
            clerk.post("/projects/qs-020/reports", fields).await
        };
        let asked = send(&mut clerk, &[("month", "2017-02"), ("investment_cny", "99亿")]).await;
        assert_eq!(asked.status, 422);
        for said in ["超过总投资", "name=\"sure\"", "value=\"99亿\""] {
            assert!(asked.body.contains(said), "{said}: {}", asked.body);
        }
        let early = send(&mut clerk, &[("month", "1999-01"), ("investment_cny", "1")]).await;
        assert!(early.status == 422 && early.body.contains("起才有记录"), "{}", early.body);
        let sure = send(&mut clerk, &[("month", "1999-01"), ("investment_cny", "1"), ("sure", "yes")]).await;
        assert_eq!(sure.status, 303, "{}", sure.body);
    }
}

#[tokio::test]
async fn an_investor_has_no_two_projects_of_one_name() {
    for house in houses().await {
        let (scope, now) = (house.visitor("projects").await.scope().clone(), house.clock.now());
        let typed = draft(&[("name", "同名项目"), ("investor_name", "甲公司")]);
        let other = draft(&[("name", "另名项目"), ("investor_name", "甲公司")]);
        commands::create(house.store(), order(&scope, now), typed.clone()).await.unwrap();
        let taken = [("name".to_owned(), Problem::SameProject)];
        assert_eq!(wrong(commands::create(house.store(), order(&scope, now), typed.clone()).await.unwrap_err()), taken);
        let second = commands::create(house.store(), order(&scope, now), other).await.unwrap();
        let renamed = commands::edit(house.store(), order(&scope, now), id(&second), 1, typed).await;
        assert_eq!(wrong(renamed.unwrap_err()), taken);
        let elsewhere = draft(&[("name", "同名项目"), ("investor_name", "乙公司")]);
        commands::create(house.store(), order(&scope, now), elsewhere).await.unwrap();
    }
}

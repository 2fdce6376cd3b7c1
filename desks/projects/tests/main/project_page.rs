//! One project as people see and change it: its page, its forms, its reports.

use projects::store;

use super::pages::{hidden, houses, listed};

#[tokio::test]
async fn an_enterprise_reports_on_its_own_project() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let own = [
            ("name", "自己的项目"),
            ("investor_name", "沁水梧桐新材料有限公司"),
            ("credit_code", "91140521MA0DM00082"),
        ];
        let added = editor.post("/projects/new", &own).await;
        let path = added.location().split('?').next().unwrap().trim_start_matches("/qinshui").to_owned();
        let mut enterprise = house.visitor("enterprise").await;
        assert_eq!(enterprise.get(&path).await.status, 200);
        let report = [("month", "2020年7月"), ("investment_cny", "120万"), ("jobs", "12"), ("sure", "yes")];
        let sent = enterprise.post(&format!("{path}/reports"), &report).await;
        assert_eq!(sent.status, 303, "{}", sent.body);
        let page = enterprise.get(&path).await;
        assert!(page.body.contains("120 万元") && page.body.contains("2020-07"), "{}", page.body);
        assert!(!page.body.contains("变更记录"), "the journal is for the zone");
        let correct = enterprise.get(&format!("{path}?month=2020-07")).await;
        assert!(correct.body.contains("value=\"1200000\""), "{}", correct.body);
        // Whoever types the month into an empty form has not seen what stands there: nothing is lost, both are shown.
        let blind = [("month", "2020-07"), ("jobs", "15"), ("version", "0"), ("shown_month", "")];
        let refused = enterprise.post(&format!("{path}/reports"), &blind).await;
        assert_eq!(refused.status, 422, "{}", refused.body);
        assert!(
            refused.body.contains("value=\"1200000\"") && refused.body.contains("value=\"15\""),
            "{}",
            refused.body
        );
        assert!(refused.body.contains("name=\"version\" value=\"1\""), "{}", refused.body);
        let knowing =
            [("month", "2020-07"), ("jobs", "15"), ("version", "1"), ("shown_month", "2020-07"), ("sure", "yes")];
        assert_eq!(enterprise.post(&format!("{path}/reports"), &knowing).await.status, 303);
    }
}

#[tokio::test]
async fn a_project_page_shows_steps_promises_months_timeline_and_journal() {
    for house in houses().await {
        let page = house.visitor("projects").await.get("/projects/qs-012").await;
        assert_eq!(page.status, 200);
        for part in [
            "aria-current=\"step\"",
            "石墨化炉关键部件到货推迟",
            "承诺与实际",
            "时间线",
            "data-island=\"chart\"",
            "data-island=\"map\"",
            "变更记录",
            "推进阶段",
            "变更状态",
            "填报或更正月报",
            "data-print",
            "timeline-event",
            "滞后",
            "class=\"keyvalue\"",
        ] {
            assert!(page.body.contains(part), "{part} is missing in {}", page.body);
        }
        assert!(!page.body.contains("projects-"), "a text is missing: {}", page.body);
        let page = house.visitor("leader").await.get("/projects/qs-012").await;
        assert!(!page.body.contains("推进阶段"), "a reader has no forms");
        let page = house.visitor("leader").await.in_language("en").get("/projects/qs-012").await;
        assert!(page.body.contains("Promised against actual") && !page.body.contains("projects-"), "{}", page.body);
    }
}

#[tokio::test]
async fn moving_on_is_refused_with_what_is_missing_and_then_works() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let bare = [("name", "石英砂"), ("investor_name", "某某公司")];
        let added = editor.post("/projects/new", &bare).await;
        let path = added.location().split('?').next().unwrap().trim_start_matches("/qinshui").to_owned();
        let page = editor.get(&path).await;
        assert!(page.body.contains(&format!("href=\"/qinshui{path}/edit#field-description\"")), "{}", page.body);
        let version = hidden(&page, "version");
        let step = |stage: &'static str, since: &'static str| {
            [("version", version.clone()), ("stage", stage.to_owned()), ("stage_since", since.to_owned())]
        };
        let send = |fields: [(&'static str, String); 3]| fields;
        for (fields, message) in [
            (send(step("signed", "2020-08-20")), "请先补齐"),
            (send(step("contact", "2020-08-21")), "晚于今天"),
            (send(step("contact", "2020-02-31")), "2020-02-31"),
            (send(step("moon", "2020-08-20")), "moon"),
            (send(step("", "")), "id=\"error-stage_since\""),
        ] {
            let fields: Vec<_> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
            let refused = editor.post(&format!("{path}/advance"), &fields).await;
            assert_eq!(refused.status, 422, "{fields:?}");
            assert!(refused.body.contains(message), "{message} is missing in {}", refused.body);
        }
        let edit = [("version", version.as_str()), ("description", "年产石英砂")];
        assert_eq!(editor.post(&format!("{path}/edit"), &edit).await.status, 303);
        let stale = editor
            .post(
                &format!("{path}/advance"),
                &[("version", &version), ("stage", "contact"), ("stage_since", "2020-08-20")],
            )
            .await;
        assert_eq!(stale.status, 409);
        assert!(stale.body.contains("别人修改了这个项目"), "{}", stale.body);
        let version = hidden(&stale, "version");
        let moved = editor
            .post(
                &format!("{path}/advance"),
                &[("version", &version), ("stage", "contact"), ("stage_since", "2020-08-20")],
            )
            .await;
        assert_eq!(moved.status, 303, "{}", moved.body);
        let back = editor.get(&path).await;
        let version = hidden(&back, "version");
        let back =
            [("version", version.as_str()), ("stage", "lead"), ("stage_since", "2020-08-20"), ("stage_reason", "")];
        let refused = editor.post(&format!("{path}/advance"), &back).await;
        assert_eq!(refused.status, 422, "a step back needs a reason");
        assert!(refused.body.contains("href=\"#field-stage_reason\""));
    }
}

#[tokio::test]
async fn a_lost_project_says_why_and_where_it_went() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let page = editor.get("/projects/qs-023").await;
        let version = hidden(&page, "version");
        let lost = |reason: &'static str, since: &'static str| {
            vec![("status", "lost"), ("status_since", since), ("status_reason", reason), ("lost_to", "邻省")]
        };
        for (reason, since, field) in [
            ("", "2020-08-20", "status_reason"),
            ("地价", "soon", "status_since"),
            ("地价", "2021-01-01", "status_since"),
        ] {
            let mut fields = lost(reason, since);
            fields.push(("version", &version));
            let refused = editor.post("/projects/qs-023/status", &fields).await;
            assert_eq!(refused.status, 422, "{field}");
            assert!(refused.body.contains(&format!("href=\"#field-{field}\"")), "{}", refused.body);
            assert!(refused.body.contains("value=\"邻省\""), "what was typed is kept");
        }
        let mut fields = lost("地价", "2020-08-19");
        fields.push(("version", &version));
        assert_eq!(editor.post("/projects/qs-023/status", &fields).await.status, 303);
        let page = editor.get("/projects/qs-023").await;
        assert!(page.body.contains("pill pill-bad") && page.body.contains("地价") && page.body.contains("邻省"));
    }
}

#[tokio::test]
async fn the_form_says_all_that_is_wrong_by_field_and_keeps_what_was_typed() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let long = "长".repeat(201);
        let wrong = [
            ("name", ""),
            ("investor_name", long.as_str()),
            ("credit_code", "9135"),
            ("project_code", "2020-1"),
            ("industry_code", "C9999"),
            ("park", "moon"),
            ("six_news", ""),
            ("six_news", "gossip"),
            ("longitude_deg", "112"),
            ("total_investment_cny", "-3"),
            ("plan_2020_cny", "much"),
            ("land_mu", "1.00001"),
            ("jobs", "1.5"),
            ("start_promised_on", "2020-02-31"),
            ("production_promised_on", "soon"),
            ("description", "a\u{202e}b"),
        ];
        let refused = editor.post("/projects/new", &wrong).await;
        assert_eq!(refused.status, 422);
        for (field, value) in wrong.iter().filter(|(_, value)| *value != "112") {
            if *field == "six_news" && value.is_empty() {
                continue;
            }
            assert!(refused.body.contains(&format!("href=\"#field-{field}\"")), "{field} in {}", refused.body);
            assert!(refused.body.contains(value), "{field} is not kept");
        }
        assert!(refused.body.contains("value=\"2020-02-31\"") && refused.body.contains("id=\"field-six_news\""));
        assert_eq!(listed(&mut editor, "").await.len(), 41, "nothing was written");
        assert!(!refused.body.contains(" required"), "the server checks, not the browser");
        let forged =
            editor.clone().post_raw("/projects/new", "application/x-www-form-urlencoded", b"name=a".to_vec()).await;
        assert_eq!(forged.status, 403);
    }
}

#[tokio::test]
async fn markup_in_a_project_is_only_text() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let hostile = [
            ("name", "<script>alert(1)</script>"),
            ("investor_name", "\"><img src=x onerror=alert(1)>"),
            ("description", "</textarea><script>alert(2)</script>"),
            ("longitude_deg", "112.2"),
            ("latitude_deg", "35.7"),
        ];
        let added = editor.post("/projects/new", &hostile).await;
        assert_eq!(added.status, 303, "{}", added.body);
        let path = added.location().split('?').next().unwrap().trim_start_matches("/qinshui").to_owned();
        for page in
            ["/projects".to_owned(), path.clone(), format!("{path}/edit"), "/projects?q=%3Cscript%3Ealert".to_owned()]
        {
            let page = editor.get(&page).await;
            assert!(page.body.contains("&lt;script&gt;alert(1)"), "{}", page.body);
            assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{}", page.body);
        }
    }
}

#[tokio::test]
async fn who_was_overtaken_sees_both_editions_and_loses_nothing() {
    for house in houses().await {
        let (mut first, mut second) = (house.visitor("projects").await, house.visitor("investment").await);
        let form = first.get("/projects/qs-020/edit").await;
        let version = hidden(&form, "version");
        let other = second.get("/projects/qs-020/edit").await;
        assert_eq!(hidden(&other, "version"), version);
        let faster = [("version", version.as_str()), ("land_mu", "77"), ("park", "equipment")];
        assert_eq!(second.post("/projects/qs-020/edit", &faster).await.status, 303);
        let slower = [("version", version.as_str()), ("land_mu", "88"), ("jobs", "9"), ("park", "new_materials")];
        let stale = first.post("/projects/qs-020/edit", &slower).await;
        assert_eq!(stale.status, 409);
        let parks = "<td>装备制造产业园</td><td>新材料产业园</td>";
        for part in ["<td>77</td><td>88</td>", parks, "value=\"88\"", "已被他人修改"] {
            assert!(stale.body.contains(part), "{part} is missing in {}", stale.body);
        }
        let newer = hidden(&stale, "version");
        assert_ne!(newer, version);
        assert!(first.get("/projects/qs-020").await.body.contains("77 亩"), "nothing was overwritten");
        let again = [("version", newer.as_str()), ("land_mu", "88"), ("jobs", "9")];
        assert_eq!(first.post("/projects/qs-020/edit", &again).await.status, 303);
        let page = first.get("/projects/qs-020").await;
        assert!(page.body.contains("88 亩"));
        assert!(page.body.contains("<td>77</td><td>88</td>"), "the journal shows the change: {}", page.body);
        assert!(page.body.contains("修改项目") && !page.body.contains("project.edited"), "in words: {}", page.body);
    }
}

#[tokio::test]
async fn a_wrong_report_is_refused_by_field() {
    for house in houses().await {
        let mut clerk = house.visitor("statistics").await;
        assert_eq!(clerk.get("/projects/qs-020").await.status, 200);
        for (field, value) in [
            ("month", ""),
            ("month", "2020-13"),
            ("month", "2020-08"),
            ("investment_cny", "-1"),
            ("output_cny", "1e9"),
            ("tax_cny", "much"),
            ("jobs", "1.5"),
        ] {
            let mut fields = vec![("month", "2020-07"), ("investment_cny", "3亿"), ("source", "测试来源")];
            fields.retain(|(name, _)| *name != field);
            fields.push((field, value));
            let refused = clerk.post("/projects/qs-020/reports", &fields).await;
            assert_eq!(refused.status, 422, "{field} {value}");
            assert!(refused.body.contains(&format!("href=\"#field-{field}\"")), "{field} {value}: {}", refused.body);
            assert!(refused.body.contains("value=\"测试来源\""), "what was typed is kept");
        }
        assert_eq!(clerk.post("/projects/qs-020/edit", &[("version", "1")]).await.status, 403);
    }
}

/// A date near the end of the calendar, a version that is none: no page breaks.
#[tokio::test]
async fn odd_forms_are_refused() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        assert_eq!(editor.get("/projects/qs-001").await.status, 200);
        for path in ["/projects/qs-001/edit", "/projects/qs-001/advance", "/projects/qs-001/status"] {
            for version in ["", "x", "99999999999999999999"] {
                assert_eq!(editor.post(path, &[("version", version)]).await.status, 403, "{path} {version}");
            }
            let none = path.replace("qs-001", "none");
            let fields = [
                ("version", "1"),
                ("stage", "lead"),
                ("stage_since", "2020-01-01"),
                ("status", "active"),
                ("status_since", "2020-01-01"),
            ];
            assert_eq!(editor.post(&none, &fields).await.status, 404, "{none}");
        }
    }
}

#[tokio::test]
async fn a_month_that_was_reported_already_is_shown_before_it_is_corrected() {
    for house in houses().await {
        let mut enterprise = house.visitor("enterprise").await;
        let id = "qs-006".parse().unwrap();
        let month = "2020-07".parse().unwrap();
        let before = store::find_report(house.store().reader(), &house.system(), &id, month).await.unwrap().unwrap().0;
        let typed = [("version", "0"), ("shown_month", ""), ("month", "2020-07"), ("output_cny", "4400万")];
        let shown = enterprise.post("/projects/qs-006/reports", &typed).await;
        assert!(shown.status == 422 && shown.body.contains("已调出原数"), "{}", shown.body);
        let field = |name: &str| {
            let input = shown.body.split(&format!("name=\"{name}\" value=\"")).nth(1).unwrap();
            input.split('"').next().unwrap().to_owned()
        };
        assert_eq!((field("output_cny"), field("shown_month")), ("4400万".to_owned(), "2020-07".to_owned()));
        assert_eq!(field("jobs"), before.jobs.to_string());
        let names = [
            "version",
            "shown_month",
            "month",
            "investment_cny",
            "output_cny",
            "tax_cny",
            "jobs",
            "energy_tce",
            "source",
        ];
        let filled: Vec<(&str, String)> = names.iter().map(|name| (*name, field(name))).collect();
        let mut filled: Vec<(&str, &str)> = filled.iter().map(|(name, text)| (*name, text.as_str())).collect();
        filled.push(("sure", "yes"));
        assert_eq!(enterprise.post("/projects/qs-006/reports", &filled).await.status, 303);
        let after = store::find_report(house.store().reader(), &house.system(), &id, month).await.unwrap().unwrap().0;
        assert_eq!(after.output_cny.to_string(), "44000000");
        assert_eq!((after.tax_cny, after.jobs, after.energy_tce), (before.tax_cny, before.jobs, before.energy_tce));
    }
}

#[tokio::test]
async fn a_credit_code_leads_to_nobody_elses_projects() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let register = editor.get("/projects/investors?q=中材国际").await.body;
        assert!(register.contains("91140521MA0DM0002F"), "{register}");
        let typed =
            |name: &'static str| [("name", "新线索"), ("investor_name", name), ("credit_code", "91140521MA0DM0002F")];
        let other = editor.post("/projects/new", &typed("别家公司")).await;
        assert!(other.status == 422 && other.body.contains("该代码属于投资商"), "{}", other.body);
        assert_eq!(editor.post("/projects/new", &typed("中材国际")).await.status, 303, "by another of its names");
    }
}

#[tokio::test]
async fn a_refused_move_leads_to_the_fields_of_the_stage_that_was_asked_for() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let made = editor.post("/projects/new", &[("name", "还早的线索"), ("investor_name", "某某公司")]).await;
        let path = made.location().trim_start_matches("/qinshui").split('?').next().unwrap().to_owned();
        let ask = [("version", "1"), ("stage", "signed"), ("stage_since", "2020-08-20"), ("stage_reason", "")];
        let refused = editor.post(&format!("{path}/advance"), &ask).await;
        assert_eq!(refused.status, 422);
        let panel = refused.body.split("id=\"move-on\"").nth(1).unwrap().split("</section>").next().unwrap();
        assert!(panel.contains("签约") && panel.contains("#field-tax_cny_per_year"), "{panel}");
    }
}

#[tokio::test]
async fn whoever_verifies_sees_whole_months_of_production_and_what_was_handed_in() {
    for house in houses().await {
        let page = house.visitor("verifier").await.get("/projects/qs-008").await.body;
        let panel = page.split("id=\"claim\"").nth(1).unwrap().split("承诺与实际").next().unwrap();
        // It produces since 22 June; July is reported.
        for part in ["已报的 1 个整月", "达产依据（演示样本）.pdf", "1,241 万元"] {
            assert!(panel.contains(part), "{part} is missing in {panel}");
        }
        assert!(!panel.contains("type=\"file\""), "whoever verifies hands nothing in");
    }
}

#[tokio::test]
async fn what_whoever_verifies_thinks_stays_on_the_timeline() {
    for house in houses().await {
        let mut verifier = house.visitor("verifier").await;
        let version = hidden(&verifier.get("/projects/qs-008").await, "version");
        let long = "长".repeat(500);
        let refused = [("version", version.as_str()), ("opinion", long.as_str())];
        let refused = verifier.post("/projects/qs-008/verify", &refused).await;
        assert!(refused.status == 422 && refused.body.contains("认定意见："), "{}", refused.body);
        let said = [("version", version.as_str()), ("opinion", "产值到三成，八月再看<b>")];
        assert_eq!(verifier.post("/projects/qs-008/verify", &said).await.status, 303);
        let page = verifier.get("/projects/qs-008").await.body;
        assert!(page.contains("产值到三成，八月再看&lt;b&gt;"), "{page}");
    }
}

#[tokio::test]
async fn whoever_was_signed_out_is_told_that_nothing_was_kept_and_no_form_is_a_dead_end() {
    for house in super::api::houses_with_front().await {
        let mut stranger = house.stranger();
        let sent = stranger.post("/projects/qs-006/items", &[("kind", "talk"), ("text", "很长的纪要")]).await;
        assert_eq!(sent.status, 303);
        assert!(sent.location().contains("unsaved=yes") && !sent.location().contains("items"), "{}", sent.location());
        let told = stranger.get("/sign-in?next=&unsaved=yes").await;
        assert!(told.body.contains("没有保存"), "{}", told.body);
        let mut editor = house.visitor("projects").await;
        let dead = editor.get("/projects/qs-006/take").await;
        assert!(dead.status == 405 && dead.body.contains("只接受页面上的表单"), "{}", dead.body);
    }
}

#[tokio::test]
async fn the_day_looked_at_goes_along_through_the_pages_of_a_project() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let page = editor.get("/projects/qs-006?as_of=2020-06-30").await.body;
        for part in ["/projects/qs-006/dossier?as_of=2020-06-30", "/projects/qs-006/documents?as_of=2020-06-30"] {
            assert!(page.contains(part), "{part}");
        }
        assert!(editor.get("/projects?as_of=2020-06-30").await.body.contains("name=\"as_of\""));
    }
}

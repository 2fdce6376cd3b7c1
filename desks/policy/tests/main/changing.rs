//! Changing what is known of a clause: who may, what must hold, and that nothing is lost.

use facts::Light;
use jiff::civil::{Date, date};
use policy::{
    commands::{self, ClauseAt, OverrideDraft, Refused},
    live,
    model::{Basis, Standing},
    store as tables,
};
use store::journal;
use testing::{House, order};

use super::house::{houses, measure, send, with_measure};

const CLAUSE: &str = "/policy/sample/clauses/c002";

/// How the second sentence stands today.
async fn standing(house: &House) -> Standing {
    let day = pages::china().to_datetime(house.clock.now()).date();
    let id = "sample".parse().unwrap();
    let article = live::article(house.app.facts(), house.store().reader(), &house.system(), &id, day).await;
    article.unwrap().unwrap().sentences[1].standing.clone()
}

async fn verbs(house: &House) -> Vec<String> {
    let entries =
        journal::of_subject(house.store().reader(), &house.zone, "clause", "sample/c002", jiff::Timestamp::MAX, 50)
            .await
            .unwrap();
    entries.into_iter().rev().map(|entry| entry.verb).collect()
}

#[tokio::test]
async fn a_clause_without_a_measure_is_green_on_results_only() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        assert_eq!(standing(&house).await.basis, Basis::Nothing);
        for (grade, light) in [("announcement", Light::Unknown), ("action", Light::Unknown), ("result", Light::Green)] {
            let fields = [("grade", grade), ("on", "2020-08-01"), ("text", "已公示"), ("link", "/projects/1")];
            let answer = send(&mut editor, &format!("{CLAUSE}/evidence"), &fields).await;
            assert!(answer.location().contains("flash=evidence-added"), "{}", answer.location());
            assert_eq!(standing(&house).await.light, light, "{grade}");
        }
        // As of the day before it was true, the result does not count.
        let panel = editor.get(&format!("{CLAUSE}?as_of=2020-07-31")).await.body;
        assert!(!panel.contains("已公示") && panel.contains("light-unknown"), "{panel}");
        let document = "sample".parse().unwrap();
        let pieces = tables::pieces(house.store().reader(), &house.system(), &document).await.unwrap();
        let result = pieces.evidence.last().unwrap();
        send(&mut editor, &format!("{CLAUSE}/evidence/{}/remove", result.id), &[]).await;
        assert_eq!(standing(&house).await.light, Light::Unknown);
        assert_eq!(editor.post(&format!("{CLAUSE}/evidence/{}/remove", result.id), &[]).await.status, 404);
        assert_eq!(verbs(&house).await.last().unwrap(), "clause.evidence_removed");
    }
}

#[tokio::test]
async fn an_overdue_duty_without_a_result_is_red() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        let fields = [("version", "1"), ("kind", "duty"), ("owner", "land"), ("due", "2020-08-19")];
        send(&mut editor, &format!("{CLAUSE}/classify"), &fields).await;
        assert_eq!((standing(&house).await.light, standing(&house).await.basis), (Light::Red, Basis::Overdue));
    }
}

#[tokio::test]
async fn a_light_is_overridden_for_a_time_with_a_reason() {
    for house in houses().await {
        let mut leader = house.visitor("leader").await;
        let fields = [("new_light", "amber"), ("reason", "正在协调"), ("expires_on", "2020-08-31")];
        send(&mut leader, &format!("{CLAUSE}/override"), &fields).await;
        let now = standing(&house).await;
        assert_eq!((now.light, now.computed), (Light::Amber, Light::Unknown));
        let panel = leader.get(CLAUSE).await.body;
        assert!(panel.contains("正在协调") && panel.contains("苏远征") && panel.contains("2020-08-31"), "{panel}");
        house.clock.pass_days(12);
        assert_eq!(standing(&house).await.light, Light::Unknown);
        // Set again, and taken back the same day.
        let mut leader = house.visitor("leader").await;
        let fields = [("new_light", "red"), ("reason", "停工"), ("expires_on", "2020-11-01")];
        send(&mut leader, &format!("{CLAUSE}/override"), &fields).await;
        let Basis::Override(set) = standing(&house).await.basis else { panic!("not overridden") };
        send(&mut leader, &format!("{CLAUSE}/override/{}/withdraw", set.id), &[]).await;
        assert_eq!(standing(&house).await.light, Light::Unknown);
    }
}

#[tokio::test]
async fn wrong_forms_say_what_is_wrong_and_change_nothing() {
    for house in houses().await {
        let mut leader = house.visitor("leader").await;
        let mut editor = house.visitor("policy").await;
        let before = journal::head(house.store().reader(), &house.zone).await.unwrap();
        for (fields, shown) in [
            (vec![("new_light", "pink"), ("reason", "x"), ("expires_on", "2020-08-31")], "pink"),
            (vec![("new_light", "red"), ("reason", " "), ("expires_on", "2020-08-31")], "请填写"),
            (vec![("new_light", "red"), ("reason", "x"), ("expires_on", "2020-08-19")], "不能早于今天"),
            (vec![("new_light", "red"), ("reason", "x"), ("expires_on", "2021-08-19")], "92"),
            (vec![("new_light", "red"), ("reason", "x"), ("expires_on", "2020-02-31")], "2020-02-31"),
        ] {
            let answer = leader.post(&format!("{CLAUSE}/override"), &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.body.contains(shown), "{shown}: {}", answer.body);
        }
        let long = "长".repeat(5_000);
        for (fields, shown) in [
            (vec![("grade", "result"), ("on", "2020-08-21"), ("text", "x")], "不能晚于今天"),
            (vec![("grade", "rumour"), ("on", "2020-08-01"), ("text", "x")], "rumour"),
            (vec![("grade", "result"), ("on", "2020-08-01"), ("text", long.as_str())], "5000"),
            (
                vec![("grade", "result"), ("on", "2020-08-01"), ("text", "x"), ("link", "javascript:alert(1)")],
                "不是链接",
            ),
            (vec![("grade", "result"), ("on", "2020-08-01"), ("text", "a\u{202e}b")], "看不见"),
            (vec![], "请填写"),
        ] {
            let answer = editor.post(&format!("{CLAUSE}/evidence"), &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.body.contains(shown), "{shown}: {}", answer.body);
        }
        for (fields, shown) in [
            (vec![("version", "1"), ("kind", "wish")], "wish"),
            (vec![("version", "1"), ("kind", "duty"), ("owner", "nobody")], "nobody"),
            (vec![("version", "1"), ("kind", "duty"), ("owner", "land"), ("co_owners", "land")], "出现了两次"),
            (vec![("version", "1"), ("kind", "duty"), ("due", "soon")], "soon"),
            (
                vec![("version", "1"), ("kind", "duty"), ("due_from", "2021-01-01"), ("due", "2020-01-01")],
                "结束早于开始",
            ),
        ] {
            let answer = editor.post(&format!("{CLAUSE}/classify"), &fields).await;
            assert_eq!(answer.status, 422, "{fields:?}");
            assert!(answer.body.contains(shown), "{shown}: {}", answer.body);
        }
        let answer = editor.post(&format!("{CLAUSE}/comments"), &[("comment", "")]).await;
        assert_eq!(answer.status, 422);
        let answer = editor.post(&format!("{CLAUSE}/measures"), &[("version", "1"), ("measure", "gone")]).await;
        assert_eq!(answer.status, 422);
        for path in ["/policy/none", "/policy/sample/clauses/c999", "/policy/UPPER", "/policy/sample/editions/9"] {
            assert_eq!(editor.get(path).await.status, 404, "{path}");
        }
        assert_eq!(journal::head(house.store().reader(), &house.zone).await.unwrap(), before);
    }
}

#[tokio::test]
async fn markup_is_shown_as_it_was_typed() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        let text = "<script>alert(1)</script>";
        send(&mut editor, &format!("{CLAUSE}/comments"), &[("comment", text)]).await;
        let panel = editor.get(CLAUSE).await.body;
        assert!(panel.contains("&lt;script&gt;alert(1)") && !panel.contains(text));
    }
}

#[tokio::test]
async fn who_was_slower_sees_both_versions() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        let fields = [("version", "1"), ("kind", "duty"), ("owner", "land")];
        send(&mut editor, &format!("{CLAUSE}/classify"), &fields).await;
        let late =
            editor.post(&format!("{CLAUSE}/classify"), &[("version", "1"), ("kind", "aim"), ("owner", "gas")]).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("land") && late.body.contains("gas"), "{}", late.body);
        // The same again changes nothing, and is as good as done.
        let same =
            editor.post(&format!("{CLAUSE}/classify"), &[("version", "2"), ("kind", "duty"), ("owner", "land")]).await;
        assert_eq!(same.status, 303);
        assert_eq!(verbs(&house).await, ["clause.classified"]);
    }
}

#[tokio::test]
async fn a_form_sent_twice_is_done_once() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        for _ in 0..2 {
            let answer = editor.post_once(&format!("{CLAUSE}/comments"), "key-0001", &[("comment", "一次")]).await;
            assert_eq!(answer.status, 303);
        }
        let pieces = tables::pieces(house.store().reader(), &house.system(), &"sample".parse().unwrap()).await.unwrap();
        assert_eq!(pieces.comments.len(), 1);
    }
}

#[tokio::test]
async fn each_role_does_its_own_part() {
    // Whether the command goes through, for: editor, leader, supervisor, owner's bureau, other bureau.
    const LOGINS: [&str; 5] = ["policy", "leader", "supervisor", "land", "gas"];
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        send(&mut editor, &format!("{CLAUSE}/classify"), &[("version", "1"), ("kind", "duty"), ("owner", "land/局长")])
            .await;
        let evidence = [("grade", "action"), ("on", "2020-08-01"), ("text", "x")];
        let light = [("new_light", "red"), ("reason", "x"), ("expires_on", "2020-08-31")];
        let measure = measure("land.share", "land.industrial / land.all");
        for (path, fields, allowed) in [
            (format!("{CLAUSE}/evidence"), evidence.to_vec(), [true, false, false, true, false]),
            (format!("{CLAUSE}/comments"), vec![("comment", "x")], [true, true, true, true, true]),
            (format!("{CLAUSE}/override"), light.to_vec(), [false, true, false, false, false]),
            (
                format!("{CLAUSE}/release"),
                vec![("version", "2"), ("released", "yes")],
                [false, true, true, false, false],
            ),
            ("/policy/measures".to_owned(), measure, [true, false, false, false, false]),
        ] {
            for (login, allowed) in LOGINS.into_iter().zip(allowed) {
                let answer = house.visitor(login).await.post(&path, &fields).await;
                let refused = answer.status == 403;
                // The second who releases meets a newer version, the second measure its own id: they may, all the same.
                assert_eq!(!refused, allowed, "{login} {path}: {}", answer.status);
            }
        }
        // Somebody without any right on policies, somebody who is not signed in.
        assert_eq!(house.visitor("enterprise").await.get("/policy/sample").await.status, 403);
        assert_eq!(house.stranger().get("/policy/sample").await.status, 303);
    }
}

#[tokio::test]
async fn commands_check_rights_themselves() {
    for house in houses().await {
        let reader = house.visitor("gas").await;
        let scope = reader.scope();
        let now = house.clock.now();
        let at = ClauseAt { document: "sample".parse().unwrap(), clause: "c002".parse().unwrap(), version: 1 };
        let released = commands::release_clause(house.store(), order(scope, now), at.clone(), true).await;
        assert!(matches!(released, Err(Refused::Forbidden(_))));
        let draft = OverrideDraft::parse("red", "x", "2020-08-31", "2020-08-20".parse().unwrap()).unwrap();
        let set =
            commands::override_light(house.store(), order(scope, now), at.document.clone(), at.clause, draft).await;
        assert!(matches!(set, Err(Refused::Forbidden(_))));
        let stranger = identity::Scope::public(house.zone.clone());
        assert!(tables::documents(house.store().reader(), &stranger).await.unwrap().is_empty());
        assert!(tables::clauses(house.store().reader(), &stranger, &at.document).await.unwrap().is_empty());
        let elsewhere = identity::Scope::system("elsewhere".parse().unwrap());
        assert!(tables::document(house.store().reader(), &elsewhere, &at.document).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn measures_are_checked_where_they_are_written() {
    for house in houses().await {
        let mut editor = with_measure(&house).await;
        for (expression, shown) in [
            ("land.industrial / land.al", "<mark>land.al</mark>"),
            ("land.industrial +", "没有写完"),
            ("land.industrial + + land.all", "<mark>"),
            ("land.industrial", "share"),
            ("land.all.map(x, x)", "<mark>"),
            ("", "表达式还是空的"),
        ] {
            let answer = editor.post("/policy/measures", &measure("land.other", expression)).await;
            assert_eq!(answer.status, 422, "{expression}");
            assert!(
                answer.body.contains(shown),
                "{expression}: {}",
                answer.body.split("measure-check").nth(1).unwrap()
            );
        }
        let long = format!("1{}", " + 1".repeat(25_000));
        let answer = editor.post("/policy/measures", &measure("land.other", &long)).await;
        assert_eq!(answer.status, 422);
        // Tried, it shows what it gives, and keeps nothing.
        let tried = measure("land.other", "land.idle / land.all");
        let answer = editor.post("/policy/measures/check", &tried).await;
        assert!(answer.status == 200 && answer.body.contains("1 % / ≥ 60 %"), "{}", answer.body);
        assert_eq!(editor.get("/policy/measures/land.other").await.status, 404);
        // Division by zero is unknown, not an error.
        send(&mut editor, "/policy/measures", &measure("land.odd", "land.idle / (land.all - land.all)")).await;
        let page = editor.get("/policy/measures/land.odd").await.body;
        assert!(page.contains("除数为零") && page.contains("light-unknown"), "{page}");
        let taken = editor.post("/policy/measures", &measure("land.odd", "land.idle / land.all")).await;
        assert!(taken.status == 422 && taken.body.contains("已有名为 land.odd 的指标"));
        // One that speaks for a sentence cannot go; one that does not can.
        let used = editor.post("/policy/measures/land.share/delete", &[("version", "1")]).await;
        assert!(used.status == 422 && used.body.contains("sample/c001"), "{}", used.body);
        send(&mut editor, "/policy/measures/land.odd/delete", &[("version", "1")]).await;
        assert_eq!(editor.get("/policy/measures/land.odd").await.status, 404);
        let late = [measure("land.share", "land.idle / land.all"), vec![("version", "7")]].concat();
        let answer = editor.post("/policy/measures/land.share", &late).await;
        assert_eq!(answer.status, 409);
        // What was typed is not lost: the page that tells of the other's change saves it when asked to.
        let again = answer.body.split_once("仍按我填写的保存").unwrap().0.rsplit_once("<form").unwrap().1;
        for field in ["name=\"version\" value=\"1\"", "name=\"expression\" value=\"land.idle / land.all\""] {
            assert!(again.contains(field), "{field}: {again}");
        }
    }
}

#[tokio::test]
async fn a_new_target_holds_from_its_day_and_leaves_the_past_alone() {
    for house in houses().await {
        let mut editor = with_measure(&house).await;
        let kept = async |day: Date| {
            let zone = &house.zone;
            facts::measures::keep_days(house.app.facts(), house.store(), zone, &[day], house.clock.now())
                .await
                .unwrap();
        };
        let days = [date(2020, 1, 31), date(2020, 6, 30)];
        for day in days {
            kept(day).await;
        }
        let lower = |since: &'static str, version: &'static str| {
            let mut fields = measure("land.share", "land.industrial / land.all");
            fields.retain(|(name, _)| *name != "target");
            [fields, vec![("target", "20%"), ("since", since), ("version", version)]].concat()
        };
        let form = editor.get("/policy/measures/land.share/edit").await.body;
        assert!(form.contains(&format!("value=\"{}\"", house.app.today())), "{form}");
        send(&mut editor, "/policy/measures/land.share", &lower("2020-03-01", "1")).await;
        let (before, after) =
            ("/policy/measures/land.share?as_of=2020-02-29", "/policy/measures/land.share?as_of=2020-03-01");
        assert!(editor.get(before).await.body.contains("26 % / ≥ 60 %"));
        let page = editor.get(after).await.body;
        assert!(page.contains("27 % / ≥ 20 %") && page.contains("2020-03-01") && page.contains("一直如此"), "{page}");
        // What was kept of days before is still there; of days since, it is worked out anew.
        let missing = facts::measures::missing_days(house.store().reader(), &house.zone, &days).await.unwrap();
        assert_eq!(missing, [days[1]]);
        kept(days[1]).await;
        let points = facts::measures::history(house.store().reader(), &house.zone, None, &days).await.unwrap();
        let lights: Vec<_> = points.values().flatten().map(|point| point.light).collect();
        assert_eq!(lights, [Light::Red, Light::Green]);
        // The same figures with another title are no new target, whatever day is typed.
        let renamed = lower("2020-07-01", "2").into_iter().map(|(name, value)| match name {
            "title_zh" => (name, "工业用地占比"),
            _ => (name, value),
        });
        send(&mut editor, "/policy/measures/land.share", &renamed.collect::<Vec<_>>()).await;
        assert!(facts::measures::missing_days(house.store().reader(), &house.zone, &days).await.unwrap().is_empty());
        assert!(editor.get(after).await.body.contains("工业用地占比"));
        // Without a day it holds for all the past.
        send(&mut editor, "/policy/measures/land.share", &lower("", "3")).await;
        assert!(editor.get(before).await.body.contains("26 % / ≥ 20 %"));
    }
}

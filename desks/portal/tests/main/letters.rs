//! Letters to the editor.

use identity::Scope;
use portal::model::LETTERS_PER_HOUR_MAX;
use sea_orm::EntityTrait;
use testing::{Answer, House, Visitor};

use super::house::{LOGINS, Paper, houses};

const LETTER: [(&str, &str); 4] =
    [("about", "commitment-guide"), ("name", "王女士"), ("contact", "wang@qinshui.example"), ("text", "何时通气？")];

async fn writer(house: &House) -> Visitor {
    let mut writer = house.stranger();
    assert_eq!(writer.get("/write?about=commitment-guide").await.status, 200);
    writer
}

/// The ids of the letters that an editor sees waiting.
async fn waiting(house: &House) -> Vec<String> {
    let list = house.visitor("portal").await.get("/letters").await;
    assert_eq!(list.status, 200, "{}", list.body);
    ids(&list)
}

fn ids(list: &Answer) -> Vec<String> {
    let links = list.body.split("href=\"/qinshui/letters/").skip(1);
    links.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

async fn journal(house: &House) -> Vec<store::journal::entry::Model> {
    store::journal::entry::Entity::find().all(house.store().reader()).await.unwrap()
}

#[tokio::test]
async fn a_letter_arrives_is_listed_and_is_settled_with_a_trace() {
    for house in houses(&Paper::default()).await {
        let sent = writer(&house).await.post("/write", &LETTER).await;
        assert_eq!((sent.status, sent.location()), (303, "/qinshui/write/sent"), "{}", sent.body);
        let thanks = house.stranger().get("/write/sent").await;
        assert!(thanks.body.contains("我们会在 15 天内答复。"), "{}", thanks.body);

        let mut editor = house.visitor("portal").await;
        let id = waiting(&house).await.remove(0);
        let page = editor.get(&format!("/letters/{id}")).await;
        for part in
            ["王女士的来信", "wang@qinshui.example", "何时通气？", "/qinshui/articles/commitment-guide", "待处理"]
        {
            assert!(page.body.contains(part), "{part} is missing in {}", page.body);
        }
        let fields = [("version", "1"), ("state", "answered"), ("note", "九月通气，已电话告知。")];
        let settled = editor.post(&format!("/letters/{id}"), &fields).await;
        assert_eq!((settled.status, settled.location()), (303, "/qinshui/letters?flash=letter-settled"));
        assert_eq!(waiting(&house).await, Vec::<String>::new());
        let answered = editor.get("/letters?state=answered").await;
        assert_eq!(ids(&answered), std::slice::from_ref(&id));
        assert!(editor.get(&format!("/letters/{id}")).await.body.contains("九月通气，已电话告知。"));

        let entries = journal(&house).await;
        let verbs: Vec<_> = entries.iter().filter(|entry| entry.subject_id == id).map(|e| e.verb.as_str()).collect();
        assert_eq!(verbs, ["letter.received", "letter.answered"]);
        let received = entries.iter().find(|entry| entry.verb == "letter.received").unwrap();
        assert_eq!(received.actor, "public");
        assert!(received.after.as_ref().unwrap().contains("何时通气？"));
        assert!(
            entries.iter().all(|e| !e.after.clone().unwrap_or_default().contains("wang@")),
            "contacts can be deleted"
        );
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_by_field_and_what_was_typed_is_kept() {
    for house in houses(&Paper::default()).await {
        let long = "长".repeat(4_001);
        for (field, value, message) in [
            ("name", "  ", "请填写这一项。"),
            ("name", "a\0b", "第 2 个字是看不见的字符"),
            ("name", "看\u{202e}不见", "第 2 个字是看不见的字符"),
            ("contact", "a\nb", "第 2 个字是看不见的字符"),
            ("text", "", "请填写这一项。"),
            ("text", "\0", "第 1 个字是看不见的字符"),
            ("text", long.as_str(), "最多 4000 个字，现在是 4001 个字"),
        ] {
            let fields = LETTER.map(|(name, typed)| if name == field { (name, value) } else { (name, typed) });
            let answer = writer(&house).await.post("/write", &fields).await;
            assert_eq!(answer.status, 422, "{field} {value:?}");
            assert!(answer.body.contains(message), "{message} is missing in {}", answer.body);
            assert!(answer.body.contains(&format!("href=\"#field-{field}\"")));
            assert!(answer.body.contains("value=\"commitment-guide\""), "what it is about is kept");
        }
        assert_eq!(waiting(&house).await, Vec::<String>::new());
    }
}

#[tokio::test]
async fn markup_and_formulas_in_a_letter_are_only_text() {
    for house in houses(&Paper::default()).await {
        let hostile =
            [("name", "=HYPERLINK(\"x\")"), ("contact", ""), ("text", "<img src=x onerror=alert(1)>\n'; DROP TABLE--")];
        assert_eq!(writer(&house).await.post("/write", &hostile).await.status, 303);
        let mut editor = house.visitor("portal").await;
        let list = editor.get("/letters").await;
        let id = ids(&list).remove(0);
        for page in [list, editor.get(&format!("/letters/{id}")).await] {
            assert!(!page.body.contains("<img"), "{}", page.body);
            assert!(page.body.contains("&lt;img src=x"));
        }
    }
}

#[tokio::test]
async fn a_letter_about_an_article_that_nobody_can_read_is_about_none() {
    for house in houses(&Paper::default()).await {
        let mut writer = house.stranger();
        let form = writer.get("/write?about=%3Cscript%3E").await;
        assert_eq!(form.status, 200);
        assert!(!form.body.contains("name=\"about\""));
        let fields = [("about", "secret"), ("name", "某人"), ("contact", ""), ("text", "问")];
        assert_eq!(writer.post("/write", &fields).await.status, 303);
        let id = waiting(&house).await.remove(0);
        let page = house.visitor("portal").await.get(&format!("/letters/{id}")).await;
        assert!(!page.body.contains("secret"));
    }
}

#[tokio::test]
async fn a_form_that_we_did_not_show_is_refused_and_one_sent_twice_counts_once() {
    for house in houses(&Paper::default()).await {
        let forged = house.stranger().post("/write", &LETTER).await;
        assert_eq!(forged.status, 403);
        let mut writer = writer(&house).await;
        let key = "0b6c8a43-5cf8-4dd6-a1a6-2d8e21a3b9d0";
        for _ in 0..3 {
            assert_eq!(writer.post_once("/write", key, &LETTER).await.status, 303);
        }
        assert_eq!(waiting(&house).await.len(), 1);
        let huge = format!("text={}", "x".repeat(2 * 1024 * 1024)).into_bytes();
        assert_eq!(writer.post_raw("/write", "application/x-www-form-urlencoded", huge).await.status, 413);
        let binary = vec![0xff, 0xfe, 0, b'=', b'&', 0xd8];
        assert_eq!(writer.post_raw("/write", "application/x-www-form-urlencoded", binary).await.status, 403);
    }
}

#[tokio::test]
async fn a_network_that_writes_too_much_waits_and_keeps_what_it_wrote() {
    for house in houses(&Paper::default()).await {
        for _ in 0..LETTERS_PER_HOUR_MAX {
            assert_eq!(writer(&house).await.post("/write", &LETTER).await.status, 303);
        }
        let refused = writer(&house).await.post("/write", &LETTER).await;
        assert_eq!(refused.status, 429);
        assert!(refused.body.contains("来信太多") && refused.body.contains("何时通气？"));
        assert_eq!(waiting(&house).await.len() as u64, LETTERS_PER_HOUR_MAX);
        house.clock.pass_minutes(61);
        assert_eq!(writer(&house).await.post("/write", &LETTER).await.status, 303);
    }
}

#[tokio::test]
async fn only_the_editor_reads_letters() {
    for house in houses(&Paper::default()).await {
        writer(&house).await.post("/write", &LETTER).await;
        let id = waiting(&house).await.remove(0);
        for login in LOGINS {
            let mut visitor = house.visitor(login).await;
            let allowed = login == "portal";
            for path in ["/letters".to_owned(), format!("/letters/{id}")] {
                let page = visitor.get(&path).await;
                assert_eq!(page.status, if allowed { 200 } else { 403 }, "{login} {path}");
                assert_eq!(page.body.contains("王女士"), allowed, "{login} {path}");
            }
            if !allowed {
                let fields = [("version", "1"), ("state", "answered"), ("note", "x")];
                assert_eq!(visitor.post(&format!("/letters/{id}"), &fields).await.status, 403, "{login}");
            }
        }
        let stranger = house.stranger().get("/letters").await;
        assert_eq!((stranger.status, stranger.location()), (303, "/qinshui/sign-in?next=%2Fqinshui%2Fletters"));
        // The query itself is closed too, not only the page.
        let public = Scope::public(house.zone.clone());
        assert_eq!(portal::store::letter(house.store().reader(), &public, &id).await.unwrap(), None);
        assert_eq!(portal::store::all_letters(house.store().reader(), &public).await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_second_editor_is_shown_what_the_first_wrote() {
    for house in houses(&Paper::default()).await {
        writer(&house).await.post("/write", &LETTER).await;
        let id = waiting(&house).await.remove(0);
        let mut editor = house.visitor("portal").await;
        let path = format!("/letters/{id}");
        let fields = |note: &'static str| [("version", "1"), ("state", "answered"), ("note", note)];
        assert_eq!(editor.post(&path, &fields("先答的")).await.status, 303);
        let late = editor.post(&path, &fields("后答的")).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("先答的") && late.body.contains("后答的"), "{}", late.body);
        assert!(editor.get(&path).await.body.contains("先答的"));
    }
}

#[tokio::test]
async fn a_letter_is_not_settled_without_a_word() {
    for house in houses(&Paper::default()).await {
        writer(&house).await.post("/write", &LETTER).await;
        let id = waiting(&house).await.remove(0);
        let mut editor = house.visitor("portal").await;
        let path = format!("/letters/{id}");
        let empty = editor.post(&path, &[("version", "1"), ("state", "set_aside"), ("note", " ")]).await;
        assert_eq!(empty.status, 422);
        assert!(empty.body.contains("请填写这一项。"));
        let odd = editor.post(&path, &[("version", "x"), ("state", "set_aside"), ("note", "重复来信")]).await;
        assert_eq!(odd.status, 403);
        let gone = editor.post("/letters/none", &[("version", "1"), ("state", "set_aside"), ("note", "x")]).await;
        assert_eq!(gone.status, 404);
        assert_eq!(editor.get("/letters?state=nonsense").await.status, 400);
        assert_eq!(waiting(&house).await, [id]);
    }
}

#[tokio::test]
async fn a_waiting_letter_stands_in_the_editors_work_queue() {
    for house in houses(&Paper::default()).await {
        writer(&house).await.post("/write", &LETTER).await;
        let work = portal::desk().work.unwrap();
        let items = |scope: Scope, days: i32| {
            let (app, work) = (house.app.clone(), work.clone());
            let today = jiff::civil::date(2020, 8, 20) + jiff::Span::new().days(days);
            async move { work.items(&app, &scope, pages::Language::Chinese, today).await.unwrap() }
        };
        let editor = house.visitor("portal").await.scope().clone();
        let waiting = items(editor.clone(), 0).await;
        assert_eq!(waiting.len(), 1);
        assert_eq!(waiting[0].title, "王女士的来信");
        assert_eq!(waiting[0].due, Some(jiff::civil::date(2020, 9, 4)));
        assert_eq!(waiting[0].light, facts::Light::Green);
        assert_eq!(items(editor.clone(), 13).await[0].light, facts::Light::Amber);
        assert_eq!(items(editor, 16).await[0].light, facts::Light::Red);
        let leader = house.visitor("leader").await.scope().clone();
        assert_eq!(items(leader, 0).await, []);
    }
}

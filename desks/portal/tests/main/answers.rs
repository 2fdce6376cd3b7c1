//! Answers to letters, on their way to the writers' mailboxes.

use std::fs;

use base64::{Engine, prelude::BASE64_STANDARD};
use notices::MailSettings;
use portal::model::{Delivery, Letter};
use sea_orm::EntityTrait;
use testing::{House, Mail, MailServer, Visitor};

use super::house::{Paper, desks, houses};

pub const CHORE: &str = "portal.mail-answers";
pub const ADDRESS: &str = "wang@mail.example";

pub async fn houses_with_mail(settings: &MailSettings) -> Vec<House> {
    testing::houses_with_mail(|| desks(&Paper::default()), settings).await
}

/// A letter arrives; its id.
pub async fn letter_from(house: &House, contact: &str) -> String {
    let mut writer = house.stranger();
    writer.get("/write").await;
    let fields = [("name", "王女士"), ("contact", contact), ("text", "何时通气？\n.\n急盼。")];
    assert_eq!(writer.post("/write", &fields).await.status, 303);
    all(house).await.into_iter().find(|letter| letter.state.as_str() == "open").unwrap().id
}

pub async fn settle(house: &House, id: &str, fields: &[(&str, &str)]) {
    let version = all(house).await.into_iter().find(|one| one.id == id).unwrap().version.to_string();
    let mut sent = vec![("version", version.as_str())];
    sent.extend(fields);
    let settled = editor(house).await.post(&format!("/letters/{id}"), &sent).await;
    assert_eq!(settled.status, 303, "{}", settled.body);
}

pub async fn answer(house: &House, id: &str, note: &str) {
    settle(house, id, &[("state", "answered"), ("note", note)]).await;
}

pub async fn editor(house: &House) -> Visitor {
    house.visitor("portal").await
}

pub async fn page(house: &House, id: &str) -> String {
    editor(house).await.get(&format!("/letters/{id}")).await.body
}

pub async fn all(house: &House) -> Vec<portal::model::LetterRecord> {
    portal::store::all_letters(house.store().reader(), &house.system()).await.unwrap()
}

pub async fn one(house: &House, id: &str) -> Letter {
    portal::store::letter(house.store().reader(), &house.system(), id).await.unwrap().unwrap()
}

/// Where the editor's first screen leads to because of answers that were not delivered.
pub async fn undelivered(house: &House) -> Vec<String> {
    let editor = editor(house).await;
    let today = jiff::civil::date(2020, 8, 20);
    let work = portal::desk().work.unwrap();
    let items = work.items(&house.app, editor.scope(), pages::Language::Chinese, today).await.unwrap();
    items.into_iter().filter(|item| item.reason.contains("没能寄到")).map(|item| item.path).collect()
}

/// What stands in a mail, without its head.
pub fn words(mail: &Mail) -> String {
    let (head, body) = mail.content.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("Content-Transfer-Encoding: base64"), "{head}");
    let packed: String = body.split_whitespace().collect();
    String::from_utf8(BASE64_STANDARD.decode(packed).unwrap()).unwrap().replace("\r\n", "\n")
}

#[tokio::test]
async fn an_answer_arrives_once_with_the_letter_below_it() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        let before = server.mails().len();
        let id = letter_from(&house, ADDRESS).await;
        assert!(page(&house, &id).await.contains("会用邮件寄到 wang@mail.example"), "it is said before");
        answer(&house, &id, "九月通气。\n.\nBcc: evil@mail.example").await;
        assert!(page(&house, &id).await.contains("正等邮件服务器"));
        assert_eq!(house.chore(CHORE).await, "1 sent, 0 failed");
        assert_eq!(house.chore(CHORE).await, "");
        let mails = server.mails().split_off(before);
        assert_eq!(mails.iter().map(|mail| mail.to.as_str()).collect::<Vec<_>>(), [ADDRESS]);
        let head = mails[0].content.split_once("\r\n\r\n").unwrap().0;
        assert!(head.contains("To: wang@mail.example") && !head.contains("evil"), "{head}");
        let said = words(&mails[0]);
        for part in [
            "王女士：您好。",
            "九月通气。\n.\nBcc: evil@mail.example",
            "您 2020-08-20 的来信：",
            "> 何时通气？\n> .\n> 急盼。",
            "沁水经济技术开发区",
            "http://wutong.test/qinshui/write",
        ] {
            assert!(said.contains(part), "{part} is missing in {said}");
        }
        let at = pages::china().to_datetime(house.clock.now()).strftime("%Y-%m-%d %H:%M").to_string();
        assert!(page(&house, &id).await.contains(&format!("已于 {at} 用邮件寄出。")));
        let entries = store::journal::entry::Entity::find().all(house.store().reader()).await.unwrap();
        let verbs: Vec<_> = entries.iter().filter(|entry| entry.subject_id == id).map(|e| e.verb.as_str()).collect();
        assert_eq!(verbs, ["letter.received", "letter.answered", "letter.mail_tried", "letter.mailed"]);
        let told = |e: &store::journal::entry::Model| e.after.clone().unwrap_or_default().contains(ADDRESS);
        assert!(!entries.iter().any(told), "contacts can be deleted");
    }
}

#[tokio::test]
async fn only_one_address_is_an_address() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        for contact in
            ["", "0356-7028888", "a@b.example, c@d.example", "李 <li@b.example>", "\"a@b.example\"@d.example"]
        {
            let id = letter_from(&house, contact).await;
            assert!(page(&house, &id).await.contains("只登记，不寄邮件：联系方式不是一个电子邮箱。"), "{contact}");
            answer(&house, &id, "已电话答复。").await;
            assert!(page(&house, &id).await.contains("没有可用的电子邮箱，请您自己告诉写信人。"), "{contact}");
        }
        assert_eq!(house.chore(CHORE).await, "");
    }
    assert_eq!(server.mails(), []);
}

#[tokio::test]
async fn what_is_set_aside_or_only_noted_goes_nowhere() {
    let server = MailServer::start().await;
    for house in houses_with_mail(&server.settings()).await {
        let aside = letter_from(&house, ADDRESS).await;
        settle(&house, &aside, &[("state", "set_aside"), ("note", "重复来信")]).await;
        assert!(!page(&house, &aside).await.contains("答复的寄送"));
        let noted = letter_from(&house, ADDRESS).await;
        settle(&house, &noted, &[("state", "answered"), ("note", "已电话告知。"), ("only_note", "1")]).await;
        assert!(page(&house, &noted).await.contains("只作了登记，没有寄邮件。"));
        assert_eq!(house.chore(CHORE).await, "");
    }
    assert_eq!(server.mails(), []);
}

#[tokio::test]
async fn a_house_without_a_mail_server_says_so() {
    for house in houses(&Paper::default()).await {
        let id = letter_from(&house, ADDRESS).await;
        assert!(page(&house, &id).await.contains("只登记，不寄邮件：本系统没有设置邮件服务器。"));
        assert!(!page(&house, &id).await.contains("only_note"));
        answer(&house, &id, "九月通气，已写信告知。").await;
        assert_eq!(house.chore(CHORE).await, "");
        assert!(page(&house, &id).await.contains("本系统不寄邮件"));
        assert_eq!(one(&house, &id).await.delivery, Delivery::None, "nothing goes out years later");
        let english = editor(&house).await.in_language("en").get(&format!("/letters/{id}")).await;
        assert!(english.body.contains("This house sends no mail"), "{}", english.body);
    }
}

async fn export(house: &House, folder: &std::path::Path) {
    identity::files::export(house.store(), &house.zone, folder).await.unwrap();
    portal::desk().files.unwrap().export(&house.app, &house.zone, folder).await.unwrap();
}

#[tokio::test]
async fn what_was_mailed_moves_with_the_zone_and_what_waits_is_not_sent_by_another_house() {
    let server = MailServer::start().await;
    let paper = Paper::default();
    let mut to = testing::empty_houses(|| desks(&paper)).await;
    for (old, new) in houses_with_mail(&server.settings()).await.into_iter().zip(to.drain(..)) {
        let mailed = letter_from(&old, ADDRESS).await;
        answer(&old, &mailed, "九月通气。").await;
        old.chore(CHORE).await;
        let waiting = letter_from(&old, ADDRESS).await;
        answer(&old, &waiting, "请致电园区。").await;
        let folder = tempfile::tempdir().unwrap();
        export(&old, folder.path()).await;
        new.load(folder.path(), desks(&paper)).await;
        assert_eq!(one(&new, &mailed).await, one(&old, &mailed).await);
        assert!(one(&new, &mailed).await.has_mailed("九月通气。"));
        assert_eq!(one(&new, &waiting).await.delivery, Delivery::Failed);
        assert!(page(&new, &waiting).await.contains("本系统不寄邮件"));
        assert_eq!(undelivered(&new).await, [format!("/letters/{waiting}")]);
        let again = tempfile::tempdir().unwrap();
        export(&new, again.path()).await;
        let letters = |folder: &std::path::Path| fs::read_to_string(folder.join("portal/letters.toml")).unwrap();
        assert_eq!(letters(again.path()), letters(folder.path()).replace("\"waiting\"\ntries = 0", "\"failed\""));

        let wrong = letters(folder.path()).replace(ADDRESS, "a@b.example, c@d.example");
        fs::write(folder.path().join("portal/letters.toml"), wrong).unwrap();
        let load = portal::desk().files.unwrap().load(&new.app, &new.zone, folder.path(), new.clock.now()).await;
        let said = load.unwrap_err().to_string();
        assert!(said.starts_with("portal/letters.toml:") && said.contains("delivery"), "{said}");
    }
}

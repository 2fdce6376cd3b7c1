//! Pictures and files of articles: handed in by editors, read by anybody once an article that is published names them.

use testing::{Answer, House, Visitor};

use super::house::{Paper, houses};

const PDF: &[u8] = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n";

fn picture() -> Vec<u8> {
    std::fs::read(testing::demo_folder().join("portal/files/gas-steps.png")).unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// A new draft, and whoever writes on it.
async fn draft(house: &House, id: &str) -> Visitor {
    let mut editor = house.visitor("portal").await;
    let fields =
        [("version", "0"), ("id", id), ("column", "news"), ("title_zh", "二号路开工"), ("body_zh", "今天开工。")];
    assert_eq!(editor.post("/editing/new", &fields).await.status, 303);
    editor
}

/// Hands a file in; its id.
async fn hand_in(editor: &mut Visitor, article: &str, name: &str, content: &[u8]) -> String {
    let path = format!("/editing/{article}/files");
    editor.get(&path).await;
    let done = editor.upload(&path, &[], &[("file", name, content)]).await;
    assert_eq!(done.status, 303, "{}", done.body);
    let page = editor.get(&path).await.body;
    let start = page.rfind("](/attachments/").unwrap() + "](/attachments/".len();
    page[start..].split(')').next().unwrap().to_owned()
}

async fn write(editor: &mut Visitor, article: &str, version: &str, text: &str) -> Answer {
    let path = format!("/editing/{article}/edit");
    let form = editor.get(&path).await.body;
    let edition = form.split("name=\"edition\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).unwrap_or("0");
    let fields =
        [("version", version), ("edition", edition), ("column", "news"), ("title_zh", "二号路开工"), ("body_zh", text)];
    editor.post(&path, &fields).await
}

/// Submits the draft of this version and publishes it; what the publisher is told.
async fn publish(house: &House, editor: &mut Visitor, article: &str, version: i64) -> Answer {
    let (submitted, published) = (version.to_string(), (version + 1).to_string());
    editor.post(&format!("/editing/{article}/step"), &[("step", "submit"), ("version", &submitted)]).await;
    let mut publisher = house.visitor("publisher").await;
    publisher.post(&format!("/editing/{article}/decision"), &[("step", "publish"), ("version", &published)]).await
}

#[tokio::test]
async fn a_picture_is_public_from_the_moment_its_article_is_until_it_is_withdrawn() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        let id = hand_in(&mut editor, "new-road", "一号.png", &picture()).await;
        let address = format!("/attachments/{id}");
        let wordless = write(&mut editor, "new-road", "1", &format!("![]({address})")).await;
        assert!(wordless.status == 422 && wordless.body.contains("图片缺少说明"), "{}", wordless.body);
        let saved = write(&mut editor, "new-road", "1", &format!("今天开工。\n![施工 \"现场\"]({address})")).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        assert_eq!(house.stranger().get(&address).await.status, 404, "nobody reads the draft");
        let own = editor.get(&address).await;
        assert_eq!((own.status, header(&own, "cache-control")), (200, "private, no-cache"));
        assert_eq!(house.visitor("leader").await.get(&address).await.status, 404, "a draft is for editors");

        let done = publish(&house, &mut editor, "new-road", 2).await;
        assert_eq!(done.location(), "/qinshui/editing/new-road?flash=article-published");
        let page = house.stranger().get("/articles/new-road").await.body;
        let shown = format!("src=\"/qinshui{address}\" alt=\"施工 &quot;现场&quot;\" width=\"960\" height=\"300\">");
        assert!(page.contains(&shown), "{page}");
        assert!(
            page.contains(&format!("<meta property=\"og:image\" content=\"http://wutong.test/qinshui{address}\">"))
        );
        let answer = house.stranger().get(&address).await;
        assert!(answer.status == 200 && answer.bytes == picture());
        assert_eq!(header(&answer, "content-type"), "image/png");
        assert!(header(&answer, "content-disposition").starts_with("inline;"));
        assert!(header(&answer, "content-security-policy").starts_with("sandbox;"));
        assert_eq!(header(&answer, "x-content-type-options"), "nosniff");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=31536000, s-maxage=600, immutable");
        let known = house.stranger().get_with(&address, &[("if-none-match", header(&answer, "etag"))]).await;
        assert_eq!((known.status, known.bytes.len()), (304, 0));

        let mut publisher = house.visitor("publisher").await;
        publisher.post("/editing/new-road/withdraw", &[("reason", "照片有误")]).await;
        assert_eq!(house.stranger().get(&address).await.status, 404, "withdrawn with its article");
        assert!(!house.stranger().get("/articles/new-road").await.body.contains("og:image"));
        assert_eq!(editor.get(&address).await.status, 200);
    }
}

#[tokio::test]
async fn what_waits_for_its_time_keeps_its_files_back() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        let id = hand_in(&mut editor, "new-road", "一号.png", &picture()).await;
        let text = format!("![现场](/attachments/{id})");
        let later = house.clock.now() + jiff::SignedDuration::from_hours(2);
        let local = pages::china().to_datetime(later).strftime("%Y-%m-%dT%H:%M").to_string();
        let fields = [
            ("version", "1"),
            ("column", "news"),
            ("title_zh", "二号路开工"),
            ("body_zh", text.as_str()),
            ("published_at", local.as_str()),
        ];
        assert_eq!(editor.post("/editing/new-road/edit", &fields).await.status, 303);
        publish(&house, &mut editor, "new-road", 2).await;
        assert_eq!(house.stranger().get(&format!("/attachments/{id}")).await.status, 404);
        house.clock.pass_minutes(121);
        assert_eq!(house.stranger().get(&format!("/attachments/{id}")).await.status, 200);
    }
}

#[tokio::test]
async fn documents_are_saved_and_only_what_the_text_names_is_public() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        let form = hand_in(&mut editor, "new-road", "申请[表].pdf", PDF).await;
        let page = editor.get("/editing/new-road/files").await.body;
        assert!(page.contains(&format!("value=\"[申请\\[表\\].pdf](/attachments/{form})\"")), "{page}");
        let other = hand_in(&mut editor, "new-road", "底稿.pdf", &[PDF, b"\n"].concat()).await;
        write(&mut editor, "new-road", "1", &format!("附件：[申请表](/attachments/{form})")).await;
        publish(&house, &mut editor, "new-road", 2).await;
        let saved = house.stranger().get(&format!("/attachments/{form}")).await;
        assert!(header(&saved, "content-disposition").starts_with("attachment;"), "{:?}", saved.headers);
        assert_eq!(house.stranger().get(&format!("/attachments/{other}")).await.status, 404);
        for wrong in ["", "x", "..%2f..%2fetc%2fpasswd", "%00", &"a".repeat(5_000)] {
            assert_eq!(house.stranger().get(&format!("/attachments/{wrong}")).await.status, 404, "{wrong}");
        }
    }
}

#[tokio::test]
async fn a_text_names_its_own_files_only() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        let id = hand_in(&mut editor, "new-road", "一号.png", &picture()).await;
        draft(&house, "other").await;
        for text in [format!("![现场](/attachments/{id})"), "[表](/attachments/gas-form)".to_owned()] {
            let refused = write(&mut editor, "other", "1", &text).await;
            assert!(refused.status == 422 && refused.body.contains("不在这篇稿件的"), "{}", refused.body);
        }
        let preview = [
            ("preview", "1"),
            ("version", "1"),
            ("column", "news"),
            ("body_zh", &format!("![现场](/attachments/{id})")),
        ];
        let shown = editor.post("/editing/new-road/edit", &preview).await.body;
        assert!(shown.contains("alt=\"现场\" width=\"960\" height=\"300\">"), "{shown}");
    }
}

#[tokio::test]
async fn what_is_in_use_stays_and_what_is_gone_is_not_published() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        let id = hand_in(&mut editor, "new-road", "一号.png", &picture()).await;
        let remove = format!("/editing/new-road/files/{id}/remove");
        let text = format!("![现场](/attachments/{id})");
        write(&mut editor, "new-road", "1", &text).await;
        editor.post(&remove, &[("reason", "换一张")]).await;
        let submitted = editor.post("/editing/new-road/step", &[("step", "submit"), ("version", "2")]).await;
        assert_eq!(submitted.location(), "/qinshui/editing/new-road?wrong=files");
        assert!(editor.get("/editing/new-road?wrong=files").await.body.contains("稿件还不能提交"));

        let id = hand_in(&mut editor, "new-road", "二号.png", &picture()).await;
        write(&mut editor, "new-road", "2", &format!("![现场](/attachments/{id})")).await;
        publish(&house, &mut editor, "new-road", 3).await;
        let remove = format!("/editing/new-road/files/{id}/remove");
        let refused = editor.post(&remove, &[("reason", "换一张")]).await;
        assert!(refused.status == 422 && refused.body.contains("公开的文章正在用这个文件"), "{}", refused.body);
        write(&mut editor, "new-road", "0", "今天开工。").await;
        publish(&house, &mut editor, "new-road", 1).await;
        assert_eq!(
            house.stranger().get(&format!("/attachments/{id}")).await.status,
            404,
            "the edition shown has it no more"
        );
        let done = editor.post(&remove, &[("reason", "换一张")]).await;
        assert_eq!(done.location(), "/qinshui/editing/new-road/files?flash=document-taken-back");
        assert_eq!(editor.get(&format!("/attachments/{id}")).await.status, 404);
    }
}

#[tokio::test]
async fn what_was_submitted_keeps_its_files() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        editor.post("/editing/new-road/step", &[("step", "submit"), ("version", "1")]).await;
        let page = editor.get("/editing/new-road/files").await.body;
        assert!(page.contains("稿件已经提交审核") && !page.contains("type=\"file\""), "{page}");
        let late = editor.upload("/editing/new-road/files", &[], &[("file", "一号.png", &picture())]).await;
        assert_eq!(late.status, 403);
        let mut publisher = house.visitor("publisher").await;
        assert_eq!(publisher.get("/editing/new-road/files").await.status, 200, "whoever publishes looks at them");
        let unasked = publisher.upload("/editing/new-road/files", &[], &[("file", "一号.png", &picture())]).await;
        assert_eq!(unasked.status, 403);
        assert_eq!(editor.get("/editing/nothing/files").await.status, 404);
    }
}

#[tokio::test]
async fn disguised_and_broken_files_are_refused_in_words() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        editor.get("/editing/new-road/files").await;
        for (name, content) in [
            ("图.png", &b"<html><script>alert(1)</script>"[..]),
            ("图.svg", b"<svg onload=alert(1)>"),
            ("程序.exe", b"MZ\x90\0"),
            ("空.png", b""),
            ("宏.docx", b"PK\x03\x04"),
        ] {
            let refused = editor.upload("/editing/new-road/files", &[], &[("file", name, content)]).await;
            assert_eq!(refused.status, 422, "{name}: {}", refused.body);
            assert!(refused.body.contains("is-invalid"), "{name}");
        }
        // A head that breaks off says nothing about the size: the picture is taken, the page keeps no room for it.
        let id = hand_in(&mut editor, "new-road", "半.png", b"\x89PNG\r\n\x1a\n\0\0\0\x0dIHDR").await;
        write(&mut editor, "new-road", "1", &format!("![现场](/attachments/{id})")).await;
        assert!(editor.get("/editing/new-road").await.body.contains("alt=\"现场\">"));
    }
}

#[tokio::test]
async fn a_picture_without_words_of_its_own_is_not_submitted() {
    for house in houses(&Paper::default()).await {
        let mut editor = draft(&house, "new-road").await;
        let id = hand_in(&mut editor, "new-road", "一号.png", &picture()).await;
        let saved = write(&mut editor, "new-road", "1", &format!("![图片说明待补](/attachments/{id})")).await;
        assert_eq!(saved.status, 303, "it can be written on");
        let refused = editor.post("/editing/new-road/step", &[("step", "submit"), ("version", "2")]).await;
        assert_eq!(refused.location(), "/qinshui/editing/new-road?wrong=files");
    }
}

#[tokio::test]
async fn the_link_check_knows_files() {
    for house in houses(&Paper::default()).await {
        assert_eq!(house.chore("portal.check-links").await, "", "the demo's files are there");
        let scope = house.system();
        let order = testing::order(&scope, house.clock.now());
        let subject = store::Subject::new("article", "gas-price-notice");
        let taken_back = ("gas-form".to_owned(), "换新表".to_owned());
        attachments::take_back(house.store(), order, subject, taken_back, None).await.unwrap();
        assert_eq!(house.chore("portal.check-links").await, "1 broken links found, 0 mended");
        let page = house.visitor("portal").await.get("/editing/gas-price-notice").await.body;
        assert!(page.contains("<code>/attachments/gas-form</code>"), "{page}");
    }
}

#[tokio::test]
async fn a_form_that_is_saved_leads_on_to_its_files() {
    for house in houses(&Paper::default()).await {
        let mut editor = house.visitor("portal").await;
        let fields = [
            ("version", "0"),
            ("id", "new-road"),
            ("column", "news"),
            ("title_zh", "题"),
            ("body_zh", "文"),
            ("files", "1"),
        ];
        let saved = editor.post("/editing/new", &fields).await;
        assert_eq!(saved.location(), "/qinshui/editing/new-road/files?flash=article-saved");
        let id = hand_in(&mut editor, "new-road", "一号.png", &picture()).await;
        let form = editor.get("/editing/new-road/edit").await.body;
        assert!(form.contains(&format!("value=\"![](/attachments/{id})\"")), "{form}");
        assert!(form.contains("960 × 300"), "{form}");
    }
}

//! Bringing in texts, and the zone's files.

use std::{fs, path::Path};

use pages::{FilesError, ZoneFiles};
use policy::{model::ClauseId, store as tables};
use testing::{House, Visitor};

use super::house::{clause_ids, desks, houses, keep, measure, send, with_measure};

/// A text long enough to be taken for an article.
const TEXT: &str =
    "# 样例\n\n## 土地\n\n要让六成土地用于产业，把闲置的土地用起来。要建好标准厂房，让企业拎包入驻，早日投产。\n";

/// The fields of the form that a page shows, in order.
fn fields_of(page: &str) -> Vec<(String, String)> {
    let unescape =
        |text: &str| text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&amp;", "&");
    let attribute = |tag: &str, name: &str| {
        let (_, rest) = tag.split_once(&format!(" {name}=\""))?;
        Some(unescape(rest.split('"').next().unwrap()))
    };
    let form = page.split("action=\"/qinshui/policy/import/check\"").nth(1).unwrap().split("</form>").next().unwrap();
    let mut fields = Vec::new();
    for part in form.split('<').skip(1) {
        let (tag, text) = part.split_once('>').unwrap();
        let Some(name) = attribute(tag, "name") else { continue };
        if matches!(name.as_str(), "csrf" | "idempotency_key") {
            continue;
        }
        let value =
            if tag.starts_with("textarea") { unescape(text) } else { attribute(tag, "value").unwrap_or_default() };
        fields.push((name, value));
    }
    fields
}

async fn preview(editor: &mut Visitor, document: &str, file: (&str, &[u8])) -> Vec<(String, String)> {
    let page = editor.upload("/policy/import", &[("document", document)], &[("file", file.0, file.1)]).await;
    assert_eq!(page.status, 200, "{}", page.body.split("<main").nth(1).unwrap());
    fields_of(&page.body)
}

fn as_refs(fields: &[(String, String)]) -> Vec<(&str, &str)> {
    fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
}

fn seed() -> Vec<u8> {
    let folder = testing::shared_folder().join("seed");
    let file = fs::read_dir(folder).unwrap().next().unwrap().unwrap().path();
    fs::read(file).unwrap()
}

#[tokio::test]
async fn the_scraped_article_is_previewed_corrected_and_kept() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        let mut fields = preview(&mut editor, "article", ("page.txt", &seed())).await;
        let value = |name: &str| fields.iter().find(|(field, _)| field == name).unwrap().1.clone();
        assert_eq!(value("title"), "提升转型发展能力 蹚出沁水开发区新路");
        assert_eq!(value("published_at"), "2020-08-20 11:26:30");
        assert_eq!((value("source"), value("author")), ("《晋城工作》".to_owned(), "李永斌".to_owned()));
        assert_eq!(fields.iter().filter(|(name, value)| name == "heading" && !value.is_empty()).count(), 3);
        assert!(!fields.iter().any(|(_, value)| value.contains("打印") || value.contains("相关新闻")));
        assert_eq!(editor.get("/policy/article").await.status, 404, "nothing is written by a preview");
        // Two corrections: the title, and a sentence that is split in two.
        fields.iter_mut().find(|(name, _)| name == "title").unwrap().1 = "改过的标题".to_owned();
        let text = fields.iter_mut().find(|(name, _)| name == "text").unwrap();
        text.1 = text.1.replacen('，', "，\n", 1);
        let checked = editor.upload("/policy/import/check", &as_refs(&fields), &[]).await;
        assert!(checked.status == 200 && checked.body.contains("改过的标题"));
        let saved = editor.upload("/policy/import/save", &as_refs(&fields), &[]).await;
        assert_eq!(saved.status, 303, "{}", saved.body);
        let page = editor.get("/policy/article").await.body;
        assert!(
            page.contains("改过的标题") && page.contains("担当使命，奋力跑出沁水开发区的加速度")
                || page.contains("担当使命")
        );
        assert!(clause_ids(&house, "article").await.len() > 40);
    }
}

#[tokio::test]
async fn an_edit_keeps_the_ids_and_the_edition_before() {
    for house in houses().await {
        let mut editor = with_measure(&house).await;
        let before = clause_ids(&house, "sample").await;
        let page = editor.get("/policy/sample/text").await;
        let mut fields = fields_of(&page.body);
        let text = fields.iter_mut().find(|(name, value)| name == "text" && value.contains("盘活")).unwrap();
        text.1 = text.1.replace("要盘活闲置土地。", "要尽快盘活闲置土地。\n要建标准厂房，提供给孵化成功的企业。");
        let checked = editor.upload("/policy/import/check", &as_refs(&fields), &[]).await.body;
        assert!(checked.contains("未变 2 句，修改 1 句，新增 1 句，删去 0 句"), "{checked}");
        assert_eq!(editor.upload("/policy/import/save", &as_refs(&fields), &[]).await.status, 303);
        let after = clause_ids(&house, "sample").await;
        assert_eq!(after.iter().map(ClauseId::as_str).collect::<Vec<_>>(), ["c001", "c002", "c004", "c003"]);
        assert_eq!(before.len(), 3);
        // The measure still speaks for its sentence.
        assert!(editor.get("/policy/sample").await.body.contains("32 % / ≥ 60 %"));
        let difference = editor.get("/policy/sample/editions/2").await.body;
        assert!(difference.contains("<ins>尽</ins>") || difference.contains("<ins>尽快</ins>"), "{difference}");
        assert!(editor.get("/policy/sample/editions/1").await.body.contains("要盘活闲置土地。"));
        // The form that was shown before meets a newer document.
        let late = editor.upload("/policy/import/save", &as_refs(&fields_with(&fields, "version", "1")), &[]).await;
        assert!(matches!(late.status, 303 | 409), "{}", late.status);
        let other = fields_with(&fields, "title", "别的标题");
        assert_eq!(editor.upload("/policy/import/save", &as_refs(&other), &[]).await.status, 409);
        // An upload of the same text is no new edition.
        keep_unchanged(&mut editor).await;
        assert_eq!(clause_ids(&house, "sample").await, after);
    }
}

fn fields_with(fields: &[(String, String)], name: &str, value: &str) -> Vec<(String, String)> {
    let changed = |(field, old): &(String, String)| {
        let new = if field == name { value.to_owned() } else { old.clone() };
        (field.clone(), new)
    };
    fields.iter().map(changed).collect()
}

async fn keep_unchanged(editor: &mut Visitor) {
    let page = editor.get("/policy/sample/text").await;
    let fields = fields_of(&page.body);
    assert_eq!(editor.upload("/policy/import/save", &as_refs(&fields), &[]).await.status, 303);
    let editions = editor.get("/policy/sample/editions").await.body;
    assert!(!editions.contains("editions/3"));
}

#[tokio::test]
async fn somebody_elses_new_document_is_not_replaced_unseen() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        let fields = preview(&mut editor, "fresh", ("a.md", TEXT.as_bytes())).await;
        keep(&house, "fresh", "先到", &[("", "别人先导入了。")]).await;
        assert_eq!(editor.upload("/policy/import/save", &as_refs(&fields), &[]).await.status, 409);
    }
}

#[tokio::test]
async fn hostile_files_are_refused_by_name() {
    for house in houses().await {
        let mut editor = house.visitor("policy").await;
        let furniture = "首页\n登录\n版权所有\n";
        let half_docx = b"PK\x03\x04 and then nothing".as_slice();
        for (content, shown) in [
            (b"".as_slice(), "文件是空的"),
            (b"\x89PNG\r\n\x1a\n\0\0\0\0".as_slice(), "不是文字文件"),
            (half_docx, "DOCX"),
            (furniture.as_bytes(), "没有找到正文"),
        ] {
            let page = editor.upload("/policy/import", &[("document", "bad")], &[("file", "x.txt", content)]).await;
            assert_eq!(page.status, 422, "{shown}");
            assert!(page.body.contains(shown), "{shown}: {}", page.body);
        }
        let article = String::from_utf8(seed()).unwrap();
        let (gb18030, ..) = encoding_rs::GB18030.encode(&article);
        let fields = preview(&mut editor, "gb", ("x.txt", &gb18030)).await;
        assert!(fields.iter().any(|(_, value)| value.contains("煤层气")));
        for document in ["", "UPPER", "import", "a/b"] {
            let page =
                editor.upload("/policy/import", &[("document", document)], &[("file", "a.md", TEXT.as_bytes())]).await;
            assert_eq!(page.status, 422, "{document}");
        }
        let empty = [("document", "bad"), ("title", ""), ("heading", ""), ("text", "")];
        assert_eq!(editor.upload("/policy/import/save", &empty, &[]).await.status, 422);
        let many = "句。\n".repeat(5_001);
        let long = [("document", "bad"), ("title", "题"), ("heading", ""), ("text", many.as_str())];
        assert_eq!(editor.upload("/policy/import/save", &long, &[]).await.status, 422);
        assert_eq!(editor.get("/policy/bad").await.status, 404);
    }
}

fn zone_files() -> std::sync::Arc<dyn ZoneFiles> {
    policy::desk().files.unwrap()
}

async fn export(house: &House, folder: &Path) {
    zone_files().export(&house.app, &house.zone, folder).await.unwrap();
}

async fn load(house: &House, folder: &Path) -> Result<(), FilesError> {
    zone_files().load(&house.app, &house.zone, folder, house.clock.now()).await
}

#[tokio::test]
async fn everything_that_people_did_goes_out_and_comes_back_byte_for_byte() {
    let filled = houses().await;
    let empty = testing::empty_houses(desks).await;
    for (house, other) in filled.iter().zip(&empty) {
        let mut editor = with_measure(house).await;
        let later =
            [measure("land.share", "land.idle / land.all"), vec![("since", "2020-07-01"), ("version", "1")]].concat();
        send(&mut editor, "/policy/measures/land.share", &later).await;
        let mut leader = house.visitor("leader").await;
        let evidence =
            [("grade", "result"), ("on", "2020-08-01"), ("text", "一,\"二\"\n三"), ("link", "https://example.org/a")];
        send(&mut editor, "/policy/sample/clauses/c002/evidence", &evidence).await;
        send(&mut editor, "/policy/sample/clauses/c003/comments", &[("comment", "看过了")]).await;
        let light = [("new_light", "amber"), ("reason", "在办"), ("expires_on", "2020-09-30")];
        send(&mut leader, "/policy/sample/clauses/c003/override", &light).await;
        let owned = [
            ("version", "1"),
            ("kind", "figure"),
            ("owner", "land"),
            ("owner_post", "局长"),
            ("co_owners", "gas"),
            ("due_from", "2021-01-01"),
            ("due", "2025-12-31"),
        ];
        send(&mut editor, "/policy/sample/clauses/c002/classify", &owned).await;
        send(&mut leader, "/policy/sample/clauses/c002/release", &[("version", "2"), ("released", "yes")]).await;
        let sections = [("土地", "要让六成土地用于产业。\n\n要盘活闲置土地。")];
        keep(house, "sample", "样例二", &sections).await;
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        export(house, first.path()).await;
        let out = testing::files_below(first.path());
        for name in [
            "document.toml",
            "clauses.csv",
            "evidence.csv",
            "comments.csv",
            "overrides.csv",
            "editions/1/edition.toml",
            "editions/1/sentences.csv",
        ] {
            assert!(out.contains_key(&format!("policy/documents/sample/{name}")), "{name} of {:?}", out.keys());
        }
        other.load(&testing::demo_folder(), Vec::new()).await;
        load(other, first.path()).await.unwrap();
        export(other, second.path()).await;
        assert_eq!(testing::files_below(second.path()), out);
        // Loaded again, nothing is written.
        let head = store::journal::head(other.store().reader(), &other.zone).await.unwrap();
        load(other, first.path()).await.unwrap();
        assert_eq!(store::journal::head(other.store().reader(), &other.zone).await.unwrap(), head);
    }
}

#[tokio::test]
async fn what_people_changed_survives_a_second_load() {
    for house in houses().await {
        let mut editor = with_measure(&house).await;
        let folder = tempfile::tempdir().unwrap();
        export(&house, folder.path()).await;
        send(
            &mut editor,
            "/policy/sample/clauses/c002/classify",
            &[("version", "1"), ("kind", "aim"), ("owner", "gas")],
        )
        .await;
        load(&house, folder.path()).await.unwrap();
        let clauses =
            tables::clauses(house.store().reader(), &house.system(), &"sample".parse().unwrap()).await.unwrap();
        assert_eq!(clauses[&"c002".parse().unwrap()].owner.as_ref().unwrap().to_string(), "gas");
    }
}

#[tokio::test]
async fn a_wrong_file_is_named_with_its_line_and_nothing_of_it_is_written() {
    let filled = houses().await;
    let empty = testing::empty_houses(desks).await;
    for (house, other) in filled.iter().zip(&empty) {
        with_measure(house).await;
        other.load(&testing::demo_folder(), Vec::new()).await;
        let folder = tempfile::tempdir().unwrap();
        export(house, folder.path()).await;
        let clauses = folder.path().join("policy/documents/sample/clauses.csv");
        let measures = folder.path().join("policy/measures.toml");
        let document = folder.path().join("policy/documents/sample/document.toml");
        for (file, from, to, line, shown) in [
            (&clauses, "c002,", "c001,", 3, "stands in line 2 already"),
            (&clauses, ",duty,", ",wish,", 2, "wish"),
            (&clauses, "land.share", "land.gone", 2, "land.gone"),
            (&clauses, "c003,作风,1,", "c003,作风,0x,", 4, "paragraph"),
            (&clauses, "released,source", "released,origin", 2, "origin"),
            (&clauses, "要盘活闲置土地。", "\"要盘活闲置土地。", 3, ""),
            (&measures, "land.industrial /", "land.industry /", 1, "land.industry"),
            (&measures, "target = 0.6", "target = nan", 1, "target"),
            (&measures, "amber", "umber", 9, "umber"),
            (&document, "edition = 1", "edition = -1", 2, ""),
            (&document, "imported_at = \"2020", "imported_at = \"soon", 0, "imported_at"),
        ] {
            let whole = fs::read_to_string(file).unwrap();
            assert!(whole.contains(from), "{from} in {whole}");
            fs::write(file, whole.replacen(from, to, 1)).unwrap();
            let error = load(other, folder.path()).await.unwrap_err();
            fs::write(file, &whole).unwrap();
            let FilesError::Content { file: named, line: at, problem } = error else { panic!("{error}") };
            assert!(named.starts_with("policy/"), "{named}");
            assert!(line == at && problem.contains(shown), "{to}: line {at}: {problem}");
        }
        fs::write(&clauses, b"\xff\xfe").unwrap();
        assert!(load(other, folder.path()).await.unwrap_err().to_string().contains("UTF-8"));
        fs::remove_file(&clauses).unwrap();
        assert!(load(other, folder.path()).await.unwrap_err().to_string().contains("clauses.csv"));
        assert!(tables::documents(other.store().reader(), &other.system()).await.unwrap().is_empty());
        assert!(facts::measures::list(other.store().reader(), &other.zone).await.unwrap().is_empty());
    }
}

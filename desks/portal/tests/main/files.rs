//! The site's part of a zone's folder.

use std::{fs, path::Path};

use pages::FilesError;
use testing::House;

use super::house::{Paper, desks, houses};

const NAMES: [&str; 2] = ["portal/site.toml", "portal/articles.toml"];
const WRITTEN_BY_PEOPLE: [&str; 5] = [
    "portal/letters.toml",
    "portal/comments.toml",
    "portal/manuscripts.toml",
    "portal/withdrawals.toml",
    "portal/files.toml",
];

async fn load(house: &House, folder: &Path) -> Result<(), FilesError> {
    let files = portal::desk().files.unwrap();
    files.load(&house.app, &house.zone, folder, house.clock.now()).await
}

async fn export(house: &House, folder: &Path) {
    portal::desk().files.unwrap().export(&house.app, &house.zone, folder).await.unwrap();
}

async fn head(house: &House) -> i64 {
    store::journal::head(house.store().reader(), &house.zone).await.unwrap().sequence
}

#[tokio::test]
async fn what_is_loaded_comes_out_byte_for_byte() {
    for house in testing::houses(|| desks(&Paper::default())).await {
        let out = tempfile::tempdir().unwrap();
        export(&house, out.path()).await;
        for name in NAMES.into_iter().chain(WRITTEN_BY_PEOPLE) {
            let written = fs::read_to_string(testing::demo_folder().join(name)).unwrap();
            assert_eq!(fs::read_to_string(out.path().join(name)).unwrap(), written, "{name}");
        }
        for name in ["gas-form.pdf", "gas-steps.png"] {
            let read = |folder: &Path| fs::read(folder.join("portal/files").join(name)).unwrap();
            assert!(read(out.path()) == read(&testing::demo_folder()), "{name}");
        }
    }
}

#[tokio::test]
async fn loading_the_same_folder_twice_changes_nothing() {
    for house in testing::houses(|| desks(&Paper::default())).await {
        let before = head(&house).await;
        load(&house, &testing::demo_folder()).await.unwrap();
        assert_eq!(head(&house).await, before);
        let empty = tempfile::tempdir().unwrap();
        load(&house, empty.path()).await.unwrap();
        assert_eq!(head(&house).await, before);
    }
}

#[tokio::test]
async fn an_article_changed_or_left_out_in_the_file_is_changed_or_taken_out() {
    for house in houses(&Paper::default()).await {
        let folder = tempfile::tempdir().unwrap();
        export(&house, folder.path()).await;
        let path = folder.path().join("portal/articles.toml");
        let text = fs::read_to_string(&path).unwrap().replace("承诺制项目办事指南发布", "新指南");
        let (kept, _) = text.rsplit_once("[[article]]").unwrap();
        fs::write(&path, kept).unwrap();
        load(&house, folder.path()).await.unwrap();
        assert!(house.stranger().get("/articles/commitment-guide").await.body.contains("新指南"));
        assert_eq!(house.stranger().get("/articles/summer-power-notice").await.status, 404);
    }
}

#[tokio::test]
async fn letters_move_with_the_zone() {
    let paper = Paper::default();
    let (mut from, mut to) = (houses(&paper).await, testing::empty_houses(|| desks(&paper)).await);
    for (old, new) in from.drain(..).zip(to.drain(..)) {
        let mut writer = old.stranger();
        writer.get("/write").await;
        let fields = [("name", "王女士"), ("contact", "0356"), ("text", "第一行\n'''第二行\\\"\"\"")];
        assert_eq!(writer.post("/write", &fields).await.status, 303);
        let folder = tempfile::tempdir().unwrap();
        identity::files::export(old.store(), &old.zone, folder.path()).await.unwrap();
        export(&old, folder.path()).await;
        new.load(folder.path(), desks(&paper)).await;
        let all = |house: &House| {
            let (reader, scope) = (house.store().reader().clone(), house.system());
            async move { portal::store::all_letters(&reader, &scope).await.unwrap() }
        };
        assert_eq!(all(&old).await, all(&new).await);
        assert_eq!(all(&new).await.len(), 1);
        let again = tempfile::tempdir().unwrap();
        export(&new, again.path()).await;
        let letters = |folder: &Path| fs::read_to_string(folder.join("portal/letters.toml")).unwrap();
        assert_eq!(letters(again.path()), letters(folder.path()));
    }
}

#[tokio::test]
async fn a_wrong_file_is_named_with_its_line_and_nothing_of_it_is_written() {
    let article = |change: (&str, &str)| {
        fs::read_to_string(testing::demo_folder().join(NAMES[1])).unwrap().replacen(change.0, change.1, 1)
    };
    let site = |change: (&str, &str)| {
        fs::read_to_string(testing::demo_folder().join(NAMES[0])).unwrap().replacen(change.0, change.1, 1)
    };
    let file = |change: (&str, &str)| {
        fs::read_to_string(testing::demo_folder().join("portal/files.toml")).unwrap().replacen(change.0, change.1, 1)
    };
    let (site_file, articles_file) = (NAMES[0], NAMES[1]);
    let cases = [
        (articles_file, article(("column = \"notices\"", "column = \"nowhere\"")), "column"),
        (articles_file, article(("2020-08-17T10:00:00+08:00", "2020-02-31T10:00:00+08:00")), "published_at"),
        (articles_file, article(("id = \"enterprise-open-day\"", "id = \"commitment-guide\"")), "stands twice"),
        (articles_file, article(("id = \"enterprise-open-day\"", "id = \"../x\"")), "id"),
        (articles_file, article(("id = \"enterprise-open-day\"", "title = \"?\"\nid = \"a\"")), "title"),
        (articles_file, "[[article]]\nid = \"unfinished".to_owned(), "string"),
        (site_file, site(("name_en = \"Qinshui", "name = \"Qinshui")), "name"),
        (site_file, site(("https://beian", "javascript://beian")), "https"),
        (site_file, site(("2020-08-20", "2020-02-31")), "lights_on"),
        (site_file, site(("id = \"news\"", "id = \"policy\"")), "stands twice"),
        (site_file, site(("https://www.gov.cn/", "javascript:alert(1)")), "link.address"),
        (site_file, String::new(), "name_zh"),
        ("portal/files.toml", file(("id = \"gas-form\"", "id = \"../x\"")), "id"),
        ("portal/files.toml", file(("id = \"gas-form\"", "id = \"gas-steps\"")), "stands twice"),
        ("portal/files.toml", file(("by = \"portal\"", "by = \"portal\"\nversion = 0")), "version"),
    ];
    for house in houses(&Paper::default()).await {
        let before = head(&house).await;
        for (name, text, expected) in &cases {
            let folder = tempfile::tempdir().unwrap();
            export(&house, folder.path()).await;
            fs::write(folder.path().join(name), text).unwrap();
            let error = load(&house, folder.path()).await.unwrap_err();
            let said = error.to_string();
            assert!(said.starts_with(&format!("{name}:")) && said.contains(expected), "{said}");
            assert!(matches!(error, FilesError::Content { .. }));
        }
        let folder = tempfile::tempdir().unwrap();
        export(&house, folder.path()).await;
        // 沁水 in GB18030.
        fs::write(folder.path().join(site_file), [0xc7_u8, 0xdf, 0xcb, 0xae]).unwrap();
        let said = load(&house, folder.path()).await.unwrap_err().to_string();
        assert!(said.contains(site_file) && said.contains("UTF-8"), "{said}");
        assert_eq!(head(&house).await, before);
    }
}

/// An article of the file, changed in the house by people.
async fn correct(house: &House, title: &str) {
    let (mut editor, mut publisher) = (house.visitor("portal").await, house.visitor("publisher").await);
    let fields =
        [("version", "0"), ("edition", "1"), ("column", "notices"), ("title_zh", title), ("body_zh", "更正后的文字。")];
    assert_eq!(editor.post("/editing/gas-price-notice/edit", &fields).await.status, 303);
    editor.post("/editing/gas-price-notice/step", &[("step", "submit"), ("version", "1")]).await;
    let decision = [("step", "publish"), ("version", "2")];
    assert_eq!(publisher.post("/editing/gas-price-notice/decision", &decision).await.status, 303);
}

#[tokio::test]
async fn what_people_published_moves_with_its_editions() {
    let paper = Paper::default();
    let (mut from, mut to) = (houses(&paper).await, testing::empty_houses(|| desks(&paper)).await);
    for (old, new) in from.drain(..).zip(to.drain(..)) {
        correct(&old, "报装须知（更正）").await;
        let mut publisher = old.visitor("publisher").await;
        publisher.post("/editing/incubator-call/withdraw", &[("reason", "另行通知 <b>\"\"\"")]).await;
        let folder = tempfile::tempdir().unwrap();
        identity::files::export(old.store(), &old.zone, folder.path()).await.unwrap();
        export(&old, folder.path()).await;
        new.load(folder.path(), desks(&paper)).await;
        let again = tempfile::tempdir().unwrap();
        export(&new, again.path()).await;
        for name in ["site", "articles", "editions", "withdrawals"] {
            let read = |folder: &Path| fs::read_to_string(folder.join(format!("portal/{name}.toml"))).unwrap();
            assert_eq!(read(again.path()), read(folder.path()), "{name}");
        }
        assert!(new.stranger().get("/articles/incubator-call").await.body.contains("另行通知 &lt;b&gt;"));
        let editions = new.visitor("portal").await.get("/editing/gas-price-notice/editions").await;
        assert!(editions.body.contains("第 1 版") && editions.body.contains("第 2 版"), "{}", editions.body);
    }
}

#[tokio::test]
async fn an_old_folder_does_not_undo_what_people_published() {
    for house in houses(&Paper::default()).await {
        let old = tempfile::tempdir().unwrap();
        export(&house, old.path()).await;
        correct(&house, "报装须知（更正）").await;
        load(&house, old.path()).await.unwrap();
        assert!(house.stranger().get("/articles/gas-price-notice").await.body.contains("报装须知（更正）"));
        fs::write(old.path().join("portal/articles.toml"), "").unwrap();
        load(&house, old.path()).await.unwrap();
        assert!(house.stranger().get("/articles/gas-price-notice").await.body.contains("报装须知（更正）"));
        assert_eq!(house.stranger().get("/articles/commitment-guide").await.status, 404, "this one is the file's");
    }
}

#[tokio::test]
async fn the_content_of_a_file_is_looked_at_before_it_is_taken() {
    for house in houses(&Paper::default()).await {
        let folder = tempfile::tempdir().unwrap();
        export(&house, folder.path()).await;
        let told = fs::read_to_string(folder.path().join("portal/files.toml")).unwrap();
        let new = "\n[[file]]\nid = \"new\"\narticle = \"gas-price-notice\"\nname = \"图.png\"\nby = \"portal\"\nat = \"2020-08-05T00:20:00Z\"\n";
        fs::write(folder.path().join("portal/files.toml"), format!("{told}{new}")).unwrap();
        let before = head(&house).await;
        assert!(matches!(load(&house, folder.path()).await.unwrap_err(), FilesError::Access { .. }), "it is not there");
        fs::write(folder.path().join("portal/files/new.png"), "<html><script>alert(1)</script>").unwrap();
        let said = load(&house, folder.path()).await.unwrap_err().to_string();
        assert!(said.contains("portal/files/new.png") && said.contains("text/html"), "{said}");
        assert_eq!(head(&house).await, before);
        fs::copy(folder.path().join("portal/files/gas-steps.png"), folder.path().join("portal/files/new.png")).unwrap();
        load(&house, folder.path()).await.unwrap();
        assert_eq!(house.visitor("portal").await.get("/attachments/new").await.status, 200);
        assert_eq!(house.stranger().get("/attachments/new").await.status, 404, "no article names it");
    }
}

//! Files of projects and of reports: uploaded, previewed, confirmed.

use testing::{Answer, Visitor};

use super::pages::{hidden, houses, ids};

const HEADER: &str = "编号,项目名称,投资方,总投资（万元）\r\n";

async fn send(visitor: &mut Visitor, kind: &str, name: &str, bytes: &[u8]) -> Answer {
    assert_eq!(visitor.get("/projects/import").await.status, 200);
    visitor.upload("/projects/import", &[("kind", kind)], &[("file", name, bytes)]).await
}

/// Uploads a file that can be read; the path of its preview.
async fn upload(visitor: &mut Visitor, kind: &str, text: &str) -> String {
    let answer = send(visitor, kind, "文件.csv", text.as_bytes()).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    answer.location().trim_start_matches("/qinshui").to_owned()
}

async fn confirm(visitor: &mut Visitor, path: &str) -> Answer {
    let preview = visitor.get(path).await;
    let fingerprint = hidden(&preview, "fingerprint");
    let answer = visitor.post(&format!("{path}/confirm"), &[("fingerprint", &fingerprint)]).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    visitor.get(path).await
}

#[tokio::test]
async fn a_file_is_previewed_row_by_row_confirmed_and_listed() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let file = format!(
            "{HEADER},新项目甲,某某公司,12000\r\nqs-020,,,99\r\n,新项目甲,某某公司,12000\r\n,坏项目,某某公司,-5\r\nnone,丙,丁,1\r\n"
        );
        let file = file.replace("qs-020,,,99", "qs-020,装配式建筑构件,沁水青石建材有限公司（演示）,99999");
        let path = upload(&mut editor, "projects", &file).await;
        let preview = editor.get(&path).await;
        for part in ["有错误 2", "重复 1", "有变化 1", "新增 1", "无变化 0", "总投资", "确认写入 2 行"]
        {
            assert!(preview.body.contains(part), "{part} is missing in {}", preview.body);
        }
        let changed = editor.get(&format!("{path}?rows=changed")).await;
        assert!(changed.body.contains("<ins>999990000</ins>"), "{}", changed.body);
        let twice = editor.get(&format!("{path}?rows=duplicate")).await;
        assert!(twice.body.contains("与第 2 行相同"), "{}", twice.body);
        assert_eq!(ids(&editor.get("/projects").await).len(), 41, "nothing is written before it is confirmed");
        // It can be left and come back to, by whoever sent it and nobody else.
        assert!(editor.get("/projects/import").await.body.contains(&format!("/qinshui{path}")));
        assert_eq!(house.visitor("investment").await.get(&path).await.status, 404);

        let done = confirm(&mut editor, &path).await;
        assert!(done.body.contains("已写入 2 行"), "{}", done.body);
        let list = editor.get("/projects?q=%E6%96%B0%E9%A1%B9%E7%9B%AE%E7%94%B2").await;
        assert_eq!(ids(&list).len(), 1, "{}", list.body);
        assert!(list.body.contains("1.2 亿元"), "{}", list.body);
        assert_eq!(ids(&editor.get("/projects").await).len(), 42);
        // Confirmed once more, nothing happens.
        let again = editor.post(&format!("{path}/confirm"), &[("fingerprint", "x")]).await;
        assert_eq!(again.status, 303);
        assert_eq!(ids(&editor.get("/projects").await).len(), 42);
    }
}

#[tokio::test]
async fn reports_come_in_the_same_way() {
    for house in houses().await {
        let mut clerk = house.visitor("statistics").await;
        let file = "编号,月份,当月完成投资（万元）,就业人数\r\nqs-020,2020-07,321,7\r\nqs-020,2020-09,1,1\r\nnone,2020-07,1,1\r\n";
        let path = upload(&mut clerk, "reports", file).await;
        let preview = clerk.get(&path).await;
        assert!(preview.body.contains("有错误 2"), "{}", preview.body);
        let done = confirm(&mut clerk, &path).await;
        assert!(done.body.contains("已写入 1 行"), "{}", done.body);
        assert!(clerk.get("/projects/qs-020").await.body.contains("321 万元"));
        // Whoever reports does not import projects.
        let refused = send(&mut clerk, "projects", "a.csv", HEADER.as_bytes()).await;
        assert_eq!(refused.status, 403);
    }
}

#[tokio::test]
async fn reports_out_of_the_common_are_asked_about_before_they_are_written() {
    for house in houses().await {
        let mut clerk = house.visitor("statistics").await;
        let file = "编号,月份,当月完成投资（万元）\r\nqs-020,2020-06,1\r\nqs-010,2020-07,9900000\r\n";
        let path = upload(&mut clerk, "reports", file).await;
        let preview = clerk.get(&path).await;
        assert!(preview.body.contains("需核对 1") && preview.body.contains("超过总投资"), "{}", preview.body);
        let fingerprint = hidden(&preview, "fingerprint");
        let asked = clerk.post(&format!("{path}/confirm"), &[("fingerprint", &fingerprint)]).await;
        assert_eq!(asked.status, 422);
        assert!(asked.body.contains("name=\"sure\"") && asked.body.contains("还有不寻常的数字"), "{}", asked.body);
        assert!(!clerk.get("/projects/qs-010").await.body.contains("99 亿元"), "nothing is written before");
        let sure = [("fingerprint", fingerprint.as_str()), ("sure", "yes")];
        assert_eq!(clerk.post(&format!("{path}/confirm"), &sure).await.status, 303);
        assert!(clerk.get(&path).await.body.contains("已写入 2 行"));
    }
}

#[tokio::test]
async fn what_changed_after_the_preview_is_shown_again_before_it_is_overwritten() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = upload(&mut editor, "projects", "编号,用地需求（亩）\r\nqs-020,66\r\n").await;
        let fingerprint = hidden(&editor.get(&path).await, "fingerprint");
        let mut other = house.visitor("investment").await;
        let version = hidden(&other.get("/projects/qs-020/edit").await, "version");
        let edit = [("version", version.as_str()), ("land_mu", "55")];
        assert_eq!(other.post("/projects/qs-020/edit", &edit).await.status, 303);
        let refused = editor.post(&format!("{path}/confirm"), &[("fingerprint", &fingerprint)]).await;
        assert_eq!(refused.status, 409);
        assert!(refused.body.contains("<del>55</del>"), "{}", refused.body);
        assert!(editor.get("/projects/qs-020").await.body.contains("55 亩"), "nothing was overwritten");
        let done = confirm(&mut editor, &path).await;
        assert!(done.body.contains("已写入 1 行"), "{}", done.body);
        assert!(editor.get("/projects/qs-020").await.body.contains("66 亩"));
    }
}

#[tokio::test]
async fn a_file_can_be_discarded_and_goes_after_a_day() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let path = upload(&mut editor, "projects", &format!("{HEADER},甲,乙,1\r\n")).await;
        assert_eq!(editor.get(&path).await.status, 200);
        assert_eq!(editor.post(&format!("{path}/cancel"), &[]).await.status, 303);
        assert_eq!(editor.get(&path).await.status, 404);
        let path = upload(&mut editor, "projects", &format!("{HEADER},甲,乙,1\r\n")).await;
        house.clock.set("2020-08-20T12:00:00+08:00".parse().unwrap());
        assert_eq!(editor.get(&path).await.status, 200);
        house.clock.set("2020-08-21T11:26:31+08:00".parse().unwrap());
        let mut editor = house.visitor("projects").await;
        assert_eq!(editor.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn files_that_cannot_be_read_say_why() {
    let zeros = vec![0_u8; 3 << 20];
    let long = format!("{HEADER},{},b,1\r\n", "x".repeat(40_000));
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let (gb, _, _) = encoding_rs::GB18030.encode("项目名称,投资方\r\n煤层气,某某公司\r\n");
        let read = send(&mut editor, "projects", "gb.csv", &gb).await;
        assert_eq!(read.status, 303, "{}", read.body);
        let utf16: Vec<u8> = "\u{feff}项目名称,投资方".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (what, bytes) in [
            ("empty", b"".as_slice()),
            ("no known column", b"a,b\r\n1,2\r\n"),
            ("broken quotes", "项目名称,投资方\r\n\"甲,乙\r\n丙\"丁,戊\r\n".as_bytes()),
            ("a column twice", "项目名称,项目名称\r\n甲,乙\r\n".as_bytes()),
            ("UTF-16", &utf16),
            ("old Excel", &[0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1]),
            ("a damaged XLSX", b"PK\x03\x04 not a spreadsheet"),
            ("zeros", &zeros),
            ("a long cell", long.as_bytes()),
        ] {
            let refused = send(&mut editor, "projects", "a.csv", bytes).await;
            assert_eq!(refused.status, 422, "{what}: {}", refused.body);
            assert!(refused.body.contains("href=\"#field-file\""), "{what}: {}", refused.body);
            assert!(!refused.body.contains(">table-"), "{what}: a text is missing");
        }
        let none = editor.upload("/projects/import", &[("kind", "projects")], &[]).await;
        assert_eq!(none.status, 422);
        let kind = editor.upload("/projects/import", &[("kind", "moon")], &[("file", "a.csv", b"a")]).await;
        assert_eq!(kind.status, 422);
    }
}

#[tokio::test]
async fn markup_and_formulas_in_a_file_are_only_text() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let file = format!("{HEADER},<script>alert(1)</script>,=cmd|'/c calc'!A0,1\r\n,\u{202e}甲,乙,1\r\n");
        let answer = send(&mut editor, "projects", "<img src=x>.csv", file.as_bytes()).await;
        assert_eq!(answer.status, 303, "{}", answer.body);
        let path = answer.location().trim_start_matches("/qinshui").to_owned();
        for page in [format!("{path}?rows=new"), format!("{path}?rows=wrong"), "/projects/import".to_owned()] {
            let page = editor.get(&page).await;
            assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{}", page.body);
        }
        let done = confirm(&mut editor, &path).await;
        assert!(done.body.contains("已写入 1 行"), "{}", done.body);
        let csv = editor.get("/projects/export.csv?q=script&cols=investor_name").await;
        assert!(csv.body.contains("'=cmd|"), "{}", csv.body);
    }
}

#[tokio::test]
async fn a_file_of_fifty_megabytes_is_answered() {
    let mut huge = b"a,".repeat(25 << 20);
    huge.truncate(50 << 20);
    let beyond = b"a".repeat(65 << 20);
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let refused = send(&mut editor, "projects", "huge.csv", &huge).await;
        assert_eq!(refused.status, 422);
        let refused = send(&mut editor, "projects", "beyond.csv", &beyond).await;
        assert!(refused.status == 413 || refused.status == 422, "{}", refused.status);
    }
}

//! A table of parcels: shown row by row before anything is written, then taken over in one change. And outlines in tables.

use testing::{Answer, Visitor};

use super::register::houses;

async fn send(visitor: &mut Visitor, path: &str, (name, bytes): (&str, &[u8])) -> Answer {
    visitor.upload(path, &[("on", "2020-08-19"), ("source", ""), ("epsg", "4490")], &[("file", name, bytes)]).await
}

/// A file is taken; the address of its preview, below the zone, and the preview.
async fn taken(visitor: &mut Visitor, path: &str, file: (&str, &[u8])) -> (String, String) {
    let answer = send(visitor, path, file).await;
    assert_eq!(answer.status, 303, "{}", answer.body);
    let path = answer.location().strip_prefix("/qinshui").unwrap().to_owned();
    let page = visitor.get(&path).await;
    assert_eq!(page.status, 200, "{}", page.body);
    (path, page.body)
}

fn fingerprint(page: &str) -> String {
    let (_, after) = page.split_once("name=\"fingerprint\" value=\"").unwrap();
    after.split('"').next().unwrap().to_owned()
}

#[tokio::test]
async fn what_was_exported_comes_back_unchanged() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let register = editor.get("/land/export.xlsx").await.bytes;
        for language in ["zh", "en"] {
            let mut reader = editor.clone().in_language(language);
            let exported = reader.get("/land/export.xlsx").await.bytes;
            let (_, page) = taken(&mut editor, "/land/import", ("地块.xlsx", &exported)).await;
            assert!(page.contains("没有可以写入的地块") && !page.contains("不能写入的行</h2>"), "{page}");
            for path in ["/land/outlines.csv", "/land/outlines.xlsx"] {
                let exported = reader.get(path).await.bytes;
                let sent = send(&mut editor, "/land/outlines/import", ("界址.csv", &exported)).await;
                if path.ends_with("xlsx") {
                    assert_eq!(sent.status, 422, "a workbook of the map has no outlines: {}", sent.body);
                    assert!(sent.body.contains("界址（WKT）"), "{}", sent.body);
                    continue;
                }
                let path = sent.location().strip_prefix("/qinshui").unwrap().to_owned();
                let page = editor.get(&path).await.body;
                assert!(page.contains("没有可以登记的界址") && !page.contains("不能登记的图形</h2>"), "{page}");
            }
        }
        assert!(!register.is_empty());
    }
}

#[tokio::test]
async fn rows_are_new_changed_or_wrong_and_say_so_before_anything_is_written() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let table = "编号,名称,用地类别,园区,面积（亩）,状态,起始日期,原因,说明,联系人\n\
                     ZB-98,=1+1,0601,equipment,120.5,规划,2020-08-01,,<b>新</b>,张三\n\
                     ZB-03,改了名的地块,,,,,,,,\n\
                     XC-04,,,,-7,,,,,\n\
                     XC-05,,9999,,,,,,,\n\
                     XC-05,,,,,,,,,\n\
                     XC-08,,,,,sold,2020-08-01,,,\n\
                     a b,甲,0601,,1,planned,2020-08-01,,,\n\
                     ZB-97,乙,0601,moon,1,planned,2020-08-01,,,\n\
                     ZB-96,丙,0601,,1,planned,2999-01-01,,,\n";
        let bytes = encoding_rs::GB18030.encode(table).0;
        let (path, page) = taken(&mut editor, "/land/import", ("地块.csv", &bytes)).await;
        for said in ["=1+1", "120.5", "名称：请填写此项", "第 5 行已是同一地块", "编号为 1 至 40 个字母", "2020-08-20"]
        {
            assert!(page.contains(said), "{said}: {page}");
        }
        assert!(!page.contains("<b>新"), "{page}");
        let missing = editor.get("/land/parcels/ZB-98").await;
        assert_eq!(missing.status, 404, "nothing is written yet");
        assert_eq!(editor.post(&path, &[("fingerprint", "guess")]).await.status, 409);
        assert_eq!(editor.post(&path, &[("fingerprint", &fingerprint(&page))]).await.status, 303);
        let new = editor.get("/api/land/parcels/ZB-98").await.json();
        assert_eq!((&new["parcel"]["name"], &new["parcel"]["area_mu"]), (&"=1+1".into(), &"120.5".into()));
        assert_eq!((&new["steps"][0]["status"], &new["version"]), (&"planned".into(), &1.into()));
        let kept = editor.get("/api/land/parcels/ZB-03").await.json();
        assert_eq!(kept["version"], 1, "an empty cell is no name and no area");
        assert_eq!(editor.get(&path).await.status, 404, "the file is gone");
        for (table, said) in [
            ("code,area_mu\nXC-04,-7\n", "面积（亩）："),
            ("code,area_mu\nXC-04,1e12\n", "面积（亩）："),
            ("code,park\nXC-04,moon\n", "园区：“moon”不在清单中"),
            ("code,status,since\nXC-08,sold,2020-08-01\n", "状态：“sold”不在清单中"),
            ("code,status,since\nXC-08,planned,1999-01-01\n", "起始日期："),
            ("code,name\nXC-08,\"a\nb\"\n", "名称："),
        ] {
            let (_, page) = taken(&mut editor, "/land/import", ("地块.csv", table.as_bytes())).await;
            assert!(page.contains(said) && page.contains("没有可以写入的地块"), "{said}: {page}");
        }
        assert_eq!(house.visitor("leader").await.get("/land/import").await.status, 403);
    }
}

#[tokio::test]
async fn a_column_that_is_missing_keeps_what_is_known() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        let before = editor.get("/api/land/parcels/ZB-03").await.json();
        let table = "Code,name,status,since\nZB-03,改名,已供地,2020-08-20\n";
        let (path, page) = taken(&mut editor, "/land/import", ("地块.csv", table.as_bytes())).await;
        assert!(page.contains("<ins>改名</ins>") && page.contains("<ins>已供地 2020-08-20</ins>"), "{page}");
        assert_eq!(editor.post(&path, &[("fingerprint", &fingerprint(&page))]).await.status, 303);
        let after = editor.get("/api/land/parcels/ZB-03").await.json();
        assert_eq!((&after["parcel"]["name"], &after["version"]), (&"改名".into(), &2.into()));
        assert_eq!(after["parcel"]["area_mu"], before["parcel"]["area_mu"]);
        assert_eq!(after["steps"].as_array().unwrap().last().unwrap()["status"], "granted");
        // Its use is weighed where it is changed, not in a file.
        let other = "code,land_use\nZB-03,0701\n";
        let (_, page) = taken(&mut editor, "/land/import", ("地块.csv", other.as_bytes())).await;
        assert!(page.contains("须在其页面上变更"), "{page}");
        // Whoever was faster is not overwritten unseen.
        let late = "code,name\nZB-03,又改名\n";
        let (path, page) = taken(&mut editor, "/land/import", ("地块.csv", late.as_bytes())).await;
        let step = [("version", "2"), ("status", "built"), ("on", "2020-08-20"), ("reason", "")];
        assert_eq!(editor.post("/land/parcels/ZB-03/status", &step).await.status, 303);
        let seen = [("fingerprint", &fingerprint(&page)[..])];
        assert_eq!(editor.post(&path, &seen).await.status, 409, "what would be written has changed");
        assert_eq!(editor.post(&format!("{path}/drop"), &[]).await.status, 303);
        assert_eq!(editor.get(&path).await.status, 404);
    }
}

#[tokio::test]
async fn tables_that_cannot_be_used_say_why() {
    for house in houses().await {
        let mut editor = house.visitor("land").await;
        for (bytes, said) in [
            ("名称,面积\n甲,1\n".as_bytes(), "没有名为“编号”的列"),
            (b"", "文件是空的"),
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "2007"),
            (b"PK\x03\x04 and then nothing", "无法读取该表格"),
            ("编号,code\nA,B\n".as_bytes(), "出现了两次"),
            ("编号\n\"A\n".as_bytes(), "引号不成对"),
            (&[0xff, 0xfe, 0x41, 0x00], "UTF-16LE"),
        ] {
            let answer = send(&mut editor, "/land/import", ("x.csv", bytes)).await;
            assert_eq!(answer.status, 422, "{said}: {}", answer.body);
            assert!(answer.body.contains(said), "{said}: {}", answer.body);
        }
        assert_eq!(send(&mut editor, "/land/import", ("x.csv", "code\n".as_bytes())).await.status, 303, "no rows");
        let wkt = "code,wkt\nXC-03,\"POLYGON((112.2106 35.6741,112.2108 35.6741,112.2108 35.6743,112.2106 35.6741))\"\n\
                   XC-04,nonsense\nXC-05,\"POINT(1 2)\"\nXC-06,\"POLYGON((1 2\"\nXC-07,\n";
        let (_, page) = taken(&mut editor, "/land/outlines/import", ("界址.csv", wkt.as_bytes())).await;
        for said in ["登记 1 个界址", "NONSENSE", "POINT", "WKT"] {
            assert!(page.contains(said), "{said}: {page}");
        }
    }
}

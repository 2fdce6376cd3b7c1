//! The desk's part of a zone's folder.

use std::{fs, path::Path};

use pages::FilesError;
use projects::files::zone::FILE_NAMES;
use testing::{House, demo_folder};

use super::pages::houses;

async fn export(house: &House, folder: &Path) {
    projects::desk().files.unwrap().export(&house.app, &house.zone, folder).await.unwrap();
}

async fn load(house: &House, folder: &Path) -> Result<(), FilesError> {
    projects::desk().files.unwrap().load(&house.app, &house.zone, folder, house.clock.now()).await
}

async fn head(house: &House) -> i64 {
    ::store::journal::head(house.store().reader(), &house.zone).await.unwrap().sequence
}

/// A copy of the demo's folder, with one text put in the place of another in one of its files.
fn changed(file: &str, from: &str, to: &str) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    fs::create_dir(copy.path().join("projects")).unwrap();
    for name in FILE_NAMES {
        let text = fs::read_to_string(demo_folder().join("projects").join(name)).unwrap();
        let text = if name == file {
            assert!(text.contains(from), "{from}");
            text.replacen(from, to, 1)
        } else {
            text
        };
        fs::write(copy.path().join("projects").join(name), text).unwrap();
    }
    copy
}

#[tokio::test]
async fn what_was_loaded_is_exported_byte_for_byte() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        export(&house, folder.path()).await;
        for name in FILE_NAMES {
            let [was, is] = [&demo_folder(), folder.path()]
                .map(|folder: &Path| fs::read_to_string(folder.join("projects").join(name)).unwrap());
            assert!(was == is, "{name} differs on {:?}", house.database.backend());
        }
        let before = head(&house).await;
        load(&house, &demo_folder()).await.unwrap();
        assert_eq!(head(&house).await, before, "loading it again changes nothing");
    }
}

#[tokio::test]
async fn a_second_load_adds_what_is_missing_and_keeps_what_people_did() {
    for house in houses().await {
        let mut editor = house.visitor("projects").await;
        let page = editor.get("/projects/qs-020/edit").await;
        let version = super::pages::hidden(&page, "version");
        let fields = [
            ("version", version.as_str()),
            ("name", "改过的名字"),
            ("investor_name", "改过的公司"),
            ("credit_code", ""),
        ];
        assert_eq!(editor.post("/projects/qs-020/edit", &fields).await.status, 303);
        let file = fs::read_to_string(demo_folder().join("projects/projects.csv")).unwrap();
        let row = file.lines().find(|line| line.starts_with("qs-041,")).unwrap().to_owned();
        let more = changed("projects.csv", &row, &format!("{row}\n{}", row.replacen("qs-041", "qs-042", 1)));
        load(&house, more.path()).await.unwrap();
        let list = super::pages::ids(&editor.get("/projects?sort=name").await);
        assert_eq!(list.len(), 42);
        assert!(editor.get("/projects/qs-020").await.body.contains("改过的名字"));
    }
}

#[tokio::test]
async fn stages_of_another_meaning_give_other_figures() {
    for house in houses().await {
        let day = jiff::civil::date(2020, 8, 20);
        let started = async || {
            let readings = house.app.facts().readings(house.store().reader(), &house.zone, day).await.unwrap();
            readings["projects.count.started"].clone().unwrap().as_number().unwrap()
        };
        let before = started().await;
        let landed_counts =
            changed("stages.toml", "order = 50\ngroup = \"signed\"", "order = 50\ngroup = \"construction\"");
        load(&house, landed_counts.path()).await.unwrap();
        assert!(started().await > before);
        load(&house, &demo_folder()).await.unwrap();
        assert_eq!(started().await, before);
        let folder = tempfile::tempdir().unwrap();
        export(&house, folder.path()).await;
        let stages = fs::read_to_string(folder.path().join("projects/stages.toml")).unwrap();
        assert_eq!(stages, fs::read_to_string(demo_folder().join("projects/stages.toml")).unwrap());
    }
}

#[tokio::test]
async fn what_is_wrong_is_named_by_file_and_line_and_nothing_is_loaded() {
    for house in houses().await {
        let before = head(&house).await;
        for (file, from, to, line) in [
            ("projects.csv", "qs-002,", "qs-001,", 3),
            ("projects.csv", "420000000", "-420000000", 2),
            ("transitions.csv", "qs-001,signed,2015-12-18", "qs-001,signed,2015-02-31", 3),
            ("transitions.csv", "qs-001,signed", "qs-001,takeoff", 3),
            ("transitions.csv", "qs-001,signed", "qs-900,signed", 3),
            ("reports.csv", "qs-001,2018-01,0", "qs-001,2018-13,0", 2),
            ("plans.csv", "qs-001,2016", "qs-001,1066", 2),
            ("statuses.csv", "delayed", "asleep", 2),
            ("stages.toml", "order = 20", "order = \"twenty\"", 14),
            ("vocabulary.toml", "[[park]]", "[park]", 13),
        ] {
            let folder = changed(file, from, to);
            let error = load(&house, folder.path()).await.unwrap_err();
            let FilesError::Content { file: named, line: found, problem } = &error else { panic!("{error}") };
            assert_eq!((named.as_str(), *found), (format!("projects/{file}").as_str(), line), "{problem}");
        }
        assert_eq!(head(&house).await, before);
        load(&house, tempfile::tempdir().unwrap().path()).await.unwrap();
        assert_eq!(head(&house).await, before, "a folder without the desk's files says nothing");
    }
}

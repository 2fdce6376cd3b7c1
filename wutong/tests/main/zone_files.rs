//! A zone's folder and the database say the same.

use std::{fs, path::Path};

use testing::files_below as files;

use super::command_line::{Wutong, demo_zone};

#[test]
fn loading_and_exporting_loses_nothing() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let out = wutong.folder().join("out");
    wutong.succeed(&["zone", "export", &out.display().to_string()]);
    let (original, exported) = (files(Path::new(&demo_zone())), files(&out));
    assert_eq!(original.keys().collect::<Vec<_>>(), exported.keys().collect::<Vec<_>>());
    for (name, text) in &original {
        assert_eq!(exported.get(name), Some(text), "{name} changed on the way");
    }
}

#[test]
fn loading_twice_changes_nothing() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let once = wutong.succeed(&["audit", "verify"]);
    wutong.succeed(&["zone", "load", &demo_zone()]);
    assert_eq!(wutong.succeed(&["audit", "verify"]), once);
}

#[test]
fn an_export_into_a_folder_with_files_is_refused() {
    let wutong = Wutong::new();
    wutong.succeed(&["zone", "load", &demo_zone()]);
    let said = wutong.refuse(1, &["zone", "export", &demo_zone()]);
    assert!(said.contains("not empty"), "{said}");
}

#[test]
fn a_folder_with_an_error_names_file_and_line_and_writes_nothing_of_it() {
    let wutong = Wutong::new();
    let folder = wutong.folder().join("zone");
    copy(Path::new(&demo_zone()), &folder);
    let projects = folder.join("projects/projects.csv");
    let text = fs::read_to_string(&projects).unwrap();
    let broken = text.lines().take(2).collect::<Vec<_>>().join("\n") + "\n\"unfinished";
    fs::write(&projects, broken).unwrap();
    let said = wutong.refuse(1, &["zone", "load", &folder.display().to_string()]);
    assert!(said.contains("projects.csv"), "{said}");
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

#[test]
fn a_document_that_is_not_there_or_not_what_its_name_says_stops_the_folder() {
    let wutong = Wutong::new();
    let folder = wutong.folder().join("zone");
    copy(Path::new(&demo_zone()), &folder);
    let content = folder.join("projects/documents/qs-008-evidence.pdf");
    fs::write(&content, "MZ is no ledger").unwrap();
    let lying = wutong.refuse(1, &["zone", "load", &folder.display().to_string()]);
    assert!(lying.contains("projects/documents/qs-008-evidence.pdf"), "{lying}");
    fs::remove_file(&content).unwrap();
    let missing = wutong.refuse(1, &["zone", "load", &folder.display().to_string()]);
    assert!(missing.contains("projects/documents/qs-008-evidence.pdf"), "{missing}");
    let list = folder.join("projects/documents.csv");
    let text = fs::read_to_string(&list).unwrap().replace("qs-008-evidence,", "../../secret,");
    fs::write(&list, text).unwrap();
    let outside = wutong.refuse(1, &["zone", "load", &folder.display().to_string()]);
    assert!(outside.contains("documents.csv:9: id"), "{outside}");
}

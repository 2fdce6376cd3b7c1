//! A zone's people as files: nothing is lost on the way, and nothing wrong gets in.

use std::path::Path;

use identity::{account, files, files::FilesError, organisation, zone};

use super::fixture::{ADDRESS, House, PASSWORD, at, attempt, demo_folder, empty_houses, houses, order};

const FILES: [&str; 3] = ["zone.toml", "organisations.csv", "accounts.csv"];

fn copy_of_the_demo() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in FILES {
        std::fs::copy(demo_folder().join(file), folder.path().join(file)).unwrap();
    }
    folder
}

fn assert_same(one: &Path, other: &Path) {
    for file in FILES {
        let read = |folder: &Path| String::from_utf8(std::fs::read(folder.join(file)).unwrap()).unwrap();
        assert_eq!(read(one), read(other), "{file}");
    }
}

async fn load(house: &House, folder: &Path, second: i64) -> Result<store::ZoneId, FilesError> {
    files::load(&house.store, &house.roles, folder, at(second)).await
}

#[tokio::test]
async fn what_is_loaded_is_exported_byte_for_byte() {
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        files::export(&house.store, &house.zone, folder.path()).await.unwrap();
        assert_same(&demo_folder(), folder.path());
    }
}

#[tokio::test]
async fn a_round_trip_loses_no_secret() {
    for house in houses().await {
        let system = house.system();
        let (_, land) = house.enter("land", 0).await;
        let secret = identity::TotpSecret::random();
        let code = secret.code(at(0)).unwrap();
        account::confirm_second_step(&house.store, order(&land, 0), ADDRESS, secret.clone(), &code).await.unwrap();
        account::disable(&house.store, order(&system, 1), "gas", 1).await.unwrap();
        let password = account::reset_password(&house.store, order(&system, 1), "permits").await.unwrap();
        let folder = tempfile::tempdir().unwrap();
        files::export(&house.store, &house.zone, folder.path()).await.unwrap();
        for other in empty_houses().await {
            load(&other, folder.path(), 2).await.unwrap();
            let again = tempfile::tempdir().unwrap();
            files::export(&other.store, &other.zone, again.path()).await.unwrap();
            assert_same(folder.path(), again.path());
            let mut second_step = attempt("land", PASSWORD);
            second_step.code = Some(code.clone());
            assert!(other.sign_in(second_step.clone(), 3).await.is_err(), "the code was used up before the export");
            second_step.code = secret.code(at(60));
            other.sign_in(second_step, 60).await.unwrap();
            other.sign_in(attempt("permits", password.reveal()), 60).await.unwrap();
            assert!(other.sign_in(attempt("gas", PASSWORD), 60).await.is_err());
            assert!(!format!("{:?}", other.journal().await).contains(secret.reveal()));
        }
    }
}

#[tokio::test]
async fn loading_again_changes_only_what_differs() {
    for house in houses().await {
        let written = house.journal().await.len();
        assert_eq!(written, 1 + 32 + 19, "one entry for each record");
        load(&house, &demo_folder(), 1).await.unwrap();
        assert_eq!(house.journal().await.len(), written);
        let (token, _) = house.enter("land", 2).await;
        let folder = copy_of_the_demo();
        replace(folder.path(), "accounts.csv", "land@qinshui.example", "land-bureau@qinshui.example");
        replace(folder.path(), "organisations.csv", "Gas dispatch centre", "Gas centre");
        replace(folder.path(), "zone.toml", "Qinshui Economic", "Qinshui National Economic");
        load(&house, folder.path(), 3).await.unwrap();
        let journal = house.journal().await;
        let new: Vec<_> = journal[written + 1..].iter().map(|entry| entry.verb.as_str()).collect();
        assert_eq!(new, ["zone.edited", "organisation.edited", "account.edited"]);
        assert!(house.session(&token, 4).await.is_some(), "another address ends no session");
        // Other roles do.
        replace(folder.path(), "accounts.csv", "zh-CN,land-editor", "zh-CN,leader");
        load(&house, folder.path(), 5).await.unwrap();
        assert!(house.session(&token, 6).await.is_none());
        // Whoever the files do not name stays.
        let lines = std::fs::read_to_string(folder.path().join("accounts.csv")).unwrap();
        let without: String =
            lines.lines().filter(|line| !line.starts_with("land,")).fold(String::new(), |all, line| all + line + "\n");
        std::fs::write(folder.path().join("accounts.csv"), without).unwrap();
        load(&house, folder.path(), 7).await.unwrap();
        assert!(account::find(house.store.reader(), &house.system(), "land").await.unwrap().is_some());
    }
}

fn replace(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join(file);
    let text = std::fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from:?}");
    std::fs::write(path, text.replace(from, to)).unwrap();
}

/// File, what is replaced, by what, the line that is named (0: the whole file), and what is said.
const WRONG: [(&str, &str, &str, u64, &str); 22] = [
    ("zone.toml", "id = \"qinshui\"", "id = \"Qin shui\"", 1, "lower-case"),
    ("zone.toml", "[name]", "[naem]", 3, "naem"),
    ("zone.toml", "[name]", "[name", 3, ""),
    ("zone.toml", "zh = \"沁水经济技术开发区\"", "zh = \" \"", 0, "empty"),
    ("organisations.csv", "id,kind", "kind", 1, "\"id\" is missing"),
    ("organisations.csv", "id,kind", "id,id,kind", 1, "\"id\" too many"),
    ("organisations.csv", "source\n", "source,boss\n", 1, "\"boss\" too many"),
    ("organisations.csv", "committee,bureau", "committee,palace", 4, "bureau, enterprise or public"),
    ("organisations.csv", "economy,", "committee,", 5, "line 4"),
    ("organisations.csv", "91140521MA0DM0001C", "91140521MA0DM0001D", 8, "mistyped"),
    ("organisations.csv", "91140521MA0DM0003J", "91140521MA0DM0001C", 9, "line 8"),
    ("organisations.csv", "Gudi Technology", "\"Gudi Technology", 8, ""),
    ("organisations.csv", "Gudi Technology", "=1+1", 8, "formula"),
    ("accounts.csv", "auditor,郝鉴明", "admin,郝鉴明", 4, "line 2"),
    ("accounts.csv", "auditor,郝鉴明,office", "auditor,郝鉴明,palace", 4, "palace"),
    ("accounts.csv", "zh-CN,auditor", "zh-CN,emperor", 4, "emperor"),
    ("accounts.csv", "zh-CN,auditor", "tlh,auditor", 4, "zh-CN or en"),
    ("accounts.csv", "m=19456,t=2,p=1", "m=4194304,t=2,p=1", 2, "password hash"),
    ("accounts.csv", "false,,0,false", "false,SECRET,0,false", 2, "base 32"),
    ("accounts.csv", "false,,0,false", "perhaps,,0,false", 2, "must_change_password"),
    ("accounts.csv", "false,,0,false", "false,,99999999999999999999,false", 2, "totp_last_step"),
    ("accounts.csv", "admin@qinshui.example", "admin@qinshui.example,one,more", 2, ""),
];

#[tokio::test]
async fn a_wrong_file_is_refused_with_its_line_and_nothing_is_written() {
    for house in empty_houses().await {
        for (file, from, to, line, says) in WRONG {
            let folder = copy_of_the_demo();
            replace(folder.path(), file, from, to);
            let refused = load(&house, folder.path(), 0).await.unwrap_err();
            let FilesError::Content { file: named, line: at, problem } = &refused else {
                panic!("{file} with {to:?}: {refused}");
            };
            assert_eq!((*named, *at), (file, line), "{to:?}: {problem}");
            assert!(problem.contains(says), "{to:?}: {problem}");
        }
        assert!(house.journal().await.is_empty());
        assert!(zone::find(house.store.reader(), &house.zone).await.unwrap().is_none());
        assert!(organisation::list(house.store.reader(), &house.system()).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn files_that_are_no_files_are_refused_with_the_reason() {
    for house in empty_houses().await {
        let mut wrong: Vec<(&str, Vec<u8>, &str)> = vec![
            ("accounts.csv", Vec::new(), "\"login\" is missing"),
            ("accounts.csv", vec![0xc7, 0xdf, 0xcb, 0xae], "UTF-8"),
            ("accounts.csv", vec![b'a'; 17 * 1024 * 1024], "16 MiB"),
            ("zone.toml", vec![0; 100], ""),
            ("zone.toml", Vec::new(), "id"),
        ];
        let whole = std::fs::read(demo_folder().join("accounts.csv")).unwrap();
        wrong.push(("accounts.csv", whole[..whole.len() / 2].to_vec(), ""));
        for (file, bytes, says) in wrong {
            let folder = copy_of_the_demo();
            std::fs::write(folder.path().join(file), bytes).unwrap();
            let refused = load(&house, folder.path(), 0).await.unwrap_err();
            assert!(refused.to_string().starts_with(file) && refused.to_string().contains(says), "{refused}");
        }
        let folder = copy_of_the_demo();
        std::fs::remove_file(folder.path().join("organisations.csv")).unwrap();
        let refused = load(&house, folder.path(), 0).await.unwrap_err();
        assert!(matches!(refused, FilesError::Access { file: "organisations.csv", .. }));
    }
}

#[tokio::test]
async fn a_byte_order_mark_is_no_mistake() {
    for house in empty_houses().await {
        let folder = copy_of_the_demo();
        replace(folder.path(), "accounts.csv", "login,name", "\u{feff}login,name");
        load(&house, folder.path(), 0).await.unwrap();
    }
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_with_the_hashes_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    for house in houses().await {
        let folder = tempfile::tempdir().unwrap();
        files::export(&house.store, &house.zone, folder.path()).await.unwrap();
        let mode = std::fs::metadata(folder.path().join("accounts.csv")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
    }
}

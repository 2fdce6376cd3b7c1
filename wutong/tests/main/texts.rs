//! Every text that the code asks for stands in both language files.

use std::{collections::BTreeSet, fs, path::Path};

use regex::Regex;

/// The `.rs` files below the folders that show something.
fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut found = Vec::new();
    for folder in ["desks", "platform"] {
        collect(&root.join(folder), &mut found);
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn collect(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "rs") {
            found.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Keys defined by the language files of one language.
fn keys(file_name: &str) -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let mut files = Vec::new();
    for folder in ["desks", "platform"] {
        collect_named(&root.join(folder), file_name, &mut files);
    }
    let key = Regex::new(r"(?m)^([a-zA-Z][a-zA-Z0-9_-]*) *=").unwrap();
    let mut keys = BTreeSet::new();
    for file in files {
        for found in key.captures_iter(&file) {
            assert!(keys.insert(found[1].to_owned()), "{} is defined twice in {file_name}", &found[1]);
        }
    }
    keys
}

fn collect_named(folder: &Path, name: &str, found: &mut Vec<String>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect_named(&path, name, found);
        } else if path.file_name().is_some_and(|file| file == name) {
            found.push(fs::read_to_string(&path).unwrap());
        }
    }
}

#[test]
fn both_languages_have_the_same_keys() {
    let (chinese, english) = (keys("zh.ftl"), keys("en.ftl"));
    let only_chinese: Vec<_> = chinese.difference(&english).collect();
    let only_english: Vec<_> = english.difference(&chinese).collect();
    assert!(only_chinese.is_empty(), "missing in English: {only_chinese:?}");
    assert!(only_english.is_empty(), "missing in Chinese: {only_english:?}");
    assert!(chinese.len() > 100);
}

#[test]
fn every_text_that_the_code_names_is_there() {
    let keys = keys("zh.ftl");
    let call = Regex::new(r#"(?:visit|languages\(\))\s*\.text(?:_with)?\(\s*"([a-z][a-z0-9-]+)""#).unwrap();
    let mut missing = Vec::new();
    for (path, source) in sources() {
        for found in call.captures_iter(&source) {
            if !keys.contains(&found[1]) {
                missing.push(format!("{path}: {}", &found[1]));
            }
        }
    }
    assert!(missing.is_empty(), "texts without a translation:\n{}", missing.join("\n"));
}

#[test]
fn no_chinese_stands_in_the_code_that_shows_pages() {
    // Doc comments carry the Chinese term once; string literals of pages must not.
    let literal = Regex::new(r#""[^"\n]*\p{Han}[^"\n]*""#).unwrap();
    let mut found = Vec::new();
    for (path, source) in sources() {
        if path.contains("/tests/") {
            continue;
        }
        let shows = path.contains("/pages/src/") || path.contains("/pages.rs") || path.contains("/src/pages/");
        if !shows {
            continue;
        }
        let shown = source.split("#[cfg(test)]").next().unwrap();
        for line in shown.lines().filter(|line| !line.trim_start().starts_with("//")) {
            // The name of the other language is written in that language.
            if literal.is_match(line) && !line.contains("\"中文\"") {
                found.push(format!("{path}: {}", line.trim()));
            }
        }
    }
    assert!(found.is_empty(), "user-visible text in code:\n{}", found.join("\n"));
}

#[test]
fn every_verb_and_subject_of_the_journal_has_words() {
    // Commands are named after their crate, verbs after the kind of record.
    const CRATES: [&str; 10] =
        ["attachments", "facts", "identity", "land", "landing", "notices", "pages", "policy", "portal", "projects"];
    let keys = keys("zh.ftl");
    let name = Regex::new(r#""([a-z]+)\.([a-z_]+)""#).unwrap();
    let subject = Regex::new(r#"Subject::new\("([a-z_]+)""#).unwrap();
    let (mut seen, mut missing) = (BTreeSet::new(), BTreeSet::new());
    for (path, source) in sources() {
        if !source.contains("Entry::new(") || path.contains("/tests/") {
            continue;
        }
        let code = source.split("#[cfg(test)]").next().unwrap();
        let verbs = name
            .captures_iter(code)
            .filter(|found| !CRATES.contains(&&found[1]) && !["csv", "toml"].contains(&&found[2]));
        let verbs = verbs.map(|found| format!("verb-{}-{}", &found[1], found[2].replace('_', "-")));
        let subjects = subject.captures_iter(code).map(|found| format!("subject-{}", found[1].replace('_', "-")));
        for key in verbs.chain(subjects) {
            seen.insert(key.clone());
            if !keys.contains(&key) {
                missing.insert(format!("{path}: {key}"));
            }
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
    assert!(missing.is_empty(), "verbs without words:\n{}", missing.into_iter().collect::<Vec<_>>().join("\n"));
}

#[test]
fn every_role_has_a_name() {
    let keys = keys("zh.ftl");
    let role = Regex::new(r#"Role \{ key: "([a-z-]+)""#).unwrap();
    let sources = sources();
    let roles: BTreeSet<_> = sources
        .iter()
        .flat_map(|(_, source)| role.captures_iter(source))
        .map(|found| format!("role-{}", &found[1]))
        .collect();
    assert!(roles.len() > 8, "{roles:?}");
    let nameless: Vec<_> = roles.difference(&keys).collect();
    assert!(nameless.is_empty(), "roles without a name: {nameless:?}");
}

#[test]
fn every_chore_has_a_name() {
    let keys = keys("zh.ftl");
    let chore = Regex::new(r#"Chore \{\s*name: "([a-z.-]+)""#).unwrap();
    let sources = sources();
    let chores: BTreeSet<_> = sources
        .iter()
        .flat_map(|(_, source)| chore.captures_iter(source))
        // Tests of the scheduler make up some of a desk.
        .filter(|found| !found[1].starts_with("desk."))
        .map(|found| format!("chore-name-{}", found[1].replace('.', "-")))
        .collect();
    assert!(chores.len() > 5, "{chores:?}");
    let nameless: Vec<_> = chores.difference(&keys).collect();
    assert!(nameless.is_empty(), "chores without a name: {nameless:?}");
}

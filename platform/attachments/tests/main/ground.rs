//! A database of each kind with a folder for contents beside it, and files of each type.

use std::{
    fs,
    io::{Cursor, Write},
    path::{Path, PathBuf},
};

use attachments::Files;
use identity::{Order, Scope};
use jiff::Timestamp;
use store::{IdempotencyKey, SqlMigration, Subject, ZoneId};
use tempfile::TempDir;
use testing::TestDatabase;
use zip::{ZipWriter, write::SimpleFileOptions};

pub struct Ground {
    pub database: TestDatabase,
    pub files: Files,
    pub folder: TempDir,
    pub scope: Scope,
}

pub fn scripts() -> Vec<SqlMigration> {
    store::migrations().into_iter().chain(attachments::migrations()).collect()
}

pub fn zone() -> ZoneId {
    "qinshui".parse().unwrap()
}

pub fn now() -> Timestamp {
    "2020-08-20T11:26:30+08:00".parse().unwrap()
}

pub fn project() -> Subject {
    Subject::new("project", "p1")
}

pub async fn grounds() -> Vec<Ground> {
    let mut grounds = Vec::new();
    for database in testing::databases(&scripts()).await {
        let folder = tempfile::tempdir().unwrap();
        let files = Files::new(folder.path().join("files"), Vec::new());
        grounds.push(Ground { database, files, folder, scope: Scope::system(zone()) });
    }
    grounds
}

impl Ground {
    pub fn order(&self) -> Order<'_> {
        Order { scope: &self.scope, at: now(), key: IdempotencyKey::random() }
    }

    /// Everything in the folder of contents but its gate.
    pub fn contents(&self) -> Vec<PathBuf> {
        files_in(&self.folder.path().join("files"))
    }
}

pub fn files_in(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else { return found };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files_in(&path));
        } else if !path.ends_with("gate") {
            found.push(path);
        }
    }
    found.sort();
    found
}

pub fn pdf(text: &str) -> Vec<u8> {
    format!("%PDF-1.7\n{text}\n%%EOF\n").into_bytes()
}

pub const PNG: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

/// A ZIP package with these parts.
pub fn package(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

pub fn docx() -> Vec<u8> {
    package(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>")])
}

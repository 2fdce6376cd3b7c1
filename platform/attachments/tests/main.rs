//! Attachments: what is taken, what is kept, what a backup carries.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

#[path = "main/backups.rs"]
mod backups;
#[path = "main/contents.rs"]
mod contents;
#[path = "main/ground.rs"]
mod ground;
#[path = "main/records.rs"]
mod records;
#[path = "main/scanner.rs"]
mod scanner;

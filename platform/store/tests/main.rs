//! The store through its public door, on both databases.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "main/backup.rs"]
mod backup;
#[path = "main/ground.rs"]
mod ground;
#[path = "main/journal.rs"]
mod journal;
#[path = "main/kill.rs"]
mod kill;
#[path = "main/write.rs"]
mod write;

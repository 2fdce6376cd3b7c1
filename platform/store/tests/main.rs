//! The store through its public door, on both databases.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic, clippy::expect_used)]

#[path = "main/answers.rs"]
mod answers;
#[path = "main/backup.rs"]
mod backup;
#[path = "main/ground.rs"]
mod ground;
#[path = "main/group.rs"]
mod group;
#[path = "main/journal.rs"]
mod journal;
#[path = "main/kill.rs"]
mod kill;
#[path = "main/schema.rs"]
mod schema;
#[path = "main/write.rs"]
mod write;

//! The policy of a zone, sentence by sentence: who answers for it, what is measured, what is true today.
//!
//! A [`Document`](model::Document) has editions; an edition has sentences; a sentence is the words of a
//! [`Clause`](model::Clause), which stays the same through all editions. A clause has an owner and a due date, evidence,
//! and measures over the facts of other desks. From these follows its light, by one rule: [`model::standing`].
//!
//! ```text
//! sentence → clause → measure → fact → record → journal
//! ```
//!
//! - [`article`] reads a text from what people have and finds the clauses of an older edition again.
//! - [`live`] puts a document together as it stands on a day; the pages, the public site and the print show that.
//! - A *duty* (任务) is a clause with an owner and a due date; its newest journal entry says when it was last cared for.

mod chores;
pub mod commands;
mod facts;
mod files;
pub mod live;
pub mod model;
mod pages;
mod publication;
mod search;
pub mod store;
pub mod supervision;
mod texts;

use std::sync::Arc;

pub use ::articles as article;
use ::pages::{Access, Desk, MenuEntry, Texts};
use ::store::SqlMigration;
use identity::{Right, Role};

/// Read policies with all that stands behind them.
pub const READ: Right = Right("policy.read");
/// Import texts, classify clauses, define measures.
pub const EDIT: Right = Right("policy.edit");
/// Set a light over the computed one.
pub const OVERRIDE: Right = Right("policy.override");
/// Say what the public may see.
pub const RELEASE: Right = Right("policy.release");
/// Supervise duties (督办).
pub const SUPERVISE: Right = Right("policy.supervise");

/// The desk. Whoever edits does not release, and whoever sets a light does not edit: each is a right of its own.
pub fn desk() -> Desk {
    Desk {
        key: "policy",
        migrations: vec![
            SqlMigration { name: "policy_0001_policy", sql: include_str!("../migrations/0001_policy.sql") },
            SqlMigration { name: "policy_0002_supervision", sql: include_str!("../migrations/0002_supervision.sql") },
        ],
        roles: vec![
            Role { key: "policy-editor", rights: &[READ, EDIT] },
            Role { key: "policy-supervisor", rights: &[READ, SUPERVISE, RELEASE] },
            Role { key: "leader", rights: &[READ, OVERRIDE, RELEASE, SUPERVISE] },
            Role { key: "viewer", rights: &[READ] },
            // Where an organisation has one, notices about its duties go to them and not to everybody in it.
            Role { key: supervision::CONTACT, rights: &[READ] },
            // Whoever may own a clause can read what it says, and an auditor can set an entry beside its record.
            Role { key: "projects-editor", rights: &[READ] },
            Role { key: "projects-verifier", rights: &[READ] },
            Role { key: "projects-reporter", rights: &[READ] },
            Role { key: "portal-editor", rights: &[READ] },
            Role { key: "land-editor", rights: &[READ] },
            Role { key: "auditor", rights: &[READ] },
        ],
        routes: pages::routes(),
        menu: vec![
            MenuEntry { text: "policy-menu", path: "/policy", icon: "list-check", access: Access::Right(&[READ]) },
            MenuEntry { text: "supervision", path: "/supervision", icon: "bell", access: Access::Right(&[SUPERVISE]) },
        ],
        texts: Texts {
            chinese: concat!(include_str!("../locales/zh.ftl"), "\n", include_str!("../locales/supervision/zh.ftl")),
            english: concat!(include_str!("../locales/en.ftl"), "\n", include_str!("../locales/supervision/en.ftl")),
        },
        api: None,
        facts: Some(Arc::new(facts::PolicyFacts)),
        work: Some(Arc::new(supervision::Duties)),
        files: Some(Arc::new(files::PolicyFiles)),
        chores: vec![chores::KEEP_MEASURES, supervision::chore()],
        articles: Some(Arc::new(publication::Publication)),
        listings: None,
        missing: None,
        search: Some(Arc::new(search::PolicySearch)),
        related: None,
    }
}

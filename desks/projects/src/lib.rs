//! The projects of a zone, from the first lead to full benefit (线索 … 达产达效).
//!
//! A project stands at a *stage*, which the zone's own list names; it entered each stage on a date, and the whole
//! [history](model::History) is kept. Apart from the stage it has a *status*: active, delayed, dormant, lost, ended.
//! From dates and the year looked at follows its [category](model::Category): carried over (续建), new (新建), signed
//! (签约). A stage may ask for fields that must be filled first; [`model::missing_for`] lists them.
//!
//! [`model`] holds types and rules without any input or output, [`files`] reads and writes CSV and XLSX over bytes.
//!
//! ```
//! use projects::model::{CreditCode, Money};
//!
//! let total: Money = "30亿".parse()?;
//! assert_eq!(total.to_string(), "3000000000");
//! assert!("91350100M000100Y43".parse::<CreditCode>().is_ok());
//! assert!("91350100M000100Y44".parse::<CreditCode>().is_err());
//! # Ok::<(), projects::model::Problem>(())
//! ```

mod api;
mod chores;
pub mod commands;
#[cfg(test)]
mod example;
mod facts;
pub mod files;
mod listing;
pub mod model;
mod pages;
mod search;
pub mod store;
#[cfg(test)]
mod texts;
mod uploads;
mod work;
mod zone_files;

use std::sync::Arc;

use ::pages::{Access, Desk, MenuEntry, Texts};
use ::store::SqlMigration;
use identity::{Right, Role};

/// See every project of the zone.
pub const READ: Right = Right("projects.read");
/// See the projects of one's own organisation.
pub const READ_OWN: Right = Right("projects.read_own");
/// Add projects, change them, move them on, import them.
pub const EDIT: Right = Right("projects.edit");
/// Keep monthly reports of every project.
pub const REPORT: Right = Right("projects.report");
/// Keep monthly reports of the projects of one's own organisation.
pub const REPORT_OWN: Right = Right("projects.report_own");
/// Raise requests about the projects of one's own organisation.
pub const ASK_OWN: Right = Right("projects.ask_own");
/// Hand in documents of the projects of one's own organisation, and see what its own people have handed in.
pub const HAND_IN_OWN: Right = Right("projects.hand_in_own");
/// Confirm what somebody else has driven. A right of its own: whoever edits does not verify.
pub const VERIFY: Right = Right("projects.verify");
/// Let a project through a gate although something is missing. Apart from verifying: whoever may do the one need not do
/// the other.
pub const BYPASS: Right = Right("projects.bypass");

/// Show projects on the public site, and take them off.
pub const PUBLISH: Right = Right("projects.publish");

/// The desk.
pub fn desk() -> Desk {
    Desk {
        key: "projects",
        migrations: vec![
            SqlMigration { name: "projects_0001_projects", sql: include_str!("../migrations/0001_projects.sql") },
            SqlMigration { name: "projects_0002_uploads", sql: include_str!("../migrations/0002_uploads.sql") },
            SqlMigration { name: "projects_0003_order", sql: include_str!("../migrations/0003_order.sql") },
            SqlMigration { name: "projects_0004_gates", sql: include_str!("../migrations/0004_gates.sql") },
            SqlMigration { name: "projects_0005_items", sql: include_str!("../migrations/0005_items.sql") },
            SqlMigration { name: "projects_0006_meetings", sql: include_str!("../migrations/0006_meetings.sql") },
            SqlMigration { name: "projects_0007_investors", sql: include_str!("../migrations/0007_investors.sql") },
            SqlMigration { name: "projects_0008_views", sql: include_str!("../migrations/0008_views.sql") },
            SqlMigration { name: "projects_0009_listings", sql: include_str!("../migrations/0009_listings.sql") },
            SqlMigration { name: "projects_0010_energy", sql: include_str!("../migrations/0010_energy.sql") },
            SqlMigration { name: "projects_0011_board", sql: include_str!("../migrations/0011_board.sql") },
        ],
        roles: vec![
            Role { key: "projects-editor", rights: &[READ, EDIT, REPORT] },
            Role { key: "projects-verifier", rights: &[READ, VERIFY] },
            Role { key: "projects-bypasser", rights: &[READ, BYPASS] },
            Role { key: "projects-reporter", rights: &[READ, REPORT] },
            Role { key: "enterprise", rights: &[READ_OWN, REPORT_OWN, ASK_OWN, HAND_IN_OWN] },
            Role { key: "leader", rights: &[READ, PUBLISH] },
            Role { key: "viewer", rights: &[READ] },
            Role { key: "auditor", rights: &[READ] },
            Role { key: "land-editor", rights: &[READ] },
            Role { key: "policy-editor", rights: &[READ] },
            Role { key: "policy-supervisor", rights: &[READ] },
        ],
        routes: pages::routes().into_iter().chain(api::routes()).collect(),
        menu: vec![MenuEntry {
            text: "projects-menu",
            path: "/projects",
            icon: "building",
            access: Access::Right(&[READ, READ_OWN]),
        }],
        texts: Texts {
            chinese: concat!(
                include_str!("../locales/zh.ftl"),
                "\n",
                include_str!("../locales/facts/zh.ftl"),
                "\n",
                include_str!("../locales/pages/zh.ftl")
            ),
            english: concat!(
                include_str!("../locales/en.ftl"),
                "\n",
                include_str!("../locales/facts/en.ftl"),
                "\n",
                include_str!("../locales/pages/en.ftl")
            ),
        },
        api: Some(api::document),
        facts: Some(Arc::new(facts::ProjectFacts)),
        work: Some(Arc::new(work::ProjectWork)),
        files: Some(Arc::new(zone_files::ProjectFiles)),
        chores: chores::chores(),
        articles: None,
        listings: Some(Arc::new(listing::ProjectListings)),
        missing: None,
        search: Some(Arc::new(search::ProjectSearch)),
        related: None,
    }
}

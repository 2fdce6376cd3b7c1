//! The land of a zone: which parcels there are, how far each has come through the land bank (土地储备), and which of them
//! the zone shows to investors. From "projects wait for land" (项目等地) to "land waits for projects" (地等项目).
//!
//! A [`Parcel`](model::Parcel) has a code for good, a class of use by GB/T 21010, an area in mu as declared, and a
//! [`History`](model::History) of steps: planned, requisitioned, banked, levelled, ready, granted, built, idle, recovered.
//! A step out of the usual order needs a reason. What the zone chooses to show goes to the public site as
//! [`::pages::PublicListings`]; what measures ask for goes out as facts ([`facts`]): the share of land for industry, what
//! is ready, what lies idle.

mod api;
pub mod chart;
pub mod commands;
mod facts;
mod files;
mod listing;
pub mod model;
mod pages;
mod register;
mod search;
pub mod store;

pub use pages::errors;
pub use register::{Register, register};

use std::sync::Arc;

use ::pages::{Access, Desk, MenuEntry, Texts};
use ::store::SqlMigration;
use identity::{Right, Role};

/// Read the register of parcels.
pub const READ: Right = Right("land.read");
/// Add and change parcels, and take them through the land bank.
pub const EDIT: Right = Right("land.edit");
/// Show parcels on the public site, and take them off.
pub const PUBLISH: Right = Right("land.publish");

/// The desk.
pub fn desk() -> Desk {
    Desk {
        key: "land",
        migrations: vec![
            SqlMigration { name: "land_0001_land", sql: include_str!("../migrations/0001_land.sql") },
            SqlMigration { name: "land_0002_works", sql: include_str!("../migrations/0002_works.sql") },
            SqlMigration { name: "land_0003_outlines", sql: include_str!("../migrations/0003_outlines.sql") },
            SqlMigration { name: "land_0005_records", sql: include_str!("../migrations/0005_records.sql") },
            SqlMigration { name: "land_0004_map", sql: include_str!("../migrations/0004_map.sql") },
            SqlMigration { name: "land_0006_upload_kind", sql: include_str!("../migrations/0006_upload_kind.sql") },
        ],
        roles: vec![
            Role { key: "land-editor", rights: &[READ, EDIT] },
            Role { key: "leader", rights: &[READ, PUBLISH] },
            Role { key: "viewer", rights: &[READ] },
            Role { key: "auditor", rights: &[READ] },
            Role { key: "policy-editor", rights: &[READ] },
            Role { key: "policy-supervisor", rights: &[READ] },
            Role { key: "projects-editor", rights: &[READ] },
        ],
        routes: pages::routes().into_iter().chain(api::routes()).collect(),
        menu: vec![MenuEntry { text: "land-menu", path: "/land", icon: "map", access: Access::Right(&[READ]) }],
        texts: Texts { chinese: include_str!("../locales/zh.ftl"), english: include_str!("../locales/en.ftl") },
        api: Some(api::document),
        facts: Some(Arc::new(facts::LandFacts)),
        work: None,
        files: Some(Arc::new(files::LandFiles)),
        chores: Vec::new(),
        articles: None,
        listings: Some(Arc::new(listing::ParcelListings)),
        missing: None,
        search: Some(Arc::new(search::ParcelSearch)),
        related: None,
    }
}

//! The landing plan (落地方案): an investor's wish, answered with sites, works, supplies, prices, permits and days.
//!
//! A [`Wish`](model::Wish) says what an investor wants, as far as they know it. The [`Plan`](model::Plan) is worked out anew
//! from the records of land and the zone's [`Terms`](model::Terms) each time somebody looks, as of the day that they look at:
//! which parcels fit, best first, and what the others lack; which works the best still wait for; what gas, water and power
//! cost here and usually; which permits are needed and by when they are there. Nothing in it is typed: each statement leads
//! to the record that it rests on. What is handed to an investor is an [`Edition`](model::Edition), kept as it was then.
//!
//! A portfolio plan ([`model::portfolio`]) places all who look for land at once, and says what becomes of that when leaders
//! withdraw a parcel, delay a work or change a budget.
//!
//! This desk may ask other desks directly; that is what it is for.

mod api;
pub mod commands;
mod files;
pub mod model;
mod pages;
mod portfolio_jobs;
mod related;
mod search;
mod secret;
pub mod store;
mod work;
mod worked_out;

use std::sync::Arc;

use ::pages::{Access, Desk, MenuEntry, Texts};
use ::store::SqlMigration;
use identity::{Right, Role};

/// Read wishes and their answers.
pub const READ: Right = Right("landing.read");
/// Take wishes down and change them.
pub const EDIT: Right = Right("landing.edit");
/// Read portfolio plans.
pub const PORTFOLIO: Right = Right("landing.portfolio");
/// Have portfolio plans worked out, with changes too.
pub const PLAN_PORTFOLIO: Right = Right("landing.plan_portfolio");

/// The desk.
pub fn desk() -> Desk {
    Desk {
        key: "landing",
        migrations: vec![
            SqlMigration { name: "landing_0001_landing", sql: include_str!("../migrations/0001_landing.sql") },
            SqlMigration { name: "landing_0002_editions", sql: include_str!("../migrations/0002_editions.sql") },
            SqlMigration { name: "landing_0003_shares", sql: include_str!("../migrations/0003_shares.sql") },
            SqlMigration { name: "landing_0004_investors", sql: include_str!("../migrations/0004_investors.sql") },
            SqlMigration { name: "landing_0005_projects", sql: include_str!("../migrations/0005_projects.sql") },
            SqlMigration { name: "landing_0006_portfolio", sql: include_str!("../migrations/0006_portfolio.sql") },
        ],
        roles: vec![
            Role { key: "land-editor", rights: &[READ, EDIT] },
            Role { key: "projects-editor", rights: &[READ, EDIT] },
            Role { key: "leader", rights: &[READ, PORTFOLIO, PLAN_PORTFOLIO] },
            Role { key: "viewer", rights: &[READ] },
            Role { key: "auditor", rights: &[READ, PORTFOLIO] },
        ],
        routes: pages::routes().into_iter().chain(api::routes()).collect(),
        menu: vec![
            MenuEntry { text: "landing-menu", path: "/landing", icon: "target", access: Access::Right(&[READ]) },
            MenuEntry {
                text: "landing-portfolio",
                path: "/landing/portfolio",
                icon: "chart-line",
                access: Access::Right(&[PORTFOLIO]),
            },
            MenuEntry { text: "landing-ask", path: "/landing/ask", icon: "target", access: Access::Public },
        ],
        texts: Texts { chinese: include_str!("../locales/zh.ftl"), english: include_str!("../locales/en.ftl") },
        api: Some(api::document),
        facts: None,
        work: Some(Arc::new(work::LandingWork)),
        files: Some(Arc::new(files::LandingFiles)),
        chores: Vec::new(),
        articles: None,
        listings: None,
        missing: None,
        search: Some(Arc::new(search::WishSearch)),
        related: Some(Arc::new(related::WishesOfProject)),
    }
}

//! The zone's public site (门户网站): what anybody may read, how it is written, and the ways to answer it.
//!
//! - The *site* has a masthead, *columns* (栏目), and a foot with sponsor and filing numbers, all from the zone's files.
//! - An *article* is the site's own, or one that another desk publishes: desks hand theirs over as
//!   [`::pages::PublicArticles`], and the site shows the sentences with the lights that the zone has released. What they
//!   show one by one, projects and parcels, comes as [`::pages::PublicListings`].
//! - An article may be a *document* of the policy library (政策文件库), or a *consultation* (征求意见、公示), on which
//!   anybody comments from its first day to its last; an editor reads a comment before the public does, and answers are
//!   published after the last day.
//! - A *manuscript* (稿件) is what somebody writes: a draft, then submitted. Whoever wrote on it cannot publish it; that
//!   is a right of its own. Published editions are kept; what is withdrawn keeps its address and says why.
//! - A public page is the same for everybody, so it is rendered once and [kept ready](kept::Kept) with an entity tag;
//!   so are feeds and site maps.
//! - Saved pages of another site become articles or manuscripts: [`import`].
//! - A *letter to the editor* (编辑信箱) comes from anybody, at most [`model::LETTERS_PER_HOUR_MAX`] an hour from one
//!   network. The editor's answer goes out by mail where the letter names one address, and waits for the mail server;
//!   otherwise the editor notes how it was answered.
//! - Whether the links of a text lead somewhere is judged by one rule (`links`): while it is written, before it is
//!   published, and every six hours.
//!
//! ```
//! use portal::model::Draft;
//!
//! let wrong = Draft::parse(None, "", "", "何时通气?").unwrap_err();
//! assert_eq!(wrong.0[0].0, "name");
//!
//! let text: portal::model::Body = "**一号路**今天开工。\n<b>".parse().unwrap();
//! let html = text.html(|path| format!("/qinshui{path}"), |_| None);
//! assert_eq!(html, "<p><strong>一号路</strong>今天开工。</p>\n<p>&lt;b&gt;</p>\n");
//! ```

pub mod catalogue;
mod chores;
pub mod commands;
pub mod files;
pub mod import;
pub mod kept;
mod links;
pub mod model;
mod pages;
mod search;
pub mod store;
mod work;

pub use pages::framed;

use std::sync::Arc;

use ::pages::{Access, Desk, MenuEntry, Texts};
use ::store::SqlMigration;
use identity::{Right, Role};

/// Write articles, read and settle letters to the editor.
pub const EDIT: Right = Right("portal.edit");
/// Publish and take back what others have written.
pub const PUBLISH: Right = Right("portal.publish");

/// The desk.
pub fn desk() -> Desk {
    Desk {
        key: "portal",
        migrations: vec![
            SqlMigration { name: "portal_0001_portal", sql: include_str!("../migrations/0001_portal.sql") },
            SqlMigration { name: "portal_0002_editing", sql: include_str!("../migrations/0002_editing.sql") },
            SqlMigration { name: "portal_0003_answers", sql: include_str!("../migrations/0003_answers.sql") },
            SqlMigration { name: "portal_0004_mailed", sql: include_str!("../migrations/0004_mailed.sql") },
        ],
        roles: vec![
            Role { key: "portal-editor", rights: &[EDIT] },
            Role { key: "portal-publisher", rights: &[PUBLISH] },
        ],
        routes: pages::routes(),
        menu: vec![
            MenuEntry {
                text: "portal-editing-menu",
                path: "/editing",
                icon: "article",
                access: Access::Right(&[EDIT, PUBLISH]),
            },
            MenuEntry { text: "portal-comments", path: "/comments", icon: "message", access: Access::Right(&[EDIT]) },
            MenuEntry { text: "portal-menu", path: "/letters", icon: "mail", access: Access::Right(&[EDIT]) },
        ],
        texts: Texts { chinese: include_str!("../locales/zh.ftl"), english: include_str!("../locales/en.ftl") },
        api: None,
        facts: None,
        work: Some(Arc::new(work::Work)),
        files: Some(Arc::new(files::PortalFiles)),
        chores: vec![chores::CHECK_LINKS, chores::MAIL_ANSWERS],
        articles: None,
        listings: None,
        missing: Some(pages::missing::page),
        search: Some(Arc::new(search::ArticleSearch)),
        related: None,
    }
}

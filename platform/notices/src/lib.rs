//! Notices to people (通知): in the house always, by e-mail where the house has a mail server.
//!
//! A command that concerns somebody [`post`]s a notice in its own transaction, so that no notice is lost and none
//! speaks of a change that was rolled back. A notice has an *occasion*: the same occasion reaches the same account
//! once, however often the rule behind it runs. A chore of the house delivers by e-mail what was not delivered yet.

mod mail;
mod notice;

pub use mail::{MailError, MailSecurity, MailSettings, Mailer};
pub use notice::{Notice, Posted, inbox, mark_mailed, mark_read, post, unmailed, unposted, unread_count};

use store::SqlMigration;

/// The table of notices.
pub fn migrations() -> Vec<SqlMigration> {
    vec![SqlMigration { name: "notices_0001_notices", sql: include_str!("../migrations/0001_notices.sql") }]
}

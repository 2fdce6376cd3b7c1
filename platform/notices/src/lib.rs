//! Notices to people (通知): in the house always, by e-mail where the house has a mail server.
//!
//! A command that concerns somebody [`post`]s a notice in its own transaction, so that no notice is lost and none
//! speaks of a change that was rolled back. A notice has an *occasion*: the same occasion reaches the same account
//! once, however often the rule behind it runs. Chores of the house deliver what was not delivered yet: by e-mail, as often
//! as the account has chosen ([`Digest`]), and to another system where a [`Hook`] is set.

mod hook;
mod hook_sender;
mod mail;
mod mail_round;
mod notice;
mod preference;

pub use hook::{
    Hook, HookReach, HookUrl, InvalidHookUrl, hook_signature, hooks, mark_hooked, remove_hook, set_hook, unhooked,
};
pub use hook_sender::{HookError, HookSender};
pub use mail::{Mail, MailConnection, MailError, MailSecurity, MailSettings, Mailer};
pub use mail_round::MailRound;
pub use notice::{
    Notice, Posted, close_occasion, count, due_by_tries, inbox, inbox_page, is_given_up, mark_mail_tried, mark_mailed,
    mark_read, post, unmailed, unposted, unread_count,
};
pub use preference::{Digest, digests, last_mailed, set_digest};

use store::SqlMigration;

/// The tables of notices and their ways.
pub fn migrations() -> Vec<SqlMigration> {
    vec![
        SqlMigration { name: "notices_0001_notices", sql: include_str!("../migrations/0001_notices.sql") },
        SqlMigration { name: "notices_0002_delivery", sql: include_str!("../migrations/0002_delivery.sql") },
    ]
}

//! Who may do what, in which zone, for which organisation.
//!
//! - An [`account`] belongs to an [`organisation`] (a bureau of the committee, an enterprise, the public) of one zone
//!   and holds [`Role`]s; a role is a named set of [`Right`]s that a desk declares.
//! - A [`Scope`] is what a request may see: zone, viewer, rights. It is an argument of every query and never ambient;
//!   only a session, or the program itself, can make one.
//! - Sessions live in the database and end everywhere when the password or the roles change.

pub mod account;
pub mod organisation;
mod password;
mod right;
mod scope;
pub mod session;
mod throttle;
pub mod zone;

pub use password::{Password, PasswordHash, WeakPassword};
pub use right::{Right, Role, Roles, UnknownRole};
pub use scope::{Person, Scope, Viewer};

use store::SqlMigration;

/// The tables of people, organisations and sessions.
pub fn migrations() -> Vec<SqlMigration> {
    vec![SqlMigration {
        name: "identity_0001_people",
        sql: include_str!("../migrations/0001_people.sql"),
    }]
}

/// What every signed-in person may do with their own account.
pub const OWN_ACCOUNT: Right = Right("identity.own_account");
/// Manage people, organisations and roles.
pub const MANAGE_PEOPLE: Right = Right("identity.manage");
/// Read the journal.
pub const READ_JOURNAL: Right = Right("identity.read_journal");

/// The roles that identity itself declares.
pub fn roles() -> Vec<Role> {
    vec![
        Role {
            key: "administrator",
            rights: &[MANAGE_PEOPLE, READ_JOURNAL],
        },
        Role {
            key: "auditor",
            rights: &[READ_JOURNAL],
        },
    ]
}

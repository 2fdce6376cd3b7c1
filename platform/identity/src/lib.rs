//! Who may do what, in which zone, for which organisation.
//!
//! - An [`account`] belongs to an [`organisation`] (a bureau of the committee, an enterprise, the public) of one
//!   [`zone`] and holds [`Role`]s; a role is a named set of [`Right`]s that desks declare.
//! - A [`Scope`] is what a request may see: zone, viewer, rights. It is an argument of every query and never ambient;
//!   only a session, or the program itself, can make one.
//! - Whoever changes something gives an [`Order`]: the right is checked, the version compared, the journal written.
//! - [`sign_in`] begins a [`session`] for a password, hashed with argon2id, and where the account wants it a code from a
//!   phone. Whoever guesses has to wait. Sessions live in the database and end everywhere when the password, the second
//!   step or the roles change.
//! - An [`access_token`] lets a program speak for a person, as far as the person lets it and until a day.
//! - [`files`] carries a zone's people as plain files, in and out without loss.
//!
//! ```
//! use identity::{Person, Right, Role, Scope};
//!
//! const ADVANCE: Right = Right("projects.advance");
//! let role = Role { key: "projects-editor", rights: &[ADVANCE] };
//! let person = Person {
//!     account: "li".into(), name: "李梧桐".into(), organisation: "projects".into(), post: "科员".into(),
//! };
//! let zone: store::ZoneId = "qinshui".parse()?;
//! assert!(Scope::of(zone.clone(), person, [role]).may(ADVANCE));
//! assert!(!Scope::public(zone).may(ADVANCE));
//! # Ok::<(), store::InvalidZoneId>(())
//! ```

pub mod access_token;
pub mod account;
mod claim;
mod credit_code;
pub mod files;
mod mail_address;
mod order;
pub mod organisation;
mod password;
mod right;
mod scope;
mod second_step;
pub mod session;
mod sign_in;
mod tables;
mod text;
mod throttle;
mod token;
pub mod zone;

pub use credit_code::{CreditCode, InvalidCreditCode};
pub use mail_address::MailAddress;
pub use order::{Forbidden, Order};
pub use password::{HashingFailed, InvalidPasswordHash, Password, PasswordHash, WeakPassword};
pub use right::{Right, Role, Roles, UnknownRole};
pub use scope::{Person, Scope, Viewer};
pub use second_step::{Enrolment, InvalidTotpSecret, TotpSecret, Undrawable};
pub use sign_in::{Attempt, SignInRefused, sign_in};
pub use text::{Flaw, Invalid, LANGUAGES};
pub use token::{Token, digest, random_digits};
pub use zone::Names;

use store::SqlMigration;

/// The tables of people, organisations, sessions and access tokens.
pub fn migrations() -> Vec<SqlMigration> {
    vec![
        SqlMigration { name: "identity_0001_people", sql: include_str!("../migrations/0001_people.sql") },
        SqlMigration { name: "identity_0002_access_tokens", sql: include_str!("../migrations/0002_access_tokens.sql") },
    ]
}

/// What every signed-in person may do with their own account.
pub const OWN_ACCOUNT: Right = Right("identity.own_account");
/// Manage people, organisations and roles.
pub const MANAGE_PEOPLE: Right = Right("identity.manage");
/// Read the journal.
pub const READ_JOURNAL: Right = Right("identity.read_journal");

/// The role that manages people; a zone always has somebody who holds it.
pub const ADMINISTRATOR: &str = "administrator";

/// The roles that identity itself declares.
pub fn roles() -> Vec<Role> {
    vec![
        Role { key: ADMINISTRATOR, rights: &[MANAGE_PEOPLE, READ_JOURNAL] },
        Role { key: "auditor", rights: &[READ_JOURNAL] },
    ]
}

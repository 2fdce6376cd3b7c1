//! Supervision (督办): the ledger of duties, what it has to say of each, and to whom.
//!
//! A duty is a sentence in force with an owner. It is looked at as of a day: its light as the live article shows it, its
//! due date, and when a person last did something about it. [`alarm`] turns what [`model::Duty::alarms`] says into
//! notices: a reminder to the owner, a warning to the supervisors too, an escalation to the leaders too. There is no
//! ranking of people or bureaus: the ledger is sorted by what is stuck.

mod alarm;
mod ledger;
mod rules;
mod work;

pub(crate) use alarm::{CONTACT, chore};
pub use ledger::{LedgerLine, ledger};
pub use rules::rules;
pub(crate) use rules::{export_rules, load_rules};
pub(crate) use work::Duties;

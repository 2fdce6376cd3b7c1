//! The pages of the house, as visitors see them, on every database.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "main/delivery.rs"]
mod delivery;
#[path = "main/documents.rs"]
mod documents;
#[path = "main/front_account.rs"]
mod front_account;
#[path = "main/front_journal.rs"]
mod front_journal;
#[path = "main/front_people.rs"]
mod front_people;
#[path = "main/front_sign_in.rs"]
mod front_sign_in;
#[path = "main/front_tokens.rs"]
mod front_tokens;
#[path = "main/ground.rs"]
mod ground;
#[path = "main/inbox.rs"]
mod inbox;
#[path = "main/measure_texts.rs"]
mod measure_texts;
#[path = "main/scheduler.rs"]
mod scheduler;

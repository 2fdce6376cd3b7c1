//! Identity through its public door, on every database.
#![allow(missing_docs, clippy::unwrap_used, clippy::panic)]

#[path = "main/access_tokens.rs"]
mod access_tokens;
#[path = "main/administer.rs"]
mod administer;
#[path = "main/files.rs"]
mod files;
#[path = "main/fixture.rs"]
mod fixture;
#[path = "main/own.rs"]
mod own;
#[path = "main/sign_in.rs"]
mod sign_in;

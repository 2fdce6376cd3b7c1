//! The desk through its pages and files, on both databases.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod main {
    mod editions;
    mod folder;
    mod plans;
    mod print;
}

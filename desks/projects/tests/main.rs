//! The desk through its pages, its files and its API, on both databases.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod main {
    mod api;
    mod imports;
    mod pages;
}

//! The desk through its pages, its files and its API, on both databases.
#![allow(clippy::float_cmp, clippy::type_complexity, clippy::unwrap_used, clippy::panic, missing_docs)]

mod main {
    mod api;
    mod api_calls;
    mod bulk;
    mod calls;
    mod changing;
    mod dossier;
    mod figures;
    mod folder;
    mod gates;
    mod imports;
    mod investors;
    mod pages;
    mod pool;
    mod print;
    mod project_page;
    mod requests;
    mod seeing;
    mod words;
    mod work;
}

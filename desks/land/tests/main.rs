//! The desk through its pages, its files and its API, on both databases.
#![allow(clippy::float_cmp, clippy::unwrap_used, clippy::panic, missing_docs)]

mod main {
    mod api;
    mod facts;
    mod folder;
    mod import;
    mod lineage;
    mod map;
    mod ogc;
    mod outlines;
    mod public;
    mod register;
    mod works;
}

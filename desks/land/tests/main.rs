//! The desk through its pages, its files and its API, on both databases.
#![allow(clippy::float_cmp, clippy::unwrap_used, clippy::panic, missing_docs)]

mod main {
    mod api;
    mod buildings;
    mod commitments;
    mod facts;
    mod folder;
    mod grants;
    mod import;
    mod import_parcels;
    mod land_use;
    mod lineage;
    mod map;
    mod ogc;
    mod outlines;
    mod public;
    mod records;
    mod register;
    mod standard;
    mod works;
}

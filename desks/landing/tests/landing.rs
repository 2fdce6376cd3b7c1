//! The desk through its pages and files, on both databases.
#![allow(clippy::unwrap_used, clippy::panic, missing_docs)]

mod main {
    mod api;
    mod drawings;
    mod editions;
    mod folder;
    mod investors;
    mod looking;
    mod plans;
    mod portfolio;
    mod portfolio_change;
    mod portfolio_rules;
    mod portfolio_runs;
    mod print;
    mod projects;
    mod shares;
}

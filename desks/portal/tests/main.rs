//! The public site through its pages, its files and its commands, on both databases.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs)]

mod main {
    mod answers;
    mod answers_in_trouble;
    mod attached;
    mod comments;
    mod editing;
    mod files;
    mod house;
    mod importing;
    mod letters;
    mod links;
    mod mail_road;
    mod pages;
    mod released;
    mod site;
}

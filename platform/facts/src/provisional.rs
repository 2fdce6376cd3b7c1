#![allow(missing_docs)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Light { Green, Amber, Red, Unknown }
#[derive(Clone, Debug, PartialEq)]
pub struct Unit;
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Kind;
#[derive(Clone, Debug, PartialEq)]
pub struct Reading;

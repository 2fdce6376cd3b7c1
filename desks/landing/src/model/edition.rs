use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Plan;

/// A plan as it was handed out (方案版本): it says for ever what it said then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Edition {
    /// Number of the wish.
    pub wish: i64,
    /// Its number among the editions of the wish, from 1.
    pub number: i64,
    /// On which day it was kept.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// By which account.
    pub by: String,
    /// What it says.
    pub plan: Plan,
}

/// An edition in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct EditionHeading {
    /// Number of the wish.
    pub wish: i64,
    /// Its number among the editions of the wish, from 1.
    pub number: i64,
    /// On which day it was kept.
    #[schema(value_type = String, format = Date)]
    pub on: Date,
    /// By which account.
    pub by: String,
}

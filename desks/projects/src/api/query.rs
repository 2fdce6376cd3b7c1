//! What lists are asked for. The pages read the same names out of the address; here they are checked to mean something.

use pages::api::PageNumber;
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// A filter that is on where it is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Yes {
    /// On.
    Yes,
}

/// How a project stands in the year looked at.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum CategoryKey {
    /// It produced before the year.
    Operating,
    /// Its works started before the year.
    Continued,
    /// Its works started in the year.
    New,
    /// It is signed, its works have not started.
    Signed,
    /// It is not signed.
    Prospective,
}

/// How a project is doing.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum StatusKey {
    /// On course.
    Active,
    /// Stands still for a while.
    Dormant,
    /// Goes on, later than planned.
    Delayed,
    /// The investor has gone.
    Lost,
    /// The zone has given it up.
    Ended,
}

/// By what a list is sorted; with a hyphen, the largest first.
#[derive(Debug, Deserialize, ToSchema)]
pub enum SortKey {
    /// By name.
    #[serde(rename = "name")]
    Name,
    /// By name, backwards.
    #[serde(rename = "-name")]
    NameBackwards,
    /// By investor.
    #[serde(rename = "investor_name")]
    Investor,
    /// By investor, backwards.
    #[serde(rename = "-investor_name")]
    InvestorBackwards,
    /// The least advanced first.
    #[serde(rename = "stage")]
    Stage,
    /// The farthest first.
    #[serde(rename = "-stage")]
    StageBackwards,
    /// The smallest first.
    #[serde(rename = "total_investment_cny")]
    Investment,
    /// The largest first.
    #[serde(rename = "-total_investment_cny")]
    InvestmentBackwards,
}

/// Which projects, in which order, on which page; every filter that is given must fit. One that names what the zone does
/// not have is refused.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
#[expect(dead_code, reason = "the list's own filters read the address by the same names")]
pub struct ListQuery {
    /// Part of the name of the project or of the investor, or a whole code.
    q: Option<String>,
    /// Key of a stage of the zone; another is refused (400).
    stage: Option<String>,
    /// How it stands in the year looked at.
    #[param(inline)]
    category: Option<CategoryKey>,
    /// Key of a park of the zone; another is refused (400).
    park: Option<String>,
    /// Key of a cluster of the zone; another is refused (400).
    cluster: Option<String>,
    /// Key of a leading industry of the zone; another is refused (400).
    leading_industry: Option<String>,
    /// Key of a "six news" tag of the zone; another is refused (400).
    tag: Option<String>,
    /// How it is doing.
    #[param(inline)]
    status: Option<StatusKey>,
    /// Login of whoever is in charge; one that nobody has is refused (400).
    manager: Option<String>,
    /// Key of the likelihood: `low`, `medium` or `high`; another is refused (400).
    likelihood: Option<String>,
    /// Only those of which the caller is in charge.
    #[param(inline)]
    mine: Option<Yes>,
    /// Only those that wait for somebody to verify a stage.
    #[param(inline)]
    claimed: Option<Yes>,
    /// Only those with a promised day that has passed.
    #[param(inline)]
    overdue: Option<Yes>,
    /// The order; the largest investment first when left out.
    #[param(inline)]
    sort: Option<SortKey>,
    /// The page, from 1.
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    page: Option<PageNumber>,
}

/// A page of a list without filters.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageQuery {
    /// The page, from 1.
    #[serde(default)]
    #[param(value_type = Option<u32>, minimum = 1, maximum = 1_000_000)]
    pub page: PageNumber,
}

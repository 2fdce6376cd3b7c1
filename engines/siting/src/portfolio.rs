//! The portfolio (项目组合): which project on which parcels, when, and which works when.
//!
//! Projects want land and inputs; parcels wait for works; works cost money that comes by periods, and add to what
//! zones can supply. With x for a project on a site from a period on, and y for a work that begins in a period,
//!
//! ```text
//! maximise   Σ value x + readiness
//! where      each project and each parcel at most once         (a must: exactly once)
//!            x needs the works of its parcels: done before it starts
//!            Σ needs x - Σ additions y <= free                 for each input of each zone in each period
//!            Σ costs y <= budget                               in each period
//!            a work begins when those before it are done
//!            Σ area (share - industrial) x <= surplus          the floor under the share of industrial land
//!            kinds that do not bear each other keep apart
//! ```
//!
//! ```
//! use siting::{assignment::Limits, portfolio::{Portfolio, Status, solve}};
//!
//! let portfolio = Portfolio::from_toml(r#"
//!     periods = ["2020H2", "2021H1", "2021H2"]
//!     budgets_cny = [3e6, 3e6, 0]
//!     goals = { tax = 1 }
//!     uses = [{ id = "0601", industrial = true }]
//!     zones = [{ id = "east", free = { gas = 4000 } }]
//!     works = [{ id = "main", cost_cny = 6e6, periods = 2, adds = [{ zone = "east", input = "gas", amount = 5000 }] }]
//!     parcels = [
//!         { id = "A", area_mu = 90, use = "0601", zones = ["east"] },
//!         { id = "B", area_mu = 110, use = "0601", zones = ["east"] },
//!     ]
//!     [[projects]]
//!     id = "glass"
//!     area_mu = [80, 100]
//!     needs = { gas = 3500 }
//!     tax_cny = [0, 2e6]
//!     [[projects]]
//!     id = "steel"
//!     area_mu = [80, 120]
//!     needs = { gas = 4500 }
//!     tax_cny = [1e6]
//! "#)?;
//! let outcome = solve(&portfolio, None, Limits::none(), &mut |_| ());
//! // Glass at once; steel when the main is there.
//! assert_eq!((outcome.status, outcome.objective), (Status::Optimal, 5e6));
//! assert_eq!(outcome.projects[1].placement.as_ref().map(|at| at.start.as_str()), Some("2021H2"));
//! assert_eq!(outcome.works[0].projects, ["glass", "steel"]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # How
//! Prices of the conditions make projects and works independent of each other, so that every set of prices gives a
//! bound that is computed exactly by looking at all choices (`prices.rs`). Good prices come from the linear
//! relaxation, which grows by choices that pay at the prices and by conditions that are broken (column generation and
//! cuts, `relax.rs`; works that a budget cannot pay together are such a condition, `covers.rs`, and whole kinds that are too near each other); what the prices rule
//! out is closed. Branch and bound asks about works first. Beside it runs a search for plans that takes parts of the
//! best one back and makes them anew (`search.rs`). Prices are also what explains a plan: shadow prices of budgets and
//! capacities, and what another place would cost at least.
//!
//! Figures are floats: a sum may pass its limit by a billionth of itself, and an optimum is proven to a millionth.

mod build;
mod choices;
mod circle;
mod conflict;
mod covers;
mod domain;
mod draft;
mod error;
mod explain;
mod ledger;
mod linear;
mod model;
mod outcome;
mod plan;
mod prices;
mod relax;
mod rows;
mod search;
mod solve;
mod value;

pub use choices::Misfit;
pub use conflict::{Conflict, conflict};
pub use draft::{Addition, Ask, Course, Distance, Draft, Goals, Land, LandUse, Parcel, Project, Work, Zone};
pub use error::{PortfolioError, ReadError};
pub use model::{MAX_CHOICES, MAX_JOINED, MAX_LIST, MAX_PERIODS, MAX_SITES, Portfolio};
pub use outcome::{Bottleneck, Brought, Condition, Hindrance, NextBest, Outcome, Progress, Reason, Status, WorkReason};
pub use plan::{Beginning, Placement, Plan};
pub use solve::solve;
pub use value::Yield;

impl Portfolio {
    /// A portfolio from TOML: the fields of [`Draft`].
    pub fn from_toml(text: &str) -> Result<Self, ReadError> {
        Ok(Self::new(toml::from_str(text)?)?)
    }

    /// A portfolio from JSON, likewise.
    pub fn from_json(text: &str) -> Result<Self, ReadError> {
        Ok(Self::new(serde_json::from_str(text)?)?)
    }
}

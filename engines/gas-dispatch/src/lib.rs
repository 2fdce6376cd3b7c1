//! Dispatch of steady gas networks: what to take in where, whom to serve, what to build, and how far from the best it is.
//!
//! Given junctions `i` with pressure limits, links `(i, j)` and places where gas may enter or leave, find squared pressures
//! `pi`, flows `f` and exchanges `q` that
//!
//! ```text
//! minimise    w (sum offer q_in - sum bid q_out) + v sum P         or: maximise served load, minimise construction cost
//! subject to  flow in = flow out                                    at each junction
//!             p_min^2 <= pi <= p_max^2,   q_min <= q <= q_max
//!             pi_i - pi_j = w_ij f |f|                              pipes (Weymouth), w = lambda L a^2 / (D A^2); where
//!                                                                   they climb, see [`dispatch::Link::climbing`]
//!             r_min^2 pi_i <= pi_j <= r_max^2 pi_i                  compressors, regulators
//!             P = W f ((pi_j / pi_i)^(m/2) - 1) <= P_max            compressors, W = 286.76 T / G / m, m = (g - 1) / g
//!             open or closed, built or not, forward or backward     valves, candidates, directions
//! ```
//!
//! Pipes and compressors make that nonconvex, so each answer has two halves. A *plan* is what the dispatcher sets: exchanges,
//! what is open and built, ratios of compressors, outlet pressures of regulators. The steady solver of `gas-flow` finds from
//! nothing which pressures and flows these settings bring about; where they are not those that were planned, there is no plan
//! ([`dispatch::confirm`]), and how well they keep each limit is computed anew in SI units ([`dispatch::Residuals`]). A *bound*
//! says that no plan can do better: it comes from the convex hull of what each link may do in each of its states (a second-order
//! cone programme, solved by clarabel). Branch and bound over states, flows and pressures brings the two together; what gap is
//! left is reported ([`dispatch::Plan::gap`]).
//!
//! ```
//! use gas_dispatch::dispatch::*;
//!
//! // 27 MPa^2 to spend on a pipe that loses 2700 Pa^2 per (kg/s)^2 ... a million times over: 100 kg/s get through.
//! let junction = |name: &str| Junction { name: name.into(), pressure_pa: Range::new(3e6, 6e6) };
//! let market = Market {
//!     gas: Gas { specific_gravity: 0.6, temperature_k: 288.0, heat_capacity_ratio: 1.4 },
//!     junctions: vec![junction("field"), junction("town")],
//!     links: vec![Link::new("pipe", 0, 1, LinkKind::Pipe { resistance: 2.7e9 })],
//!     receipts: vec![Receipt { name: "field".into(), junction: 0, injection_kg_s: Range::new(0.0, 500.0), offer_price: 1.0 }],
//!     deliveries: vec![Delivery {
//!         name: "town".into(), junction: 1, withdrawal_kg_s: Range::new(0.0, 300.0), bid_price: 3.0, priority: 1.0,
//!     }],
//!     transfers: vec![],
//!     storages: vec![],
//!     economic_weight: 1.0,
//!     power_weight_per_w: 0.0,
//! };
//! let plan = least_cost(&market, Effort::for_links(1))?;
//! assert!((plan.withdrawals_kg_s[0] - 100.0).abs() < 1e-3 && plan.gap() < 1e-4 && plan.residuals.holds());
//! assert!((plan.prices.nodal[1] - 3.0).abs() < 1e-3); // the town would pay 3 for one more: the pipe is full
//! # Ok::<(), NoPlan>(())
//! ```
//!
//! - [`matgas`]: networks in the format of GasModels.jl; [`own`]: networks of `gas-flow` with their market.
//! - [`dispatch`]: feasible flow, least cost, most load, loads by level, nodal prices.
//! - [`horizon`]: several periods with stores, contracts, priorities and price guarantees.
//! - [`expansion`]: which candidate pipes and compressors to build.
//!
//! Sources: Borraz-Sanchez, Bent, Backhaus, Hijazi, Van Hentenryck, "Convex relaxations for gas expansion planning", INFORMS J.
//! Computing 28(4), 2016; the documentation of GasModels.jl (Los Alamos), whose test suite's figures the tests here meet.

pub mod dispatch;
pub mod expansion;
pub mod horizon;
pub mod matgas;
pub mod own;

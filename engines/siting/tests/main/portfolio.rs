//! Portfolios of projects, parcels and works.

mod draft;
mod exact;
mod made_up;
mod reasons;

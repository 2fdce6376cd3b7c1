use std::fmt;

use super::{CreditCode, Line, Money, Prose, Year};

/// An investor (投资商) in the zone's register: who it is, whom one talks to there, who stands behind it, and what it has
/// built elsewhere. What it builds in the zone follows from the projects that bear its credit code or one of its names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Investor {
    /// Its name.
    pub name: Line,
    /// Names that it had before or goes by (曾用名、简称).
    pub other_names: Vec<Line>,
    /// Its unified social credit code.
    pub credit_code: Option<CreditCode>,
    /// Where it comes from.
    pub home: Option<Line>,
    /// What it makes and sells.
    pub business: Option<Prose>,
    /// Whom one talks to there.
    pub contacts: Vec<Contact>,
    /// Firms that belong to it or work with it.
    pub related: Vec<RelatedFirm>,
    /// What it has built elsewhere.
    pub earlier: Vec<EarlierProject>,
    /// Where all this comes from.
    pub source: Option<Line>,
}

/// Somebody at an investor whom one talks to (联系人).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// Name.
    pub name: Line,
    /// What the person does there.
    pub post: Option<Line>,
    /// Telephone.
    pub phone: Option<Line>,
    /// E-mail.
    pub email: Option<Line>,
}

/// A firm that an investor has to do with (关联企业).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RelatedFirm {
    /// Its name.
    pub name: Line,
    /// What it is to the investor.
    pub relation: Relation,
}

/// What a firm is to an investor.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// Owns it (母公司).
    Parent,
    /// Is owned by it (子公司).
    Subsidiary,
    /// Belongs to the same owner (关联公司).
    Affiliate,
    /// Works with it (合作方).
    Partner,
    /// Delivers to it (供应商).
    Supplier,
    /// Buys from it (客户).
    Customer,
}

/// What an investor has built elsewhere (过往项目).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EarlierProject {
    /// What it was.
    pub title: Line,
    /// Where.
    pub place: Option<Line>,
    /// When it began.
    pub year: Option<Year>,
    /// How much was invested.
    pub investment_cny: Option<Money>,
    /// What became of it.
    pub outcome: Option<Line>,
}

impl Relation {
    /// All of them, in the order of forms.
    pub const ALL: [Self; 6] =
        [Self::Parent, Self::Subsidiary, Self::Affiliate, Self::Partner, Self::Supplier, Self::Customer];

    /// Its key in files and addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::Parent => "parent",
            Self::Subsidiary => "subsidiary",
            Self::Affiliate => "affiliate",
            Self::Partner => "partner",
            Self::Supplier => "supplier",
            Self::Customer => "customer",
        }
    }
}

impl fmt::Display for Relation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.key())
    }
}

impl Investor {
    /// Every name that it goes by, its own first.
    pub fn names(&self) -> impl Iterator<Item = &Line> {
        std::iter::once(&self.name).chain(&self.other_names)
    }

    /// Whether a project with this credit code and investor's name is its own: the code decides where both have one.
    pub fn invests_in(&self, credit_code: Option<&CreditCode>, investor_name: &str) -> bool {
        match (&self.credit_code, credit_code) {
            (Some(own), Some(code)) => own == code,
            _ => self.names().any(|name| name.as_str() == investor_name),
        }
    }
}

use std::{collections::BTreeSet, str::FromStr};

use super::WishRecord;

/// Which wishes a list shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WishesShown {
    /// All of them.
    All,
    /// Those that investors sent.
    Investor,
    /// Those of investors that nobody has answered.
    Waiting,
    /// Those with an edition that have not become a project.
    Answered,
    /// Those that became a project.
    Project,
}

impl WishesShown {
    /// Each of them.
    pub const EVERY: [Self; 5] = [Self::All, Self::Waiting, Self::Investor, Self::Answered, Self::Project];

    /// As it stands in addresses.
    pub fn key(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Investor => "investor",
            Self::Waiting => "waiting",
            Self::Answered => "answered",
            Self::Project => "project",
        }
    }

    /// Whether a wish is among them; `answered` are the numbers of those with an edition.
    pub fn has(self, record: &WishRecord, answered: &BTreeSet<i64>) -> bool {
        match self {
            Self::All => true,
            Self::Investor => record.sender.is_some(),
            Self::Waiting => record.waits(answered),
            Self::Answered => record.project.is_none() && answered.contains(&record.number),
            Self::Project => record.project.is_some(),
        }
    }
}

impl FromStr for WishesShown {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        Self::EVERY.into_iter().find(|one| one.key() == text).ok_or(())
    }
}

impl WishRecord {
    /// Whether an investor waits for an answer; `answered` are the numbers of wishes with an edition.
    pub fn waits(&self, answered: &BTreeSet<i64>) -> bool {
        self.sender.is_some() && self.project.is_none() && !answered.contains(&self.number)
    }

    /// Whether a text, in small letters, stands in its name or in that of its investor.
    pub fn mentions(&self, text: &str) -> bool {
        let names = [Some(&self.wish.title), self.wish.investor.as_ref()];
        names.into_iter().flatten().any(|name| name.as_str().to_lowercase().contains(text))
    }
}

use jiff::civil::Date;

use super::{FieldError, Key, Line, Problem, ProjectRecord, Prose, Rules};

/// The claim that a project has reached a stage which somebody else must verify (申请认定).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Claim {
    /// The stage.
    pub stage: Key,
    /// Since when the project is there, as claimed.
    pub reached_on: Date,
    /// Account of who claims it.
    pub by: Line,
    /// On which day.
    pub on: Date,
    /// What it rests on.
    pub evidence: Prose,
    /// Why it was sent back, if it was.
    pub returned: Option<Returned>,
}

/// A claim that did not convince (退回).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Returned {
    /// Account of who sent it back.
    pub by: Line,
    /// On which day.
    pub on: Date,
    /// Why.
    pub reason: Line,
}

impl Claim {
    /// Whether it waits for somebody to verify it.
    pub fn is_open(&self) -> bool {
        self.returned.is_none()
    }

    /// Whether somebody may verify it: whoever manages the project or claims it judges their own work.
    ///
    /// # Errors
    /// Field `stage`: [`Problem::OwnWork`].
    pub fn may_be_verified_by(&self, account: &str, record: &ProjectRecord) -> Result<(), FieldError> {
        let manages = record.project.manager.as_ref().is_some_and(|manager| manager.as_str() == account);
        if manages || self.by.as_str() == account {
            return Err(FieldError::new("stage", Problem::OwnWork));
        }
        Ok(())
    }
}

impl ProjectRecord {
    /// The stage that follows, if it must be verified: what can be claimed now.
    pub fn claimable<'r>(&self, rules: &'r Rules) -> Option<&'r super::Stage> {
        let latest = self.stages.latest()?;
        rules.stages.after(&latest.stage).filter(|next| next.gate.verified)
    }
}

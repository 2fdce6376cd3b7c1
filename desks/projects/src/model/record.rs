use jiff::civil::Date;

use super::{
    Category, Claim, DocumentKinds, FieldError, History, Line, Need, Overdue, Passage, Problem, Project, ProjectId,
    Rules, Stage, StatusHistory, Transition, missing_for,
};

/// A project with its past: what it is, how far it is, how it is doing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectRecord {
    /// Names it for good.
    pub id: ProjectId,
    /// What it is.
    pub project: Project,
    /// How far it is.
    pub stages: History,
    /// How it is doing.
    pub statuses: StatusHistory,
    /// The stage that it claims to have reached, until that is verified.
    pub claim: Option<Claim>,
    /// The kinds of documents that were handed in for it.
    pub documents: DocumentKinds,
    /// That it fell back into the open pool, the last time.
    pub released: Option<Released>,
}

/// That whoever held a lead gave it back, or let it lie.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Released {
    /// Account of who held it.
    pub by: Line,
    /// On which day.
    pub on: Date,
    /// Why; none where it fell back by rule.
    pub reason: Option<Line>,
}

impl ProjectRecord {
    /// A project of which nothing has happened yet.
    pub fn new(id: ProjectId, project: Project) -> Self {
        Self {
            id,
            project,
            stages: History::default(),
            statuses: StatusHistory::default(),
            claim: None,
            documents: DocumentKinds::new(),
            released: None,
        }
    }

    /// Its category at the end of a day; none for a project that was lost, ended, or not yet known.
    pub fn category(&self, day: Date, rules: &Rules) -> Option<Category> {
        let counts = self.statuses.on(day).kind().counts();
        counts.then(|| Category::on(day, &self.stages, &rules.stages)).flatten()
    }

    /// What is overdue at the end of a day; nothing for a project that was lost, ended, or not yet known.
    pub fn overdue(&self, day: Date, rules: &Rules) -> Vec<Overdue> {
        match self.category(day, rules) {
            Some(_) => Overdue::on(day, &self.project.promises, &self.stages, &rules.stages),
            None => Vec::new(),
        }
    }

    /// The stage that follows, and what is missing before it may enter; none at the last stage.
    pub fn next_step<'r>(&self, rules: &'r Rules) -> Option<(&'r Stage, Vec<Need>)> {
        let next = match self.stages.latest() {
            Some(latest) => rules.stages.after(&latest.stage)?,
            None => rules.stages.first(),
        };
        Some((next, self.missing(next, rules)))
    }

    /// What a stage asks for that is not there.
    pub fn missing(&self, stage: &Stage, rules: &Rules) -> Vec<Need> {
        missing_for(&stage.key, &self.project, &self.documents, &rules.stages)
    }

    /// Whether the project may enter a stage now.
    ///
    /// # Errors
    /// See [`History::enter`]; field `stage` with what is missing, or that somebody must verify it; field `stage_reason`
    /// where a gate is bypassed without a reason.
    pub fn may_enter(&self, transition: &Transition, rules: &Rules, today: Date) -> Result<(), FieldError> {
        self.stages.may_enter(transition, &rules.stages, today)?;
        let closed = |problem| Err(FieldError::new("stage", problem));
        let verified = matches!(transition.passage, Passage::Verified { .. });
        if self.rises_into_verified(transition, rules) && !verified {
            return closed(Problem::NeedsVerification);
        }
        if let Passage::Bypassed { .. } = transition.passage {
            let reasoned = transition.reason.is_some();
            return if reasoned { Ok(()) } else { Err(FieldError::new("stage_reason", Problem::ReasonMissing)) };
        }
        let needs = missing_for(&transition.stage, &self.project, &self.documents, &rules.stages);
        if needs.is_empty() { Ok(()) } else { closed(Problem::StageNeeds { needs }) }
    }

    /// Whether a step up leads to, or across, a stage that must be verified. What was verified once may be fallen back to.
    fn rises_into_verified(&self, transition: &Transition, rules: &Rules) -> bool {
        let order = |key| rules.stages.get(key).map_or(0, |stage| stage.order);
        let from = self.stages.latest().map_or(0, |latest| order(&latest.stage));
        let to = order(&transition.stage);
        rules.stages.iter().any(|stage| stage.gate.verified && from < stage.order && stage.order <= to)
    }

    /// Enters a stage, if its gate is open. What was claimed before is settled by it.
    ///
    /// # Errors
    /// See [`ProjectRecord::may_enter`].
    pub fn enter(&mut self, transition: Transition, rules: &Rules, today: Date) -> Result<(), FieldError> {
        self.may_enter(&transition, rules, today)?;
        self.claim = None;
        self.stages.enter(transition, &rules.stages, today)
    }
}

use jiff::civil::Date;

use super::{
    Category, Field, FieldError, History, Overdue, Project, ProjectId, Rules, Stage, StatusHistory, Transition,
    missing_for,
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
}

impl ProjectRecord {
    /// Its category at the end of a day; none for a project that was lost, withdrawn, or not yet known.
    pub fn category(&self, day: Date, rules: &Rules) -> Option<Category> {
        let counts = self.statuses.on(day).kind().counts();
        counts.then(|| Category::on(day, &self.stages, &rules.stages)).flatten()
    }

    /// What is overdue at the end of a day; nothing for a project that was lost, withdrawn, or not yet known.
    pub fn overdue(&self, day: Date, rules: &Rules) -> Vec<Overdue> {
        match self.category(day, rules) {
            Some(_) => Overdue::on(day, &self.project.promises, &self.stages, &rules.stages),
            None => Vec::new(),
        }
    }

    /// The stage that follows, and what must be filled in before it may enter; none at the last stage.
    pub fn next_step<'r>(&self, rules: &'r Rules) -> Option<(&'r Stage, Vec<Field>)> {
        let next = match self.stages.latest() {
            Some(latest) => rules.stages.after(&latest.stage)?,
            None => rules.stages.first(),
        };
        Some((next, missing_for(&next.key, &self.project, &rules.stages)))
    }

    /// Enters a stage, if all that it asks for is filled in.
    ///
    /// # Errors
    /// See [`History::try_enter`].
    pub fn enter(&mut self, transition: Transition, rules: &Rules, today: Date) -> Result<(), FieldError> {
        self.stages.try_enter(&transition, &self.project, rules, today)?;
        self.stages.enter(transition, &rules.stages, today)
    }
}

//! The systems of the modes that were worked in.

use super::control::Mode;
use super::system::System;

/// Systems by their modes: the first, to which solutions come back, and the one made last.
#[derive(Clone, Default)]
pub(crate) struct Systems {
    kept: Vec<System>,
    at: usize,
}

impl Systems {
    /// The system in use.
    pub fn present(&self) -> Option<&System> {
        self.kept.get(self.at)
    }

    pub fn present_mut(&mut self) -> Option<&mut System> {
        self.kept.get_mut(self.at)
    }

    /// Takes the system of some modes into use; false if there is none.
    pub fn turn_to(&mut self, modes: &[Mode]) -> bool {
        let found = self.kept.iter().position(|system| system.modes == modes);
        self.at = found.unwrap_or(self.at);
        found.is_some()
    }

    /// Takes a new system into use.
    pub fn add(&mut self, system: System) {
        self.kept.truncate(1);
        self.at = self.kept.len();
        self.kept.push(system);
    }

    /// Makes the system of some modes the first; the others go.
    pub fn keep_only(&mut self, modes: &[Mode]) {
        self.kept.retain(|system| system.modes == modes);
        self.at = 0;
    }
}

//! Looks at one row after another and keeps all that is wrong.

use std::collections::{HashMap, HashSet};

use super::fault::{Flaw, Problem};
use crate::network::{NetworkError, NodeIndex};
use crate::units::InvalidQuantity;

/// What rows may name, and what was wrong so far.
pub(super) struct Checks<'a> {
    pub nodes: HashMap<&'a str, NodeIndex>,
    /// Nodes whose own row is at fault: to name them is none.
    pub ghosts: &'a HashSet<String>,
    pub found: Vec<Flaw>,
}

/// One row on its way.
pub(super) struct RowChecks<'a, 'n> {
    checks: &'a mut Checks<'n>,
    table: &'static str,
    row: usize,
    /// As in `pipe`.
    word: &'static str,
    id: &'a str,
}

impl<'n> Checks<'n> {
    pub fn row<'a>(
        &'a mut self,
        table: &'static str,
        row: usize,
        word: &'static str,
        id: &'a str,
    ) -> RowChecks<'a, 'n> {
        RowChecks { checks: self, table, row, word, id }
    }
}

impl RowChecks<'_, '_> {
    pub fn bearer(&self) -> String {
        if self.id.is_empty() { self.word.to_owned() } else { format!("{} \"{}\"", self.word, self.id) }
    }

    pub fn refuse(&mut self, key: Option<&'static str>, problem: impl Into<Problem>) {
        let (table, row, problem) = (self.table, self.row, problem.into());
        self.checks.found.push(Flaw { table, row, key, problem });
    }

    /// A quantity, unless it is none.
    pub fn take<T>(&mut self, key: &'static str, value: Result<T, InvalidQuantity>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(source) => {
                let bearer = self.bearer();
                self.refuse(Some(key), NetworkError::Quantity { bearer, source });
                None
            }
        }
    }

    /// A quantity that may be left out; nothing only if it is there and none.
    #[expect(clippy::option_option, reason = "wrong, left out, and there are three answers")]
    pub fn optional<T>(
        &mut self,
        key: &'static str,
        value: Option<f64>,
        make: impl Fn(f64) -> Result<T, InvalidQuantity>,
    ) -> Option<Option<T>> {
        match value {
            None => Some(None),
            Some(value) => self.take(key, make(value)).map(Some),
        }
    }

    pub fn node(&mut self, key: &'static str, node: &str) -> Option<NodeIndex> {
        let known = self.checks.nodes.get(node).copied();
        if known.is_none() && !self.checks.ghosts.contains(node) {
            let (element, node) = (self.id.to_owned(), node.to_owned());
            self.refuse(Some(key), NetworkError::UnknownNode { element, node });
        }
        known
    }

    /// What the market asks of a value.
    pub fn require(&mut self, key: &'static str, holds: bool, reason: impl Fn() -> String) {
        if !holds {
            let bearer = self.bearer();
            self.refuse(Some(key), Problem::Market { bearer, reason: reason() });
        }
    }
}

use jiff::Timestamp;
use store::{Author, IdempotencyKey, ZoneId};

use crate::{Right, Scope};

/// An order to change something: who gives it, when, and the key under which it is carried out once.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Who gives it, in which zone, with which rights.
    pub scope: &'a Scope,
    /// The moment, passed in.
    pub at: Timestamp,
    /// The same order sent twice is carried out once.
    pub key: IdempotencyKey,
}

/// Whoever gives the order lacks the right for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this needs the right {}", .0.0)]
pub struct Forbidden(pub Right);

impl Order<'_> {
    /// Who the journal says did it.
    pub fn author(&self) -> Author {
        Author {
            zone: self.scope.zone().clone(),
            actor: self.scope.actor().to_owned(),
            on_behalf_of: None,
            through: self.scope.through().map(str::to_owned),
            at: self.at,
        }
    }

    /// The zone that the order is about.
    pub fn zone(&self) -> &ZoneId {
        self.scope.zone()
    }

    /// Fails unless whoever gives the order holds the right.
    ///
    /// # Errors
    /// [`Forbidden`].
    pub fn needs(&self, right: Right) -> Result<(), Forbidden> {
        if self.scope.may(right) { Ok(()) } else { Err(Forbidden(right)) }
    }
}

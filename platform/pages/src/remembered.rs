use std::sync::Arc;

use identity::Scope;
use jiff::civil::Date;
use maud::{Markup, PreEscaped};
use store::Memo;

use crate::{Language, Visit};

/// Parts that are remembered: some megabytes, where each is a long list.
const PARTS_MAX: usize = 128;

/// Parts of pages, by all that decides what they say besides the zone's records.
pub(crate) struct Parts(Memo<Key, String>);

type Key = (Scope, Language, Date, String);

impl Default for Parts {
    fn default() -> Self {
        Self(Memo::new(PARTS_MAX))
    }
}

impl Visit {
    /// A part of the page, rendered once for this reader and address and shown again until the zone's journal moves on.
    ///
    /// It may say only what follows from the zone's records, the reader's scope and language, the address and the day.
    /// So nothing with [`Visit::form_fields`]: they are good for one form of one visit.
    ///
    /// # Errors
    /// Those of the rendering; then nothing is remembered.
    pub async fn remembered<E>(&self, render: impl Future<Output = Result<Markup, E>>) -> Result<Markup, E> {
        let Parts(parts) = self.app().parts();
        let key = (self.scope().clone(), self.language(), self.as_of(), self.address());
        let part = match parts.recall(&key, self.sequence()) {
            Some(part) => part,
            None => parts.keep(key, self.sequence(), render.await?.into_string()),
        };
        Ok(PreEscaped(Arc::unwrap_or_clone(part)))
    }
}

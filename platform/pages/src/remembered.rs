use std::{
    any::{Any, TypeId},
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use identity::{
    Scope,
    access_token::{self, Bearer},
    session::{self, Session},
};
use jiff::{Timestamp, civil::Date};
use maud::{Markup, PreEscaped};
use store::{Memo, StoreError, ZoneId};

use crate::{App, Language, Pulse, Visit};

/// Parts that are remembered: some megabytes, where each is a long list.
const PARTS_MAX: usize = 128;

/// Sessions that are remembered, and access tokens.
const SESSIONS_MAX: usize = 1_024;
/// Lists whose length is remembered.
const COUNTS_MAX: usize = 1_024;

/// What was worked out for readers, by all that decides it besides the zone's records.
pub(crate) struct Remembered {
    parts: Memo<(Scope, Language, Date, String), String>,
    counts: Memo<(Scope, Date, String), u64>,
    sessions: Memo<(ZoneId, String), Session>,
    bearers: Memo<(ZoneId, String), Bearer>,
    desks: Mutex<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

impl Default for Remembered {
    fn default() -> Self {
        Self {
            parts: Memo::new(PARTS_MAX),
            counts: Memo::new(COUNTS_MAX),
            sessions: Memo::new(SESSIONS_MAX),
            bearers: Memo::new(SESSIONS_MAX),
            desks: Mutex::default(),
        }
    }
}

impl App {
    /// What a desk keeps at hand between visits, by its type: one for the whole house, made when it is first asked for.
    ///
    /// It is lost with the program; records belong into the database.
    pub fn at_hand<T: Default + Send + Sync + 'static>(&self) -> Arc<T> {
        let mut desks = self.memory().desks.lock().unwrap_or_else(PoisonError::into_inner);
        let kept = desks.entry(TypeId::of::<T>()).or_insert_with(|| Arc::new(T::default())).clone();
        // The entry of a type holds that type.
        kept.downcast().unwrap_or_default()
    }

    /// The session that a token opens, read once until the zone's journal moves on: whatever ends a session, or changes
    /// what its owner may do, is written there.
    pub(crate) async fn session(
        &self,
        pulse: &Pulse,
        token: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<Session>>, StoreError> {
        let Remembered { sessions, .. } = self.memory();
        let key = (pulse.zone.id.clone(), token.to_owned());
        if let Some(session) = sessions.recall(&key, pulse.sequence) {
            return Ok(Some(session).filter(|session| session.expires_at > now));
        }
        let found = session::find(self.store().reader(), self.roles(), &pulse.zone.id, token, now).await?;
        Ok(found.map(|session| sessions.keep(key, pulse.sequence, session)))
    }

    /// Whom an access token speaks for, remembered in the same way.
    pub(crate) async fn bearer(
        &self,
        pulse: &Pulse,
        shown: &str,
        now: Timestamp,
    ) -> Result<Option<Arc<Bearer>>, StoreError> {
        let Remembered { bearers, .. } = self.memory();
        let key = (pulse.zone.id.clone(), shown.to_owned());
        if let Some(bearer) = bearers.recall(&key, pulse.sequence) {
            return Ok(Some(bearer).filter(|bearer| bearer.token.expires_at > now));
        }
        let found = access_token::find(self.store().reader(), self.roles(), &pulse.zone.id, shown, now).await?;
        Ok(found.map(|bearer| bearers.keep(key, pulse.sequence, bearer)))
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
        let Remembered { parts, .. } = self.app().memory();
        let key = (self.scope().clone(), self.language(), self.as_of(), self.address());
        let part = match parts.recall(&key, self.sequence()) {
            Some(part) => part,
            None => parts.keep(key, self.sequence(), render.await?.into_string()),
        };
        Ok(PreEscaped(Arc::unwrap_or_clone(part)))
    }

    /// How many rows the list at this address has: counted once for this reader and these filters, on whichever page and
    /// in whichever order, until the zone's journal moves on.
    ///
    /// # Errors
    /// Those of the counting; then nothing is remembered.
    pub async fn counted<E>(&self, count: impl Future<Output = Result<u64, E>>) -> Result<u64, E> {
        let Remembered { counts, .. } = self.app().memory();
        let filters = ["page", "sort", "flash"].iter().fold(self.query().clone(), |query, name| query.with(name, None));
        let key = (self.scope().clone(), self.as_of(), format!("{}{}", self.path(), filters.to_query()));
        match counts.recall(&key, self.sequence()) {
            Some(count) => Ok(*count),
            None => Ok(*counts.keep(key, self.sequence(), count.await?)),
        }
    }
}

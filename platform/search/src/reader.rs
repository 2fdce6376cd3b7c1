use std::collections::BTreeSet;

use identity::{Scope, Viewer};

use crate::Audience;

/// Who searches: which audiences they belong to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reader {
    /// `None` for the program itself, which may find everything in the zone.
    terms: Option<BTreeSet<String>>,
}

impl Reader {
    /// Anybody.
    pub fn public() -> Self {
        Self { terms: Some(BTreeSet::from([Audience::Public.term()])) }
    }

    /// The reader of this scope; `credit_code` is that of the organisation that they belong to, as it stands now.
    pub fn of(scope: &Scope, credit_code: Option<&str>) -> Self {
        if *scope.viewer() == Viewer::System {
            return Self { terms: None };
        }
        let rights = scope.rights().map(|right| Audience::Right(right).term());
        let own = credit_code
            .filter(|_| scope.person().is_some())
            .into_iter()
            .flat_map(|code| scope.rights().map(|right| Audience::Own(right, code.to_owned()).term()));
        Self { terms: Some(rights.chain(own).chain([Audience::Public.term()]).collect()) }
    }

    /// The audiences by their terms; `None` where nothing narrows the search.
    pub(crate) fn terms(&self) -> Option<impl Iterator<Item = &str>> {
        self.terms.as_ref().map(|terms| terms.iter().map(String::as_str))
    }
}

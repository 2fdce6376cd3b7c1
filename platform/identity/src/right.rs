use std::collections::BTreeMap;

/// One thing that somebody may do, named `desk.verb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Right(pub &'static str);

/// A named set of rights that can be granted to an account; its title stands in the language files as `role-KEY`.
#[derive(Clone, Copy, Debug)]
pub struct Role {
    /// Name in the database and in zone files: `projects-editor`.
    pub key: &'static str,
    /// What it allows.
    pub rights: &'static [Right],
}

/// All roles of the house.
#[derive(Clone, Debug, Default)]
pub struct Roles(BTreeMap<&'static str, Role>);

/// A role that no desk declares.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("there is no role {given:?}; roles are: {}", known.join(", "))]
pub struct UnknownRole {
    /// What was asked for.
    pub given: String,
    /// What there is.
    pub known: Vec<String>,
}

impl Roles {
    /// Collects the roles that the desks declare.
    pub fn new(roles: impl IntoIterator<Item = Role>) -> Self {
        Self(roles.into_iter().map(|role| (role.key, role)).collect())
    }

    /// The role of this name.
    ///
    /// # Errors
    /// [`UnknownRole`] with the names that there are.
    pub fn find(&self, key: &str) -> Result<Role, UnknownRole> {
        self.0.get(key).copied().ok_or_else(|| UnknownRole {
            given: key.chars().take(64).collect(),
            known: self.0.keys().map(|&key| key.to_owned()).collect(),
        })
    }

    /// All roles by name.
    pub fn iter(&self) -> impl Iterator<Item = &Role> {
        self.0.values()
    }
}

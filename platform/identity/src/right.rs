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

/// All roles of the house. Several desks may declare one role: whoever holds it has the rights of all its declarations.
#[derive(Clone, Debug, Default)]
pub struct Roles(BTreeMap<&'static str, Vec<Role>>);

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
        let mut collected: BTreeMap<_, Vec<Role>> = BTreeMap::new();
        for role in roles {
            collected.entry(role.key).or_default().push(role);
        }
        Self(collected)
    }

    /// The declarations of the role of this name, one per desk that adds rights to it.
    ///
    /// # Errors
    /// [`UnknownRole`] with the names that there are.
    pub fn find(&self, key: &str) -> Result<&[Role], UnknownRole> {
        self.0.get(key).map(Vec::as_slice).ok_or_else(|| UnknownRole {
            given: key.chars().take(64).collect(),
            known: self.keys().map(str::to_owned).collect(),
        })
    }

    /// The names of all roles, in order.
    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn desks_add_their_rights_to_one_role() {
        let role = |rights: &'static [Right]| Role { key: "viewer", rights };
        let roles = Roles::new([role(&[Right("policy.read")]), role(&[Right("projects.read")])]);
        let rights: Vec<_> = roles.find("viewer").into_iter().flatten().flat_map(|role| role.rights).copied().collect();
        assert_eq!(rights, [Right("policy.read"), Right("projects.read")]);
        assert_eq!(roles.keys().collect::<Vec<_>>(), ["viewer"]);
        assert!(roles.find("emperor").is_err_and(|unknown| unknown.known == ["viewer"]));
    }
}

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{Line, Problem, problem::shown};

/// Who answers for a clause: an organisation, or one post in it (岗位). Never a person: people change, the post stays.
///
/// ```
/// use policy::model::Owner;
///
/// let owner: Owner = "investment-bureau/局长".parse()?;
/// assert_eq!(owner.organisation(), "investment-bureau");
/// assert_eq!(owner.post(), Some("局长"));
/// # Ok::<(), policy::model::Problem>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Owner {
    organisation: Line,
    post: Option<Line>,
}

impl Owner {
    /// Id of the organisation.
    pub fn organisation(&self) -> &str {
        self.organisation.as_str()
    }

    /// The post in it, if one post answers.
    pub fn post(&self) -> Option<&str> {
        self.post.as_ref().map(Line::as_str)
    }

    /// Whether somebody of this organisation who holds this post is meant.
    pub fn is(&self, organisation: &str, post: &str) -> bool {
        self.organisation() == organisation && self.post().is_none_or(|own| own == post)
    }
}

impl FromStr for Owner {
    type Err = Problem;

    fn from_str(text: &str) -> Result<Self, Problem> {
        let wrong = |_| Problem::Owner(shown(text));
        let (organisation, post) = match text.split_once('/') {
            Some((organisation, post)) => (organisation, Some(post)),
            None => (text, None),
        };
        if text.contains(';') {
            return Err(Problem::Owner(shown(text)));
        }
        Ok(Self {
            organisation: organisation.parse().map_err(wrong)?,
            post: post.map(str::parse).transpose().map_err(wrong)?,
        })
    }
}

impl TryFrom<String> for Owner {
    type Error = Problem;

    fn try_from(text: String) -> Result<Self, Problem> {
        text.parse()
    }
}

impl From<Owner> for String {
    fn from(owner: Owner) -> Self {
        owner.to_string()
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.organisation())?;
        self.post().map_or(Ok(()), |post| write!(f, "/{post}"))
    }
}

/// Owners as they stand in one field: `a;b/局长`.
pub fn owners_text(owners: &[Owner]) -> String {
    owners.iter().map(Owner::to_string).collect::<Vec<_>>().join(";")
}

/// Reads back what [`owners_text`] wrote.
///
/// # Errors
/// The first that is no owner, or stands there twice.
pub fn owners_from_text(text: &str) -> Result<Vec<Owner>, Problem> {
    let mut owners = Vec::new();
    for part in text.split(';').map(str::trim).filter(|part| !part.is_empty()) {
        let owner: Owner = part.parse()?;
        if owners.contains(&owner) {
            return Err(Problem::Twice(owner.to_string()));
        }
        owners.push(owner);
    }
    Ok(owners)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn owners_are_read_back_as_they_were_written() {
        for text in ["", "a", "a;b/局长", "投资局/副局长;b"] {
            assert_eq!(owners_from_text(text).map(|owners| owners_text(&owners)), Ok(text.to_owned()));
        }
        assert_eq!(owners_from_text("a;b;a"), Err(Problem::Twice("a".to_owned())));
        for wrong in ["/x", "a/", "a/b;", "\n"] {
            assert!(wrong.parse::<Owner>().is_err(), "{wrong:?}");
        }
    }

    #[test]
    fn a_post_is_narrower_than_its_organisation() {
        let (bureau, head) = ("a".parse::<Owner>().ok(), "a/局长".parse::<Owner>().ok());
        assert!(bureau.is_some_and(|owner| owner.is("a", "科员")));
        assert!(head.is_some_and(|owner| owner.is("a", "局长") && !owner.is("a", "科员") && !owner.is("b", "局长")));
    }
}

use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, de::DeserializeOwned, de::Error};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{
    Contact, CreditCode, EarlierProject, FieldError, Investor, Line, Problem, RelatedFirm, Relation, text::unknown_term,
};

/// The most rows of one kind: whoever has more names, contacts or firms keeps the important ones.
pub const INVESTOR_ROWS_MAX: usize = 50;

/// An investor as it was typed or stands in a file: nothing is checked yet. Rows that are wholly empty do not count.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct InvestorDraft {
    /// Its name.
    pub name: String,
    /// Its unified social credit code.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub credit_code: String,
    /// Where it comes from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub home: String,
    /// What it makes and sells.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub business: String,
    /// Where all this comes from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub source: String,
    /// Names that it had before or goes by.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub other_names: Vec<String>,
    /// Whom one talks to there.
    #[serde(deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<ContactDraft>,
    /// Firms that belong to it or work with it.
    #[serde(deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<RelatedDraft>,
    /// What it has built elsewhere.
    #[serde(deserialize_with = "objects", skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierDraft>,
}

/// A [`Contact`] as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct ContactDraft {
    /// Name.
    pub name: String,
    /// What the person does there.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub post: String,
    /// Telephone.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub phone: String,
    /// E-mail.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub email: String,
}

/// A [`RelatedFirm`] as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct RelatedDraft {
    /// Its name.
    pub name: String,
    /// Key of the [`Relation`].
    pub relation: String,
}

/// An [`EarlierProject`] as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(default, deny_unknown_fields)]
pub struct EarlierDraft {
    /// What it was.
    pub title: String,
    /// Where.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// When it began.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub year: String,
    /// How much was invested, in yuan.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub investment_cny: String,
    /// What became of it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub outcome: String,
}

/// Rows with named fields: serde would take lists of values in their places, too.
fn objects<'de, D: Deserializer<'de>, T: DeserializeOwned>(deserializer: D) -> Result<Vec<T>, D::Error> {
    let rows = Vec::<Map<String, Value>>::deserialize(deserializer)?;
    rows.into_iter().map(|row| serde_json::from_value(Value::Object(row)).map_err(D::Error::custom)).collect()
}

impl Investor {
    /// As a form or a file has it.
    pub fn draft(&self) -> InvestorDraft {
        let contact = |contact: &Contact| ContactDraft {
            name: contact.name.to_string(),
            post: text(contact.post.as_ref()),
            phone: text(contact.phone.as_ref()),
            email: text(contact.email.as_ref()),
        };
        let related =
            |firm: &RelatedFirm| RelatedDraft { name: firm.name.to_string(), relation: firm.relation.to_string() };
        let earlier = |project: &EarlierProject| EarlierDraft {
            title: project.title.to_string(),
            place: text(project.place.as_ref()),
            year: text(project.year.as_ref()),
            investment_cny: text(project.investment_cny.as_ref()),
            outcome: text(project.outcome.as_ref()),
        };
        InvestorDraft {
            name: self.name.to_string(),
            credit_code: text(self.credit_code.as_ref()),
            home: text(self.home.as_ref()),
            business: text(self.business.as_ref()),
            source: text(self.source.as_ref()),
            other_names: self.other_names.iter().map(ToString::to_string).collect(),
            contacts: self.contacts.iter().map(contact).collect(),
            related: self.related.iter().map(related).collect(),
            earlier: self.earlier.iter().map(earlier).collect(),
        }
    }
}

impl InvestorDraft {
    /// The investor.
    ///
    /// # Errors
    /// All that is wrong, by field: `name`, `credit_code`, …; a row's fields by their place, counted from 0:
    /// `contacts.0.name`, `related.2.relation`, `earlier.1.year`, `other_names.0`.
    pub fn check(&self) -> Result<Investor, Vec<FieldError>> {
        let mut errors = Vec::new();
        let name: Option<Line> = required(&mut errors, || "name".to_owned(), &self.name);
        let credit_code = optional::<CreditCode>(&mut errors, || "credit_code".to_owned(), &self.credit_code);
        let home = optional(&mut errors, || "home".to_owned(), &self.home);
        let business = optional(&mut errors, || "business".to_owned(), &self.business);
        let source = optional(&mut errors, || "source".to_owned(), &self.source);
        let mut other_names = rows(
            "other_names",
            &self.other_names,
            |name| name.trim().is_empty(),
            &mut errors,
            |name, field, errors| other(name, field, errors),
        );
        let contacts = rows("contacts", &self.contacts, ContactDraft::is_empty, &mut errors, contact);
        let related = rows("related", &self.related, RelatedDraft::is_empty, &mut errors, related);
        let earlier = rows("earlier", &self.earlier, EarlierDraft::is_empty, &mut errors, earlier);
        match name {
            Some(name) if errors.is_empty() => {
                let mut seen = vec![name.clone()];
                other_names.retain(|other| {
                    let new = !seen.contains(other);
                    seen.push(other.clone());
                    new
                });
                Ok(Investor { name, other_names, credit_code, home, business, contacts, related, earlier, source })
            }
            _ => Err(errors),
        }
    }
}

impl ContactDraft {
    fn is_empty(&self) -> bool {
        [&self.name, &self.post, &self.phone, &self.email].iter().all(|text| text.trim().is_empty())
    }
}

impl RelatedDraft {
    /// The relation alone is what a form offers first.
    fn is_empty(&self) -> bool {
        self.name.trim().is_empty()
    }
}

impl EarlierDraft {
    fn is_empty(&self) -> bool {
        [&self.title, &self.place, &self.year, &self.investment_cny, &self.outcome]
            .iter()
            .all(|text| text.trim().is_empty())
    }
}

type Errors = Vec<FieldError>;

/// Every row that is not empty; what is wrong with one is noted by its place.
fn rows<D, T>(
    kind: &str,
    drafts: &[D],
    is_empty: impl Fn(&D) -> bool,
    errors: &mut Errors,
    check: impl Fn(&D, &dyn Fn(&str) -> String, &mut Errors) -> Option<T>,
) -> Vec<T> {
    if drafts.len() > INVESTOR_ROWS_MAX {
        errors.push(FieldError::new(kind.to_owned(), Problem::TooLarge { max: INVESTOR_ROWS_MAX.to_string() }));
        return Vec::new();
    }
    let filled = drafts.iter().enumerate().filter(|(_, draft)| !is_empty(draft));
    let checked = filled.map(|(place, draft)| {
        let field =
            |key: &str| if key.is_empty() { format!("{kind}.{place}") } else { format!("{kind}.{place}.{key}") };
        check(draft, &field, errors)
    });
    checked.flatten().collect()
}

fn other(name: &str, field: &dyn Fn(&str) -> String, errors: &mut Errors) -> Option<Line> {
    required(errors, || field(""), name)
}

fn contact(draft: &ContactDraft, field: &dyn Fn(&str) -> String, errors: &mut Errors) -> Option<Contact> {
    let name = required(errors, || field("name"), &draft.name);
    let post = optional(errors, || field("post"), &draft.post);
    let phone = optional(errors, || field("phone"), &draft.phone);
    let email = optional(errors, || field("email"), &draft.email);
    if email.as_ref().is_some_and(|email: &Line| !looks_like_mail(email.as_str())) {
        errors.push(FieldError::new(field("email"), Problem::NotAnAddress));
    }
    Some(Contact { name: name?, post, phone, email })
}

/// One `@` between two texts without spaces: more than that only a mail that arrives can tell.
fn looks_like_mail(text: &str) -> bool {
    let halves = text.split_once('@');
    halves.is_some_and(|(name, host)| {
        !name.is_empty() && !host.is_empty() && !host.contains('@') && !text.contains(char::is_whitespace)
    })
}

fn related(draft: &RelatedDraft, field: &dyn Fn(&str) -> String, errors: &mut Errors) -> Option<RelatedFirm> {
    let name = required(errors, || field("name"), &draft.name);
    let key = draft.relation.trim();
    let relation = Relation::ALL.into_iter().find(|relation| relation.key() == key);
    if relation.is_none() {
        let problem = match key {
            "" => Problem::Missing,
            key => unknown_term(key, Relation::ALL.into_iter().map(Relation::key)),
        };
        errors.push(FieldError::new(field("relation"), problem));
    }
    Some(RelatedFirm { name: name?, relation: relation? })
}

fn earlier(draft: &EarlierDraft, field: &dyn Fn(&str) -> String, errors: &mut Errors) -> Option<EarlierProject> {
    let title = required(errors, || field("title"), &draft.title);
    let place = optional(errors, || field("place"), &draft.place);
    let year = optional(errors, || field("year"), &draft.year);
    let investment_cny = optional(errors, || field("investment_cny"), &draft.investment_cny);
    let outcome = optional(errors, || field("outcome"), &draft.outcome);
    Some(EarlierProject { title: title?, place, year, investment_cny, outcome })
}

fn required<T>(errors: &mut Errors, field: impl Fn() -> String, text: &str) -> Option<T>
where
    T: FromStr,
    Problem: From<T::Err>,
{
    if text.trim().is_empty() {
        errors.push(FieldError::new(field(), Problem::Missing));
        return None;
    }
    optional(errors, field, text)
}

fn optional<T>(errors: &mut Errors, field: impl Fn() -> String, text: &str) -> Option<T>
where
    T: FromStr,
    Problem: From<T::Err>,
{
    if text.trim().is_empty() {
        return None;
    }
    text.trim().parse().map_err(|wrong: T::Err| errors.push(FieldError::new(field(), wrong.into()))).ok()
}

fn text(value: Option<&impl ToString>) -> String {
    value.map(ToString::to_string).unwrap_or_default()
}

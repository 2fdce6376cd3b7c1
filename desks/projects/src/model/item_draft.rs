use std::{collections::BTreeMap, str::FromStr};

use jiff::civil::Date;

use super::{
    Conduct, Done, FieldError, Item, ItemKind, Key, Particulars, Problem, ProjectId, Promised, Terms, Year,
    civil::days_later, parse_date,
};

/// An item as it was typed, field by field; nothing typed is lost, however wrong it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemDraft(BTreeMap<String, String>);

impl ItemKind {
    /// The keys of the fields that an item of this kind has, in the order of its form.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Self::Talk => &["on", "form", "with", "text", "next_step", "due_on", "owner", "done_on", "outcome"],
            Self::Agreement => &["title", "form", "on", "party", "ends_on", "text"],
            Self::Promise => &["agreement", "what", "amount", "year", "due_on", "on", "text"],
            Self::Milestone => &["title", "on", "due_on", "critical", "owner", "done_on", "outcome"],
            Self::Request => &["title", "class", "text", "on", "owner", "due_on", "done_on", "outcome"],
            Self::Hurdle => &["hurdle", "cause", "text", "owner", "on", "due_on", "done_on", "outcome"],
            Self::Duty => &["title", "text", "meeting", "owner", "on", "due_on", "done_on", "outcome"],
        }
    }

    /// The fields of these that must be filled.
    pub fn required(self) -> &'static [&'static str] {
        match self {
            Self::Talk => &["on", "form", "with", "text"],
            Self::Agreement => &["title", "form", "on"],
            Self::Promise => &["what"],
            Self::Milestone => &["title", "due_on"],
            Self::Request => &["title", "class"],
            Self::Hurdle => &["hurdle", "cause", "owner", "due_on"],
            Self::Duty => &["title", "owner", "due_on"],
        }
    }

    /// The fields of these that an enterprise fills in: what it asks for. The others are for whoever answers.
    pub fn asked(self) -> &'static [&'static str] {
        if self == Self::Request { &["title", "class", "text"] } else { &[] }
    }

    /// Whether an item of this kind is done one day.
    pub fn can_be_done(self) -> bool {
        self.fields().contains(&"done_on")
    }
}

impl ItemDraft {
    /// The form of an item as it stands.
    pub fn of(item: &Item) -> Self {
        Self(item.texts().into_iter().map(|(key, text)| (key.to_owned(), text)).collect())
    }

    /// Types into a field.
    pub fn set(&mut self, key: &str, text: impl Into<String>) {
        self.0.insert(key.to_owned(), text.into());
    }

    /// What stands in a field; empty when it was not offered.
    pub fn get(&self, key: &str) -> &str {
        self.0.get(key).map_or("", |text| text.trim())
    }

    /// What an enterprise may have written of it; everything else stays as it was before.
    #[must_use]
    pub fn asked(&self, kind: ItemKind, before: Option<&Item>) -> Self {
        let mut asked = before.map(Self::of).unwrap_or_default();
        for key in kind.asked() {
            asked.set(key, self.get(key));
        }
        asked
    }

    /// Makes an item of it. What is empty is taken from `today` where a day is needed, and from the rules of the zone
    /// for the answer to a request. A word that the item had before need not stand in the zone's lists any more; what the
    /// enterprise said against answers is nobody's to word.
    ///
    /// # Errors
    /// All that is wrong, by field.
    pub fn check(
        &self,
        (project, kind): (&ProjectId, ItemKind),
        before: Option<&Item>,
        conduct: &Conduct,
        today: Date,
    ) -> Result<Item, Vec<FieldError>> {
        let mut reading = Reading { draft: self, kind, errors: Vec::new() };
        let said = before.map_or(&[][..], Item::contests);
        let item = reading.item(project, conduct, today).map(|item| item.with_contests(said));
        reading.check_terms(before, conduct);
        reading.errors.extend(item.as_ref().and_then(|item| item.check_done().err()));
        match item {
            Some(item) if reading.errors.is_empty() => Ok(item),
            _ => Err(reading.errors),
        }
    }

    /// Makes an item of texts that were checked when they were written.
    ///
    /// # Errors
    /// All that cannot be read.
    pub fn restore(&self, project: &ProjectId, kind: ItemKind) -> Result<Item, Vec<FieldError>> {
        let mut reading = Reading { draft: self, kind, errors: Vec::new() };
        let item = reading.item(project, &Conduct::default(), Date::MIN);
        item.filter(|_| reading.errors.is_empty()).ok_or(reading.errors)
    }
}

impl<K: Into<String>, V: Into<String>> FromIterator<(K, V)> for ItemDraft {
    fn from_iter<I: IntoIterator<Item = (K, V)>>(pairs: I) -> Self {
        Self(pairs.into_iter().map(|(key, text)| (key.into(), text.into())).collect())
    }
}

struct Reading<'a> {
    draft: &'a ItemDraft,
    kind: ItemKind,
    errors: Vec<FieldError>,
}

impl Reading<'_> {
    fn wrong(&mut self, key: &'static str, problem: Problem) {
        self.errors.push(FieldError::new(key, problem));
    }

    fn value<T>(&mut self, key: &'static str, parse: impl Fn(&str) -> Result<T, Problem>) -> Option<T> {
        let text = self.draft.get(key);
        if text.is_empty() || !self.kind.fields().contains(&key) {
            return None;
        }
        parse(text).map_err(|problem| self.errors.push(FieldError::new(key, problem))).ok()
    }

    fn parsed<T: FromStr<Err = Problem>>(&mut self, key: &'static str) -> Option<T> {
        self.value(key, str::parse)
    }

    fn day(&mut self, key: &'static str) -> Option<Date> {
        self.value(key, parse_date)
    }

    /// Reads every field, so that every error is found.
    fn item(&mut self, project: &ProjectId, conduct: &Conduct, today: Date) -> Option<Item> {
        for key in self.kind.required() {
            if self.draft.get(key).is_empty() {
                self.wrong(key, Problem::Missing);
            }
        }
        let on = self.day("on").unwrap_or(today);
        let happened = matches!(self.kind, ItemKind::Talk | ItemKind::Agreement | ItemKind::Request);
        if happened && on > today && today != Date::MIN {
            self.wrong("on", Problem::Future { today });
        }
        let due_on = self.due_on(on, conduct);
        let done = self.done(today);
        let item = Item {
            project: project.clone(),
            title: self.parsed("title"),
            text: self.parsed("text"),
            on,
            owner: self.owner(conduct),
            due_on,
            done,
            particulars: self.particulars()?,
        };
        Some(item)
    }

    /// The day typed; for a request without one, the day that the zone's rule gives.
    fn due_on(&mut self, on: Date, conduct: &Conduct) -> Option<Date> {
        let typed = self.day("due_on");
        let class = self.draft.get("class").parse().ok().filter(|_| self.kind == ItemKind::Request);
        let days = class.and_then(|class: Key| conduct.request_rules.get(&class).map(|rule| rule.answer_days));
        let by_rule = days.filter(|_| self.draft.get("due_on").is_empty()).map(|days| days_later(on, days));
        let by_rule = by_rule.transpose().unwrap_or_else(|problem| {
            self.wrong("due_on", problem);
            None
        });
        let due = typed.or(by_rule);
        if self.kind == ItemKind::Talk && !self.draft.get("next_step").is_empty() && due.is_none() {
            self.wrong("due_on", Problem::Missing);
        }
        due
    }

    /// The organisation named; for a request without one, that of the zone's rule.
    fn owner(&mut self, conduct: &Conduct) -> Option<super::Line> {
        let class = self.draft.get("class").parse().ok().filter(|_| self.kind == ItemKind::Request);
        let rule = class.and_then(|class: Key| conduct.request_rules.get(&class));
        self.parsed("owner").or_else(|| rule.and_then(|rule| rule.owner.clone()))
    }

    fn done(&mut self, today: Date) -> Option<Done> {
        let on = self.day("done_on");
        let outcome: Option<super::Prose> = self.parsed("outcome");
        if on.is_some_and(|on| on > today && today != Date::MIN) {
            self.wrong("done_on", Problem::Future { today });
        }
        match (on, outcome) {
            (Some(on), outcome) => Some(Done { on, outcome }),
            (None, Some(_)) => {
                self.wrong("done_on", Problem::Missing);
                None
            }
            (None, None) => None,
        }
    }

    fn particulars(&mut self) -> Option<Particulars> {
        match self.kind {
            ItemKind::Talk => {
                let (form, with, next_step) = (self.parsed("form"), self.parsed("with"), self.parsed("next_step"));
                Some(Particulars::Talk { form: form?, with: with?, next_step })
            }
            ItemKind::Agreement => {
                let (form, party, ends_on) = (self.parsed("form"), self.parsed("party"), self.day("ends_on"));
                Some(Particulars::Agreement { form: form?, party, ends_on })
            }
            ItemKind::Promise => self.promise(),
            ItemKind::Milestone => Some(Particulars::Milestone { critical: self.draft.get("critical") == "yes" }),
            ItemKind::Request => Some(Particulars::Request { class: self.parsed("class")?, contests: Vec::new() }),
            ItemKind::Hurdle => {
                let (hurdle, cause) = (self.parsed("hurdle"), self.parsed("cause"));
                Some(Particulars::Hurdle { hurdle: hurdle?, cause: cause? })
            }
            ItemKind::Duty => Some(Particulars::Duty { meeting: self.parsed("meeting") }),
        }
    }

    /// A promise names a year or a day: without either, nobody could say whether it was kept.
    fn promise(&mut self) -> Option<Particulars> {
        let (agreement, year) = (self.parsed("agreement"), self.parsed::<Year>("year"));
        let due = !self.draft.get("due_on").is_empty();
        let promised = Promised::parse(self.draft.get("what"), self.draft.get("amount"));
        let has_amount = promised.as_ref().map_or(true, |promised| promised.amount().is_some());
        if !due && (!has_amount || self.draft.get("year").is_empty()) {
            self.wrong("due_on", Problem::Missing);
        }
        let known = |error: &FieldError| error.field == "what" && error.problem == Problem::Missing;
        match promised {
            Ok(promised) => Some(Particulars::Promise { agreement, promised, year }),
            Err(error) => {
                // That it is missing was said already.
                if !known(&error) {
                    self.errors.push(error);
                }
                None
            }
        }
    }

    /// Words must stand in the zone's lists, but for those that stood there before.
    fn check_terms(&mut self, before: Option<&Item>, conduct: &Conduct) {
        let lists: &[(&'static str, &Terms)] = match self.kind {
            ItemKind::Talk => &[("form", &conduct.talk_forms)],
            ItemKind::Agreement => &[("form", &conduct.agreement_forms)],
            ItemKind::Request => &[("class", &conduct.request_classes)],
            ItemKind::Hurdle => &[("hurdle", &conduct.hurdles), ("cause", &conduct.causes)],
            ItemKind::Promise | ItemKind::Milestone | ItemKind::Duty => &[],
        };
        let stood = before.map(Item::texts).unwrap_or_default();
        for (key, terms) in lists {
            let text = self.draft.get(key);
            let kept = stood.get(key).is_some_and(|stood| stood == text);
            if text.is_empty() || kept {
                continue;
            }
            if let Err(problem) = terms.find(text) {
                self.wrong(key, problem);
            }
        }
    }
}

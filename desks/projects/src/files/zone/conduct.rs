use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use spreadsheet::TableError;

use crate::model::{
    Conduct, Key, Line, PoolRules, Problem, ReportingRules, RequestRule, StageGroup, Template, TemplateMilestone, Terms,
};

use super::{
    ZoneError,
    vocabulary::{Word, of, term, terms, word},
};

const FILE: &str = "conduct.toml";

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct File {
    pool: PoolEntry,
    reporting: ReportingEntry,
    #[serde(default)]
    stuck: Vec<StuckEntry>,
    #[serde(default)]
    talk_form: Vec<Word>,
    #[serde(default)]
    agreement_form: Vec<Word>,
    #[serde(default)]
    request_class: Vec<ClassEntry>,
    #[serde(default)]
    hurdle: Vec<Word>,
    #[serde(default)]
    cause: Vec<Word>,
    #[serde(default)]
    template: Vec<TemplateEntry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct PoolEntry {
    held_max: u16,
    untouched_days: u16,
    rest_days: u16,
    source: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ReportingEntry {
    due_day: i8,
    remind_days_before: Vec<u16>,
    warn_days_after: Vec<u16>,
    source: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct StuckEntry {
    group: String,
    days: u16,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    key: String,
    name_zh: String,
    name_en: String,
    answer_days: u16,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    owner: String,
    source: String,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct TemplateEntry {
    key: String,
    name_zh: String,
    name_en: String,
    source: String,
    milestone: Vec<MilestoneEntry>,
}

#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct MilestoneEntry {
    name_zh: String,
    name_en: String,
    after_days: u16,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    critical: bool,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    owner: String,
}

fn whole(problem: &impl ToString) -> ZoneError {
    ZoneError { file: FILE, line: 0, problem: problem.to_string() }
}

fn wrong(field: &'static str) -> impl Fn(Problem) -> ZoneError {
    move |problem| whole(&of(field)(problem))
}

/// Reads the file; without any text, nothing is ruled.
pub(super) fn read(text: &str) -> Result<Conduct, ZoneError> {
    if text.trim().is_empty() {
        return Ok(Conduct::default());
    }
    let file: File = super::vocabulary::parse(FILE, text)?;
    let classes: Vec<Word> = file.request_class.iter().map(ClassEntry::word).collect();
    let rule = |class: &ClassEntry| {
        let rule = RequestRule { answer_days: class.answer_days, owner: owner(&class.owner)? };
        Ok((class.key.parse().map_err(wrong("key"))?, rule))
    };
    let stuck = |one: &StuckEntry| Ok((one.group.parse::<StageGroup>().map_err(wrong("group"))?, one.days));
    Ok(Conduct {
        talk_forms: words("talk_form", file.talk_form)?,
        agreement_forms: words("agreement_form", file.agreement_form)?,
        request_classes: words("request_class", classes)?,
        request_rules: file.request_class.iter().map(rule).collect::<Result<_, ZoneError>>()?,
        hurdles: words("hurdle", file.hurdle)?,
        causes: words("cause", file.cause)?,
        templates: file.template.iter().map(template).collect::<Result<_, _>>()?,
        pool: PoolRules {
            held_max: file.pool.held_max,
            untouched_days: file.pool.untouched_days,
            rest_days: file.pool.rest_days,
            source: file.pool.source.parse().map_err(wrong("source"))?,
        },
        stuck_days: file.stuck.iter().map(stuck).collect::<Result<_, ZoneError>>()?,
        reporting: reporting(file.reporting)?,
    })
}

fn words(list: &str, words: Vec<Word>) -> Result<Terms, ZoneError> {
    terms(list, words).map_err(|error| ZoneError { file: FILE, ..error })
}

fn reporting(entry: ReportingEntry) -> Result<ReportingRules, ZoneError> {
    if !(1..=28).contains(&entry.due_day) {
        return Err(whole(&format!("reporting.due_day {}: every month has a day 1 to 28", entry.due_day)));
    }
    Ok(ReportingRules {
        due_day: entry.due_day,
        remind_days_before: entry.remind_days_before,
        warn_days_after: entry.warn_days_after,
        source: entry.source.parse().map_err(wrong("source"))?,
    })
}

fn owner(text: &str) -> Result<Option<Line>, ZoneError> {
    (!text.is_empty()).then(|| text.parse()).transpose().map_err(wrong("owner"))
}

fn template(entry: &TemplateEntry) -> Result<Template, ZoneError> {
    let named = Word::new(&entry.key, (&entry.name_zh, &entry.name_en), &entry.source);
    let milestone = |entry: &MilestoneEntry| {
        Ok(TemplateMilestone {
            name_zh: entry.name_zh.parse().map_err(wrong("name_zh"))?,
            name_en: entry.name_en.parse().map_err(wrong("name_en"))?,
            after_days: entry.after_days,
            critical: entry.critical,
            owner: owner(&entry.owner)?,
        })
    };
    Ok(Template {
        term: term(&named).map_err(|error| whole(&error))?,
        milestones: entry.milestone.iter().map(milestone).collect::<Result<_, ZoneError>>()?,
    })
}

impl ClassEntry {
    fn word(&self) -> Word {
        Word::new(&self.key, (&self.name_zh, &self.name_en), &self.source)
    }
}

/// Writes the file; what rules nothing is not written.
pub(super) fn write(conduct: &Conduct) -> Result<String, TableError> {
    if *conduct == Conduct::default() {
        return Ok(String::new());
    }
    let list = |terms: &Terms| terms.iter().map(word).collect();
    let text = |owner: Option<&Line>| owner.map(ToString::to_string).unwrap_or_default();
    let classes = |terms: &Terms, rules: &BTreeMap<Key, RequestRule>| {
        let class = |term: &crate::model::Term| {
            let Word { key, name_zh, name_en, source } = word(term);
            let rule = rules.get(&term.key);
            let owner = text(rule.and_then(|rule| rule.owner.as_ref()));
            let answer_days = rule.map_or(0, |rule| rule.answer_days);
            ClassEntry { key, name_zh, name_en, answer_days, owner, source }
        };
        terms.iter().map(class).collect()
    };
    let PoolRules { held_max, untouched_days, rest_days, source } = &conduct.pool;
    let ReportingRules { due_day, remind_days_before, warn_days_after, source: reporting_source } = &conduct.reporting;
    let file = File {
        pool: PoolEntry {
            held_max: *held_max,
            untouched_days: *untouched_days,
            rest_days: *rest_days,
            source: source.to_string(),
        },
        reporting: ReportingEntry {
            due_day: *due_day,
            remind_days_before: remind_days_before.clone(),
            warn_days_after: warn_days_after.clone(),
            source: reporting_source.to_string(),
        },
        stuck: conduct
            .stuck_days
            .iter()
            .map(|(group, days)| StuckEntry { group: group.to_string(), days: *days })
            .collect(),
        talk_form: list(&conduct.talk_forms),
        agreement_form: list(&conduct.agreement_forms),
        request_class: classes(&conduct.request_classes, &conduct.request_rules),
        hurdle: list(&conduct.hurdles),
        cause: list(&conduct.causes),
        template: conduct.templates.iter().map(template_entry).collect(),
    };
    toml::to_string(&file).map_err(|error| TableError::Write { message: error.to_string() })
}

fn template_entry(template: &Template) -> TemplateEntry {
    let Word { key, name_zh, name_en, source } = word(&template.term);
    let milestone = |one: &TemplateMilestone| MilestoneEntry {
        name_zh: one.name_zh.to_string(),
        name_en: one.name_en.to_string(),
        after_days: one.after_days,
        critical: one.critical,
        owner: one.owner.as_ref().map(ToString::to_string).unwrap_or_default(),
    };
    TemplateEntry { key, name_zh, name_en, source, milestone: template.milestones.iter().map(milestone).collect() }
}

//! How far the project is, how it came there, and what the next stage asks for.

use print::{Block, Column, Table};

use super::{Printed, Section};
use crate::{
    model::{Claim, Need, Passage, Transition},
    pages::show,
};

impl Printed<'_> {
    /// Where the project stands on the day looked at.
    pub(super) fn standing(&self) -> Section {
        let (visit, record, day) = (self.visit, &self.looked.record, self.visit.as_of());
        let rules = &self.looked.rules;
        let mut lines = Vec::new();
        let mut put = |key: &str, text: Option<String>| {
            lines.extend(text.filter(|text| !text.is_empty()).map(|text| (show::field(visit, key), text)));
        };
        let transition = record.stages.stage_on(day);
        put("stage", transition.map(|one| show::stage(visit, rules, &one.stage)));
        put("stage_since", transition.map(|one| one.entered_on.to_string()));
        let status = record.statuses.on(day);
        put("status", Some(show::status_name(visit, status.kind())));
        put("category", record.category(day, rules).map(|category| show::category(visit, category)));
        put("status_since", record.statuses.change_on(day).map(|change| change.since.to_string()));
        let late = record.overdue(day, rules);
        let late = late.iter().map(|late| show::overdue_text(visit, late)).collect::<Vec<_>>();
        put("overdue_days", Some(late.join(visit.language().pick("；", "; "))));
        put("status_reason", status.reason().map(ToString::to_string));
        put("lost_to", status.went_to().map(ToString::to_string));
        (visit.text("projects-print-standing"), vec![Block::KeyValues(lines)])
    }

    /// The stages that it has gone through.
    pub(super) fn passed_stages(&self) -> Section {
        let (visit, record) = (self.visit, &self.looked.record);
        let title = visit.text("projects-print-stages");
        let mut table = Table::new(
            title.as_str(),
            vec![
                Column::text(show::field(visit, "stage"), 2),
                Column::text(show::field(visit, "stage_since"), 2),
                Column::text(visit.text("projects-print-hand"), 2),
                Column::text(visit.text("projects-print-how"), 6),
            ],
        );
        for one in record.stages.iter().filter(|one| one.entered_on <= visit.as_of()) {
            let stage = show::stage(visit, &self.looked.rules, &one.stage);
            table.push([stage, one.entered_on.to_string(), self.moved(one), self.how(one)]);
        }
        let blocks = if table.rows.is_empty() { self.nothing() } else { vec![Block::Table(table)] };
        (title, blocks)
    }

    /// Who moved the project on, as far as this reader may know.
    fn moved(&self, to: &Transition) -> String {
        let key = (to.stage.to_string(), to.entered_on.to_string());
        self.moved_by.get(&key).map_or_else(|| "–".to_owned(), |login| self.person(login))
    }

    /// How the gate was passed, why, on what evidence, and where that is known from.
    fn how(&self, to: &Transition) -> String {
        let visit = self.visit;
        let told = |key: &str, by: &str| visit.text_with(key, &[("who", self.person(by).into())]);
        let mut lines = Vec::new();
        match &to.passage {
            Passage::Complete => {}
            Passage::Bypassed { by } => lines.push(told("projects-bypassed-by", by.as_str())),
            Passage::Verified { by, evidence } => {
                lines.push(told("projects-verified-by", by.as_str()));
                lines.push(self.line(&show::field(visit, "evidence"), evidence.as_str()));
            }
        }
        lines.extend(to.reason.as_ref().map(|reason| self.line(&show::field(visit, "reason"), reason.as_str())));
        lines.extend(to.source.as_ref().map(|source| self.line(&show::field(visit, "source"), source.as_str())));
        lines.join("\n")
    }

    /// A label with what it says, in a line.
    pub(super) fn line(&self, label: &str, text: &str) -> String {
        format!("{label}{}{text}", self.visit.language().pick("：", ": "))
    }

    /// How it was doing; left out where it was always on course.
    pub(super) fn statuses(&self) -> Section {
        let (visit, record) = (self.visit, &self.looked.record);
        let title = visit.text("projects-print-statuses");
        let columns = [("status", 2), ("status_since", 2), ("status_reason", 6), ("lost_to", 2)];
        let columns = columns.map(|(key, weight)| Column::text(show::field(visit, key), weight));
        let mut table = Table::new(title.as_str(), columns.to_vec());
        for change in record.statuses.iter().filter(|change| change.since <= visit.as_of()) {
            let text = |line: Option<&crate::model::Line>| line.map(ToString::to_string).unwrap_or_default();
            let (kind, since) = (show::status_name(visit, change.status.kind()), change.since.to_string());
            table.push([kind, since, text(change.status.reason()), text(change.status.went_to())]);
        }
        let blocks = if table.rows.is_empty() { Vec::new() } else { vec![Block::Table(table)] };
        (title, blocks)
    }

    /// What is missing before the next stage.
    pub(super) fn next_gate(&self) -> Section {
        let visit = self.visit;
        let title = visit.text("projects-print-gate");
        let Some((stage, missing)) = self.looked.record.next_step(&self.looked.rules) else {
            return (title, vec![Block::Paragraph(visit.text("projects-last-stage"))]);
        };
        let named = |key: &str| visit.text_with(key, &[("stage", show::stage_name(visit, stage).into())]);
        let mut blocks = Vec::new();
        if stage.gate.verified {
            blocks.push(Block::Paragraph(named("projects-next-is-verified")));
        }
        if missing.is_empty() {
            blocks.push(Block::Paragraph(named("projects-ready-for")));
        } else {
            blocks.push(Block::Paragraph(named("projects-complete-these")));
            blocks.push(Block::List(missing.iter().map(|need| self.need(need)).collect()));
        }
        (title, blocks)
    }

    fn need(&self, need: &Need) -> String {
        match need {
            Need::Field(field) => show::field(self.visit, &field.key()),
            Need::Document(kind) => show::term(self.visit, &self.looked.rules.vocabulary.documents, kind),
        }
    }

    /// The claim that waits to be verified, or was sent back; left out where there is none or another day is looked at.
    pub(super) fn claim(&self) -> Section {
        let (visit, record) = (self.visit, &self.looked.record);
        let claim = record.claim.as_ref().filter(|_| !visit.looks_back());
        let (Some(stage), Some(claim)) = (record.claimable(&self.looked.rules), claim) else {
            return (String::new(), Vec::new());
        };
        let title = visit.text_with("projects-verification", &[("stage", show::stage_name(visit, stage).into())]);
        (title, self.claimed(claim))
    }

    fn claimed(&self, claim: &Claim) -> Vec<Block> {
        let visit = self.visit;
        let who = |login: &str| self.person(login).into();
        let values = [
            ("who", who(claim.by.as_str())),
            ("on", claim.on.to_string().into()),
            ("since", claim.reached_on.to_string().into()),
        ];
        let mut blocks = vec![
            Block::Paragraph(visit.text_with("projects-claimed-by", &values)),
            Block::KeyValues(vec![(show::field(visit, "evidence"), claim.evidence.to_string())]),
        ];
        match &claim.returned {
            None => blocks.push(Block::Paragraph(visit.text("projects-claim-open"))),
            Some(returned) => {
                let values = [("who", who(returned.by.as_str())), ("on", returned.on.to_string().into())];
                let told = visit.text_with("projects-returned-by", &values);
                blocks.push(Block::Paragraph(format!("{told}{}", returned.reason)));
            }
        }
        blocks
    }
}

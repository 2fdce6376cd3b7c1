//! What stands in the dossier, kind by kind; and the meetings that talked about the project.

use print::{Block, Column, Table};

use super::{Printed, Section};
use crate::{
    model::{Item, ItemKind, Key},
    pages::{
        dossier::{field_label, item_line, kind_name},
        project::promise_kept,
        show,
    },
    store::KeptItem,
};

impl Printed<'_> {
    /// The items of a kind, each with all its fields.
    pub(super) fn items_section(&self, kind: ItemKind) -> Section {
        let visit = self.visit;
        let title = kind_name(visit, kind);
        let mut items: Vec<&Item> = self.items.iter().map(|kept| &kept.item).collect();
        items.retain(|item| item.kind() == kind);
        if items.is_empty() {
            return (title, self.nothing());
        }
        // On paper, as things went; a plan by its days.
        let planned = matches!(kind, ItemKind::Milestone | ItemKind::Promise);
        items.sort_by_key(|item| item.due_on.filter(|_| planned).unwrap_or(item.on));
        let promise = kind == ItemKind::Promise;
        let third = if promise { visit.text("projects-actual") } else { visit.text("projects-item-owner") };
        let columns = vec![
            Column::text(title.as_str(), 11),
            Column::text(field_label(visit, kind, "on"), 4),
            Column::text(field_label(visit, kind, "due_on"), 4),
            if promise { Column::number(third, 4) } else { Column::text(third, 4) },
            Column::text(visit.text("projects-item-state"), 5),
        ];
        let mut table = Table::new(title.as_str(), columns);
        for item in items {
            table.push(self.row(item));
        }
        (title, vec![Block::Table(table)])
    }

    fn row(&self, item: &Item) -> [String; 5] {
        let dash = || "–".to_owned();
        let due = item.due_on.map_or_else(dash, |due| due.to_string());
        let (third, state) = match promise_kept(self.visit, self.looked, item) {
            Some(kept) if kept.late => (kept.actual, self.visit.text("projects-promise-kept-late")),
            Some(kept) => (kept.actual, self.visit.text(&format!("light-{}", kept.light.name()))),
            None => (self.owner(item), self.state(item)),
        };
        [self.told(item), item.on.to_string(), due, third, state]
    }

    fn owner(&self, item: &Item) -> String {
        let manager = self.looked.record.project.manager.as_ref();
        match (&item.owner, manager) {
            (Some(owner), _) => self.names.organisation(owner.as_str()),
            (None, Some(manager)) => self.person(manager.as_str()),
            (None, None) => "–".to_owned(),
        }
    }

    /// Done, and how late; late; or open.
    fn state(&self, item: &Item) -> String {
        let visit = self.visit;
        let days = |days: i32| ("days", days.into());
        match (item.done_by(visit.as_of()), item.late_days(visit.as_of())) {
            (Some(done), _) => {
                let late = item.due_on.map_or(0, |due| (done.on - due).get_days());
                let on = ("on", done.on.to_string().into());
                if late > 0 {
                    visit.text_with("projects-print-done-late", &[on, days(late)])
                } else {
                    visit.text_with("projects-item-done", &[on])
                }
            }
            (None, Some(late)) => visit.text_with("projects-item-late", &[days(late)]),
            (None, None) if item.is_open(visit.as_of()) => visit.text("projects-item-open"),
            (None, None) => "–".to_owned(),
        }
    }

    /// The item in a line, its text, and what else is filled.
    fn told(&self, item: &Item) -> String {
        let (visit, kind) = (self.visit, item.kind());
        let texts = item.texts();
        let mut lines = vec![item_line(visit, &self.names, item)];
        lines.extend(texts.get("text").cloned());
        for key in kind.fields().iter().filter(|key| !stands_elsewhere(kind, key)) {
            if let Some(text) = texts.get(key) {
                lines.push(self.line(&field_label(visit, kind, key), &self.value(item, key, text)));
            }
        }
        for contest in item.contests().iter().filter(|contest| contest.on <= visit.as_of()) {
            let answer = contest.answer.outcome.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
            lines.push(self.line(&format!("{} {}", contest.answer.on, field_label(visit, kind, "outcome")), &answer));
            let label = format!("{} {}", contest.on, visit.text("projects-item-contested"));
            lines.push(self.line(&label, contest.reason.as_str()));
        }
        lines.join("\n")
    }

    fn value(&self, item: &Item, key: &str, text: &str) -> String {
        let found = match key {
            "agreement" => {
                let agreement = self.items.iter().find(|kept| kept.id.as_str() == text);
                agreement.map(|kept: &KeptItem| item_line(self.visit, &self.names, &kept.item))
            }
            "meeting" => text.parse().ok().and_then(|id: Key| self.meeting(&id)),
            _ => None,
        };
        found.unwrap_or_else(|| self.names.shown(self.visit, item, key, text))
    }

    fn meeting(&self, id: &Key) -> Option<String> {
        let (_, meeting) = self.meetings.iter().find(|(one, _)| one == id)?;
        Some(meeting.title.to_string())
    }

    /// The meetings that talked about the project. What they resolved stands among the duties; what was said of other
    /// projects does not belong here.
    pub(super) fn met(&self) -> Section {
        let visit = self.visit;
        let title = visit.text("projects-meetings");
        let columns = [("held_on", 2), ("meeting_title", 6), ("chair", 3)];
        let columns = columns.map(|(key, weight)| Column::text(show::field(visit, key), weight));
        let mut table = Table::new(title.as_str(), columns.to_vec());
        for (_, meeting) in &self.meetings {
            let chair = meeting.chair.as_ref().map_or_else(|| "–".to_owned(), ToString::to_string);
            table.push([meeting.held_on.to_string(), meeting.title.to_string(), chair]);
        }
        let blocks = if table.rows.is_empty() { self.nothing() } else { vec![Block::Table(table)] };
        (title, blocks)
    }
}

/// Whether a field has a column of its own, or is in the line that names the item.
fn stands_elsewhere(kind: ItemKind, key: &str) -> bool {
    let in_line: &[&str] = match kind {
        ItemKind::Talk => &["form", "with", "next_step"],
        ItemKind::Agreement => &["title", "form"],
        ItemKind::Promise => &["what", "year", "amount"],
        ItemKind::Hurdle => &["hurdle", "cause"],
        ItemKind::Request => &["title", "class"],
        ItemKind::Milestone | ItemKind::Duty => &["title"],
    };
    in_line.contains(&key) || matches!(key, "text" | "on" | "due_on" | "owner" | "done_on")
}

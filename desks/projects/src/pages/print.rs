//! The dossier as one document, for the file: all that the pages of a project show this reader, in one go.

mod figures;
mod items;
mod particulars;
mod standing;

use std::collections::BTreeMap;

use attachments::Attachment;
use axum::response::Response;
use maud::{Markup, html};
use pages::{PageError, Visit, printing, shell::icon};
use print::{Block, Document};
use store::{StoreError, journal};

use super::{
    dossier::{self, Names},
    project::{Looked, look},
    show,
};
use crate::{
    HAND_IN_OWN, READ,
    commands::SUBJECT,
    model::{ItemKind, Key, Meeting, Particulars, ProjectId},
    store::{self as tables, KeptItem},
};

/// Items that are printed; a project with more prints the most urgent ones, and says so.
const ITEMS_MAX: u64 = 2_000;
/// Meetings that are looked through for the project.
const MEETINGS_MAX: u64 = 1_000;
/// Newest entries of the journal that are looked through for whoever moved the project on.
const ENTRIES_MAX: u64 = 5_000;

/// What is printed.
struct Printed<'a> {
    visit: &'a Visit,
    looked: &'a Looked,
    names: Names,
    items: Vec<KeptItem>,
    /// Meetings that talked about the project or resolved something about it, the latest first.
    meetings: Vec<(Key, Meeting)>,
    documents: Vec<Attachment>,
    /// Who moved the project to a stage, by stage and day.
    moved_by: BTreeMap<(String, String), String>,
}

/// The dossier as PDF.
pub async fn pdf(visit: Visit) -> Result<Response, PageError> {
    let (document, name) = document(&visit).await?;
    let docx = format!("/projects/{}/dossier.docx{}", show::project_id(&visit)?, visit.query().to_query());
    printing::pdf(&visit, document, &name, &docx).await
}

/// The dossier as DOCX.
pub async fn docx(visit: Visit) -> Result<Response, PageError> {
    let (document, name) = document(&visit).await?;
    printing::docx(document, &name).await
}

/// The ways to paper, in a menu.
pub(super) fn menu(visit: &Visit, id: &ProjectId) -> Markup {
    let files = [("dossier.pdf", "projects-print-pdf"), ("dossier.docx", "projects-print-docx")];
    html! {
        details.menu.menu-start {
            summary.btn { (icon("printer")) " " (visit.text("projects-print")) }
            div.menu-list {
                @for (file, key) in files {
                    a href=(show::on_same_day(visit, &format!("/projects/{id}/{file}"))) { (visit.text(key)) }
                }
                button.js-only type="button" data-print { (visit.text("projects-print-page")) }
            }
        }
    }
}

/// The document, and the name of its file.
async fn document(visit: &Visit) -> Result<(Document, String), PageError> {
    let looked = look(visit, &show::project_id(visit)?).await?;
    let printed = gather(visit, &looked).await?;
    Ok((printed.document(), format!("dossier-{}-{}", looked.record.id, visit.as_of())))
}

/// Reads what the pages show this reader.
async fn gather<'a>(visit: &'a Visit, looked: &'a Looked) -> Result<Printed<'a>, PageError> {
    let items = dossier::items_of(visit, &looked.record.id, ITEMS_MAX).await?;
    let names = dossier::names(visit, &looked.rules).await?;
    let mut printed =
        Printed { visit, looked, names, items, meetings: Vec::new(), documents: Vec::new(), moved_by: BTreeMap::new() };
    if visit.scope().may(READ) {
        printed.meetings = meetings(&printed).await?;
        printed.moved_by = moved_by(visit, &looked.record.id).await?;
    }
    if may_see_documents(visit) {
        printed.documents = documents(visit, looked).await?;
    }
    Ok(printed)
}

/// The meetings up to the day looked at that have to do with the project.
async fn meetings(printed: &Printed<'_>) -> Result<Vec<(Key, Meeting)>, StoreError> {
    let (visit, id) = (printed.visit, &printed.looked.record.id);
    let mut found = tables::meetings(visit.store().reader(), visit.scope(), 0, MEETINGS_MAX).await?;
    let resolved = |meeting: &Key| {
        let of_meeting = |kept: &KeptItem| match &kept.item.particulars {
            Particulars::Duty { meeting: Some(of) } => of == meeting,
            _ => false,
        };
        printed.items.iter().any(of_meeting)
    };
    found.retain(|kept| kept.meeting.agenda.contains(id) || resolved(&kept.id));
    found.retain(|kept| kept.meeting.held_on <= visit.as_of());
    Ok(found.into_iter().map(|kept| (kept.id, kept.meeting)).collect())
}

/// Whoever opens the page of documents; an enterprise finds its own there.
fn may_see_documents(visit: &Visit) -> bool {
    visit.scope().may(READ) || visit.scope().may(HAND_IN_OWN)
}

/// Of each document that the reader sees, the version that counted on the day looked at.
async fn documents(visit: &Visit, looked: &Looked) -> Result<Vec<Attachment>, PageError> {
    let seen = super::documents(visit, looked).await?.seen(visit).await?;
    let then = |document: attachments::Document| {
        let mut versions = std::iter::once(document.newest).chain(document.older);
        versions.find(|version| version.uploaded_at <= visit.until())
    };
    Ok(seen.into_iter().filter_map(then).collect())
}

/// Who moved the project to each stage: the author of the first entry that says so.
async fn moved_by(visit: &Visit, id: &ProjectId) -> Result<BTreeMap<(String, String), String>, StoreError> {
    let (database, zone) = (visit.store().reader(), visit.scope().zone());
    let entries = journal::of_subject(database, zone, SUBJECT, id.as_str(), visit.until(), ENTRIES_MAX).await?;
    let mut moved_by = BTreeMap::new();
    for entry in entries {
        let Some(after) = journal::parse_state(entry.after.as_deref())? else { continue };
        let text = |key: &str| after.get(key).and_then(|text| text.as_str()).map(str::to_owned);
        if let (Some(stage), Some(since)) = (text("stage"), text("stage_since")) {
            moved_by.insert((stage, since), entry.actor);
        }
    }
    Ok(moved_by)
}

impl Printed<'_> {
    fn document(&self) -> Document {
        let (visit, record) = (self.visit, &self.looked.record);
        let mut document = printing::document(visit, visit.text("projects-dossier"));
        document.title = visit.text_with("projects-print-title", &[("name", record.project.name.as_str().into())]);
        document.page_header = format!("{} · {}", document.page_header, record.project.name);
        document.subtitle = Some(record.project.investor_name.to_string());
        document.particulars = self.imprint();
        document.blocks = self.blocks();
        document
    }

    /// As of when, printed when and by whom, and where the newest edition is.
    fn imprint(&self) -> Vec<(String, String)> {
        let (visit, id) = (self.visit, &self.looked.record.id);
        let address = format!("{}{}", visit.app().public_url(), visit.link(&format!("/projects/{id}")));
        let line = |key: &str, value: String| (visit.text(key), value);
        vec![
            line("projects-print-as-of", visit.as_of().to_string()),
            line("projects-print-at", show::moment(visit.now())),
            line("projects-print-by", printing::reader(visit)),
            line("projects-print-address", address),
        ]
    }

    fn blocks(&self) -> Vec<Block> {
        let all = self.visit.scope().may(READ);
        let mut sections = vec![self.standing(), self.particulars(), self.passed_stages(), self.statuses()];
        if all && !self.visit.looks_back() {
            sections.push(self.next_gate());
        }
        sections.extend([self.claim(), self.years(), self.items_section(ItemKind::Promise)]);
        for kind in ItemKind::ALL.into_iter().filter(|kind| *kind != ItemKind::Promise) {
            if all || !kind.is_internal() {
                sections.push(self.items_section(kind));
            }
        }
        if all {
            sections.push(self.met());
        }
        sections.push(self.reports());
        if may_see_documents(self.visit) {
            sections.push(self.handed_in());
        }
        let shown = sections.into_iter().filter(|(_, blocks)| !blocks.is_empty());
        let mut blocks: Vec<Block> =
            shown.enumerate().flat_map(|(index, section)| self.numbered(index, section)).collect();
        if self.items.len() as u64 == ITEMS_MAX {
            let text = self.visit.text_with("projects-print-more", &[("count", ITEMS_MAX.into())]);
            blocks.push(Block::Note(text));
        }
        blocks
    }

    fn numbered(&self, index: usize, (title, blocks): Section) -> Vec<Block> {
        let heading = Block::heading(printing::numbered(self.visit, index + 1, &title));
        std::iter::once(heading).chain(blocks).collect()
    }

    /// What stands in a section where there is nothing.
    fn nothing(&self) -> Vec<Block> {
        vec![Block::Paragraph(self.visit.text("projects-print-none"))]
    }

    fn person(&self, login: &str) -> String {
        if login.starts_with("system:") {
            return self.visit.text("projects-by-the-program");
        }
        show::person(&self.looked.names, login)
    }
}

/// A title, and what stands below it; without blocks the section is left out.
type Section = (String, Vec<Block>);

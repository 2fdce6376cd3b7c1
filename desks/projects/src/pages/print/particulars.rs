//! What the project is, and what was handed in for it.

use print::{Block, Column, Table};

use super::{Printed, Section};
use crate::{
    READ,
    model::Field,
    pages::{columns::field_text, project::GROUPS, show},
};

impl Printed<'_> {
    /// The fields in their groups: those that are filled, and those of which the investor cannot say what they are.
    pub(super) fn particulars(&self) -> Section {
        let (visit, record) = (self.visit, &self.looked.record);
        let known = (self.looked.rules.as_ref(), &self.looked.names);
        let value = |field: Field| match field_text(visit, known, record, field) {
            None if record.project.unknown.contains(&field) => Some(visit.text("projects-print-unknown")),
            text => text,
        };
        let line = |field: Field| Some((show::field(visit, &field.key()), value(field)?));
        let mut blocks = Vec::new();
        for (title, fields) in GROUPS {
            // What is unknown is said beside each field.
            let fields = fields.iter().copied().filter(|field| *field != Field::Unknown);
            let fields = fields.filter(|field| !field.is_internal() || visit.scope().may(READ));
            let mut lines: Vec<(String, String)> = fields.filter_map(line).collect();
            if title == "projects-group-who" {
                lines.insert(0, (visit.text("projects-field-id"), record.id.to_string()));
                lines.extend([Field::Longitude, Field::Latitude].into_iter().filter_map(line));
            }
            if !lines.is_empty() {
                blocks.push(Block::subheading(visit.text(title)));
                blocks.push(Block::KeyValues(lines));
            }
        }
        (visit.text("projects-print-particulars"), blocks)
    }

    /// The documents that were handed in.
    pub(super) fn handed_in(&self) -> Section {
        let visit = self.visit;
        let title = visit.text("projects-documents");
        let heading = |key: &str| visit.text(key);
        let mut table = Table::new(
            title.as_str(),
            vec![
                Column::text(heading("document-kind"), 3),
                Column::text(heading("document-file"), 6),
                Column::text(heading("projects-print-version"), 2),
                Column::text(heading("projects-print-handed-in"), 3),
                Column::text(heading("projects-print-hand"), 2),
            ],
        );
        let kinds = &self.looked.rules.vocabulary.documents;
        for one in &self.documents {
            let kind = one.kind.parse().map_or_else(|_| one.kind.clone(), |key| show::term(visit, kinds, &key));
            let version = visit.text_with("document-version", &[("version", one.version.into())]);
            let (at, by) = (show::moment(one.uploaded_at), self.person(&one.uploaded_by));
            table.push([kind, one.file_name.clone(), version, at, by]);
        }
        let blocks = if table.rows.is_empty() { self.nothing() } else { vec![Block::Table(table)] };
        (title, blocks)
    }
}

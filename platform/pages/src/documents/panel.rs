//! The list of a record's documents, with the forms that add, renew and take back. All of it works without JavaScript.

use std::collections::BTreeMap;

use attachments::{Attachment, Document, FileType, Scan};
use maud::{Markup, html};
use store::StoreError;

use super::Documents;
use crate::{
    FormData, Visit, china,
    components::{self, Field, FieldErrors},
    shell::icon,
};

/// A picture up to this size stands in the list; a larger one would make the page slow.
const THUMBNAIL_BYTES_MAX: i64 = 2 * 1024 * 1024;

/// A type as people call it: the ending of its files.
pub(super) fn short(kind: FileType) -> String {
    kind.endings().first().map(|ending| ending.to_uppercase()).unwrap_or_default()
}

pub(super) fn short_of_media_type(found: &str) -> String {
    FileType::of_media_type(found).map_or_else(|| found.to_owned(), short)
}

/// All types as people call them.
pub(super) fn accepted() -> String {
    FileType::ALL.map(short).join(", ")
}

/// A size as people read it.
fn size(bytes: i64) -> String {
    const KIB: f64 = 1024.0;
    match bytes as f64 {
        bytes if bytes < KIB => format!("{bytes} B"),
        bytes if bytes < KIB * KIB => format!("{:.0} KB", bytes / KIB),
        bytes => format!("{:.1} MB", bytes / KIB / KIB),
    }
}

/// What every line of the list needs.
struct List<'a> {
    visit: &'a Visit,
    documents: &'a Documents,
    names: BTreeMap<String, String>,
    errors: &'a FieldErrors,
}

impl Documents {
    /// The panel for the record's page: what was handed in, and the forms that the reader may use.
    ///
    /// # Errors
    /// What the database says.
    pub async fn panel(&self, visit: &Visit, errors: &FieldErrors) -> Result<Markup, StoreError> {
        let (database, scope) = (visit.store().reader(), visit.scope());
        let found = self.seen(visit).await?;
        let names = identity::account::names(database, scope).await?;
        let list = List { visit, documents: self, names, errors };
        Ok(html! {
            section.panel.mb-3 #documents aria-labelledby="documents-title" {
                div.panel-head { h2.panel-title #documents-title { (visit.text("documents")) } }
                @if found.is_empty() { p.text-secondary { (visit.text("documents-none")) } }
                @else { ul.documents { @for document in &found { (list.document(document)) } } }
                @if self.may_hand_in { (list.new_document()) }
            }
        })
    }
}

impl List<'_> {
    fn document(&self, document: &Document) -> Markup {
        let newest = &document.newest;
        html! {
            li.document {
                (self.picture(newest))
                div.document-body {
                    (self.version(newest))
                    @if !document.older.is_empty() {
                        details.d-print-none {
                            summary { (self.visit.text_with("document-older", &[("count", document.older.len().into())])) }
                            ul.list-unstyled { @for older in &document.older { li { (self.version(older)) } } }
                        }
                    }
                    @if self.documents.may_hand_in { (self.renew(newest)) }
                    @if self.documents.may_take_back { (self.take_back(newest)) }
                }
            }
        }
    }

    fn address(&self, one: &Attachment) -> String {
        self.visit.link(&format!("{}/{}", self.documents.path, one.id))
    }

    fn picture(&self, one: &Attachment) -> Markup {
        html! {
            @if one.file_type.is_image() && one.size_bytes <= THUMBNAIL_BYTES_MAX {
                img.document-picture src=(self.address(one)) alt="" loading="lazy" width="56" height="56";
            } @else {
                span.document-picture aria-hidden="true" { (short(one.file_type)) }
            }
        }
    }

    fn version(&self, one: &Attachment) -> Markup {
        let visit = self.visit;
        let kind = self.documents.kinds.iter().find(|kind| kind.value == one.kind);
        let at = china().to_datetime(one.uploaded_at).strftime("%Y-%m-%d %H:%M").to_string();
        let who = self.names.get(&one.uploaded_by).unwrap_or(&one.uploaded_by);
        html! {
            div.document-line {
                a.document-name href=(self.address(one)) lang=[visit.tongue(&one.file_name)] { (one.file_name) }
                @if let Some(kind) = kind { " " span.pill { (kind.label) } }
                @if one.file_type.shows_inline() {
                    " " a.document-save href=(format!("{}?save=1", self.address(one)))
                        aria-label=(visit.text_with("document-save", &[("name", one.file_name.as_str().into())])) { (icon("download")) }
                }
            }
            div.text-secondary.small {
                (visit.text_with("document-version", &[("version", one.version.into())]))
                " · " (short(one.file_type)) " · " (size(one.size_bytes))
                " · " (who) " · " time datetime=(one.uploaded_at.to_string()) { (at) }
                @if one.scan == Scan::Clean { " · " (visit.text("document-scan-clean")) }
            }
        }
    }

    fn new_document(&self) -> Markup {
        let (visit, nothing) = (self.visit, FormData::default());
        let label = visit.text("document-kind");
        html! {
            form.document-form.d-print-none method="post" enctype="multipart/form-data"
                action=(visit.link(&self.documents.path)) {
                h3 { (visit.text("document-new")) }
                (visit.form_fields())
                @if self.documents.kinds.len() > 1 {
                    (components::select(Field::new("kind", &label, &nothing, self.errors).required(), &self.documents.kinds))
                }
                (self.file("file", &visit.text("document-file")))
                button.btn.btn-primary type="submit" { (visit.text("document-hand-in")) }
            }
        }
    }

    fn renew(&self, one: &Attachment) -> Markup {
        let visit = self.visit;
        let field = format!("file-{}", one.document);
        html! {
            details.d-print-none open[self.errors.get(&field).is_some()] {
                summary { (visit.text("document-new-version")) }
                form method="post" enctype="multipart/form-data" action=(visit.link(&self.documents.path)) {
                    (visit.form_fields())
                    input type="hidden" name="document" value=(one.document);
                    (self.file(&field, &visit.text("document-file")))
                    button.btn type="submit" { (visit.text("document-hand-in")) }
                }
            }
        }
    }

    fn take_back(&self, one: &Attachment) -> Markup {
        let visit = self.visit;
        let (name, label, none) = (format!("reason-{}", one.id), visit.text("document-reason"), FormData::default());
        let field = Field::new(&name, &label, &none, self.errors).sent_as("reason").length_max(500).required();
        html! {
            details.d-print-none open[field.error.is_some()] {
                summary { (visit.text("document-take-back")) }
                form method="post" action=(format!("{}/remove", self.address(one))) {
                    (visit.form_fields())
                    (components::text(field, "text"))
                    button.btn type="submit" { (visit.text("document-take-back-do")) }
                }
            }
        }
    }

    /// The input for the file; errors stand under `name`, the form calls it `file`.
    fn file(&self, name: &str, label: &str) -> Markup {
        let limit = attachments::FILE_BYTES_MAX / 1024 / 1024;
        let values = [("limit", limit.into()), ("accepted", accepted().into())];
        let (help, none) = (self.visit.text_with("document-file-help", &values), FormData::default());
        let field = Field::new(name, label, &none, self.errors).sent_as("file").help(&help).required();
        components::file(field, &FileType::accepted(), false)
    }
}

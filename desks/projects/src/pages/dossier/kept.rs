//! The page of one item.

use axum::response::{IntoResponse, Redirect, Response};
use maud::{Markup, html};
use pages::{
    Page, PageError, Submitted, Visit,
    components::{self, Field as Input},
};

use super::{Names, fields, item_id, may_write, names, sections, state};
use crate::{
    EDIT,
    commands::{Refused, may_finish},
    model::{ItemDraft, ItemKind},
    pages::{
        Returned,
        project::{Looked, day_field, look},
        returned, show,
    },
    store::{self as tables, ItemFilter, KeptItem},
};

/// The page.
pub async fn page(visit: &Visit, returned: &Returned) -> Result<Response, PageError> {
    let (database, scope) = (visit.store().reader(), visit.scope());
    let mut kept = tables::find_item(database, scope, &item_id(visit)?).await?.ok_or(PageError::NotFound)?;
    kept.version = returned.version(kept.version);
    let project = show::project_id(visit)?;
    if kept.item.project != project {
        return Err(PageError::NotFound);
    }
    let looked = look(visit, &project).await?;
    let names = names(visit, &looked.rules).await?;
    let filter =
        ItemFilter { project: Some(project.clone()), kinds: vec![ItemKind::Agreement], ..ItemFilter::default() };
    let agreements = tables::items(database, scope, &filter, 0, super::ITEMS_MAX).await?;
    let shown = Shown { visit, looked: &looked, names: &names, kept: &kept, agreements: &agreements, returned };
    let path = format!("/projects/{project}");
    let page = Page::new(visit, sections::item_line(visit, &names, &kept.item))
        .under(visit.text("projects-menu"), "/projects")
        .under(looked.record.project.name.as_str(), &path)
        .under(visit.text("projects-dossier"), &format!("{path}/dossier"))
        .body(shown.body())
        .status(returned.status());
    Ok(page.into_response())
}

struct Shown<'a> {
    visit: &'a Visit,
    looked: &'a Looked,
    names: &'a Names,
    kept: &'a KeptItem,
    agreements: &'a [KeptItem],
    returned: &'a Returned,
}

impl Shown<'_> {
    fn body(&self) -> Markup {
        let (visit, item) = (self.visit, &self.kept.item);
        let may_word = item.may_be_reworded() || visit.scope().may(EDIT);
        let may_edit = may_write(visit, self.looked, item.kind()) && may_word;
        let open = item.done.is_none() && !visit.looks_back();
        html! {
            @if self.returned.stale { (self.both_editions()) }
            (self.returned.errors.summary(visit))
            section.panel.mb-3 {
                p { span.tag { (sections::kind_name(visit, item.kind())) } " " (state(visit, self.kept)) }
                dl.keyvalue {
                    @let texts = item.texts();
                    @for key in item.kind().fields() {
                        @if let Some(text) = texts.get(key) {
                            dt { (fields::label(visit, item.kind(), key)) }
                            dd.prose { (self.told(key, text)) }
                        }
                    }
                }
                (self.contests())
            }
            @if open && may_finish(visit.scope(), item) && item.kind().can_be_done() { (self.finish_form()) }
            @if self.may_contest() { (self.contest_form()) }
            @if may_edit { (self.edit_form()) }
            @if visit.scope().may(EDIT) && !visit.looks_back() { (self.remove_form()) }
        }
    }

    fn told(&self, key: &str, text: &str) -> String {
        if key == "agreement" {
            let found = self.agreements.iter().find(|kept| kept.id.as_str() == text);
            return found
                .map_or_else(|| text.to_owned(), |kept| sections::item_line(self.visit, self.names, &kept.item));
        }
        self.names.shown(self.visit, &self.kept.item, key, text)
    }

    /// What somebody else has written meanwhile beside what was typed here.
    fn both_editions(&self) -> Markup {
        let item = &self.kept.item;
        let texts = item.texts();
        let draft = fields::draft(&self.returned.typed, item.kind());
        let lines = item.kind().fields().iter().filter_map(|key| {
            let (now, yours) = (texts.get(key).cloned().unwrap_or_default(), draft.get(key).to_owned());
            (now != yours).then(|| (fields::label(self.visit, item.kind(), key), now, yours))
        });
        let lines: Vec<_> = lines.collect();
        html! {
            section.panel.mb-3 role="alert" {
                h2.panel-title { (self.visit.text("error-stale-title")) }
                p { (self.visit.text("projects-stale-advice")) }
                (show::labelled_differences(self.visit, ("stale-current", "stale-yours"), &lines))
            }
        }
    }

    fn form(&self, verb: &str, title: &str, class: &str, inner: Markup) -> Markup {
        let path = format!("/projects/{}/items/{}/{verb}", self.kept.item.project, self.kept.id);
        html! {
            form method="post" action=(self.visit.link(path.trim_end_matches('/'))) data-guard {
                (self.visit.form_fields())
                input type="hidden" name="version" value=(self.kept.version);
                (inner)
                button class=(format!("btn {class}")) type="submit" { (self.visit.text(title)) }
            }
        }
    }

    fn finish_form(&self) -> Markup {
        let (visit, kind) = (self.visit, self.kept.item.kind());
        let (typed, errors) = self.returned.of("finish");
        let today = visit.today().to_string();
        let data = if typed.given("done_on").is_some() { typed } else { typed.with("done_on", Some(&today)) };
        let (on, outcome) = (fields::label(visit, kind, "done_on"), fields::label(visit, kind, "outcome"));
        let inner = html! {
            div.form-grid {
                (day_field(Input::new("done_on", &on, &data, &errors)))
                div.field-wide { (components::area(Input::new("outcome", &outcome, &data, &errors), 3)) }
            }
        };
        html! {
            section.panel.mb-3.no-print #finish {
                h2.panel-title { (visit.text(&format!("projects-finish-{kind}"))) }
                (self.form("finish", "projects-finish", "btn-primary", inner))
            }
        }
    }

    fn edit_form(&self) -> Markup {
        let (visit, kind) = (self.visit, self.kept.item.kind());
        let (typed, errors) = self.returned.of("edit");
        let back = self.returned.is("edit");
        let draft = if back { fields::draft(&typed, kind) } else { ItemDraft::of(&self.kept.item) };
        let agreements: Vec<&KeptItem> = self.agreements.iter().collect();
        let inner = fields::form(visit, (self.names, kind), &agreements, &draft, &errors);
        html! {
            details.panel.mb-3.no-print open[back] {
                summary.panel-title { (visit.text("projects-edit")) }
                (self.form("", "projects-save", "btn-primary", inner))
            }
        }
    }

    /// Answers that were contested up to the day looked at, each with what was said against it.
    fn contests(&self) -> Markup {
        let visit = self.visit;
        let said = self.kept.item.contests().iter().filter(|contest| contest.on <= visit.as_of());
        html! {
            @for contest in said {
                dl.keyvalue {
                    dt { (contest.answer.on) " " (fields::label(visit, ItemKind::Request, "outcome")) }
                    dd.prose { @if let Some(answer) = &contest.answer.outcome { (answer) } @else { "–" } }
                    dt { (contest.on) " " (visit.text("projects-item-contested")) }
                    dd.prose { (contest.reason) }
                }
            }
        }
    }

    /// Whether this reader may say that the answer is not good enough.
    fn may_contest(&self) -> bool {
        let item = &self.kept.item;
        item.kind() == ItemKind::Request && item.done.is_some() && may_write(self.visit, self.looked, item.kind())
    }

    fn contest_form(&self) -> Markup {
        let visit = self.visit;
        let (data, errors) = self.returned.of("contest");
        let (reason, help) = (visit.text("projects-contest-reason"), visit.text("projects-contest-help"));
        let inner = components::area(Input::new("contest_reason", &reason, &data, &errors).help(&help).required(), 3);
        html! {
            details.panel.mb-3.no-print open[self.returned.is("contest")] {
                summary.panel-title { (visit.text("projects-contest")) }
                (self.form("contest", "projects-contest", "", inner))
            }
        }
    }

    fn remove_form(&self) -> Markup {
        let visit = self.visit;
        let (data, errors) = self.returned.of("remove");
        let reason = visit.text("projects-item-reason");
        let inner = components::text(Input::new("reason", &reason, &data, &errors).required(), "text");
        html! {
            details.panel.mb-3.no-print open[self.returned.is("remove")] {
                summary.panel-title { (visit.text("projects-remove-item")) }
                (self.form("remove", "projects-remove-item", "", inner))
            }
        }
    }
}

/// Back to the item: with a message when it was done, with the form as it was typed when not.
pub async fn finish(
    visit: &Visit,
    form: Submitted,
    name: &str,
    outcome: Result<(), Refused>,
    flash: &str,
) -> Result<Response, PageError> {
    if let Some(returned) = returned(visit, &form, name, outcome)? {
        return page(visit, &returned).await;
    }
    let path = format!("/projects/{}/items/{}?flash={flash}", show::project_id(visit)?, item_id(visit)?);
    Ok(Redirect::to(&visit.link(&path)).into_response())
}

//! The dossier by kinds: what there is, and the form that adds to it.

use jiff::civil::Date;
use maud::{Markup, html};
use pages::{
    FormData, Visit,
    components::{self, Bar, Choice, Field as Input, FieldErrors, Mark},
    shell::icon,
};

use super::{Dossier, Names, due, fields, fresh, may_write, nothing, state};
use crate::{
    model::{Item, ItemKind, Particulars},
    pages::{
        Returned,
        project::{day_field, promise_kept, said_otherwise},
        show,
    },
    store::KeptItem,
};

/// The name of a kind.
pub fn kind_name(visit: &Visit, kind: ItemKind) -> String {
    visit.text(&format!("projects-kind-{kind}"))
}

/// What an item is, in a line.
pub(crate) fn item_line(visit: &Visit, names: &Names, item: &Item) -> String {
    let shown = |key: &str, text: &str| names.shown(visit, item, key, text);
    let title = item.title.as_ref().map(ToString::to_string);
    match &item.particulars {
        Particulars::Talk { form, with, next_step } => {
            let what = format!("{} · {with}", shown("form", form.as_str()));
            next_step.as_ref().map_or(what.clone(), |next| format!("{what} → {next}"))
        }
        Particulars::Agreement { form, .. } => {
            let (title, form) = (title.unwrap_or_default(), shown("form", form.as_str()));
            if title == form { title } else { format!("{title} · {form}") }
        }
        Particulars::Promise { promised, year, .. } => {
            let amount = promised.amount().map(|amount| show::promised_amount(visit, promised, &amount));
            let year = year.map(|year| year.to_string());
            [year, Some(shown("what", promised.key())), amount].into_iter().flatten().collect::<Vec<_>>().join(" ")
        }
        Particulars::Hurdle { hurdle, cause } => {
            format!("{} · {}", shown("hurdle", hurdle.as_str()), shown("cause", cause.as_str()))
        }
        Particulars::Request { class, .. } => {
            format!("{} · {}", shown("class", class.as_str()), title.unwrap_or_default())
        }
        Particulars::Milestone { .. } | Particulars::Duty { .. } => title.unwrap_or_default(),
    }
}

impl Dossier<'_> {
    /// The items of a kind.
    pub fn of(&self, kind: ItemKind) -> impl Iterator<Item = &KeptItem> {
        self.items.iter().filter(move |kept| kept.item.kind() == kind)
    }

    /// What there is of a kind, and the form that adds to it.
    pub fn section(&self, kind: ItemKind, returned: &Returned) -> Markup {
        let visit = self.visit;
        let items: Vec<&KeptItem> = self.of(kind).collect();
        let title = kind_name(visit, kind);
        html! {
            section.panel.mb-3 id=(kind.key()) {
                h2.panel-title { (title) }
                @if kind == ItemKind::Milestone && !items.is_empty() { (self.plan_chart(&items)) }
                @if items.is_empty() { (nothing(visit)) } @else { (self.table(kind, &title, &items)) }
                @if may_write(visit, self.looked, kind) { (self.add_form(kind, returned)) }
                @if kind == ItemKind::Milestone && may_write(visit, self.looked, kind) { (self.template_form(returned)) }
            }
        }
    }

    fn table(&self, kind: ItemKind, title: &str, items: &[&KeptItem]) -> Markup {
        let visit = self.visit;
        let promises = kind == ItemKind::Promise;
        html! {
            div.table-responsive tabindex="0" role="region" aria-label=(title) {
                table.table {
                    thead { tr {
                        th scope="col" { (title) }
                        th scope="col" { (fields::label(visit, kind, "on")) }
                        th scope="col" { (fields::label(visit, kind, "due_on")) }
                        @if promises { th scope="col" { (visit.text("projects-actual")) } }
                        @else { th scope="col" { (visit.text("projects-item-owner")) } }
                        th scope="col" { (visit.text("projects-item-state")) }
                    } }
                    tbody { @for kept in items { (self.row(kept)) } }
                }
            }
        }
    }

    fn row(&self, kept: &KeptItem) -> Markup {
        let (visit, item) = (self.visit, &kept.item);
        let path = format!("/projects/{}/items/{}", item.project, kept.id);
        let critical = matches!(item.particulars, Particulars::Milestone { critical: true });
        let actual = promise_kept(visit, self.looked, item);
        html! {
            tr {
                td.cell-wide {
                    a href=(show::on_same_day(visit, &path)) { (item_line(visit, &self.names, item)) }
                    @if critical { " " span.tag { (visit.text("projects-critical")) } }
                    @if let Some(text) = &item.text { span.cell-sub { (excerpt(text.as_str())) } }
                    @if let Some(other) = said_otherwise(visit, self.looked, item) { span.cell-sub { (other) } }
                }
                td { time datetime=(item.on.to_string()) { (item.on) } }
                td { (due(visit, kept)) }
                @if item.kind() == ItemKind::Promise {
                    td { (actual.as_ref().map_or_else(|| "–".to_owned(), |kept| kept.actual.clone())) }
                    td {
                        @if let Some(kept) = actual {
                            @if kept.late { (components::pill("warning", &visit.text("projects-promise-kept-late"))) }
                            @else { (components::light(visit, kept.light)) }
                        } @else { "–" }
                    }
                } @else {
                    td { @if let Some(owner) = &item.owner { (self.names.organisation(owner.as_str())) } @else { (self.manager()) } }
                    td { (state(visit, kept)) }
                }
            }
        }
    }

    fn manager(&self) -> String {
        let manager = self.looked.record.project.manager.as_ref();
        manager.map_or_else(|| "–".to_owned(), |manager| show::person(&self.looked.names, manager.as_str()))
    }

    /// The plan as bars over time.
    fn plan_chart(&self, items: &[&KeptItem]) -> Markup {
        let visit = self.visit;
        let today = visit.as_of();
        let bar = |kept: &&KeptItem| {
            let item = &kept.item;
            let due = item.due_on?;
            let tone = match (item.done_by(today), item.late_days(today)) {
                (Some(_), _) => "done",
                (None, Some(_)) => "late",
                (None, None) => "ahead",
            };
            let critical = matches!(item.particulars, Particulars::Milestone { critical: true });
            let until = item.done.as_ref().map_or(due, |done| done.on.max(due));
            Some(Bar {
                title: item_line(visit, &self.names, item),
                path: format!("/projects/{}/items/{}", item.project, kept.id),
                span: (item.on.min(due), until),
                tone,
                marks: vec![Mark { on: due, tone: if critical { "critical" } else { tone }, title: due.to_string() }],
                note: item.done.as_ref().map_or_else(|| due.to_string(), |done| done.on.to_string()),
            })
        };
        let mut bars: Vec<Bar> = items.iter().filter_map(bar).collect();
        bars.sort_by_key(|bar| bar.marks.first().map_or(Date::MAX, |mark| mark.on));
        components::gantt(visit, &visit.text("projects-plan"), &bars, today)
    }

    fn add_form(&self, kind: ItemKind, returned: &Returned) -> Markup {
        let visit = self.visit;
        let back = returned.is(kind.key());
        let none = FieldErrors::default();
        let (draft, errors) =
            if back { (fields::draft(&returned.typed, kind), &returned.errors) } else { (fresh(visit, kind), &none) };
        let agreements: Vec<&KeptItem> = self.of(ItemKind::Agreement).collect();
        html! {
            details.mt-3 open[back] {
                summary.btn { (icon("plus")) " " (visit.text(&format!("projects-add-{kind}"))) }
                form.mt-3 method="post" action=(visit.link(&format!("/projects/{}/items", self.looked.record.id))) data-guard {
                    (visit.form_fields())
                    input type="hidden" name="kind" value=(kind.key());
                    (fields::form(visit, (&self.names, kind), &agreements, &draft, errors))
                    button.btn.btn-primary type="submit" { (visit.text("projects-save")) }
                }
            }
        }
    }

    /// The zone's templates, counted from a day.
    fn template_form(&self, returned: &Returned) -> Markup {
        let visit = self.visit;
        let back = returned.is("plan");
        let templates = &self.looked.rules.conduct.templates;
        if templates.is_empty() {
            return html! {};
        }
        let choices: Vec<Choice> = templates
            .iter()
            .map(|one| Choice {
                value: one.term.key.to_string(),
                label: visit.language().pick(one.term.name_zh.as_str(), one.term.name_en.as_str()).to_owned(),
            })
            .collect();
        let none = FieldErrors::default();
        let errors = if back { &returned.errors } else { &none };
        let today = visit.today().to_string();
        let data = if back { returned.typed.clone() } else { FormData::from_pairs([("begins_on", today.as_str())]) };
        let (template, begins) = (visit.text("projects-item-template"), visit.text("projects-item-begins_on"));
        html! {
            details.mt-3 open[back] {
                summary.btn { (icon("columns-3")) " " (visit.text("projects-plan-from-template")) }
                form.mt-3 method="post" action=(visit.link(&format!("/projects/{}/plan", self.looked.record.id))) data-guard {
                    (visit.form_fields())
                    div.form-grid {
                        (components::select(Input::new("template", &template, &data, errors).required(), &choices))
                        (day_field(Input::new("begins_on", &begins, &data, errors).required()))
                    }
                    button.btn.btn-primary type="submit" { (visit.text("projects-plan-make")) }
                }
            }
        }
    }
}

/// The beginning of a long text.
fn excerpt(text: &str) -> String {
    const CHARS_MAX: usize = 80;
    let mut short: String = text.chars().take(CHARS_MAX).collect();
    if text.chars().nth(CHARS_MAX).is_some() {
        short.push('…');
    }
    short
}

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use jiff::civil::DateTime;
use maud::{Markup, PreEscaped, html};
use pages::{
    FormData, Page, PageError, Submitted, Visit,
    components::{self, Choice, Field, FieldErrors},
};

use super::{files::lines_to_paste, links::warning_of, steps::refused};
use crate::{
    commands::{self, Begun, NotEdited},
    import::from_paste,
    model::{
        ArticleRecord, Body, ConsultationRecord, DocumentRecord, FieldFlaw, Flaw, ManuscriptState, Site, Validity,
    },
    pages::{files::Sizes, site, write::flaw_text},
    store::{self as tables, in_china, record_of_article},
};

/// The form of a new article.
pub async fn new(visit: Visit) -> Result<Page, PageError> {
    let site = site(&visit).await?;
    let given = visit.query().with("flash", None);
    page(&visit, &site, None, &given, &FieldErrors::default(), None).await
}

/// The form of what is being written of an article; begun from what the public reads where nobody writes on it.
pub async fn edit(visit: Visit) -> Result<Response, PageError> {
    let site = site(&visit).await?;
    let id = visit.param("id")?;
    let (reader, scope) = (visit.store().reader(), visit.scope());
    let newest = tables::newest_edition(reader, scope, id).await?;
    let (record, version) = match tables::manuscript(reader, scope, id).await? {
        Some(known) if known.state != ManuscriptState::Writing => {
            return Ok(Redirect::to(&visit.link(&format!("/editing/{id}"))).into_response());
        }
        Some(known) => (known.content, known.version),
        None => {
            let seen = tables::any_article(reader, scope, id).await?.ok_or(PageError::NotFound)?;
            (record_of_article(&seen.article), 0)
        }
    };
    let data = form_of(&record, Begun { version, edition: newest });
    Ok(page(&visit, &site, Some(id), &data, &FieldErrors::default(), None).await?.into_response())
}

/// Keeps a new manuscript, or shows how it will look.
pub async fn create(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    save(&visit, &form, None).await
}

/// Keeps a manuscript, or shows how it will look.
pub async fn change(visit: Visit, form: Submitted) -> Result<Response, PageError> {
    let id = visit.param("id")?.to_owned();
    save(&visit, &form, Some(&id)).await
}

async fn save(visit: &Visit, form: &Submitted, id: Option<&str>) -> Result<Response, PageError> {
    let site = site(visit).await?;
    let data = &form.data;
    let mut record = record_of(data);
    if let Some(id) = id {
        id.clone_into(&mut record.id);
    }
    // What was pasted as HTML stands in the form as the text that was made of it.
    let data = &data.with("body_zh", Some(&record.body_zh)).with("body_en", Some(&record.body_en));
    if data.given("preview").is_some() {
        let preview = preview(visit, &record).await?;
        return Ok(page(visit, &site, id, data, &FieldErrors::default(), Some(preview)).await?.into_response());
    }
    // A new article must not begin where another one stands.
    if id.is_none() && tables::any_article(visit.store().reader(), visit.scope(), &record.id).await?.is_some() {
        let taken = FieldFlaw { field: "id", flaw: Flaw::Twice(record.id) };
        let errors = in_words(visit, &[taken]);
        let page = page(visit, &site, id, data, &errors, None).await?.status(StatusCode::UNPROCESSABLE_ENTITY);
        return Ok(page.into_response());
    }
    let number = |name: &str| data.given(name).map_or(Ok(0), str::parse).map_err(|_| PageError::Expired);
    let begun = Begun { version: number("version")?, edition: number("edition")? };
    let order = form.order(visit);
    match commands::write_manuscript(visit.store(), order, record, begun).await {
        Ok(id) => {
            let next = if data.given("files").is_some() { "/files" } else { "" };
            Ok(Redirect::to(&visit.link(&format!("/editing/{id}{next}?flash=article-saved"))).into_response())
        }
        Err(NotEdited::Wrong(flaws)) => {
            let errors = in_words(visit, &flaws);
            let page = page(visit, &site, id, data, &errors, None).await?.status(StatusCode::UNPROCESSABLE_ENTITY);
            Ok(page.into_response())
        }
        Err(other) => refused(visit, id.unwrap_or_default(), other),
    }
}

/// What is wrong, by field of the form.
pub fn in_words(visit: &Visit, flaws: &[FieldFlaw]) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for flaw in flaws {
        errors.add(flaw.field, flaw_text(visit, &flaw.flaw));
    }
    errors
}

/// What was typed, as a file would say it.
fn record_of(data: &FormData) -> ArticleRecord {
    let text = |name: &str| data.get(name).to_owned();
    let any = |names: &[&str]| names.iter().any(|name| data.given(name).is_some());
    let keywords =
        data.get("keywords").split([',', '，', '、', ';', '；']).map(str::trim).filter(|word| !word.is_empty());
    ArticleRecord {
        id: text("id"),
        column: text("column"),
        published_at: instant(data.get("published_at")),
        title_zh: text("title_zh"),
        title_en: text("title_en"),
        source: text("source"),
        author: text("author"),
        keywords: keywords.map(str::to_owned).collect(),
        summary: text("summary"),
        body_zh: from_paste(data.get("body_zh")),
        body_en: from_paste(data.get("body_en")),
        origin: text("origin"),
        document: any(&["number", "issuer", "issued_on", "topic", "validity"]).then(|| DocumentRecord {
            number: text("number"),
            issuer: text("issuer"),
            issued_on: text("issued_on"),
            topic: text("topic"),
            validity: text("validity"),
        }),
        consultation: any(&["opens_on", "closes_on", "outcome"]).then(|| ConsultationRecord {
            opens_on: text("opens_on"),
            closes_on: text("closes_on"),
            outcome: text("outcome"),
        }),
    }
}

/// A time of the zone's clocks as an instant; what is none stays as it was typed.
fn instant(typed: &str) -> String {
    let at = typed.parse::<DateTime>().ok().and_then(|at| pages::china().to_timestamp(at).ok());
    at.map_or_else(|| typed.to_owned(), in_china)
}

fn form_of(record: &ArticleRecord, begun: Begun) -> FormData {
    let local = |text: &str| {
        let at = text.parse().map(|at| pages::china().to_datetime(at).strftime("%Y-%m-%dT%H:%M").to_string());
        at.unwrap_or_default()
    };
    let mut pairs = vec![
        ("version", begun.version.to_string()),
        ("edition", begun.edition.to_string()),
        ("column", record.column.clone()),
        ("published_at", local(&record.published_at)),
        ("title_zh", record.title_zh.clone()),
        ("title_en", record.title_en.clone()),
        ("source", record.source.clone()),
        ("author", record.author.clone()),
        ("keywords", record.keywords.join("、")),
        ("summary", record.summary.clone()),
        ("body_zh", record.body_zh.clone()),
        ("body_en", record.body_en.clone()),
        ("origin", record.origin.clone()),
    ];
    if let Some(document) = record.document.clone() {
        pairs.extend([
            ("number", document.number),
            ("issuer", document.issuer),
            ("issued_on", document.issued_on),
            ("topic", document.topic),
            ("validity", document.validity),
        ]);
    }
    if let Some(period) = record.consultation.clone() {
        pairs.extend([("opens_on", period.opens_on), ("closes_on", period.closes_on), ("outcome", period.outcome)]);
    }
    FormData::from_pairs(pairs)
}

/// How the text will look; what is wrong with it is said in its place.
async fn preview(visit: &Visit, record: &ArticleRecord) -> Result<Markup, PageError> {
    let texts = [record.body_zh.parse::<Body>(), record.body_en.parse::<Body>()];
    let sizes = Sizes::read(visit, &record.id, texts.iter().flatten()).await?;
    let shown = |text: &Result<Body, Flaw>| match text {
        Ok(body) => PreEscaped(sizes.html(visit, body)),
        Err(flaw) => html! { p.text-danger { (flaw_text(visit, flaw)) } },
    };
    Ok(html! {
        section.card.mb-3 aria-labelledby="preview" { div.card-body {
            h2 #preview { (visit.text("portal-preview")) }
            p.article-title { (record.title_zh) }
            div.article-body lang="zh-CN" { (shown(&texts[0])) }
            @if !record.body_en.is_empty() { hr; div.article-body lang="en" { (shown(&texts[1])) } }
        } }
    })
}

async fn page(
    visit: &Visit,
    site: &Site,
    id: Option<&str>,
    data: &FormData,
    errors: &FieldErrors,
    preview: Option<Markup>,
) -> Result<Page, PageError> {
    let to_paste = if let Some(id) = id {
        lines_to_paste(visit, id).await?
    } else {
        html! {}
    };
    let written = ["body_zh", "body_en", "outcome"].map(|name| data.get(name));
    let dead_links = warning_of(visit, id.unwrap_or(data.get("id")), written).await?;
    let title = visit.text(if id.is_some() { "portal-edit-article" } else { "portal-new-article" });
    let path = id.map_or_else(|| "/editing/new".to_owned(), |id| format!("/editing/{id}/edit"));
    let fields = Fields { visit, data, errors };
    let body = html! {
        (errors.summary(visit))
        (dead_links)
        @if let Some(preview) = preview { (preview) }
        form method="post" action=(visit.link(&path)) {
            (visit.form_fields())
            @for name in ["version", "edition"] { input type="hidden" name=(name) value=(data.given(name).unwrap_or("0")); }
            input type="hidden" name="origin" value=(data.get("origin"));
            @if id.is_none() { (fields.line("id", "portal-slug", "portal-slug-help")) }
            (fields.select("column", "portal-column", &columns(visit, site), true))
            (fields.required("title_zh", "portal-title-zh"))
            (fields.line("title_en", "portal-title-en", ""))
            (takes_paste(visit, &fields.area("body_zh", "portal-body-zh", "portal-body-help", 18, true)))
            (takes_paste(visit, &fields.area("body_en", "portal-body-en", "", 8, false)))
            (to_paste)
            div.row {
                div.col-md-6 { (fields.line("source", "portal-source-field", "")) }
                div.col-md-6 { (fields.line("author", "portal-author-field", "")) }
            }
            (fields.line("summary", "portal-summary", "portal-summary-help"))
            (fields.line("keywords", "portal-keywords", "portal-keywords-help"))
            (fields.typed("published_at", "portal-publish-at", "portal-publish-at-help", "datetime-local"))
            (document(&fields, site))
            (consultation(&fields))
            div.btn-list {
                button.btn.btn-primary type="submit" { (visit.text("portal-save")) }
                button.btn type="submit" name="preview" value="1" { (visit.text("portal-preview")) }
                button.btn type="submit" name="files" value="1" { (visit.text("portal-save-and-files")) }
            }
        }
    };
    Ok(Page::new(visit, title).under(visit.text("portal-editing"), "/editing").body(body))
}

/// A field of Markdown that takes over headings, tables and links of what is pasted from a word processor or a page; the
/// script `paste.ts` does it and says so below the field. Without scripts the plain text is pasted, as anywhere.
fn takes_paste(visit: &Visit, field: &Markup) -> Markup {
    let (taken, too_large) = (visit.text("portal-paste-taken"), visit.text("portal-paste-too-large"));
    html! {
        div data-paste data-paste-taken=(taken) data-paste-too-large=(too_large) {
            (field)
            p.form-hint role="status" {}
        }
    }
}

fn columns(visit: &Visit, site: &Site) -> Vec<Choice> {
    let name = |zh: &str, en: &str| visit.language().pick(zh, en).to_owned();
    site.columns
        .iter()
        .map(|one| Choice { value: one.id.to_string(), label: name(one.name_zh.as_str(), one.name_en.as_str()) })
        .collect()
}

fn document(fields: &Fields<'_>, site: &Site) -> Markup {
    let visit = fields.visit;
    let topics: Vec<_> = site
        .topics
        .iter()
        .map(|one| Choice {
            value: one.id.to_string(),
            label: visit.language().pick(one.name_zh.as_str(), one.name_en.as_str()).to_owned(),
        })
        .collect();
    let validity = Validity::ALL
        .map(|one| Choice { value: one.to_string(), label: visit.text(crate::pages::library::validity_key(one)) });
    let names = ["number", "issuer", "issued_on", "topic", "validity"];
    html! {
        details.mb-3 open[fields.any(&names)] {
            summary { (visit.text("portal-is-document")) }
            (fields.line("number", "portal-number", ""))
            (fields.line("issuer", "portal-issuer", ""))
            (fields.typed("issued_on", "portal-issued-on", "", "date"))
            (fields.select("topic", "portal-topic", &topics, false))
            (fields.select("validity", "portal-validity", &validity, false))
        }
    }
}

fn consultation(fields: &Fields<'_>) -> Markup {
    html! {
        details.mb-3 open[fields.any(&["opens_on", "closes_on", "outcome"])] {
            summary { (fields.visit.text("portal-is-consultation")) }
            (fields.typed("opens_on", "portal-opens-on", "", "date"))
            (fields.typed("closes_on", "portal-closes-on", "", "date"))
            (takes_paste(fields.visit, &fields.area("outcome", "portal-outcome", "portal-outcome-help", 6, false)))
        }
    }
}

/// The fields of the form, with what was typed and what is wrong.
struct Fields<'a> {
    visit: &'a Visit,
    data: &'a FormData,
    errors: &'a FieldErrors,
}

impl Fields<'_> {
    fn any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.data.given(name).is_some() || self.errors.get(name).is_some())
    }

    fn help(&self, key: &str) -> String {
        if key.is_empty() { String::new() } else { self.visit.text(key) }
    }

    fn line(&self, name: &str, label: &str, help: &str) -> Markup {
        self.typed(name, label, help, "text")
    }

    fn typed(&self, name: &str, label: &str, help: &str, kind: &str) -> Markup {
        let (label, help) = (self.visit.text(label), self.help(help));
        components::text(Field::new(name, &label, self.data, self.errors).help(&help), kind)
    }

    fn required(&self, name: &str, label: &str) -> Markup {
        components::text(Field::new(name, &self.visit.text(label), self.data, self.errors).required(), "text")
    }

    fn area(&self, name: &str, label: &str, help: &str, rows: u8, required: bool) -> Markup {
        let (label, help) = (self.visit.text(label), self.help(help));
        let field = Field::new(name, &label, self.data, self.errors).help(&help);
        components::area(if required { field.required() } else { field }, rows)
    }

    fn select(&self, name: &str, label: &str, choices: &[Choice], required: bool) -> Markup {
        let label = self.visit.text(label);
        let field = Field::new(name, &label, self.data, self.errors);
        components::select(if required { field.required() } else { field }, choices)
    }
}

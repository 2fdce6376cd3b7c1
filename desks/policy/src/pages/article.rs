//! The live article: the text reads as an article, and beside each sentence stands what is true of it.

use std::{collections::BTreeMap, sync::Arc};

use facts::{
    Assessment, Light,
    measures::{self, Trends},
};
use maud::{Markup, html};
use pages::{
    Page, PageError, Visit,
    components::{self, Choice, Field, FieldErrors},
};

use super::{
    panel,
    show::{self, Names},
};
use crate::{
    EDIT, RELEASE,
    live::{self, LiveArticle, LiveSentence},
    model::{Basis, Kind, Owner},
    texts,
};

/// What the reader wants to see of the article; the address holds it.
struct Filter {
    owner: Option<String>,
    light: Option<Light>,
    section: Option<String>,
}

impl Filter {
    fn parse(visit: &Visit) -> Result<Self, PageError> {
        let query = visit.query();
        let light = query.given("light").map(|given| {
            given
                .parse()
                .map_err(|()| PageError::BadValue { key: "policy-bad-light", given: given.chars().take(40).collect() })
        });
        Ok(Self {
            owner: query.given("owner").map(str::to_owned),
            light: light.transpose()?,
            section: query.given("section").map(str::to_owned),
        })
    }

    /// Whether a sentence is shown, whatever its light.
    fn shows_place_of(&self, live: &LiveSentence) -> bool {
        let owners = live.clause.owner.iter().chain(&live.clause.co_owners);
        let owner = self.owner.as_deref().is_none_or(|wanted| owners.clone().any(|one| one.organisation() == wanted));
        let section = self.section.as_deref().is_none_or(|wanted| section_of(live) == wanted);
        owner && section
    }

    fn shows(&self, live: &LiveSentence) -> bool {
        self.shows_place_of(live) && self.light.is_none_or(|light| has_light(live) && live.standing.light == light)
    }
}

/// Whether a light stands beside the sentence: a principle without measure or evidence asks nothing of anybody.
pub fn has_light(live: &LiveSentence) -> bool {
    live.clause.kind != Kind::Principle || !live.is_uncovered() || matches!(live.standing.basis, Basis::Override(_))
}

fn section_of(live: &LiveSentence) -> &str {
    live.sentence.place.section.as_ref().map_or("", |heading| heading.as_str())
}

/// The article with its lights, and the panel of one clause when the address names it.
pub async fn show(visit: Visit) -> Result<Page, PageError> {
    let id = show::document_id(&visit)?;
    let filter = Filter::parse(&visit)?;
    let (registry, database) = (visit.app().facts(), visit.store().reader());
    let article =
        live::article(registry, database, visit.scope(), &id, visit.as_of()).await?.ok_or(PageError::NotFound)?;
    let trends = measures::trends(registry, database, visit.scope().zone(), visit.as_of()).await?;
    let names = Names::read(&visit).await?;
    let chosen = visit.query().given("clause");
    let panel = match chosen.and_then(|id| article.sentences.iter().find(|live| live.clause.id.as_str() == id)) {
        Some(live) => Some(panel::content(&visit, &article, live, &names, &panel::Typed::default()).await?),
        None => None,
    };
    let title = article.edition.heading.title.to_string();
    let body = html! {
        (legend(&visit, &article, &filter, &names))
        div.live {
            article.live-text data-move data-choose {
                (heading(&visit, &article))
                (text(&visit, &article, &filter, &trends, &names, chosen))
            }
            aside.live-panel #panel tabindex="-1" data-take-focus aria-label=(visit.text("policy-panel")) {
                @if let Some(panel) = panel { (panel) }
            }
        }
    };
    let page = Page::new(&visit, title).under(visit.text("policy-menu"), "/policy");
    Ok(page.actions(actions(&visit, &article)).body(body))
}

fn actions(visit: &Visit, article: &LiveArticle) -> Markup {
    let path = format!("/policy/{}", article.document.id);
    html! {
        a.btn href=(show::on_same_day(visit, &format!("{path}/coverage"))) { (visit.text("policy-coverage")) }
        a.btn href=(visit.link(&format!("{path}/editions"))) { (visit.text("policy-editions")) }
        @if visit.scope().may(EDIT) {
            a.btn href=(visit.link(&format!("{path}/text"))) { (visit.text("policy-edit-text")) }
        }
        @if visit.scope().may(RELEASE) {
            form method="post" action=(visit.link(&format!("{path}/release"))) {
                (visit.form_fields())
                input type="hidden" name="version" value=(article.document.version);
                input type="hidden" name="released" value=(if article.document.released { "" } else { "yes" });
                button.btn type="submit" {
                    (visit.text(if article.document.released { "policy-hold-back-document" } else { "policy-release-document" }))
                }
            }
        }
        button.btn type="button" data-print { (visit.text("policy-print")) }
    }
}

fn heading(visit: &Visit, article: &LiveArticle) -> Markup {
    let heading = &article.edition.heading;
    html! {
        p.live-meta {
            @if let Some(at) = heading.published_at { time datetime=(at) { (show::moment(at)) } " " }
            @if let Some(source) = &heading.source { (visit.text_with("policy-from", &[("source", source.as_str().into())])) " " }
            @if let Some(author) = &heading.author { (author) }
        }
        @if let Some(note) = &heading.note { p.text-secondary lang=[visit.tongue(note.as_str())] { (note) } }
        @if !article.edition.is_there(visit.as_of()) {
            p.alert.alert-warning role="status" {
                (visit.text_with("policy-before-first-edition", &[("day", visit.as_of().to_string().into())]))
            }
        }
        @if article.edition.number != article.document.edition {
            p.text-secondary {
                (visit.text_with("policy-earlier-edition", &[("number", article.edition.number.into())]))
            }
        }
    }
}

/// The sentences section by section, paragraph by paragraph.
fn text(
    visit: &Visit,
    article: &LiveArticle,
    filter: &Filter,
    trends: &Trends,
    names: &Names,
    chosen: Option<&str>,
) -> Markup {
    let shown: Vec<_> = article.sentences.iter().filter(|live| filter.shows(live)).collect();
    let paragraphs = shown.chunk_by(|one, next| one.sentence.place == next.sentence.place);
    let mut section = None;
    html! {
        @if shown.is_empty() {
            (components::empty(&visit.text("policy-no-sentence"), &visit.text("policy-no-sentence-advice"), None))
        }
        @for paragraph in paragraphs {
            @let heading = &paragraph[0].sentence.place.section;
            @if section.replace(heading) != Some(heading) {
                @if let Some(heading) = heading { h3.live-heading lang=[visit.tongue(heading.as_str())] { (heading) } }
            }
            div.clause-group {
                @for live in paragraph { (sentence(visit, article, live, trends, names, chosen)) }
            }
        }
    }
}

fn sentence(
    visit: &Visit,
    article: &LiveArticle,
    live: &LiveSentence,
    trends: &Trends,
    names: &Names,
    chosen: Option<&str>,
) -> Markup {
    let id = live.clause.id.as_str();
    let class = if has_light(live) { live.standing.light.name() } else { "plain" };
    let open = visit.query().with("clause", Some(id)).with("flash", None).to_query();
    let page = format!("{}{open}", visit.path());
    let part = show::on_same_day(visit, &format!("/policy/{}/clauses/{id}", article.document.id));
    html! {
        div class=(format!("clause clause-{class}")) id=(id) {
            p.clause-text lang=[visit.tongue(live.sentence.text.as_str())] {
                a href=(page) hx-get=(part) hx-target="#panel" hx-push-url=(page)
                    aria-current=[(chosen == Some(id)).then_some("true")] { (live.sentence.text) }
            }
            div.clause-note {
                @if has_light(live) { (light(visit, live)) }
                @if let Some(one) = decisive(live) {
                    span.clause-value { (texts::on_schedule(visit.app(), visit.language(), one)) }
                    (trend(visit, one, trends))
                }
                @if let Some(owner) = &live.clause.owner { span.clause-owner { (names.owner(owner)) } }
            }
        }
    }
}

/// The light of a clause, marked where a person has set it.
pub fn light(visit: &Visit, live: &LiveSentence) -> Markup {
    let light = live.standing.light;
    match live.standing.basis {
        Basis::Override(_) => html! {
            span class=(format!("light light-{} light-override", light.name())) {
                (visit.text(&format!("light-{}", light.name()))) " "
                span.visually-hidden { (visit.text("policy-light-set")) }
            }
        },
        _ => components::light(visit, light),
    }
}

/// The measure that decides the light: the first of the worst.
pub fn decisive(live: &LiveSentence) -> Option<&Arc<Assessment>> {
    let rank = |light: Light| match light {
        Light::Red => 0,
        Light::Amber => 1,
        Light::Unknown => 2,
        Light::Green => 3,
    };
    live.measures.iter().min_by_key(|one| rank(one.light))
}

fn trend(visit: &Visit, one: &Assessment, trends: &Trends) -> Markup {
    let values: Vec<f64> = trends.get(&one.measure.id).into_iter().flatten().filter_map(|point| point.value).collect();
    let direction = match values.as_slice() {
        [.., before, last] if last > before => "policy-trend-up",
        [.., before, last] if last < before => "policy-trend-down",
        _ => "policy-trend-flat",
    };
    components::sparkline(&visit.text(direction), &values)
}

/// Counts by light, and the filters.
fn legend(visit: &Visit, article: &LiveArticle, filter: &Filter, names: &Names) -> Markup {
    let in_place: Vec<_> =
        article.sentences.iter().filter(|live| has_light(live) && filter.shows_place_of(live)).collect();
    let count = |light: Light| in_place.iter().filter(|live| live.standing.light == light).count();
    let query = visit.query().with("flash", None).with("clause", None);
    html! {
        div.live-legend {
            nav.lights-bar.flex-fill aria-label=(visit.text("policy-lights")) {
                @for light in Light::ALL {
                    @let number = count(light);
                    @let chosen = filter.light == Some(light);
                    @let address = query.with("light", (!chosen).then_some(light.name())).to_query();
                    @if number > 0 || chosen {
                        a class=(format!("light-{}", light.name())) style=(format!("flex:{}", number.max(1)))
                            aria-current=[chosen.then_some("true")] href=(format!("{}{address}", visit.path())) {
                            (number) " " (visit.text(&format!("light-{}", light.name())))
                        }
                    }
                }
            }
            (filters(visit, article, names))
        }
    }
}

fn filters(visit: &Visit, article: &LiveArticle, names: &Names) -> Markup {
    let owners: BTreeMap<&str, String> = article
        .sentences
        .iter()
        .flat_map(|live| live.clause.owner.iter().chain(&live.clause.co_owners))
        .map(Owner::organisation)
        .map(|id| (id, names.organisations.get(id).cloned().unwrap_or_else(|| id.to_owned())))
        .collect();
    let owners: Vec<_> = owners.into_iter().map(|(id, label)| Choice { value: id.to_owned(), label }).collect();
    let mut sections: Vec<_> = article.sentences.iter().map(section_of).filter(|heading| !heading.is_empty()).collect();
    sections.dedup();
    let sections: Vec<_> =
        sections.into_iter().map(|heading| Choice { value: heading.to_owned(), label: heading.to_owned() }).collect();
    let lights = Light::ALL
        .map(|light| Choice { value: light.name().to_owned(), label: visit.text(&format!("light-{}", light.name())) });
    let errors = FieldErrors::default();
    let query = visit.query();
    let as_of = if visit.looks_back() { visit.as_of().to_string() } else { String::new() };
    html! {
        form.filters method="get" action=(visit.path()) data-autosubmit {
            (components::select(Field::new("owner", &visit.text("policy-owner"), query, &errors), &owners))
            (components::select(Field::new("light", &visit.text("policy-light"), query, &errors), &lights))
            (components::select(Field::new("section", &visit.text("policy-section"), query, &errors), &sections))
            (components::date(Field { value: &as_of, ..Field::new("as_of", &visit.text("policy-as-of"), query, &errors) }))
            button.btn type="submit" { (visit.text("policy-show")) }
        }
    }
}

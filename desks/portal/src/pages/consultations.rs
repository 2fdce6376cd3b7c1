//! What people may comment on, now or soon, and what came of it.

use maud::{Markup, html};
use pages::{PageError, Visit, components};

use super::{Rendered, column, frame::Frame, head::Meta, site};
use crate::{
    catalogue::{self, Listed},
    model::{Consultation, Phase},
    store::{self as tables, Heading, Which},
};

/// Consultations on one page.
const PER_PAGE: u64 = 20;

/// A page of them, from 1; the one that closes last comes first.
pub async fn render(visit: &Visit, page: u64) -> Result<Rendered, PageError> {
    let site = site(visit).await?;
    let (reader, scope, now) = (visit.store().reader(), visit.scope(), visit.now());
    let total = tables::count_headings(reader, scope, &Which::Consultations, now).await?;
    let pages = total.div_ceil(PER_PAGE).max(1);
    if !(1..=pages).contains(&page) {
        return Err(PageError::NotFound);
    }
    let found = tables::headings(reader, scope, &Which::Consultations, now, (page - 1) * PER_PAGE, PER_PAGE).await?;
    let title = visit.text("portal-consultations");
    let main = html! {
        h1.article-title { (title) }
        p { (visit.text("portal-consultations-about")) }
        @if found.is_empty() { p.text-secondary { (visit.text("portal-no-consultations")) } }
        ul.document-list { @for heading in found { (line(visit, heading)) } }
        (column::turning(visit, page, pages, |page| format!("/consultations?page={page}")))
    };
    let meta = Meta {
        path: Some("/consultations".to_owned()),
        description: visit.text("portal-consultations-about"),
        ..Meta::default()
    };
    let markup = Frame::new(visit, &site, title).meta(meta).render(main, None);
    Ok(Rendered::page(markup, catalogue::good_until(visit).await?))
}

/// More that are open or ahead at once are not shown on the home page.
const OPEN_MAX: u64 = 100;

/// Those that anybody may comment on now.
pub async fn open(visit: &Visit) -> Result<Vec<Listed>, PageError> {
    let (reader, scope, now) = (visit.store().reader(), visit.scope(), visit.now());
    let found = tables::headings(reader, scope, &Which::ConsultationsAhead(visit.today()), now, 0, OPEN_MAX).await?;
    let is_open = |heading: &Heading| {
        heading.consultation.as_ref().is_some_and(|period| period.phase(visit.today()) == Phase::Open)
    };
    Ok(found.into_iter().filter(is_open).map(Listed::from).collect())
}

fn line(visit: &Visit, heading: Heading) -> Markup {
    let period = heading.consultation.clone();
    let listed = Listed::from(heading);
    html! {
        li {
            (column::title_link(visit, &listed)) " "
            @if let Some(period) = &period { (phase(visit, period)) div.text-secondary { (days(visit, period)) } }
        }
    }
}

/// From when to when.
pub fn days(visit: &Visit, period: &Consultation) -> String {
    let day = |day: jiff::civil::Date| day.to_string();
    let values = [("from", day(period.opens_on).into()), ("to", day(period.closes_on).into())];
    visit.text_with("portal-period", &values)
}

/// How far it is, in a word.
pub fn phase(visit: &Visit, period: &Consultation) -> Markup {
    let (tone, key) = match period.phase(visit.today()) {
        Phase::Ahead => ("neutral", "portal-phase-ahead"),
        Phase::Open => ("good", "portal-phase-open"),
        Phase::Closed if period.outcome.is_some() => ("neutral", "portal-phase-answered"),
        Phase::Closed => ("warning", "portal-phase-closed"),
    };
    components::pill(tone, &visit.text(key))
}

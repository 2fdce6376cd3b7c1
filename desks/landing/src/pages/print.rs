//! The plan as a document that an investor keeps: PDF, and DOCX, which needs no font.

mod calendar;

use ::pages::{PageError, Visit, printing};
use axum::response::Response;
use print::{Block, Column, Document, Table};

use super::{drawn, editions, plan::REJECTED_SHOWN, record, said::Said};
use crate::{
    model::{Edition, Plan, SiteMap, SitePlan, WishDraft},
    worked_out::Ground,
};

/// The plan as it is now, as PDF.
pub async fn pdf(visit: Visit) -> Result<Response, PageError> {
    let (document, name) = present(&visit).await?;
    let docx = format!("{}{}", below(&visit, "plan.docx"), visit.query().to_query());
    printing::pdf(&visit, document, &name, &docx).await
}

/// The same as DOCX.
pub async fn docx(visit: Visit) -> Result<Response, PageError> {
    let (document, name) = present(&visit).await?;
    printing::docx(document, &name).await
}

/// An edition as PDF.
pub async fn edition_pdf(visit: Visit) -> Result<Response, PageError> {
    let edition = editions::edition(&visit).await?;
    printing::pdf(&visit, of_edition(&visit, &edition, true).await?, &name(&edition), &below(&visit, "plan.docx")).await
}

/// The same as DOCX.
pub async fn edition_docx(visit: Visit) -> Result<Response, PageError> {
    let edition = editions::edition(&visit).await?;
    printing::docx(of_edition(&visit, &edition, true).await?, &name(&edition)).await
}

/// The file beside the one that is asked for.
pub(super) fn below(visit: &Visit, file: &str) -> String {
    let home = visit.link("");
    let path = visit.path().strip_prefix(&home).unwrap_or_default();
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{folder}/{file}")
}

/// What the file of an edition is called.
pub(super) fn name(edition: &Edition) -> String {
    format!("landing-plan-{}-{}", edition.wish, edition.number)
}

async fn present(visit: &Visit) -> Result<(Document, String), PageError> {
    let record = record(visit).await?;
    let ground = Ground::read(visit, visit.as_of()).await?.ok_or(PageError::NotFound)?;
    let plan = ground.plan(visit.app(), &ground.survey(), &record.wish);
    let which = (visit.text("landing-print-edition"), visit.text("landing-print-no-edition"));
    let map = drawn::site_map(visit, &plan, true).await?;
    Ok((document(visit, &plan, map.as_ref(), which), format!("landing-plan-{}-{}", record.number, visit.as_of())))
}

/// An edition as a document.
pub(super) async fn of_edition(visit: &Visit, edition: &Edition, is_staff: bool) -> Result<Document, PageError> {
    let number = [("number", edition.number.to_string().into())];
    let kept = format!("{} · {}", visit.text_with("landing-edition", &number), edition.on);
    let map = drawn::site_map(visit, &edition.plan, is_staff).await?;
    Ok(document(visit, &edition.plan, map.as_ref(), (visit.text("landing-print-edition"), kept)))
}

fn document(visit: &Visit, plan: &Plan, map: Option<&SiteMap>, which: (String, String)) -> Document {
    let said = Said(visit);
    let mut document = printing::document(visit, visit.text("landing-plan"));
    document.title = visit.text_with("landing-print-title", &[("title", plan.wish.title.as_str().into())]);
    document.page_header = format!("{} · {}", document.page_header, plan.wish.title);
    document.subtitle = Some(visit.language().pick(&visit.zone().name.zh, &visit.zone().name.en).to_owned());
    let printed = visit.now().to_zoned_datetime(::pages::china()).strftime("%Y-%m-%d %H:%M").to_string();
    document.particulars =
        vec![which, (said.text("landing-print-day"), plan.day.to_string()), (said.text("landing-print-at"), printed)];
    let sections = [
        ("landing-wished", wished(said, plan)),
        ("landing-years", years(said, &plan.wish)),
        ("landing-print-sites", sites(said, plan, map)),
        ("landing-print-costs", costs(said, plan)),
        ("landing-calendar", calendar::blocks(said, plan)),
        ("landing-duties", duties(said, plan)),
        ("landing-effects", effects(said, plan)),
        ("landing-print-rejected", rejected(said, plan)),
        ("landing-print-sources", sources(said, plan)),
    ];
    let shown = sections.into_iter().filter(|(_, blocks)| !blocks.is_empty());
    for (index, (title, blocks)) in shown.enumerate() {
        document.push(Block::heading(printing::numbered(visit, index + 1, &said.text(title))));
        document.blocks.extend(blocks);
    }
    document
}

fn wished(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    let mut blocks = vec![Block::KeyValues(said.wished(&plan.wish, plan.land_use_name.as_ref()))];
    if !plan.unpriced.is_empty() {
        blocks.push(Block::Note(said.unpriced(&plan.unpriced)));
    }
    blocks
}

fn years(said: Said<'_>, wish: &WishDraft) -> Vec<Block> {
    let capacity = said.capacity(wish).map(Block::Paragraph);
    let Some(years) = drawn::years(wish) else {
        return std::iter::once(Block::Paragraph(said.text("landing-years-none"))).chain(capacity).collect();
    };
    let [year, sum, so_far] = said.years_heads();
    let columns = vec![Column::text(year, 2), Column::number(sum, 3), Column::number(so_far, 3)];
    let mut table = Table::new(said.text("landing-years"), columns);
    for row in drawn::rows(&years) {
        table.push(row);
    }
    [Block::Drawing(drawn::bars(said, &years)), Block::Table(table)].into_iter().chain(capacity).collect()
}

fn sites(said: Said<'_>, plan: &Plan, map: Option<&SiteMap>) -> Vec<Block> {
    if plan.sites.is_empty() {
        return vec![Block::Paragraph(said.text("landing-no-site"))];
    }
    let about = said.0.text_with("landing-site-map-about", &[("day", plan.day.to_string().into())]);
    let drawing = map.map(|map| Block::Drawing(drawn::sites(said, map, plan)));
    let lie = [Block::Table(middles(said, plan, map)), Block::Note(about)];
    drawing.into_iter().chain(lie).chain(plan.sites.iter().flat_map(|site| of_site(said, site, &plan.wish))).collect()
}

/// Where the sites lie, for a document that leaves the drawing out.
fn middles(said: Said<'_>, plan: &Plan, map: Option<&SiteMap>) -> Table {
    let head = |key: &str| said.text(&format!("landing-print-{key}"));
    let columns = vec![Column::number("", 1), Column::text(head("parcel"), 6), Column::text(head("middle"), 5)];
    let mut table = Table::new(said.text("landing-site-map"), columns);
    for (index, site) in plan.sites.iter().enumerate() {
        let middle = drawn::middle(map, site).unwrap_or_else(|| said.text("landing-site-map-none"));
        table.push([(index + 1).to_string(), said.parcel(&site.parcel), middle]);
    }
    table
}

fn of_site(said: Said<'_>, site: &SitePlan, wish: &WishDraft) -> Vec<Block> {
    let place = site.fit.as_ref().map_or(0, |fit| fit.place);
    let mut reasons =
        vec![said.area(site, wish), said.land_use(&site.land_use, site.land_use_name.as_ref()), said.status(site)];
    reasons.extend(site.fit.as_ref().map(|fit| said.start(fit)));
    reasons.extend(site.fit.as_ref().and_then(|fit| said.production(fit, wish)));
    for supply in &site.supplies {
        let works = supply.works.iter().map(|work| format!("{} {}", work.name, said.work(work)));
        reasons.push(format!("{}: {}", said.input(&supply.input), said.and(works)));
    }
    reasons.extend(site.fit.as_ref().and_then(|fit| said.tightest(fit)));
    let missing = site.missing().map(|service| said.missing(service)).collect();
    let mut blocks = vec![
        Block::subheading(format!("{place}. {}", said.parcel(&site.parcel))),
        Block::List(reasons),
        Block::Paragraph(said.served(site)),
        Block::List(missing),
    ];
    if !site.controls.is_empty() {
        blocks.push(Block::Paragraph(said.text("landing-controls")));
        blocks.push(Block::List(site.controls.iter().map(|control| said.control(control)).collect()));
    }
    blocks
}

fn costs(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    if plan.costs.is_empty() {
        return Vec::new();
    }
    let head = |key: &str| said.text(&format!("landing-cost-{key}"));
    let columns = vec![
        Column::text(head("input"), 2),
        Column::text(head("amount"), 3),
        Column::text(head("prices"), 4),
        Column::number(head("yearly"), 3),
        Column::number(head("usual"), 3),
        Column::number(head("decade"), 3),
        Column::number(head("saved"), 3),
    ];
    let years = f64::from(crate::model::Cost::YEARS);
    let mut table = Table::new(said.text("landing-costs"), columns);
    for cost in &plan.costs {
        let [yearly, usual, decade, saved] =
            [cost.yearly, cost.usual_yearly, cost.yearly * years, cost.saved()].map(|yuan| said.money(yuan));
        table.push([said.input(&cost.input), cost.asked(), said.prices(cost), yearly, usual, decade, saved]);
    }
    let sum = |of: fn(&crate::model::Cost) -> f64| said.money(plan.costs.iter().map(of).sum());
    let yearly: f64 = plan.costs.iter().map(|cost| cost.yearly).sum();
    let sums = [sum(|cost| cost.yearly), sum(|cost| cost.usual_yearly), said.money(yearly * years)];
    let [yearly, usual, decade] = sums;
    table.push([head("sum"), String::new(), String::new(), yearly, usual, decade, sum(crate::model::Cost::saved)]);
    vec![Block::Table(table)]
}

fn duties(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    let of_side = |side: &str| {
        let duties = plan.duties.iter().filter(|duty| duty.side == side);
        let text = duties.map(|duty| said.0.language().pick(&duty.text_zh, &duty.text_en).to_owned());
        [Block::subheading(said.text(&format!("landing-duty-{side}"))), Block::List(text.collect())]
    };
    if plan.duties.is_empty() { Vec::new() } else { ["zone", "investor"].into_iter().flat_map(of_side).collect() }
}

fn effects(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    if plan.effects.is_empty() {
        return Vec::new();
    }
    let head = |key: &str| said.text(&format!("landing-effect-{key}"));
    let columns = vec![Column::text(head("what"), 6), Column::number(head("was"), 3), Column::number(head("is"), 3)];
    let mut table = Table::new(said.text("landing-effects"), columns);
    for effect in &plan.effects {
        table.push([said.effect(effect), said.figure(effect, effect.was), said.figure(effect, effect.is)]);
    }
    vec![Block::Note(said.text("landing-effects-about")), Block::Table(table)]
}

fn rejected(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    if plan.rejected.is_empty() {
        return Vec::new();
    }
    let columns =
        vec![Column::text(said.text("landing-print-parcel"), 4), Column::text(said.text("landing-print-why"), 8)];
    let mut table = Table::new(said.text("landing-print-rejected"), columns);
    for one in plan.rejected.iter().take(REJECTED_SHOWN) {
        table.push([said.parcel(&one.parcel), said.lacks(&one.lacks)]);
    }
    let mut blocks = vec![Block::Table(table)];
    let more = plan.rejected.len().saturating_sub(REJECTED_SHOWN);
    if more > 0 {
        blocks.push(Block::Note(said.rejected_more(more)));
    }
    blocks
}

/// What the plan rests on: each record with where it is known from, and its day.
fn sources(said: Said<'_>, plan: &Plan) -> Vec<Block> {
    let mut rows: Vec<[String; 3]> = Vec::new();
    let mut say = |what: String, source: &str, day: String| {
        let row = [what, if source.is_empty() { "–".to_owned() } else { source.to_owned() }, day];
        if !rows.contains(&row) {
            rows.push(row);
        }
    };
    for site in &plan.sites {
        say(said.parcel(&site.parcel), &site.source, site.since.to_string());
        let works = site.supplies.iter().flat_map(|supply| &supply.works);
        for work in works.chain(site.services.iter().filter_map(|service| service.work.as_ref())) {
            say(format!("{} ({})", work.name, work.code), &work.source, work.day.to_string());
        }
    }
    for control in plan.sites.iter().flat_map(|site| &site.controls) {
        say(said.named(&control.name), &control.source, control.from.to_string());
    }
    for cost in &plan.costs {
        say(said.input(&cost.input), &cost.source, cost.from.clone());
    }
    for permit in &plan.permits {
        say(said.permit(permit), &permit.source, plan.day.to_string());
    }
    for duty in &plan.duties {
        say(said.text(&format!("landing-duty-{}", duty.side)), &duty.source, plan.day.to_string());
    }
    let heads = ["record", "source", "date"].map(|key| said.text(&format!("landing-print-{key}")));
    let [record, source, date] = heads;
    let columns = vec![Column::text(record, 6), Column::text(source, 5), Column::text(date, 2)];
    let mut table = Table::new(said.text("landing-print-sources"), columns);
    for row in rows {
        table.push(row);
    }
    vec![Block::Table(table)]
}

use identity::Scope;
use jiff::{ToSpan, civil::Date};
use pages::{App, Language, WorkItem, WorkSource};
use store::StoreError;

use crate::{
    EDIT, PUBLISH,
    model::{CommentState, Manuscript},
    store::{self as tables, Heading, Which, day_of},
};

/// Lines of one kind on the first screen; the others wait behind them in the list.
const LINES_MAX: u64 = 20;
/// The same, of what is sorted out here.
const LINES_SHOWN: usize = 20;
/// Consultations that are looked through, those that closed last first.
const CONSULTATIONS_MAX: u64 = 500;
/// So many days before the promised day a letter turns amber.
const SOON_DAYS: i32 = 3;

/// What waits for the editor and for whoever publishes.
pub struct Work;

#[async_trait::async_trait]
impl WorkSource for Work {
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: Language,
        today: Date,
    ) -> Result<Vec<WorkItem>, StoreError> {
        let desk = Desk { app, scope, language, today };
        let mut items = Vec::new();
        if scope.may(EDIT) {
            items.extend(desk.letters().await?);
            items.extend(desk.undelivered().await?);
            items.extend(desk.returned().await?);
            items.extend(desk.comments().await?);
            items.extend(desk.unanswered().await?);
            items.extend(desk.broken_links().await?);
        }
        if scope.may(PUBLISH) {
            items.extend(desk.submitted().await?);
        }
        Ok(items)
    }
}

/// Who looks at the first screen, and when.
struct Desk<'a> {
    app: &'a App,
    scope: &'a Scope,
    language: Language,
    today: Date,
}

impl Desk<'_> {
    fn text(&self, key: &str) -> String {
        self.app.languages().text(self.language, key)
    }

    fn text_with(&self, key: &str, name: &str, value: String) -> String {
        self.app.languages().text_with(self.language, key, &[(name, value.into())])
    }

    async fn letters(&self) -> Result<Vec<WorkItem>, StoreError> {
        let reader = self.app.store().reader();
        let days = tables::site(reader, self.scope).await?.and_then(|site| site.record.reply_within_days);
        let letters = tables::open_letters(reader, self.scope, LINES_MAX).await?;
        let item = |letter: crate::model::OpenLetter| {
            let received = day_of(letter.received_at);
            let due = days.and_then(|days| received.checked_add(i32::from(days).days()).ok());
            WorkItem {
                title: self.text_with("portal-letter-from", "name", letter.name),
                reason: self.text_with("portal-letter-waits", "day", received.to_string()),
                path: format!("/letters/{}", letter.id),
                due,
                light: light(due, self.today),
            }
        };
        Ok(letters.into_iter().map(item).collect())
    }

    /// Answers that no mail has carried: whoever wrote waits for them still.
    async fn undelivered(&self) -> Result<Vec<WorkItem>, StoreError> {
        let mailing = (self.app.mail().is_some(), self.app.now());
        let found = tables::undelivered_answers(self.app.store().reader(), self.scope, mailing, LINES_MAX).await?;
        let item = |letter: crate::model::Letter| WorkItem {
            title: self.text_with("portal-letter-from", "name", letter.name),
            reason: self.text("portal-answer-failed"),
            path: format!("/letters/{}", letter.id),
            due: None,
            light: facts::Light::Amber,
        };
        Ok(found.into_iter().map(item).collect())
    }

    /// What the reader wrote and was given back.
    async fn returned(&self) -> Result<Vec<WorkItem>, StoreError> {
        let reader = self.app.store().reader();
        let found = tables::returned_to(reader, self.scope, self.scope.actor(), LINES_MAX).await?;
        let item = |one: Manuscript| {
            let reason = self.text_with("portal-returned-for", "reason", one.returned_for.clone());
            manuscript_item(one, reason, facts::Light::Amber)
        };
        Ok(found.into_iter().map(item).collect())
    }

    /// What others have written and handed in.
    async fn submitted(&self) -> Result<Vec<WorkItem>, StoreError> {
        let reader = self.app.store().reader();
        let found = tables::submitted_by_others(reader, self.scope, self.scope.actor(), LINES_MAX).await?;
        let item = |one: Manuscript| {
            let day = day_of(one.changed_at).to_string();
            let reason = self.text_with("portal-waits-for-decision", "day", day);
            manuscript_item(one, reason, facts::Light::Green)
        };
        Ok(found.into_iter().map(item).collect())
    }

    async fn comments(&self) -> Result<Vec<WorkItem>, StoreError> {
        let reader = self.app.store().reader();
        let (found, _) = tables::comments(reader, self.scope, CommentState::Waiting, 0, LINES_MAX).await?;
        let item = |one: crate::model::Comment| WorkItem {
            title: self.text_with("portal-comment-from", "name", one.name),
            reason: self.text_with("portal-comment-waits", "day", day_of(one.received_at).to_string()),
            path: format!("/comments/{}", one.id),
            due: None,
            light: facts::Light::Green,
        };
        Ok(found.into_iter().map(item).collect())
    }

    /// Consultations that are over, and whose outcome nobody has said.
    async fn unanswered(&self) -> Result<Vec<WorkItem>, StoreError> {
        let (reader, now) = (self.app.store().reader(), self.app.now());
        let found =
            tables::headings(reader, self.scope, &Which::ConsultationsOver(self.today), now, 0, CONSULTATIONS_MAX)
                .await?;
        let waits = |one: &Heading| one.consultation.as_ref().is_some_and(|period| period.outcome.is_none());
        let item = |one: Heading| WorkItem {
            title: one.title_zh,
            reason: self.text("portal-outcome-missing"),
            path: format!("/editing/{}", one.id),
            due: None,
            light: facts::Light::Amber,
        };
        Ok(found.into_iter().filter(waits).map(item).take(LINES_SHOWN).collect())
    }

    /// One line for each article with links that lead nowhere.
    async fn broken_links(&self) -> Result<Vec<WorkItem>, StoreError> {
        let mut articles: Vec<String> = tables::broken_links(self.app.store().reader(), self.scope)
            .await?
            .into_iter()
            .map(|link| link.article)
            .collect();
        articles.dedup();
        let item = |article: String| WorkItem {
            title: self.text_with("portal-broken-in", "article", article.clone()),
            reason: self.text("portal-broken-links-found"),
            path: format!("/editing/{article}"),
            due: None,
            light: facts::Light::Amber,
        };
        Ok(articles.into_iter().map(item).take(LINES_SHOWN).collect())
    }
}

fn manuscript_item(one: Manuscript, reason: String, light: facts::Light) -> WorkItem {
    WorkItem { path: format!("/editing/{}", one.content.id), title: one.content.title_zh, reason, due: None, light }
}

fn light(due: Option<Date>, today: Date) -> facts::Light {
    match due {
        Some(due) if due < today => facts::Light::Red,
        Some(due) if today.checked_add(SOON_DAYS.days()).is_ok_and(|soon| due <= soon) => facts::Light::Amber,
        _ => facts::Light::Green,
    }
}

#[cfg(test)]
mod tests {
    use facts::Light;
    use jiff::civil::date;

    use super::light;

    #[test]
    fn a_letter_turns_amber_three_days_before_the_promised_day_and_red_after_it() {
        let today = date(2020, 8, 20);
        assert_eq!(light(None, today), Light::Green);
        assert_eq!(light(Some(date(2020, 8, 24)), today), Light::Green);
        assert_eq!(light(Some(date(2020, 8, 23)), today), Light::Amber);
        assert_eq!(light(Some(today), today), Light::Amber);
        assert_eq!(light(Some(date(2020, 8, 19)), today), Light::Red);
    }
}

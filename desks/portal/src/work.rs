use identity::Scope;
use jiff::{ToSpan, civil::Date};
use pages::{App, Language, WorkItem, WorkSource};
use store::StoreError;

use crate::{
    EDIT,
    store::{self as tables, day_of},
};

/// Letters shown on the first screen; the others wait behind them in the list.
const LETTERS_MAX: u64 = 20;
/// So many days before the promised day a letter turns amber.
const SOON_DAYS: i32 = 3;

/// The letters that wait for the editor.
pub struct Letters;

#[async_trait::async_trait]
impl WorkSource for Letters {
    async fn items(
        &self,
        app: &App,
        scope: &Scope,
        language: Language,
        today: Date,
    ) -> Result<Vec<WorkItem>, StoreError> {
        if !scope.may(EDIT) {
            return Ok(Vec::new());
        }
        let reader = app.store().reader();
        let days = tables::site(reader, scope).await?.and_then(|site| site.record.reply_within_days);
        let letters = tables::open_letters(reader, scope, LETTERS_MAX).await?;
        let texts = app.languages();
        Ok(letters
            .into_iter()
            .map(|letter| {
                let received = day_of(letter.received_at);
                let due = days.and_then(|days| received.checked_add(i32::from(days).days()).ok());
                WorkItem {
                    title: texts.text_with(language, "portal-letter-from", &[("name", letter.name.into())]),
                    reason: texts.text_with(language, "portal-letter-waits", &[("day", received.to_string().into())]),
                    path: format!("/letters/{}", letter.id),
                    due,
                    light: light(due, today),
                }
            })
            .collect())
    }
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

//! What the public gets: released documents, and of their lights the released ones.

use facts::Light;
use identity::Scope;
use jiff::civil::date;
use pages::{Language, PublicArticle, PublicSentence};
use testing::House;

use super::house::{houses, send, with_measure};

async fn published(house: &House, language: Language) -> Option<PublicArticle> {
    let articles = house.app.articles().first().unwrap();
    let stranger = Scope::public(house.zone.clone());
    articles.article(&house.app, &stranger, "sample", date(2020, 8, 20), language).await.unwrap()
}

fn sentences(article: &PublicArticle) -> Vec<&PublicSentence> {
    article.sections.iter().flat_map(|section| section.paragraphs.iter().flatten()).collect()
}

#[tokio::test]
async fn nothing_is_public_before_somebody_releases_it() {
    for house in houses().await {
        with_measure(&house).await;
        let mut leader = house.visitor("leader").await;
        let articles = house.app.articles().first().unwrap();
        let stranger = Scope::public(house.zone.clone());
        assert_eq!(published(&house, Language::Chinese).await, None);
        assert!(articles.published(&house.app, &stranger).await.unwrap().is_empty());
        // A light alone publishes no document.
        send(&mut leader, "/policy/sample/clauses/c001/release", &[("version", "2"), ("released", "yes")]).await;
        assert_eq!(published(&house, Language::Chinese).await, None);
        send(&mut leader, "/policy/sample/release", &[("version", "1"), ("released", "yes")]).await;
        assert_eq!(articles.published(&house.app, &stranger).await.unwrap().len(), 1);
        let article = published(&house, Language::Chinese).await.unwrap();
        assert_eq!(article.heading.title, "样例");
        assert_eq!(article.sections.iter().map(|one| one.heading.as_str()).collect::<Vec<_>>(), ["土地", "作风"]);
        assert_eq!(article.sections[0].paragraphs.len(), 2);
        let shown = sentences(&article);
        let released = shown[0].released.clone().unwrap();
        assert_eq!((released.light, released.figure.as_str()), (Light::Red, "32 % / ≥ 60 %"));
        assert!(shown[1..].iter().all(|sentence| sentence.released.is_none()));
        send(&mut leader, "/policy/sample/release", &[("version", "2"), ("released", "")]).await;
        assert_eq!(published(&house, Language::Chinese).await, None);
        let unknown =
            articles.article(&house.app, &stranger, "../x", date(2020, 8, 20), Language::English).await.unwrap();
        assert_eq!(unknown, None);
    }
}

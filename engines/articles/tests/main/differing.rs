//! Editions of a text: which clauses continue.

use std::collections::BTreeSet;

use articles::{Change, Difference, Identified, Section, clauses, difference, read};
use proptest::{collection::vec, prelude::*, sample::Index};

/// An edition of clauses, with ids from 0.
fn edition(texts: &[&str]) -> Vec<Identified<usize>> {
    texts.iter().enumerate().map(|(id, text)| Identified { id, text: (*text).to_owned() }).collect()
}

/// Compares; new ids are from 1,000.
fn compared(old: &[&str], new: &[&str]) -> Difference<usize> {
    let mut next = 999;
    difference(&edition(old), new, || {
        next += 1;
        next
    })
}

fn ids(difference: &Difference<usize>) -> Vec<usize> {
    difference.clauses.iter().map(|clause| clause.id).collect()
}

fn changes(difference: &Difference<usize>) -> String {
    let letter = |change: &Change| match change {
        Change::Unchanged => '=',
        Change::Moved => '~',
        Change::Edited { .. } => '!',
        Change::Added => '+',
    };
    difference.clauses.iter().map(|clause| letter(&clause.change)).collect()
}

const OLD: [&str; 6] = [
    "要保证园区用地，工业用地不低于六成。",
    "要保证园区用气，价格全县最低。",
    "要办好一枚印章管审批。",
    "每月调度一次。",
    "要建好标准厂房。",
    "每月调度一次。",
];

#[test]
fn an_edited_figure_keeps_the_id_and_shows_both_texts() {
    let new = [
        OLD[0].replace('六', "七"),
        OLD[1].to_owned(),
        OLD[2].to_owned(),
        OLD[3].to_owned(),
        OLD[4].to_owned(),
        OLD[5].to_owned(),
    ];
    let found = compared(&OLD, &new.each_ref().map(String::as_str));
    assert_eq!((changes(&found).as_str(), ids(&found)), ("!=====", vec![0, 1, 2, 3, 4, 5]));
    assert_eq!(found.clauses[0].change, Change::Edited { before: OLD[0].to_owned() });
    assert_eq!(found.clauses[0].text, new[0]);
}

#[test]
fn what_moves_keeps_its_id_also_when_it_is_edited_on_the_way() {
    let found = compared(&OLD, &[OLD[4], OLD[0], OLD[1], OLD[2], OLD[3], OLD[5]]);
    assert_eq!((changes(&found).as_str(), ids(&found)), ("~=====", vec![4, 0, 1, 2, 3, 5]));
    let found = compared(&OLD, &["要建好园区标准厂房。", OLD[0], OLD[1], OLD[2], OLD[3], OLD[5]]);
    assert_eq!((changes(&found).as_str(), ids(&found)), ("!=====", vec![4, 0, 1, 2, 3, 5]));
    let found = compared(&OLD, &[OLD[3], OLD[4], OLD[5], OLD[0], OLD[1], OLD[2]]);
    assert_eq!(ids(&found), [3, 4, 5, 0, 1, 2], "a block of clauses moves as a whole");
}

#[test]
fn equal_sentences_are_told_apart_by_what_stands_beside_them() {
    let found = compared(&OLD, &[OLD[0], OLD[1], OLD[2], OLD[4], OLD[5]]);
    assert_eq!(ids(&found), [0, 1, 2, 4, 5], "the first 每月调度一次 is gone, not the last");
    assert_eq!(found.removed, [Identified { id: 3, text: OLD[3].to_owned() }]);
    let found = compared(&OLD, &[OLD[0], OLD[1], OLD[2], OLD[3], OLD[3], OLD[4], OLD[5]]);
    assert_eq!((changes(&found).as_str(), ids(&found)), ("====+==", vec![0, 1, 2, 3, 1_000, 4, 5]));
}

#[test]
fn other_words_are_another_clause() {
    let found = compared(&OLD, &["园区夜校每周开课。", OLD[1], "企业开办一天办结。", OLD[3], OLD[4], OLD[5]]);
    assert_eq!(changes(&found), "+=+===");
    assert_eq!(found.removed.iter().map(|gone| gone.id).collect::<Vec<_>>(), [0, 2]);
    assert_eq!((changes(&compared(&[], &OLD)), changes(&compared(&OLD, &[]))), ("++++++".to_owned(), String::new()));
    assert_eq!(compared(&OLD, &[]).removed.len(), 6);
}

#[test]
fn blanks_make_no_other_clause() {
    let found = compared(&["The zone  grows. ", "It pays."], &["The zone grows.", " It pays."]);
    assert_eq!((changes(&found).as_str(), ids(&found)), ("==", vec![0, 1]));
}

#[test]
fn the_article_read_again_keeps_all_its_ids_and_loses_none_to_an_edit() {
    let article = read(&super::scraped(), None).unwrap();
    let texts: Vec<&str> = article.sections.iter().flat_map(Section::sentences).flat_map(clauses).collect();
    let again = compared(&texts, &texts);
    assert!(again.removed.is_empty() && again.clauses.iter().all(|clause| clause.change == Change::Unchanged));
    // One figure of each sentence raised, every tenth sentence left out, a new one at the end.
    let edited: Vec<String> =
        texts.iter().enumerate().filter(|(index, _)| index % 10 != 9).map(|(_, text)| text.replace('2', "3")).collect();
    let mut new: Vec<&str> = edited.iter().map(String::as_str).collect();
    new.push("每年向人大报告一次落实情况。");
    let found = compared(&texts, &new);
    assert_eq!(found.removed.len(), texts.len() / 10);
    assert_eq!(ids(&found).into_iter().filter(|id| *id >= 1_000).count(), 1);
    assert!(ids(&found).windows(2).all(|pair| pair[0] < pair[1]), "in order");
}

proptest! {
    /// A text is edited in any way: ids stay unique, nobody else's id is given, every older clause is found or gone.
    #[test]
    fn ids_are_permanent(
        old in vec("[甲乙丙丁戊己庚辛要抓好办]{2,12}。", 0..60),
        edits in vec((any::<Index>(), any::<Index>(), 0_u8..4, "[甲乙丙丁戊己庚辛]{2,8}。"), 0..20),
    ) {
        let mut new = old.clone();
        for (at, to, kind, text) in edits {
            if new.is_empty() {
                new.push(text);
                continue;
            }
            let index = at.index(new.len());
            match kind {
                0 => new.insert(index, text),
                1 => drop(new.remove(index)),
                2 => new[index] = format!("要{}", new[index]),
                _ => {
                    let moved = new.remove(index);
                    let place = to.index(new.len() + 1);
                    new.insert(place, moved);
                }
            }
        }
        let texts = |all: &[String]| all.to_vec();
        let (old_texts, new_texts) = (texts(&old), texts(&new));
        let found = compared(
            &old_texts.iter().map(String::as_str).collect::<Vec<_>>(),
            &new_texts.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        let given: BTreeSet<usize> = ids(&found).into_iter().collect();
        prop_assert_eq!(given.len(), new.len());
        prop_assert!(found.clauses.iter().zip(&new).all(|(clause, text)| clause.text == *text));
        let gone: BTreeSet<usize> = found.removed.iter().map(|clause| clause.id).collect();
        prop_assert_eq!(gone.len() + given.iter().filter(|id| **id < 1_000).count(), old.len());
        prop_assert!(gone.is_disjoint(&given));
        for clause in &found.clauses {
            match &clause.change {
                Change::Unchanged | Change::Moved => prop_assert_eq!(&old[clause.id], &clause.text),
                Change::Edited { before } => {
                    prop_assert_eq!(&old[clause.id], before);
                    prop_assert_ne!(before, &clause.text);
                }
                Change::Added => prop_assert!(clause.id >= 1_000),
            }
        }
        let places: Vec<usize> = found.clauses.iter().filter(|clause| clause.change == Change::Unchanged).map(|clause| clause.id).collect();
        prop_assert!(places.windows(2).all(|pair| pair[0] < pair[1]));
    }

    #[test]
    fn the_same_text_keeps_all_ids(old in vec("[甲乙丙]{1,2}。", 0..80)) {
        let texts: Vec<&str> = old.iter().map(String::as_str).collect();
        let found = compared(&texts, &texts);
        prop_assert_eq!(ids(&found), (0..old.len()).collect::<Vec<_>>());
        prop_assert!(found.clauses.iter().all(|clause| clause.change == Change::Unchanged));
    }
}

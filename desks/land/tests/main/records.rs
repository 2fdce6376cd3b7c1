//! What every kind of record that hangs on parcels has in common: forms, rights, two who write at once.

use testing::{House, Visitor};

/// A kind of record, as its pages know it.
pub struct Kind {
    /// Its list.
    pub path: &'static str,
    /// What a reader is told after it was saved.
    pub flash: &'static str,
    /// Fields of a good one, without the code.
    pub fields: &'static [(&'static str, &'static str)],
    /// A field of free text.
    pub text: &'static str,
}

impl Kind {
    /// The fields with some of them filled otherwise.
    pub fn but<'a>(&self, other: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut fields: Vec<(&'a str, &'a str)> = self.fields.to_vec();
        fields.retain(|(key, _)| !other.iter().any(|(name, _)| name == key));
        fields.extend(other);
        fields
    }

    /// Registers one with this code.
    pub async fn register(&self, editor: &mut Visitor, code: &str) {
        let answer = editor.post(&format!("{}/new", self.path), &self.but(&[("code", code)])).await;
        let saved = format!("/qinshui{}/{code}?flash={}", self.path, self.flash);
        assert_eq!((answer.status, answer.location()), (303, saved.as_str()), "{}", answer.body);
    }

    /// That each of these is refused with these words, keeps what was typed, and leaves nothing behind.
    pub async fn refuses(&self, editor: &mut Visitor, cases: &[(&[(&str, &str)], &str)]) {
        for (fields, said) in cases {
            let mut fields = fields.to_vec();
            if !fields.iter().any(|(key, _)| *key == "code") {
                fields.push(("code", "WRONG-1"));
            }
            let typed = [(self.text, "typed <b>text</b>")];
            if !fields.iter().any(|(key, _)| *key == self.text) {
                fields.extend(typed);
            }
            let answer = editor.post(&format!("{}/new", self.path), &self.but(&fields)).await;
            assert_eq!(answer.status, 422, "{fields:?}: {}", answer.body);
            assert!(answer.body.contains(said), "{fields:?}: {said}: {}", answer.body);
            assert!(!answer.body.contains("<script>alert"), "{fields:?}");
        }
        assert_eq!(editor.get(&format!("{}/WRONG-1", self.path)).await.status, 404);
    }

    /// That two who change one at once see both editions, that a second identical change is none, and who may.
    pub async fn is_edited_by_one_at_a_time(&self, house: &House, code: &str) {
        let (mut one, mut other) = (house.visitor("land").await, house.visitor("land").await);
        self.register(&mut one, code).await;
        let path = format!("{}/{code}/edit", self.path);
        let named = |text| self.but(&[(self.text, text), ("version", "1")]);
        assert!(one.get(&path).await.body.contains("name=\"version\" value=\"1\""));
        assert_eq!(one.post(&path, &named("first edition")).await.status, 303);
        let late = other.post(&path, &named("second edition")).await;
        assert_eq!(late.status, 409);
        assert!(late.body.contains("first edition") && late.body.contains("second edition"), "{}", late.body);
        assert!(one.get(&format!("{}/{code}", self.path)).await.body.contains("first edition"));
        let mut leader = house.visitor("leader").await;
        assert!(!leader.get(&format!("{}/{code}", self.path)).await.body.contains("/edit\""));
        assert_eq!(leader.post(&path, &named("third edition")).await.status, 403);
        assert_eq!(one.post(&format!("{}/NOBODY/edit", self.path), &named("x")).await.status, 404);
    }

    /// That lists filter, refuse filters that there are not, and come as a file.
    pub async fn is_listed(&self, reader: &mut Visitor, (filter, there): (&str, &str), not_there: &str) {
        let list = reader.get(&format!("{}?{filter}", self.path)).await;
        assert_eq!(list.status, 200, "{}", list.body);
        assert!(list.body.contains(there) && !list.body.contains(not_there), "{filter}: {}", list.body);
        let file = reader.get(&format!("{}/export.xlsx?{filter}", self.path)).await;
        assert!(file.headers["content-disposition"].to_str().unwrap().contains("2020-08-20.xlsx"));
        let key = filter.split('=').next().unwrap();
        assert_eq!(reader.get(&format!("{}?{key}=moon", self.path)).await.status, 400);
        assert_eq!(reader.get(&format!("{}?q=nothing-is-called-so&sort=-moon&page=9999", self.path)).await.status, 200);
    }
}

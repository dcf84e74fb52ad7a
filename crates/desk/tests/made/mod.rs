//! Whole forms made from the data.

use khien_desk::Kind;
use khien_desk::form::{Field, Forms, Need, Type};
use serde_json::{Map, Value, json};

/// Chance with a seed (splitmix64), so that a failure comes back.
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, n: usize) -> usize {
        usize::try_from(self.roll() % (n.max(1) as u64)).expect("below n")
    }
}

/// A form of a kind with which nothing is wrong.
pub fn whole(forms: &Forms, kind: Kind, dice: &mut Dice) -> Value {
    let fields: Vec<&Field> = forms.form(kind).fields().collect();
    Value::Object(object(forms, kind, &fields, dice))
}

fn object(forms: &Forms, kind: Kind, fields: &[&Field], dice: &mut Dice) -> Map<String, Value> {
    let mut map = Map::new();
    for field in fields.iter().filter(|field| field.is_sent()) {
        let needed = match field.need {
            Need::Required => true,
            Need::Optional => dice.below(3) == 0,
            Need::Conditional => {
                field.when.as_ref().is_some_and(|when| when.holds(&map) || !map.contains_key(&when.field))
                    || dice.below(4) == 0
            }
        };
        if needed {
            let one = |dice: &mut Dice| single(forms, kind, field, &map, dice);
            let value = if field.list { (0..=dice.below(2)).map(|_| one(dice)).collect() } else { one(dice) };
            map.insert(field.name.clone(), value);
        }
    }
    map
}

fn single(forms: &Forms, kind: Kind, field: &Field, siblings: &Map<String, Value>, dice: &mut Dice) -> Value {
    if let Some(only) = &field.equals {
        return only.clone();
    }
    match field.of {
        Type::Object => {
            let fields: Vec<&Field> = field.fields.iter().collect();
            let mut map = object(forms, kind, &fields, dice);
            if field.shape.as_deref() == Some("identifier") {
                let (of, value) =
                    [("email", "someone@example.org"), ("ipv4", "192.0.2.7"), ("account_id", "someone.1")]
                        [dice.below(3)];
                map.insert("type".into(), json!(of));
                map.insert("value".into(), json!(value));
            }
            Value::Object(map)
        }
        Type::Text if field.directory => json!("+84 24 0000 0000"),
        Type::Text => {
            let (min, max) = field.text_bounds();
            let length = usize::try_from(min).expect("short").max(8).min(usize::try_from(max).expect("short"));
            json!(
                "Lời khai ấy đã rõ "
                    .repeat(length / 10 + 1)
                    .chars()
                    .take(length)
                    .map(|c| if c == ' ' { 'a' } else { c })
                    .collect::<String>()
            )
        }
        Type::Instant if field.within_hours.is_some() => json!("2026-11-29T08:00:00Z"),
        Type::Instant if field.not_before.is_some() => json!("2027-03-02T23:00:00+07:00"),
        Type::Instant if field.name == "issued_at" => json!("2026-11-27T08:00:00Z"),
        Type::Instant => json!("2027-03-01T00:00:00.25Z"),
        Type::Day if field.within_hours.is_some() => json!("2027-01-10"),
        Type::Day => json!("2027-06-30"),
        Type::Truth => json!(dice.below(2) == 0),
        Type::Number => {
            let floor = field.min_when.as_ref().filter(|floor| floor.when.holds(siblings)).map(|floor| floor.min);
            json!(floor.or(field.min).unwrap_or(0))
        }
        Type::Option => {
            let list = forms.options(field.options.as_deref().unwrap_or_default());
            json!(list[dice.below(list.len())])
        }
        Type::Message => json!("0123456789abcdef0123456789abcdef"),
        Type::Hash => json!("ab".repeat(32)),
        Type::State => json!("XB"),
        Type::Language => json!("en"),
        Type::Kind => json!(kind.as_str()),
        Type::FormId => json!(forms.form(kind).id(forms.version())),
    }
}

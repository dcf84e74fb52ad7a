//! Ways to spoil a form.

use serde_json::{Value, json};

use crate::made::Dice;

/// Changes one value somewhere: takes it away, or puts another in its place.
pub fn spoil(value: &mut Value, dice: &mut Dice) {
    match value {
        Value::Object(map) if !map.is_empty() => {
            let name = map.keys().nth(dice.below(map.len())).expect("a name").clone();
            if dice.below(3) == 0 {
                map.remove(&name);
            } else {
                spoil(map.get_mut(&name).expect("there"), dice);
            }
        }
        Value::Array(list) if !list.is_empty() && dice.below(3) > 0 => {
            let n = dice.below(list.len());
            spoil(&mut list[n], dice);
        }
        other => {
            let odd = [
                json!(null),
                json!(""),
                json!("x"),
                json!(-1),
                json!(5_000_000_000_i64),
                json!(2.5),
                json!(true),
                json!([]),
                json!({}),
                json!("2026-02-30"),
                json!("2026-11-27T25:00:00Z"),
                json!("emergency"),
                json!("x".repeat(20_001)),
                json!([1, "x"]),
                json!(60.0),
            ];
            *other = odd[dice.below(odd.len())].clone();
        }
    }
}

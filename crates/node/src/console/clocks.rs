//! What is said of clocks on the pages of the desk between States.

use khien_desk::clocks::Verdict;

use super::frame::Frame;
use super::when;

/// A sentence for each thing that is wrong; none while clocks go alike.
pub fn said(f: &Frame) -> Vec<String> {
    let told = f.app.abroad.clocks.told();
    let long = |seconds: i64| when::duration(f, seconds.saturating_mul(1_000_000));
    let mut said = Vec::new();
    match &told.verdict {
        Verdict::Together => {}
        Verdict::Ours { behind, states } => {
            let key = if *behind > 0 { "desk-clock-ours-behind" } else { "desk-clock-ours-before" };
            said.push(f.say(key, &[("time", &long(*behind)), ("states", &states.join(", "))]));
        }
        Verdict::Unclear { state, ahead } => {
            said.push(f.say("desk-clock-unclear", &[("time", &long(*ahead)), ("state", state)]));
        }
        Verdict::Theirs(states) => said.extend(states.iter().map(|(state, ahead)| {
            let key = if *ahead > 0 { "desk-clock-theirs-before" } else { "desk-clock-theirs-behind" };
            f.say(key, &[("time", &long(*ahead)), ("state", state)])
        })),
    }
    if let Some((at, seconds)) = told.moved {
        let key = if seconds > 0 { "desk-clock-moved-on" } else { "desk-clock-moved-back" };
        let at = when::moment(f, at, f.app.now(), &f.app.config.zone);
        said.push(f.say(key, &[("time", &long(seconds)), ("at", &at)]));
    }
    said
}

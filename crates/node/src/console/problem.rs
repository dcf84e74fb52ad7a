//! When something did not work: what happened, what is safe, what to do.

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use khien_casework::Refusal;
use khien_desk::package::Barred;
use khien_desk::request;
use khien_store::Fault;
use khien_terms::Lang;

use super::desk::{Desk, Trouble, page};
use super::frame::{Frame, say};
use crate::app::App;

/// The page.
#[derive(Template)]
#[template(path = "console/problem.html")]
pub struct ProblemPage {
    pub f: Frame,
    pub what: String,
    pub then: String,
    /// Where one came from.
    pub back: String,
}

/// The page from which an address is pressed, where it has one of its own in the desk; a page that is not there leads to its list.
#[must_use]
pub fn back_of(path: &str, pressed: bool) -> String {
    let parts: Vec<&str> = path.trim_matches('/').split('/').collect();
    let pages = match parts.as_slice() {
        ["console", "desk", "state" | "correspondent" | "request", ..] => 4,
        ["console", "desk", _, ..] => 3,
        ["console", "case" | "report" | "notice" | "bank", _, ..] => 3,
        ["console", ..] => 2,
        _ => return "/console".to_owned(),
    };
    if pressed && (parts.len() > pages || matches!(parts.get(2), Some(&"states" | &"lists"))) {
        return format!("/{}", parts[..pages.min(parts.len())].join("/"));
    }
    match parts.as_slice() {
        ["console", "desk", "state" | "correspondent" | "states" | "lists" | "own", ..] => {
            "/console/desk/states".to_owned()
        }
        ["console", "desk", "request", ..] if parts.len() > pages => format!("/{}", parts[..pages].join("/")),
        ["console", "desk", ..] => "/console/desk".to_owned(),
        _ => "/console".to_owned(),
    }
}

/// What happened, in the reader's language.
#[must_use]
pub fn words_of(app: &App, lang: Lang, trouble: &Trouble) -> String {
    let tell = |key: &str, values: &[(&str, &str)]| say(app, lang, key, values);
    let refusal = match trouble {
        Trouble::SignedOut => return tell("console-js-signed-out", &[]),
        Trouble::Foreign => return tell("console-error-foreign", &[]),
        Trouble::Malformed => return tell("console-error-unread", &[]),
        Trouble::Fault(Fault::Refused(refusal)) => refusal,
        Trouble::Fault(Fault::Declined(refusal)) => return tell(&declined_key(refusal), &[]),
        Trouble::Fault(fault) => {
            tracing::error!(error = %fault, "a page of the console failed");
            return tell("console-error-store", &[]);
        }
    };
    match refusal {
        Refusal::NotFound => tell("console-error-not-found", &[]),
        Refusal::NotAllowed => tell("console-error-not-allowed", &[]),
        Refusal::Stale => tell("console-error-stale", &[]),
        Refusal::Forged | Refusal::MailboxTaken => tell("console-error-forged", &[]),
        Refusal::UnknownCode(code) => tell("console-error-code", &[("code", code.as_str())]),
        Refusal::NotNow(problem) => tell("console-error-not-now", &[("problem", &why(app, lang, problem))]),
        Refusal::Field { field, problem } => tell(
            "console-error-field",
            &[("field", &field_words(app, lang, field)), ("problem", &why(app, lang, problem))],
        ),
    }
}

/// What a page says of a form that it gives back as it was typed, and with which status; any other trouble has its own page.
///
/// # Errors
/// The trouble, where it is not about what was typed.
pub fn told(desk: &Desk, trouble: Trouble) -> Result<(String, StatusCode), Trouble> {
    match &trouble {
        Trouble::Fault(Fault::Refused(Refusal::Field { .. } | Refusal::NotNow(_) | Refusal::Forged)) => {
            Ok((words_of(&desk.app, desk.lang, &trouble), trouble.status()))
        }
        _ => Err(trouble),
    }
}

/// A form that was refused, as it was typed.
pub fn refused_page(form: &impl Template, status: StatusCode) -> Response {
    let mut response = page(form);
    *response.status_mut() = status;
    response
}

/// The rules give their reasons in English; the words of the others stand under a key made of the first of these. A
/// reason without words is one that no page of ours brings about; it goes to the log.
#[must_use]
pub fn why(app: &App, lang: Lang, problem: &str) -> String {
    let key = why_key(problem);
    if app.words.has(&key) {
        return say(app, lang, &key, &[]);
    }
    tracing::warn!(problem, "a reason of the rules has no words");
    say(app, lang, "console-why-other", &[])
}

/// A field as its page calls it; what no person types is what the browser sent.
fn field_words(app: &App, lang: Lang, field: &str) -> String {
    let key = format!("console-field-{}", field.replace('_', "-"));
    say(app, lang, if app.words.has(&key) { &key } else { "console-field-other" }, &[])
}

/// The words of why a request between States does not go on so.
fn declined_key(refusal: &request::Refusal) -> String {
    match refusal {
        request::Refusal::Illegal(illegal) => format!("desk-declined-{}", illegal.code()),
        request::Refusal::SamePerson => "desk-why-not-same".to_owned(),
        request::Refusal::Gate(_) => "desk-why-not-gate".to_owned(),
        request::Refusal::NotInHand => "desk-declined-not-in-hand".to_owned(),
        request::Refusal::NoDraft => "desk-declined-no-draft".to_owned(),
        request::Refusal::NothingToReview => "desk-declined-nothing-to-review".to_owned(),
        request::Refusal::NotTrusted => "desk-declined-not-trusted".to_owned(),
        request::Refusal::NeedsTwo => "desk-declined-needs-two".to_owned(),
        request::Refusal::NothingToOverride => "desk-declined-nothing-to-override".to_owned(),
        request::Refusal::Suspended => "desk-declined-suspended".to_owned(),
        request::Refusal::Void => "desk-declined-void".to_owned(),
        request::Refusal::NothingToRecheck => "desk-declined-nothing-to-recheck".to_owned(),
        request::Refusal::Closed(closed) => format!("desk-information-{}", closed.code()),
        request::Refusal::Barred(Barred::Over) => "desk-declined-barred-over".to_owned(),
        request::Refusal::Barred(Barred::Purpose) => "desk-declined-barred-purpose".to_owned(),
        request::Refusal::Barred(Barred::Consent) => "desk-declined-barred-consent".to_owned(),
    }
}

fn why_key(problem: &str) -> String {
    let letters = problem.to_lowercase();
    let words: Vec<&str> =
        letters.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty()).take(6).collect();
    format!("console-why-{}", words.join("-"))
}

#[cfg(test)]
mod tests {
    use khien_terms::DataFiles;

    use super::*;
    use crate::words::Words;

    #[test]
    fn why_a_request_does_not_go_on_has_its_words() {
        let words = Words::load(&DataFiles::embedded(), Lang::EN).expect("words");
        let illegal = request::Illegal::ALL.map(request::Refusal::Illegal);
        let barred = [Barred::Over, Barred::Purpose, Barred::Consent].map(request::Refusal::Barred);
        let others = [
            request::Refusal::SamePerson,
            request::Refusal::NotInHand,
            request::Refusal::NoDraft,
            request::Refusal::NothingToReview,
            request::Refusal::NotTrusted,
            request::Refusal::NeedsTwo,
            request::Refusal::NothingToOverride,
            request::Refusal::Suspended,
            request::Refusal::Void,
            request::Refusal::NothingToRecheck,
        ];
        let closed = request::information::Closed::ALL.map(request::Refusal::Closed);
        for refusal in illegal.iter().chain(&closed).chain(&barred).chain(&others) {
            assert!(words.has(&declined_key(refusal)), "{refusal:?}");
        }
    }

    #[test]
    fn back_leads_to_the_page_from_which_it_was_pressed() {
        let cases = [
            ("/console/desk/state/XB/words", true, "/console/desk/state/XB"),
            ("/console/desk/request/req_1/take", true, "/console/desk/request/req_1"),
            ("/console/desk/request/req_1/p2", false, "/console/desk/request/req_1"),
            ("/console/desk/request/req_1", false, "/console/desk"),
            ("/console/desk/lists/abab/confirm", true, "/console/desk/lists"),
            ("/console/desk/lists", true, "/console/desk/lists"),
            ("/console/desk/states", true, "/console/desk/states"),
            ("/console/desk/own/revoke", true, "/console/desk/own"),
            ("/console/desk/state/ZZ", false, "/console/desk/states"),
            ("/console/report/rep_1/take", true, "/console/report/rep_1"),
            ("/console/sign-out", true, "/console"),
            ("/elsewhere", true, "/console"),
        ];
        for (path, pressed, back) in cases {
            assert_eq!(back_of(path, pressed), back, "{path} {pressed}");
        }
    }

    #[test]
    fn a_reason_has_a_key_of_its_first_words() {
        assert_eq!(why_key("police asked to wait"), "console-why-police-asked-to-wait");
        assert_eq!(
            why_key("make the person safe first: the abuser will know"),
            "console-why-make-the-person-safe-first-the"
        );
    }
}

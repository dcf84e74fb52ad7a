//! What the mailbox's page shows. Empty, it is the form that the page's script fills; filled, the page without script.

use khien_store::protect::{Given, GivenState};
use khien_terms::typology::Voice;
use serde_json::json;

use crate::portal::form::TEXT_MAX;
use crate::portal::page::Page;

/// Parts of a report that somebody can open.
const PARTS: [&str; 7] = ["what", "who", "who-inner", "who-life", "message", "message-file", "file"];

/// A message.
#[derive(Default)]
pub struct SaidView {
    /// `mine`, `theirs` or `broken`.
    pub side: &'static str,
    /// Who signed.
    pub from: String,
    /// The words.
    pub text: String,
    /// How many files came with it, in words; empty for none.
    pub files: String,
}

/// A permission.
pub struct Permission {
    /// Its code.
    pub code: String,
    /// In words.
    pub text: String,
    /// Whether it stands.
    pub given: bool,
}

/// A stop of the path.
pub struct Stop {
    /// Which, one of [`STOPS`].
    pub stop: &'static str,
    /// Its name in words.
    pub name: String,
    /// More about it.
    pub line: String,
    /// Whether it has happened.
    pub done: bool,
}

/// Every stop that a path may have.
const STOPS: [&str; 6] = ["received", "read", "asked", "appeal", "passed", "answer"];

/// The mailbox; its fields are the slots of `portal/mailbox/body.html`.
#[derive(Default)]
pub struct MailView {
    /// Whether everything stands in it, hidden, for the script to fill; else only what applies is there.
    pub skeleton: bool,
    /// Whether nothing but the status is told (care 1.6).
    pub only_status: bool,
    /// How long a message may be, in words.
    pub limit: String,
    pub state: String,
    pub held_key: bool,
    pub reduced: bool,
    pub broken: String,
    pub done: String,
    pub status: String,
    pub stops: Vec<Stop>,
    pub withdrawn: String,
    pub messages: Vec<SaidView>,
    pub may_write: bool,
    pub typed: String,
    pub permissions: Vec<Permission>,
    pub opened: Vec<String>,
    /// Services that were asked to delete what they hold.
    pub asked: String,
    /// Whether help is offered again.
    pub support: bool,
    /// Whether the page asks how it was to report here.
    pub asks_after: bool,
    /// Whether the words may not be sent with files: then what is wrong.
    pub files_wrong: String,
    pub proven: String,
    pub unproven: String,
    pub may_read_words: bool,
    pub words: Vec<String>,
    pub may_withdraw: bool,
    /// Who has, or had, hashes of the person's own images.
    pub given: Vec<GivenView>,
}

/// A platform that has, or had, hashes of the person's own images.
pub struct GivenView {
    /// Which; empty where it cannot be taken back from it alone.
    pub to: String,
    /// Whether it may have them.
    pub stands: bool,
    /// How far it is, in a sentence.
    pub line: String,
    /// What is said of its button to whoever hears the page.
    pub name: String,
}

/// How far a platform is, in a sentence. A reduced mailbox names nobody (care 1.2).
#[must_use]
pub fn given(page: &Page, given: &Given) -> GivenView {
    let stands = matches!(given.state, GivenState::Given | GivenState::Fetched);
    let name = format!("{} ({})", given.name, given.country);
    let day = day(page, &given.day);
    let line = if given.to.is_empty() {
        page.say(quiet(stands), &[("day", &day)])
    } else {
        given_line(page, given.state, &name, &day, &given.items.to_string())
    };
    GivenView { stands, to: if stands { given.to.clone() } else { String::new() }, line, name }
}

/// What a reduced mailbox says: not even that it is about pictures.
fn quiet(stands: bool) -> &'static str {
    if stands { "mailbox-given-quiet-stands" } else { "mailbox-given-quiet-gone" }
}

fn given_line(page: &Page, state: GivenState, name: &str, day: &str, n: &str) -> String {
    let key = match state {
        GivenState::Given => "mailbox-given-waiting",
        GivenState::Fetched => "mailbox-given-fetched",
        GivenState::TakenBack => "mailbox-given-asked",
        GivenState::Acknowledged => "mailbox-given-gone",
    };
    page.say(key, &[("name", name), ("day", day), ("n", n)])
}

impl MailView {
    /// The empty form: every permission that can be asked stands in it, hidden until the script knows.
    #[must_use]
    pub fn blank(page: &Page) -> Self {
        let mut codes: Vec<&String> = Vec::new();
        for code in page.app().portal.offer.consent.values().flatten() {
            if !codes.contains(&code) {
                codes.push(code);
            }
        }
        let permissions = codes.iter().map(|code| permission(page, code, false)).collect();
        Self {
            skeleton: true,
            asks_after: true,
            stops: stops(page, &STOPS, &[]),
            permissions,
            limit: text_limit(page),
            ..Self::default()
        }
    }

    /// Whether anything can be taken back.
    #[must_use]
    pub fn may_take_back(&self) -> bool {
        self.skeleton || self.given.iter().any(|given| given.stands)
    }

    /// Characters that a message may have.
    #[must_use]
    pub fn text_max(&self) -> usize {
        TEXT_MAX
    }
}

/// How long a text may be, in words.
#[must_use]
pub fn text_limit(page: &Page) -> String {
    page.say("portal-text-limit", &[("thousands", &(TEXT_MAX / 1000).to_string())])
}

/// An opening in a sentence. What the second person opened is not the name: they only agree that it is read.
#[must_use]
pub fn opening(page: &Page, day: &str, by: &str, what: &str, why: &str) -> String {
    let line = page.say("mailbox-opened-line", &[("day", day), ("by", by), ("what", what)]);
    if why.is_empty() { line } else { format!("{line}. {}", page.say("mailbox-opened-why", &[("why", why)])) }
}

/// Why who a person is was opened, in the reader's words.
#[must_use]
pub fn reason(page: &Page, code: &str) -> String {
    let voice = match page.voice {
        "child" => Voice::Child,
        "other" => Voice::Other,
        _ => Voice::Own,
    };
    page.app().rulebook.typology.ask(page.lang, voice, code)
}

/// How many files came with a message.
#[must_use]
pub fn with_files(page: &Page, files: usize) -> String {
    if files == 0 { String::new() } else { page.say("mailbox-with-files", &[("n", &files.to_string())]) }
}

/// Stops of a path, in words; those that have happened are done.
#[must_use]
pub fn stops(page: &Page, of: &[&'static str], done: &[&'static str]) -> Vec<Stop> {
    of.iter()
        .map(|stop| Stop {
            stop,
            name: page.t(&format!("mailbox-stop-{stop}")),
            line: if *stop == "asked" { page.t("report-path-asked-line") } else { String::new() },
            done: done.contains(stop),
        })
        .collect()
}

/// A status in a sentence.
#[must_use]
pub fn status(page: &Page, code: &str) -> String {
    page.app().rulebook.typology.ask(page.lang, Voice::Own, code)
}

/// A permission in words.
#[must_use]
pub fn permission(page: &Page, code: &str, given: bool) -> Permission {
    Permission { code: code.to_owned(), text: page.app().rulebook.typology.ask(page.lang, Voice::Own, code), given }
}

/// A day as the language writes it; what is no day stays as it is.
#[must_use]
pub fn day(page: &Page, iso: &str) -> String {
    match iso.parse::<jiff::civil::Date>() {
        Ok(date) => page.say(
            "portal-day",
            &[
                ("day", &date.day().to_string()),
                ("month", &date.month().to_string()),
                ("year", &date.year().to_string()),
            ],
        ),
        Err(_) => iso.to_owned(),
    }
}

/// Texts that the script of the entrance says (`web/src/portal/mailbox/words.ts`).
#[must_use]
pub fn entrance_words(page: &Page) -> serde_json::Value {
    json!({
        "wrongLetter": page.say("mailbox-wrong-letter", &[("letter", "{letter}")]),
        "wrongLength": page.say("mailbox-wrong-length", &[("length", "{length}")]),
        "wrongSum": page.t("mailbox-wrong-sum"),
        "unknown": page.t("mailbox-unknown"),
        "offline": page.t("mailbox-offline"),
        "opening": page.t("mailbox-opening"),
        "open": page.t("mailbox-open"),
    })
}

/// Texts that only the script of an opened mailbox says (`web/src/portal/mailbox/words.ts`).
#[must_use]
pub fn words(page: &Page) -> serde_json::Value {
    let typology = &page.app().rulebook.typology;
    let statuses: serde_json::Map<String, serde_json::Value> = typology
        .list("status_public")
        .map(|entry| {
            let code = entry.code.as_str();
            (code.to_owned(), status(page, code).into())
        })
        .collect();
    let opened: serde_json::Map<String, serde_json::Value> =
        PARTS.iter().map(|part| ((*part).to_owned(), opening(page, "{day}", "{by}", part, "").into())).collect();
    let reasons: serde_json::Map<String, serde_json::Value> = typology
        .list("open_reason")
        .map(|entry| (entry.code.as_str().to_owned(), reason(page, entry.code.as_str()).into()))
        .collect();
    let line = |state| given_line(page, state, "{name}", "{day}", "{n}");
    json!({
        "given": {
            "given": line(GivenState::Given),
            "fetched": line(GivenState::Fetched),
            "taken_back": line(GivenState::TakenBack),
            "acknowledged": line(GivenState::Acknowledged),
        },
        "givenQuiet": page.t("mailbox-given-quiet"),
        "givenQuietHint": page.t("mailbox-given-quiet-hint"),
        "givenQuietStands": page.say(quiet(true), &[("day", "{day}")]),
        "givenQuietGone": page.say(quiet(false), &[("day", "{day}")]),
        "givenTakeBack": page.t("mailbox-given-take-back"),
        "givenBack": page.t("mailbox-given-back"),
        "offline": page.t("mailbox-offline"),
        "brokenAll": page.t("mailbox-broken-all"),
        "brokenFrom": page.say("mailbox-broken-from", &[("n", "{n}")]),
        "brokenShorter": page.t("mailbox-broken-shorter"),
        "brokenText": page.t("mailbox-broken-text"),
        "statuses": statuses,
        "fromMe": page.t("mailbox-from-me"),
        "fromTeam": page.say("mailbox-from-team", &[("desk", "{desk}")]),
        "sent": page.t("mailbox-sent"),
        "emptyText": page.t("mailbox-empty-text"),
        "raced": page.t("mailbox-raced"),
        "failed": page.t("mailbox-failed"),
        "permissionChanged": page.t("mailbox-permission-changed"),
        "kept": page.t("mailbox-kept"),
        "opened": opened,
        "openedWhy": page.say("mailbox-opened-why", &[("why", "{why}")]),
        "reasons": reasons,
        "asked": page.say("mailbox-asked", &[("services", "{services}")]),
        "withFiles": page.say("mailbox-with-files", &[("n", "{n}")]),
        "remove": page.t("report-files-remove"),
        "filesKind": page.t("report-files-kind"),
        "filesLarge": page.say("report-files-large", &[("name", "{name}"), ("limit", "{limit}")]),
        "filesWrong": page.t("report-files-wrong"),
        "sendingFiles": page.t("mailbox-sending-files"),
        "proven": page.t("mailbox-proven"),
        "proofPending": page.t("mailbox-proof-pending"),
        "proofFailed": page.t("mailbox-proof-failed"),
        "withdrawn": page.say("mailbox-withdrawn", &[("day", "{day}")]),
        "withdrawnReview": page.t("mailbox-withdrawn-review"),
    })
}

//! The view of a report: what the reporter ticked, what is sealed, what can be done.

use askama::Template;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::case::OUTCOMES;
use khien_casework::report::FileMark;
use khien_casework::role::Operation;
use khien_store::cases::{CaseRow, Listed};
use khien_store::reports::ReportPage as Stored;
use khien_terms::id::ReportId;

use super::appeal::{self, AppealPanel};
use super::desk::{Desk, Names, Trouble, page};
use super::duties::{DutyRow, duties};
use super::frame::{Choice, Frame, Sealed, TimelineLine, Warning};
use super::told::{ToldRow, told};
use super::when::{self, Clock};
use super::who::{self, WhoPanel};
use super::{history, id_of, queue};

/// The page of a report.
#[derive(Template)]
#[template(path = "console/report.html")]
pub struct ReportPage {
    pub f: Frame,
    /// Address of this report.
    pub here: String,
    pub id: String,
    pub order: &'static str,
    pub order_word: String,
    pub clock: Clock,
    pub warnings: Vec<Warning>,
    /// What was held is deleted.
    pub gone: bool,
    pub what: Sealed,
    pub files: Vec<Sealed>,
    pub messages: Vec<MessageRow>,
    pub reply_stopped: bool,
    /// Empty until somebody has classified it.
    pub classified: String,
    /// How often it was classified; comes back with the form.
    pub seen: u32,
    pub harm_groups: Vec<Group>,
    pub main_groups: Vec<Group>,
    pub selects: Vec<Select>,
    pub implicated: bool,
    pub status: String,
    pub taken: String,
    pub can_take: bool,
    pub statuses: Vec<Choice>,
    pub case: Option<Link>,
    /// The newest open cases, for the field of their number.
    pub open_cases: Vec<Choice>,
    pub outcomes: Vec<Choice>,
    pub told: Vec<ToldRow>,
    /// Whom the law makes us tell; an appeal tells nobody.
    pub duties: Vec<DutyRow>,
    pub who: WhoPanel,
    /// An appeal in place of a report of harm: it is decided, not classified.
    pub appeal: Option<AppealPanel>,
    /// Somebody protects their own images: nothing to classify, nobody to tell; what is written is answered.
    pub own_images: bool,
    /// It was opened by a message and can be closed without classifying.
    pub can_close_unread: bool,
    pub can_erase: bool,
    pub timeline: Vec<TimelineLine>,
}

/// A named address.
pub struct Link {
    pub href: String,
    pub name: String,
}

/// Choices under a heading.
pub struct Group {
    pub name: String,
    /// Whether it is unfolded.
    pub open: bool,
    pub choices: Vec<Choice>,
}

/// A field with one choice.
pub struct Select {
    pub name: &'static str,
    pub label: String,
    pub choices: Vec<Choice>,
}

/// A message of the mailbox, sealed.
pub struct MessageRow {
    pub ours: bool,
    pub by: String,
    pub at: String,
    pub at_iso: String,
    pub sealed: Sealed,
    /// Files that came with it.
    pub files: Vec<Sealed>,
}

/// Shows a report.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkReports)?;
    let id: ReportId = id_of(&id)?;
    let stored = desk.app.store.report_page(id).await?;
    let names = desk.names().await?;
    let open_cases = if stored.case.is_none() && stored.assessed.is_some() {
        desk.app.store.case_list(Listed::Open, None).await?.rows
    } else {
        Vec::new()
    };
    let mut f = desk.frame("queue").await?;
    let own_images = stored.row.open.is_own_images();
    let title = match (stored.appeal.is_some(), own_images) {
        (true, _) => "console-appeal-title",
        (_, true) => "console-own-images-title",
        _ => "console-report-title",
    };
    f.title = f.counted(title, "n", stored.row.number);
    let case_choice = |case: &CaseRow| {
        let words = format!("{} · {}", case_name(&f, case.number), f.label(case.main_harm.as_str()));
        Choice::new(&case.number.to_string(), words)
    };
    let cases = open_cases.iter().map(case_choice).collect();
    let case_number = match stored.case {
        Some(case) => desk.app.store.case_page(case).await?.row.number,
        None => 0,
    };
    let who = who::panel(&f, &desk, &names, &stored).await?;
    let appeal = appeal::panel(&f, &desk, &names, &stored).await?;
    let chosen = stored.assessed.as_ref();
    let groups = |f: &Frame, on: &dyn Fn(&str) -> bool| harm_groups(f, stored.row.child, on);
    Ok(page(&ReportPage {
        here: format!("/console/report/{id}"),
        id: id.to_string(),
        order: stored.row.urgency.order.as_str(),
        order_word: queue::order_word(&f, stored.row.urgency.order),
        clock: if stored.closed {
            Clock::default()
        } else {
            when::clock(&f, stored.row.received_at, stored.row.due_at, f.app.now())
        },
        warnings: warnings(&f, &stored),
        gone: stored.erased,
        what: sealed(&f, &id, "what", "what", length(&f, stored.what_bytes), String::new()),
        files: files(&f, &id, "file", &stored.files),
        messages: messages(&f, &names, &id, &stored),
        reply_stopped: stored.silent,
        seen: stored.classified,
        classified: chosen.map(|chosen| classified(&f, chosen)).unwrap_or_default(),
        harm_groups: groups(&f, &|code| chosen.is_some_and(|c| c.harms.iter().any(|harm| harm.as_str() == code))),
        main_groups: groups(&f, &|code| chosen.and_then(|c| c.main.as_ref()).is_some_and(|main| main.as_str() == code)),
        selects: selects(&f, &stored),
        implicated: chosen.map_or(stored.silent, |chosen| chosen.implicated),
        status: f.label(stored.row.status.as_str()),
        taken: stored
            .row
            .taken_by
            .map(|holder| f.with("console-taken-by", "who", &names.member(holder)))
            .unwrap_or_default(),
        can_take: stored.row.taken_by.is_none() && !stored.erased && !stored.closed,
        statuses: statuses(&f, stored.row.status.as_str()),
        case: stored.case.map(|case| Link {
            href: format!("/console/case/{case}"),
            name: f.counted("console-case-of-report", "n", case_number),
        }),
        open_cases: cases,
        outcomes: OUTCOMES.iter().rev().map(|code| Choice::new(code, f.label(code))).collect(),
        told: told(&f, &stored),
        duties: if appeal.is_some() || stored.erased { Vec::new() } else { duties(&f, stored.row.child) },
        who,
        appeal,
        own_images,
        can_close_unread: own_images && !stored.closed && !stored.erased,
        can_erase: stored.erase_after.is_some() && stored.look_first && desk.may(Operation::EraseAfterDanger),
        timeline: history::timeline(&f, &names, &stored.history, &|_| String::new()),
        f,
    }))
}

/// A case's name by its number.
#[must_use]
pub fn case_name(f: &Frame, number: i64) -> String {
    f.counted("console-case-title", "n", number)
}

/// Something sealed, closed.
#[must_use]
pub fn sealed(f: &Frame, of: &impl ToString, part: &str, kind: &'static str, length: String, label: String) -> Sealed {
    let reason = if kind == "said" && part.starts_with("note/") { "case" } else { "assess" };
    Sealed {
        of: of.to_string(),
        part: part.to_owned(),
        kind,
        reason,
        length: f.with("console-sealed-length", "class", &length),
        label,
    }
}

/// The length class of an envelope in words (docs/formats.md section 4; an age file is some 300 bytes longer than its text).
#[must_use]
pub fn length(f: &Frame, bytes: i64) -> String {
    match bytes {
        ..6_001 => f.t("console-length-4"),
        6_001..20_001 => f.t("console-length-16"),
        20_001..70_001 => f.t("console-length-64"),
        _ => f.counted("console-length-more", "kb", bytes / 1024),
    }
}

/// Files, closed; `part` is what their parts begin with: `file`, or `message-file/3` for those of message 3.
fn files(f: &Frame, id: &ReportId, part: &str, marks: &[FileMark]) -> Vec<Sealed> {
    (1..)
        .zip(marks)
        .map(|(n, file): (i64, _)| {
            let size = f.counted("console-length-more", "kb", i64::try_from(file.size / 1024).unwrap_or(i64::MAX));
            sealed(f, id, &format!("{part}/{n}"), "file", size, f.counted("console-sealed-file", "n", n))
        })
        .collect()
}

fn messages(f: &Frame, names: &Names, id: &ReportId, stored: &Stored) -> Vec<MessageRow> {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    stored
        .messages
        .iter()
        .map(|message| MessageRow {
            ours: message.by_team,
            by: message.staff.map_or_else(|| f.t("console-message-theirs"), |staff| names.member(staff)),
            at: when::moment(f, message.at, now, zone),
            at_iso: when::iso(message.at, zone),
            sealed: Sealed {
                length: f.t("console-sealed-plain"),
                ..sealed(
                    f,
                    id,
                    &format!("message/{}", message.n),
                    "said",
                    String::new(),
                    f.counted("console-part-message", "n", message.n.into()),
                )
            },
            files: files(f, id, &format!("message-file/{}", message.n), &message.files),
        })
        .collect()
}

fn classified(f: &Frame, assessed: &khien_casework::report::Assessment) -> String {
    assessed.main.as_ref().map(|main| f.with("console-assessed", "what", &f.label(main.as_str()))).unwrap_or_default()
}

fn harm_groups(f: &Frame, child: bool, on: &dyn Fn(&str) -> bool) -> Vec<Group> {
    [("harm_ocsea", "child", child), ("harm_tfgbv", "adult", !child), ("harm_other", "other", false)]
        .into_iter()
        .map(|(list, name, likely)| {
            let mut choices = f.choices(list, None);
            choices.iter_mut().for_each(|choice| choice.on = on(&choice.code));
            let open = likely || choices.iter().any(|choice| choice.on);
            Group { name: f.t(&format!("console-group-{name}")), open, choices }
        })
        .collect()
}

fn selects(f: &Frame, stored: &Stored) -> Vec<Select> {
    let chosen = stored.assessed.as_ref();
    let select = |name: &'static str, list: &str, code: Option<&khien_terms::Code>| Select {
        name,
        label: f.t(&format!("console-classify-{name}")),
        choices: f.choices(list, code.map(khien_terms::Code::as_str)),
    };
    vec![
        select("age", "age_band", chosen.and_then(|c| c.age.as_ref())),
        select("gender", "gender", chosen.and_then(|c| c.gender.as_ref())),
        select("relation", "alleged_relation", chosen.and_then(|c| c.relation.as_ref())),
        select("ai", "ai_flag", chosen.and_then(|c| c.ai.as_ref())),
    ]
}

/// Statuses that a person may set; `deleted` follows only from the reporter's own wish, an outcome only from closing. Where
/// the report stands at one of those, nothing is chosen until a person chooses.
fn statuses(f: &Frame, current: &str) -> Vec<Choice> {
    let mut choices = f.choices("status_public", Some(current));
    choices.retain(|choice| choice.code != "st.deleted" && !OUTCOMES.contains(&choice.code.as_str()));
    if !choices.iter().any(|choice| choice.on) {
        choices.insert(0, Choice::new("", f.t("console-choose")).chosen(Some("")));
    }
    choices
}

fn warnings(f: &Frame, stored: &Stored) -> Vec<Warning> {
    let mut found = Vec::new();
    let mut warn = |care: bool, words: String| found.push(Warning { words, care });
    if stored.row.duress {
        warn(true, f.t("console-duress"));
    }
    if stored.erased {
        warn(false, f.t("console-erased"));
        return found;
    }
    if let Some(at) = stored.erase_after {
        let key = if stored.look_first { "console-look-first" } else { "console-withdrawn" };
        warn(stored.look_first, f.with(key, "day", &when::day(f, at.day_in(&f.app.config.zone))));
    }
    if stored.silent {
        warn(true, f.t("console-implicated"));
    }
    if stored.row.open.reduced_mailbox() {
        warn(true, f.t("console-reduced"));
    }
    if stored.held_key {
        warn(false, f.t("console-held-key"));
    }
    found
}

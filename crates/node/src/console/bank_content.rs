//! One content of a bank: its hashes when somebody opens them, its classification by two, its withdrawal.

use askama::Template;
use axum::Form;
use axum::extract::Path;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::bank::{Class, Signal, Why};
use khien_casework::role::Operation;
use khien_store::contents::ContentRow;
use khien_store::{Actor, Meta};
use khien_terms::Moment;
use khien_terms::id::BankId;
use serde::Deserialize;

use super::bank::{class_words, classes, source_words, state_words};
use super::desk::{Desk, Names, Trouble, go, page};
use super::frame::{Choice, Frame};
use super::{id_of, when};

/// The page.
#[derive(Template)]
#[template(path = "console/bank_content.html")]
pub struct ContentPage {
    pub f: Frame,
    pub here: String,
    pub back: String,
    pub facts: Vec<(String, String)>,
    /// Hashes, after they were opened.
    pub opened: Vec<(String, String)>,
    pub care: bool,
    pub can_open: bool,
    pub classes: Vec<Choice>,
    pub reasons: Vec<Choice>,
}

/// Shows a content without its hashes.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path((bank, id)): Path<(String, i64)>) -> Result<Response, Trouble> {
    desk.must(Operation::SeeBanks)?;
    let (bank, row) = found(&desk, &bank, id).await?;
    render(&desk, bank, &row, &[]).await
}

/// Opens the hashes; who did it stands in the journal before they are shown.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn open(desk: Desk, Path((bank, id)): Path<(String, i64)>) -> Result<Response, Trouble> {
    desk.must(Operation::WorkBanks)?;
    let (bank, row) = found(&desk, &bank, id).await?;
    let signals = desk.app.store.open_content(id, desk.me()).await?;
    render(&desk, bank, &row, &signals).await
}

async fn found(desk: &Desk, bank: &str, id: i64) -> Result<(BankId, ContentRow), Trouble> {
    let bank: BankId = id_of(bank)?;
    let row = desk.app.store.content(id).await?;
    if row.bank == bank { Ok((bank, row)) } else { Err(Refusal::NotFound.into()) }
}

async fn render(desk: &Desk, id: BankId, row: &ContentRow, opened: &[Signal]) -> Result<Response, Trouble> {
    let bank = desk.app.store.bank(id).await?;
    let names = desk.names().await?;
    let mut f = desk.frame("banks").await?;
    f.title = f.counted("console-content-name", "n", row.content.id);
    let back = format!("/console/bank/{id}");
    let here = format!("{back}/content/{}", row.content.id);
    // Also after a press: the links to other languages lead to the page, not to the press.
    f.path.clone_from(&here);
    let standing = row.content.withdrawn.is_none();
    let work = desk.may(Operation::WorkBanks) && standing;
    let own = bank.purpose.is_own_images();
    let ours = bank.owner.platform().is_none();
    let reasons = if work && ours { reasons(&f, own) } else { Vec::new() };
    Ok(page(&ContentPage {
        facts: facts(&f, &names, row, desk.app.store.feedback_on(row.content.id).await?),
        opened: opened.iter().map(|signal| told(&f, signal)).collect(),
        care: standing && row.content.unreviewed(),
        can_open: desk.may(Operation::WorkBanks) && !row.content.forgotten && opened.is_empty(),
        classes: if work && ours && !own { classes(&f, bank.population) } else { Vec::new() },
        reasons,
        here,
        back,
        f,
    }))
}

fn facts(f: &Frame, names: &Names, row: &ContentRow, said: Vec<(String, String, Moment)>) -> Vec<(String, String)> {
    let (now, zone) = (f.app.now(), &f.app.config.zone);
    let mut facts = vec![
        (f.t("console-content-state"), state_words(f, row)),
        (f.t("console-content-source"), source_words(f, Some(names), &row.source)),
        (f.t("console-content-kinds"), row.kinds.join(", ")),
        (f.t("console-content-added"), when::short(f, row.added_at, now, zone)),
    ];
    for said in &row.content.classified {
        facts.push((names.member(said.by), class_words(f, said.class)));
    }
    for (platform, said, at) in said {
        let words = f.t(&format!("console-said-{}", said.replace('_', "-")));
        facts.push((platform, format!("{words} · {}", when::short(f, at, now, zone))));
    }
    if let Some(expires) = row.expires {
        facts.push((f.t("console-content-expires"), when::day(f, expires.day_in(zone))));
    }
    if !row.note.is_empty() {
        facts.push((f.t("console-service-note"), row.note.clone()));
    }
    facts
}

fn told(f: &Frame, signal: &Signal) -> (String, String) {
    let name = match signal.quality {
        Some(quality) => {
            f.say("console-content-quality", &[("kind", signal.kind.as_str()), ("n", &quality.to_string())])
        }
        None => signal.kind.to_string(),
    };
    (name, signal.value.clone())
}

/// Reasons that staff have. A person's own consent is taken back by the person alone, in their mailbox.
fn reasons(f: &Frame, own: bool) -> Vec<Choice> {
    let some = if own { vec![Why::FalseMatch] } else { vec![Why::FalseMatch, Why::Removed] };
    let words = |why: &Why| f.t(&format!("console-withdraw-{}", why.as_str().replace('_', "-")));
    some.iter().map(|why| Choice::new(why.as_str(), words(why))).collect()
}

/// A class as chosen.
#[derive(Deserialize)]
pub struct Chosen {
    class: String,
}

/// Classes a content: an analyst looked at what is behind it.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn classify(
    desk: Desk,
    Path((bank, id)): Path<(String, i64)>,
    Form(chosen): Form<Chosen>,
) -> Result<Response, Trouble> {
    desk.must(Operation::WorkBanks)?;
    let (bank, _) = found(&desk, &bank, id).await?;
    let class: Class = chosen.class.parse()?;
    desk.app.store.classify_content(id, class, desk.me()).await?;
    Ok(go(&format!("/console/bank/{bank}/content/{id}")))
}

/// A reason as chosen.
#[derive(Deserialize)]
pub struct Reason {
    why: String,
}

/// Withdraws a content: it matches no more from now on, and whoever was given it is told.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn withdraw(
    desk: Desk,
    Path((bank, id)): Path<(String, i64)>,
    Form(reason): Form<Reason>,
) -> Result<Response, Trouble> {
    desk.must(Operation::WorkBanks)?;
    let (id_of_bank, _) = found(&desk, &bank, id).await?;
    let why: Why = reason.why.parse()?;
    let kept = desk.app.store.bank(id_of_bank).await?;
    let staff_reason = why == Why::FalseMatch || (why == Why::Removed && !kept.purpose.is_own_images());
    if !staff_reason || kept.owner.platform().is_some() {
        return Err(Refusal::NotAllowed.into());
    }
    let meta = Meta::once(Actor::Staff(desk.me()))?;
    desk.app.store.withdraw_contents(vec![id], why, Some(desk.me()), meta).await?;
    desk.app.matcher.follow(&desk.app.store).await?;
    Ok(go(&format!("/console/bank/{id_of_bank}/content/{id}")))
}

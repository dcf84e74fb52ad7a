//! Preparing a notice: the gate, the address, the legal basis, the letter as it will go out.

use askama::Template;
use axum::Form;
use axum::extract::{Path, Query};
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::notice::{Gate, allows_takedown};
use khien_casework::role::Operation;
use khien_store::Fault;
use khien_store::cases::CasePage;
use khien_store::notices::{Letter as Stored, NewNotice};
use khien_store::reports::ReportPage;
use khien_store::services::Service;
use khien_terms::clocks::Clock;
use khien_terms::id::CommandId;
use khien_terms::{Code, Lang};
use serde::Deserialize;

use super::desk::{Desk, Trouble, go, page};
use super::frame::{Choice, Frame, Warning, language_name, say};
use super::id_of;
use super::letter::{Letter, kind_under, node_name, reference as letter_reference};
use super::problem::why;
use super::when::day_in;
use crate::app::App;

/// The page.
#[derive(Template)]
#[template(path = "console/notice_new.html")]
pub struct NoticeNewPage {
    pub f: Frame,
    pub here: String,
    pub back: String,
    pub command: String,
    /// Why it cannot go out as answered.
    pub stopped: Option<String>,
    /// Whether the case's reporters allow it.
    pub permission: Warning,
    /// Reports from which the address may come; empty where the case has only one.
    pub reports: Vec<Choice>,
    pub services: Vec<Choice>,
    pub service: Option<ChosenService>,
    pub gate: Vec<Question>,
    pub url: String,
    pub capacity: String,
    pub bases: Vec<Basis>,
    pub langs: Vec<Choice>,
    pub letter: Option<Preview>,
}

/// The service that was chosen.
pub struct ChosenService {
    pub id: String,
    pub name: String,
    pub mail: String,
    pub form: String,
}

/// A question of the gate.
pub struct Question {
    pub name: &'static str,
    pub words: String,
    pub hint: String,
    pub yes: bool,
    pub no: bool,
}

/// A legal basis that is open to us.
pub struct Basis {
    pub id: String,
    pub name: String,
    pub hours: String,
    pub unsure: bool,
    pub on: bool,
}

/// The letter as it will go out.
pub struct Preview {
    pub to: String,
    pub lang: String,
    pub subject: String,
    pub body: String,
}

/// Which service.
#[derive(Deserialize)]
pub struct Asked {
    service: Option<String>,
}

/// The form as filled in.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub struct Filled {
    service: String,
    /// From whose report the address comes.
    report: String,
    preserved: String,
    police: String,
    hurt: String,
    host: String,
    url: String,
    clock: String,
    lang: String,
    /// `preview` or `send`.
    step: String,
    /// The form's own id: pressed twice, one notice goes out.
    command: String,
}

/// The id that the form carries; a form without one is a new one.
fn command_of(filled: &Filled) -> Result<CommandId, Fault> {
    match filled.command.parse() {
        Ok(command) => Ok(command),
        Err(_) => Ok(CommandId::from_bits(u128::from_be_bytes(khien_seal::random()?))),
    }
}

/// Shows the form: first the service, then the rest.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn show(desk: Desk, Path(id): Path<String>, Query(asked): Query<Asked>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let case = desk.app.store.case_page(id_of(&id)?).await?;
    let filled = Filled { service: asked.service.unwrap_or_default(), ..Filled::default() };
    form(&desk, &case, &filled, None).await
}

/// Shows the letter, or sends it.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn post(desk: Desk, Path(id): Path<String>, Form(filled): Form<Filled>) -> Result<Response, Trouble> {
    desk.must(Operation::SendNotices)?;
    let case = desk.app.store.case_page(id_of(&id)?).await?;
    let checked = check(&desk, &filled).await;
    let ready = match checked {
        Ok(ready) => ready,
        Err(Refusal::NotNow(problem) | Refusal::Field { problem, .. }) => {
            let stopped = why(&desk.app, desk.lang, problem);
            return form(&desk, &case, &filled, Some(stopped)).await;
        }
        Err(refusal) => return Err(refusal.into()),
    };
    if filled.step != "send" {
        return form(&desk, &case, &filled, None).await;
    }
    let reports = live_reports(&desk, &case).await?;
    let letter = compose(&desk, &case, &filled, &ready, harm_of(&case, &reports, &filled));
    let new = NewNotice {
        case: case.row.id,
        report: filled.report.parse().ok(),
        nth: nth_of(&case),
        service: ready.service.id.clone(),
        jurisdictions: ready.service.jurisdictions.clone(),
        clock: ready.clock.id.clone(),
        capacity: desk.app.config.capacity,
        lang: ready.lang,
        gate: gate(&filled),
        letter: Stored {
            url: filled.url.trim().to_owned(),
            recipient: letter.to,
            subject: letter.subject,
            body: letter.body,
            evidence: String::new(),
        },
        domain: desk.app.config.mail_domain().to_owned(),
        by: desk.me(),
        command: command_of(&filled)?,
    };
    let notice = desk.app.store.draft_notice(new).await?;
    Ok(go(&format!("/console/notice/{notice}")))
}

/// A form that may become a letter.
struct Ready {
    service: Service,
    clock: Clock,
    lang: Lang,
}

async fn check(desk: &Desk, filled: &Filled) -> Result<Ready, Refusal> {
    let field = |field, problem| Refusal::Field { field, problem };
    let services = desk.app.services().await.map_err(|_| field("service", "choose the service"))?;
    let service = services
        .into_iter()
        .find(|service| service.id == filled.service)
        .ok_or(field("service", "choose the service"))?;
    gate(filled).check()?;
    if !filled.url.trim().starts_with("http") {
        return Err(field("url", "the address of the material, beginning with http"));
    }
    if service.mail.is_empty() {
        return Err(field("mail", "the directory has no mail address for this service"));
    }
    let usable = desk
        .app
        .rulebook
        .clocks
        .usable(desk.app.config.capacity, &service.jurisdictions)
        .find(|clock| clock.id == filled.clock);
    let clock = usable.cloned().ok_or(field("clock", "choose a legal basis"))?;
    let lang = desk.app.words.lang(&filled.lang).ok_or(field("lang", "choose the language of the letter"))?;
    Ok(Ready { service, clock, lang })
}

/// Every question that was not answered holds the notice back.
fn gate(filled: &Filled) -> Gate {
    Gate {
        preserved: filled.preserved == "yes",
        police_asks_to_wait: filled.police != "no",
        person_may_be_hurt: filled.hurt != "no",
        host_takes_part: filled.host != "no",
    }
}

/// The reports of a case of which something is held.
async fn live_reports(desk: &Desk, case: &CasePage) -> Result<Vec<ReportPage>, Trouble> {
    let mut reports = Vec::new();
    for (id, _) in &case.reports {
        reports.push(desk.app.store.report_page(*id).await?);
    }
    reports.retain(|report| !report.erased);
    Ok(reports)
}

/// The reports that the notice is about: the one that was named, or all that may be meant.
fn meant<'a>(reports: &'a [ReportPage], filled: &Filled) -> Vec<&'a ReportPage> {
    let named: Vec<_> = reports.iter().filter(|report| report.row.id.to_string() == filled.report).collect();
    if named.is_empty() { reports.iter().collect() } else { named }
}

/// The harm that the notice names: of the report that it is about, or the worst of the case.
fn harm_of<'a>(case: &'a CasePage, reports: &'a [ReportPage], filled: &Filled) -> &'a Code {
    match meant(reports, filled).as_slice() {
        [only] => &only.row.main_harm,
        _ => &case.row.main_harm,
    }
}

/// The how manieth of its case the next notice is.
fn nth_of(case: &CasePage) -> i64 {
    i64::try_from(case.notices.len()).unwrap_or(i64::MAX) + 1
}

fn compose(desk: &Desk, case: &CasePage, filled: &Filled, ready: &Ready, harm: &Code) -> Preview {
    let app = &desk.app;
    let reference = letter_reference(case.row.number, nth_of(case));
    let appeal = app.config.origin.as_ref().map(|origin| format!("{origin}/appeal"));
    let node = node_name(app, ready.lang);
    let law = law(app, ready.lang, &ready.clock);
    let day = day_in(ready.lang, app.now().day_in(&app.config.zone));
    let letter = Letter {
        service: &ready.service.name,
        node: &node,
        contact: &app.config.mail_from,
        desk: &desk.session.desk_name,
        capacity: app.config.capacity,
        law: &law,
        hours: ready.clock.hours,
        kind: kind_under(harm, &ready.clock.applies_to).unwrap_or("other"),
        url: filled.url.trim(),
        reference: &reference,
        // A node without a public address hears an appeal where it hears everybody else.
        appeal: appeal.as_deref().unwrap_or(&app.config.mail_from),
        day: &day,
    };
    let words = |key: &str, values: &[(&str, &str)]| say(app, ready.lang, key, values);
    Preview {
        to: ready.service.mail.clone(),
        lang: ready.lang.to_string(),
        subject: letter.subject(&words),
        body: letter.body(&words),
    }
}

/// How the law is cited in a language (`locales/<lang>/laws.json`); the clock's own words where it is not written there.
pub fn law(app: &App, lang: Lang, clock: &Clock) -> String {
    let laws = app.files.json::<std::collections::BTreeMap<String, String>>(&format!("locales/{lang}/laws.json"));
    let cited = laws.ok().and_then(|mut laws| laws.remove(&clock.id));
    cited.unwrap_or_else(|| format!("{}, {}", clock.instrument, clock.provision))
}

async fn form(desk: &Desk, case: &CasePage, filled: &Filled, stopped: Option<String>) -> Result<Response, Trouble> {
    let services = desk.app.services().await?;
    let chosen = services.iter().find(|service| service.id == filled.service).cloned();
    let reports = live_reports(desk, case).await?;
    let harm = harm_of(case, &reports, filled);
    let mut f = desk.frame("cases").await?;
    f.title = f.t("console-case-notice-new");
    f.path = format!("/console/case/{}/notice?service={}", case.row.id, filled.service);
    let letter = match (&stopped, filled.step.as_str()) {
        (None, "preview") => check(desk, filled).await.ok().map(|ready| compose(desk, case, filled, &ready, harm)),
        _ => None,
    };
    let capacity = f.t(&format!("console-capacity-{}", desk.app.config.capacity.as_str()));
    Ok(page(&NoticeNewPage {
        here: format!("/console/case/{}/notice", case.row.id),
        back: format!("/console/case/{}", case.row.id),
        command: command_of(filled)?.to_string(),
        stopped,
        permission: permission(&f, &meant(&reports, filled)),
        reports: report_choices(&f, &reports, &filled.report),
        services: offered(&services, &reports),
        gate: questions(&f, filled),
        url: filled.url.clone(),
        capacity: f.with("console-basis-capacity", "capacity", &capacity),
        bases: chosen.as_ref().map(|service| bases(desk, &f, service, harm, &filled.clock)).unwrap_or_default(),
        langs: languages(desk, &f, chosen.as_ref(), &filled.lang),
        service: chosen.map(|service| ChosenService {
            id: service.id,
            name: service.name,
            mail: service.mail,
            form: service.form,
        }),
        letter,
        f,
    }))
}

/// Services to choose from, those of the platforms that the case's reports name first. Hash services get no notice.
fn offered(services: &[Service], reports: &[ReportPage]) -> Vec<Choice> {
    let named: Vec<&Code> = reports.iter().flat_map(|report| &report.row.open.platforms).collect();
    let is_named =
        |service: &Service| service.platforms.iter().any(|code| named.iter().any(|named| named.as_str() == code));
    let mut choices: Vec<(bool, Choice)> = services
        .iter()
        .filter(|service| service.kind != "hash")
        .map(|service| (!is_named(service), Choice::new(&service.id, service.name.clone())))
        .collect();
    choices.sort_by_key(|(other, _)| *other);
    choices.into_iter().map(|(_, choice)| choice).collect()
}

/// Where the case has several reports: from which of them the address comes.
fn report_choices(f: &Frame, reports: &[ReportPage], chosen: &str) -> Vec<Choice> {
    if reports.len() < 2 {
        return Vec::new();
    }
    let name = |report: &ReportPage| {
        let number = f.counted("console-report-title", "n", report.row.number);
        format!("{number} · {}", f.label(report.row.main_harm.as_str()))
    };
    reports.iter().map(|report| Choice::new(&report.row.id.to_string(), name(report)).chosen(Some(chosen))).collect()
}

/// Whether the reporters whom it is about allow a take-down, said before anything is filled in.
fn permission(f: &Frame, reports: &[&ReportPage]) -> Warning {
    let forbidding: Vec<String> = reports
        .iter()
        .filter(|report| !allows_takedown(&report.row.open, report.row.main_harm.as_str(), &report.permissions))
        .map(|report| report.row.number.to_string())
        .collect();
    if forbidding.is_empty() {
        return Warning { words: f.t("console-takedown-allowed"), care: false };
    }
    Warning { words: f.with("console-takedown-not-allowed", "reports", &forbidding.join(", ")), care: true }
}

fn questions(f: &Frame, filled: &Filled) -> Vec<Question> {
    [("preserved", &filled.preserved), ("police", &filled.police), ("hurt", &filled.hurt), ("host", &filled.host)]
        .into_iter()
        .map(|(name, answer)| Question {
            name,
            words: f.t(&format!("console-gate-{name}")),
            hint: f.t(&format!("console-gate-{name}-hint")),
            yes: answer == "yes",
            no: answer == "no",
        })
        .collect()
}

/// The bases that our capacity may use towards this service for this kind of content (care 5.2).
fn bases(desk: &Desk, f: &Frame, service: &Service, harm: &Code, chosen: &str) -> Vec<Basis> {
    let usable = desk.app.rulebook.clocks.usable(desk.app.config.capacity, &service.jurisdictions);
    let mut bases: Vec<Basis> = usable
        .filter(|clock| kind_under(harm, &clock.applies_to).is_some())
        .map(|clock| Basis {
            id: clock.id.clone(),
            name: law(&desk.app, f.lang, clock),
            hours: hours(f, clock),
            unsure: clock.confidence != "certain",
            on: clock.id == chosen,
        })
        .collect();
    if let [only] = bases.as_mut_slice() {
        only.on = true;
    }
    bases
}

/// The hours of a clock in words.
#[must_use]
pub fn hours(f: &Frame, clock: &Clock) -> String {
    clock
        .hours
        .map_or_else(|| f.t("console-basis-no-hours"), |hours| f.with("console-basis-hours", "n", &hours.to_string()))
}

/// Vietnamese towards a Vietnamese service, English elsewhere, until somebody chooses.
fn languages(desk: &Desk, f: &Frame, service: Option<&Service>, chosen: &str) -> Vec<Choice> {
    let domestic = service.is_some_and(|service| service.jurisdictions == [desk.app.config.country.clone()]);
    let likely = if domestic { f.app.words.first().to_string() } else { "en".to_owned() };
    let chosen = if chosen.is_empty() { likely.as_str() } else { chosen };
    f.app
        .words
        .langs()
        .map(|lang| Choice::new(lang.as_str(), language_name(lang).to_owned()).chosen(Some(chosen)))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_that_was_not_answered_holds_the_notice_back() {
        assert!(gate(&Filled::default()).check().is_err());
        let answered = Filled {
            preserved: "yes".into(),
            police: "no".into(),
            hurt: "no".into(),
            host: "no".into(),
            ..Filled::default()
        };
        assert!(gate(&answered).check().is_ok());
        for name in ["police", "hurt", "host"] {
            let mut one = answered.clone();
            match name {
                "police" => one.police = String::new(),
                "hurt" => one.hurt = "yes".into(),
                _ => one.host = "yes".into(),
            }
            assert!(gate(&one).check().is_err(), "{name}");
        }
    }
}

//! `POST /mailbox`: the mailbox without script. The server derives the keys, opens, shows, and forgets; between two
//! presses the receipt travels sealed in the page. The page says that it is so.

use askama::Template;
use axum::extract::{FromRequest, Request, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use base64::{Engine, engine::general_purpose::STANDARD as B64};
use khien_casework::report::Act;
use khien_seal::chain::{Evidence, Link, verify};
use khien_seal::envelope::{What, open_json};
use khien_seal::keys::{ReceiptKeys, verify_from_hex};
use khien_seal::receipt::{Receipt, ReceiptError, Typed};
use khien_seal::statement::{self, Signed, signature_from_b64};
use khien_seal::{Hash, SealError};
use khien_store::Fault;
use khien_store::mailbox::View;
use khien_store::setup::PublicKeys;
use khien_terms::{Code, Lang, Moment};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::answer;
use super::api;
use super::enter::entrance;
use super::say;
use super::view::{self, MailView, permission, stops};
use crate::app::App;
use crate::portal::error::Trouble;
use crate::portal::files::KeepError;
use crate::portal::form::Sent;
use crate::portal::page::{Page, language};
use crate::portal::rendered;
use crate::portal::report::secret::Secret;
use crate::portal::report::state::{open_text, seal_text};

const PURPOSE: &[u8] = b"khien/v1/mailbox-state";
/// A page that lay open longer asks for the receipt again.
const HOURS: f64 = 1.0;

/// What travels in the page between two presses.
#[derive(Serialize, Deserialize)]
struct Held {
    lang: Lang,
    receipt: Secret,
    began: Moment,
    /// Messages that the page shows: a second press of the same Send is known by it.
    #[serde(default)]
    seen: Option<usize>,
}

/// Why something could not be done.
#[derive(Debug, thiserror::Error)]
pub(super) enum PlainError {
    #[error(transparent)]
    Store(#[from] Fault),
    #[error(transparent)]
    Seal(#[from] SealError),
}

#[derive(Template)]
#[template(path = "portal/mailbox/view.html")]
struct ViewPage {
    page: Page,
    m: MailView,
}

/// An opened mailbox, as long as a request lasts.
pub(super) struct Opened {
    pub(super) keys: ReceiptKeys,
    pub(super) public: PublicKeys,
    pub(super) view: View,
    /// Desk names of the team's messages, or `None` when the chain does not verify.
    pub(super) signers: Option<Vec<Option<String>>>,
    pub(super) head: Hash,
}

/// What a press led to.
#[derive(Default)]
pub(super) struct Told {
    pub(super) done: String,
    pub(super) typed: String,
    pub(super) files_wrong: String,
    pub(super) proven: String,
    pub(super) unproven: String,
    pub(super) words: Vec<String>,
    pub(super) too_long: bool,
}

/// `POST /mailbox`
pub async fn post(State(app): State<App>, headers: HeaderMap, request: Request) -> Response {
    let sent = match Sent::from_request(request, &app).await {
        Ok(sent) => sent,
        Err(refused) => {
            let large = refused.status() == StatusCode::PAYLOAD_TOO_LARGE;
            let trouble = if large { Trouble::Long } else { Trouble::Stale };
            return trouble.page(&app, language(&app, None, &headers)).await;
        }
    };
    let asked = Some(sent.fields.one("lang")).filter(|lang| !lang.is_empty());
    let lang = language(&app, asked, &headers);
    let Some(held) = held_of(&app, &sent, lang) else { return Trouble::Stale.page(&app, lang).await };
    match press(&app, &held, &sent).await {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(%error, "a mailbox could not be shown");
            Trouble::Broken.page(&app, held.lang).await
        }
    }
}

/// The receipt, from the page or as it was typed.
fn held_of(app: &App, sent: &Sent, lang: Lang) -> Option<Held> {
    let sealed = sent.fields.one("state");
    if sealed.is_empty() {
        let receipt = Secret::from(sent.fields.one("receipt"));
        return Some(Held { lang, receipt, began: app.now(), seen: None });
    }
    open_text(sealed, PURPOSE, &app.form_key)
        .and_then(|plain| serde_json::from_slice::<Held>(&plain).ok())
        .filter(|held| app.now().hours_since(held.began) < HOURS)
}

async fn press(app: &App, held: &Held, sent: &Sent) -> Result<Response, PlainError> {
    let page = Page::new(app, held.lang).await;
    let Some(public) = page.keys().cloned() else { return Ok(entrance(page, String::new(), String::new())) };
    let root = verify_from_hex(&public.root)?;
    let typed = || held.receipt.reveal();
    let receipt = match Receipt::read(&held.receipt) {
        Ok(Typed::Receipt(receipt)) => receipt,
        Ok(Typed::Duress(receipt)) if heard(app, &receipt, &root).await? => {
            return Ok(Redirect::to(&format!("/tips?lang={}", held.lang)).into_response());
        }
        Ok(Typed::Duress(_)) => {
            let words = wrong_words(&page, &ReceiptError::Check);
            return Ok(entrance(page, words, typed()));
        }
        Err(wrong) => {
            let words = wrong_words(&page, &wrong);
            return Ok(entrance(page, words, typed()));
        }
    };
    let keys = ReceiptKeys::derive(&receipt, &root)?;
    let Some(opened) = open(app, keys, public.clone()).await? else {
        let words = page.t("mailbox-unknown");
        return Ok(entrance(page, words, typed()));
    };
    let page = page.voiced(answer::voice(&opened.view));
    let told = perform(app, &page, &opened, held.seen, sent).await?;
    // What was done shows: the mailbox is opened anew.
    let keys = ReceiptKeys::derive(&receipt, &root)?;
    let Some(opened) = open(app, keys, public).await? else { return Ok(Trouble::Broken.page(app, held.lang).await) };
    let fresh = Held {
        lang: held.lang,
        receipt: Secret::from(receipt.symbols().as_str()),
        began: app.now(),
        seen: Some(opened.view.chain.len()),
    };
    let text = Zeroizing::new(serde_json::to_string(&fresh).map_err(Fault::from)?);
    let state = seal_text(&text, PURPOSE, &app.form_key)?;
    let status = if told.too_long || sent.too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::OK };
    let m = mail_view(app, &page, &opened, told, state).await?;
    Ok(rendered(status, &ViewPage { page, m }))
}

fn wrong_words(page: &Page, wrong: &ReceiptError) -> String {
    match wrong {
        ReceiptError::Letter(letter) => page.say("mailbox-wrong-letter", &[("letter", &letter.to_string())]),
        ReceiptError::Length(length) => page.say("mailbox-wrong-length", &[("length", &length.to_string())]),
        ReceiptError::Check => page.t("mailbox-wrong-sum"),
    }
}

/// Tells the team that somebody was made to open the mailbox, and a harmless page opens (care 1.2). `false` when there is
/// no such mailbox: then a code was mistyped.
async fn heard(app: &App, receipt: &Receipt, root: &[u8; 32]) -> Result<bool, PlainError> {
    let keys = ReceiptKeys::derive(receipt, root)?;
    Ok(app.store.mailbox_duress(keys.mailbox()).await?)
}

async fn open(app: &App, keys: ReceiptKeys, public: PublicKeys) -> Result<Option<Opened>, PlainError> {
    let Some(view) = app.store.mailbox_check(keys.mailbox()).await? else { return Ok(None) };
    let links: Result<Vec<Link>, SealError> = view.chain.iter().map(link_of).collect();
    let root = verify_from_hex(&public.root)?;
    let verified = links.and_then(|links| {
        verify(&Evidence {
            mailbox: &keys.mailbox(),
            root: &root,
            reporter: &keys.sign.verify_bytes(),
            teams: &view.teams,
            staff: &view.staff,
            report: &view.report,
            links: &links,
        })
    });
    let (signers, head) = verified.map_or((None, [0; 32]), |(signers, head)| (Some(signers), head));
    Ok(Some(Opened { keys, public, view, signers, head }))
}

fn link_of(link: &khien_store::mailbox::Link) -> Result<Link, SealError> {
    let hash = B64.decode(&link.h).ok().and_then(|bytes| bytes.try_into().ok()).ok_or(SealError::BadContent)?;
    Ok(Link { by_team: link.d == "team", ciphertext: hash, signature: signature_from_b64(&link.s)?, signer: link.k })
}

async fn perform(
    app: &App,
    page: &Page,
    opened: &Opened,
    seen: Option<usize>,
    sent: &Sent,
) -> Result<Told, PlainError> {
    if opened.view.silent {
        return Ok(Told::default());
    }
    if sent.too_large {
        // What came after the cut is missing, the pressed button too.
        return say::send(app, page, opened, seen, sent).await;
    }
    let (act, code) = match sent.fields.one("act").split_once(' ') {
        Some((act, code)) => (act, Some(Code::new(code))),
        None => (sent.fields.one("act"), None),
    };
    let done = |key: &str| Told { done: page.t(key), ..Told::default() };
    match act {
        "send" => say::send(app, page, opened, seen, sent).await,
        "give-permission" | "withdraw-permission" => {
            sign_act(app, opened, act, code).await?;
            Ok(done("mailbox-permission-changed"))
        }
        "withdraw-report" => {
            sign_act(app, opened, act, None).await?;
            Ok(Told::default())
        }
        "keep-report" => {
            sign_act(app, opened, act, None).await?;
            Ok(done("mailbox-kept"))
        }
        api::TAKE_BACK => {
            let from = api::platform(code.as_ref())?;
            app.store.mailbox_take_back(opened.keys.mailbox(), signed(opened, act, code.as_ref()), from).await?;
            Ok(done("mailbox-given-back"))
        }
        "words" => Ok(Told { words: own_words(app, opened).await?, ..Told::default() }),
        "proof" => proof(app, page, opened).await,
        _ => Ok(Told::default()),
    }
}

impl From<KeepError> for PlainError {
    fn from(error: KeepError) -> Self {
        match error {
            KeepError::Seal(error) => PlainError::Seal(error),
            KeepError::Store(fault) => PlainError::Store(fault),
        }
    }
}

/// What the person does, signed in their name over the head that stands.
fn signed(opened: &Opened, action: &str, code: Option<&Code>) -> Act {
    let sequence = u32::try_from(opened.view.chain.len()).unwrap_or(u32::MAX);
    let (mailbox, head) = (opened.keys.mailbox(), hex::encode(opened.head));
    let statement = statement::act(&mailbox, sequence, &head, action, code.map(Code::as_str));
    Act { sequence, head, signature: Signed::new(statement, &opened.keys.sign).signature }
}

async fn sign_act(app: &App, opened: &Opened, action: &str, code: Option<Code>) -> Result<(), PlainError> {
    let act = signed(opened, action, code.as_ref());
    Ok(app.store.mailbox_act(opened.keys.mailbox(), act, action.to_owned(), code).await?)
}

async fn own_words(app: &App, opened: &Opened) -> Result<Vec<String>, PlainError> {
    let sealed = app.store.mailbox_words(opened.keys.mailbox()).await?;
    let what: What = open_json(&sealed, &opened.keys.identity)?;
    Ok(what.lines())
}

async fn proof(app: &App, page: &Page, opened: &Opened) -> Result<Told, PlainError> {
    let Some(proof) = app.store.mailbox_proof(opened.keys.mailbox()).await? else {
        return Ok(Told { unproven: page.t("mailbox-proof-pending"), ..Told::default() });
    };
    let proven = super::proof::proves(&proof, &app.online.verify_bytes());
    let told = if proven {
        Told { proven: page.t("mailbox-proven"), ..Told::default() }
    } else {
        Told { unproven: page.t("mailbox-proof-failed"), ..Told::default() }
    };
    Ok(told)
}

async fn mail_view(app: &App, page: &Page, opened: &Opened, told: Told, state: String) -> Result<MailView, PlainError> {
    let view = &opened.view;
    let messages = say::messages(app, page, opened).await?;
    let sound = opened.signers.is_some();
    let withdrawn = match &view.withdrawn {
        _ if view.silent => String::new(),
        Some(_) if view.review => page.t("mailbox-withdrawn-review"),
        Some(day) => page.say("mailbox-withdrawn", &[("day", &view::day(page, day))]),
        None => String::new(),
    };
    let given = |code: &str| view.permissions.iter().any(|p| p.as_str() == code);
    let opened_lines = view.opened.iter().map(|one| {
        let why = one.why.as_deref().map(|code| view::reason(page, code)).unwrap_or_default();
        view::opening(page, &view::day(page, &one.day), &one.by, &one.what, &why)
    });
    let asked = answer::asked(app, view).await;
    Ok(MailView {
        skeleton: false,
        only_status: view.silent,
        limit: view::text_limit(page),
        state,
        held_key: view.held_key,
        reduced: view.reduced,
        broken: if sound { String::new() } else { page.t("mailbox-broken-all") },
        done: told.done,
        status: view::status(page, view.status.as_str()),
        stops: stops(page, answer::path(view), &answer::done(view)),
        withdrawn,
        messages,
        may_write: sound && !view.silent && !answer::erased(view),
        typed: told.typed,
        permissions: answer::asks(app, view).iter().map(|code| permission(page, code, given(code))).collect(),
        opened: opened_lines.collect(),
        asked: if asked.is_empty() {
            String::new()
        } else {
            page.say("mailbox-asked", &[("services", &asked.join(", "))])
        },
        support: view.support && !view.silent,
        given: view.given.iter().map(|given| view::given(page, given)).collect(),
        asks_after: answer::of_harm(view),
        files_wrong: told.files_wrong,
        proven: told.proven,
        unproven: told.unproven,
        may_read_words: view.words,
        words: told.words,
        may_withdraw: !view.silent && view.withdrawn.is_none() && !answer::erased(view),
    })
}

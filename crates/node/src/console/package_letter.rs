//! The letter that lies in an evidence package, at `data/report/`: PDF where this program makes them, a page where it does not. It is written
//! in the language of the request, so that whoever asked can read it.

use khien_casework::Refusal;
use khien_desk::package::description::REPORT_MAX;
use khien_desk::package::{Description, TagFile};
use khien_desk::request::{Act, Request};
use khien_store::Fault;
use khien_terms::id::RequestId;
use serde_json::Value;

use super::desk::{Desk, Trouble, bare_frame};
use super::package::Answered;
use super::{bytes_of, message_letter, request, request_package};
use crate::letter::Letter;
use crate::letter::message::Sent;
use crate::letter::package::Words;

/// The request that a package answers, verified.
pub struct Of(Sent);

impl Of {
    /// Reads the request as the member opened it. That a letter of it is made stands in the journal first.
    ///
    /// # Errors
    /// [`Refusal::Forged`] for bytes that are not that request.
    pub async fn read(desk: &Desk, id: RequestId, answered: &Answered) -> Result<Self, Trouble> {
        let stored = desk.app.store.request_page(id).await?;
        let bytes = bytes_of("request", &answered.signed)?;
        let sent = message_letter::verified(desk, &stored, &answered.message, bytes, desk.lang.as_str()).await?;
        if !matches!(sent.frame.act, Act::Request { .. }) {
            return Err(Refusal::Forged.into());
        }
        desk.app.store.letter_made(id, answered.message.clone(), desk.me()).await?;
        Ok(Self(sent))
    }

    /// The letter of a package, as it lies in it.
    ///
    /// # Errors
    /// [`Refusal::Field`] for one that is longer than a letter may be.
    pub fn made(&self, desk: &Desk, state: &Request, description: &Description) -> Result<TagFile, Trouble> {
        let written = self.0.frame.body.get("lang").and_then(Value::as_str);
        let lang = written.and_then(|code| desk.app.words.lang(code)).unwrap_or(desk.lang);
        let f = bare_frame(&desk.app, lang, String::new());
        let decision = state.asked.granted().cloned();
        let decided = decision.map(|decision| request::detail(&f, &Act::Decide { decision, consulted: None }));
        let words = Words {
            decision: decided.unwrap_or_default(),
            conditions: request_package::words(&f, state.kind, &description.conditions),
        };
        let telling = message_letter::telling(&f, &self.0);
        let letter = Letter::of_package(&telling, &self.0, description, &words);
        let report = laid(letter, &telling, description)?;
        if report.bytes.len() as u64 > REPORT_MAX {
            return Err(Refusal::Field { field: "files", problem: "too many for the letter of one package" }.into());
        }
        Ok(report)
    }
}

#[cfg(feature = "letters")]
fn laid(
    letter: Letter,
    telling: &crate::letter::message::Telling<'_>,
    description: &Description,
) -> Result<TagFile, Trouble> {
    use khien_desk::package::bag::REPORT_PDF;

    let made = letter.pdf(telling.said, description.made_at).map_err(|error| Fault::Corrupt(error.to_string()))?;
    Ok(TagFile { path: REPORT_PDF, bytes: made.bytes })
}

#[cfg(not(feature = "letters"))]
fn laid(
    mut letter: Letter,
    _telling: &crate::letter::message::Telling<'_>,
    _description: &Description,
) -> Result<TagFile, Trouble> {
    use askama::Template;
    use khien_desk::package::bag::REPORT_HTML;

    letter.style = crate::http::ASSETS.get_file("console.css").and_then(include_dir::File::contents_utf8);
    let html = letter.render().map_err(|error| Fault::Corrupt(error.to_string()))?;
    Ok(TagFile { path: REPORT_HTML, bytes: html.into_bytes() })
}

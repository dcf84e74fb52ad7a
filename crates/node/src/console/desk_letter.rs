//! The letter of a draft: as a page, and as PDF where this program makes them. Both are made in memory and stored nowhere.

use axum::Form;
use axum::response::Response;
use khien_casework::Refusal;
use khien_casework::role::Operation;
use khien_desk::Kind;
use serde::Deserialize;
use serde_json::{Value, json};

use super::desk::{Desk, Trouble, page};
use super::desk_words::Said;
use crate::letter::{Letter, PDF, Save};

/// Of what, and in which language.
#[derive(Deserialize)]
pub struct Asked {
    kind: Kind,
    /// The requested State.
    to: String,
    lang: String,
    /// The form as JSON.
    form: String,
}

/// Shows the letter of a draft.
///
/// # Errors
/// [`Trouble::Fault`].
pub async fn draft(desk: Desk, Form(asked): Form<Asked>) -> Result<Response, Trouble> {
    let (said, mut letter) = letter(&desk, &asked)?;
    letter.save = PDF.then(|| Save {
        action: "/console/desk/letter.pdf".to_owned(),
        fields: vec![
            ("kind", asked.kind.to_string()),
            ("to", asked.to),
            ("lang", said.lang.to_string()),
            ("form", asked.form),
        ],
        button: said.text("letter-pdf"),
    });
    Ok(page(&letter))
}

/// Gives the letter of a draft as PDF.
///
/// # Errors
/// [`Trouble::Fault`]; not found where this program makes no PDF.
#[cfg(feature = "letters")]
pub async fn pdf(desk: Desk, Form(asked): Form<Asked>) -> Result<Response, Trouble> {
    use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
    use axum::response::IntoResponse;
    use khien_store::Fault;

    let (said, letter) = letter(&desk, &asked)?;
    let made = letter.pdf(said, desk.app.now().timestamp()).map_err(|error| Fault::Corrupt(error.to_string()))?;
    // A kind and a language are codes of ours: the name needs no quoting.
    let name = format!("attachment; filename=\"{}-{}.pdf\"", asked.kind, said.lang);
    Ok(([(CONTENT_TYPE, "application/pdf".to_owned()), (CONTENT_DISPOSITION, name)], made.bytes).into_response())
}

/// This program makes no PDF.
///
/// # Errors
/// Not found, always.
#[cfg(not(feature = "letters"))]
pub async fn pdf(desk: Desk) -> Result<Response, Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    Err(Refusal::NotFound.into())
}

fn letter<'a>(desk: &'a Desk, asked: &Asked) -> Result<(Said<'a>, Letter), Trouble> {
    desk.must(Operation::HoldDeskKey)?;
    let lang = desk.app.words.lang(&asked.lang).ok_or(Refusal::NotFound)?;
    let mut form: Value = serde_json::from_str(&asked.form).map_err(|_| Trouble::Malformed)?;
    let map = form.as_object_mut().ok_or(Trouble::Malformed)?;
    // What the desk fills in at signing is not there yet; the reader wants to know both States all the same. Whatever came from a
    // browser is a draft: a number of a message that stands in it is not ours.
    map.entry("from").or_insert_with(|| json!({"state": desk.app.config.country.to_ascii_uppercase()}));
    map.entry("to").or_insert_with(|| json!({"state": asked.to}));
    map.remove("msg_id");
    let said = Said::new(&desk.app, lang);
    Ok((said, Letter::new(&desk.app.forms, said, asked.kind, form)))
}

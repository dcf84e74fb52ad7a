//! Reading a form: fields and files, from a plain or a multipart body.

use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use zeroize::{Zeroize, Zeroizing};

/// Characters of a story or a message, told beside its field: in every script less than the mebibyte of an envelope.
pub const TEXT_MAX: usize = 200_000;

/// Names and values in the order in which they came; wiped when dropped.
#[derive(Default)]
pub struct Fields(Vec<(String, String)>);

/// A file as it was sent.
pub struct SentFile {
    /// Its name.
    pub name: String,
    /// Its media type, as the browser says.
    pub kind: String,
    /// Its bytes.
    pub bytes: Zeroizing<Vec<u8>>,
}

/// Fields and files of one request.
#[derive(Default)]
pub struct Sent {
    /// The fields.
    pub fields: Fields,
    /// The files; empty file fields are left out.
    pub files: Vec<SentFile>,
    /// Whether there was more than a request may carry: then only what came before is here.
    pub too_large: bool,
}

impl Fields {
    /// Fields of these pairs.
    #[cfg(test)]
    pub fn from_pairs<const N: usize>(pairs: [(&str, &str); N]) -> Self {
        Self(pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    /// The first value of a field, or an empty text.
    #[must_use]
    pub fn one(&self, name: &str) -> &str {
        self.all(name).next().unwrap_or("")
    }

    /// All values of a field.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// Fields whose name begins so, without that beginning.
    pub fn starting<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.0.iter().filter_map(move |(name, value)| Some((name.strip_prefix(start)?, value.as_str())))
    }
}

impl Drop for Fields {
    fn drop(&mut self) {
        self.0.iter_mut().for_each(|(_, value)| value.zeroize());
    }
}

impl<S: Send + Sync> FromRequest<S> for Sent {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if kind.starts_with("multipart/form-data") {
            let multipart = Multipart::from_request(request, state).await.map_err(IntoResponse::into_response)?;
            return read_multipart(multipart).await;
        }
        let axum::Form(pairs) = axum::Form::<Vec<(String, String)>>::from_request(request, state)
            .await
            .map_err(IntoResponse::into_response)?;
        Ok(Self { fields: Fields(pairs), ..Self::default() })
    }
}

async fn read_multipart(mut multipart: Multipart) -> Result<Sent, Response> {
    let mut sent = Sent::default();
    match read_fields(&mut multipart, &mut sent).await {
        Err(error) if error.status() == StatusCode::PAYLOAD_TOO_LARGE => sent.too_large = true,
        Err(error) => return Err(error.into_response()),
        Ok(()) => {}
    }
    Ok(sent)
}

async fn read_fields(multipart: &mut Multipart, sent: &mut Sent) -> Result<(), MultipartError> {
    while let Some(field) = multipart.next_field().await? {
        let name = field.name().unwrap_or_default().to_owned();
        if let Some(file_name) = field.file_name().map(str::to_owned) {
            let kind = field.content_type().unwrap_or_default().to_owned();
            let bytes = field.bytes().await?;
            if !bytes.is_empty() {
                sent.files.push(SentFile { name: file_name, kind, bytes: Zeroizing::new(bytes.to_vec()) });
            }
        } else {
            let value = field.text().await?;
            // Browsers write line ends as CR LF; the story is kept with plain ones.
            sent.fields.0.push((name, value.replace("\r\n", "\n")));
        }
    }
    Ok(())
}

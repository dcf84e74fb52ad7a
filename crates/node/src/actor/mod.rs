//! People as code: what a reporter's and a member of staff's browser do, done over real HTTP with the same sealing.
//! The demo walks with it and the benchmark loads with it.

pub mod reporter;
pub mod staff;
pub mod state;

use std::time::Duration;

use serde_json::Value;

use crate::Failure;

/// A browser: one address, one cookie, no memory otherwise.
pub struct Browser {
    agent: ureq::Agent,
    base: String,
    cookie: Option<String>,
}

/// What came back.
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Where it leads, for a redirect.
    pub location: String,
    /// Body as text.
    pub body: String,
}

impl Browser {
    /// A browser that looks at a node.
    #[must_use]
    pub fn new(base: &str) -> Self {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Self { agent: config.into(), base: base.to_owned(), cookie: None }
    }

    /// GET.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn get(&mut self, path: &str) -> Result<Answer, Failure> {
        let mut request = self.agent.get(format!("{}{path}", self.base));
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let sent = request.call();
        self.answer(path, sent)
    }

    /// POST of JSON, with the header that the console asks for.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn post_json(&mut self, path: &str, body: &Value) -> Result<Answer, Failure> {
        let text = body.to_string();
        self.post(path, "application/json", &text)
    }

    /// POST of a form.
    ///
    /// # Errors
    /// When the node does not answer.
    pub fn post_form(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, Failure> {
        let encoded: Vec<String> =
            fields.iter().map(|(name, value)| format!("{}={}", escape(name), escape(value))).collect();
        self.post(path, "application/x-www-form-urlencoded", &encoded.join("&"))
    }

    fn post(&mut self, path: &str, kind: &str, body: &str) -> Result<Answer, Failure> {
        let mut request = self
            .agent
            .post(format!("{}{path}", self.base))
            .header("content-type", kind)
            .header("origin", &self.base)
            .header("sec-fetch-site", "same-origin")
            .header("x-khien", "1");
        if let Some(cookie) = &self.cookie {
            request = request.header("cookie", cookie);
        }
        let sent = request.send(body);
        self.answer(path, sent)
    }

    fn answer(
        &mut self,
        path: &str,
        sent: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<Answer, Failure> {
        let mut response = sent.map_err(|error| Failure::Held(format!("{path}: {error}")))?;
        for cookie in response.headers().get_all("set-cookie") {
            let text = cookie.to_str().unwrap_or_default();
            if let Some(pair) = text.split(';').next().filter(|pair| pair.starts_with("khien_session=")) {
                self.cookie = Some(pair.to_owned());
            }
        }
        let location = response.headers().get("location").and_then(|v| v.to_str().ok()).unwrap_or_default().to_owned();
        let status = response.status().as_u16();
        let body = response.body_mut().read_to_string().map_err(|error| Failure::Held(format!("{path}: {error}")))?;
        Ok(Answer { status, location, body })
    }
}

impl Answer {
    /// The body as JSON, when the status says that it went well.
    ///
    /// # Errors
    /// With what the node said.
    pub fn json(self, what: &str) -> Result<Value, Failure> {
        let body = self.fine(what)?.body;
        serde_json::from_str(&body).map_err(|error| Failure::Held(format!("{what}: {error}")))
    }

    /// This, when the status says that it went well.
    ///
    /// # Errors
    /// With what the node said.
    pub fn fine(self, what: &str) -> Result<Self, Failure> {
        if (200..400).contains(&self.status) {
            return Ok(self);
        }
        let said: String = self.body.chars().take(400).collect();
        Err(Failure::Held(format!("{what}: status {}: {said}", self.status)))
    }
}

/// Percent-encoding of a form's field.
fn escape(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"-._~".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}

/// The text of a JSON value at a pointer.
///
/// # Errors
/// When it is not there.
pub fn text<'a>(value: &'a Value, pointer: &str) -> Result<&'a str, Failure> {
    value.pointer(pointer).and_then(Value::as_str).ok_or_else(|| Failure::Held(format!("the answer has no {pointer}")))
}

//! Mail by SMTP. It cannot be exactly once: the attempt is recorded before, the Message-ID is fixed, and "we do not know
//! whether it arrived" is an answer of its own.

use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

/// How handing a mail over ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Handed {
    /// The server took it and said this.
    Taken(String),
    /// The server refused it for good.
    Refused(String),
    /// The connection broke, or the server asked to come again: it may have arrived.
    Unknown(String),
}

/// A way out for mail.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: String,
}

/// A mail.
#[derive(Debug, Clone)]
pub struct Letter<'a> {
    /// To.
    pub to: &'a str,
    /// Subject.
    pub subject: &'a str,
    /// Plain text.
    pub body: &'a str,
    /// Fixed before the first attempt.
    pub message_id: &'a str,
}

impl Mailer {
    /// A mailer for `smtp://…` or `smtps://…`.
    ///
    /// # Errors
    /// When the address of the server is not one.
    pub fn new(url: &str, from: &str) -> Result<Self, String> {
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(url)
            .map_err(|_| "smtp: an address such as smtp://mail.example:25".to_owned())?
            .timeout(Some(std::time::Duration::from_secs(30)))
            .build();
        Ok(Self { transport, from: from.to_owned() })
    }

    /// Whether the server can be reached. Asked before an attempt: what never left is no attempt, and is tried again.
    pub async fn reachable(&self) -> bool {
        self.transport.test_connection().await.is_ok_and(|answered| answered)
    }

    /// Hands a letter to the server.
    pub async fn send(&self, letter: &Letter<'_>) -> Handed {
        let built = (|| {
            Message::builder()
                .from(self.from.parse().ok()?)
                .to(letter.to.parse().ok()?)
                .subject(letter.subject)
                .message_id(Some(letter.message_id.to_owned()))
                .header(ContentType::TEXT_PLAIN)
                .body(letter.body.to_owned())
                .ok()
        })();
        let Some(message) = built else { return Handed::Refused("the address is not one".to_owned()) };
        match self.transport.send(message).await {
            Ok(response) => {
                Handed::Taken(format!("{} {}", response.code(), response.message().collect::<Vec<_>>().join(" ")))
            }
            Err(error) if error.is_permanent() => Handed::Refused(error.to_string()),
            Err(error) => Handed::Unknown(error.to_string()),
        }
    }
}

//! What a handler left unread of a request is read to its end before the answer goes out.
//!
//! A connection closed while the other side is still sending is reset, and a reset throws the answer away too: whoever
//! sends a file that is too large would see "connection lost" in place of the page that says so and keeps their words
//! (RFC 9112, section 9.6).

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use http_body_util::BodyExt;
use tokio::sync::{Semaphore, oneshot};

/// Bytes that are read and thrown away at most.
const MOST: usize = 600 << 20;
/// How long the other side may be silent meanwhile.
const SILENT: Duration = Duration::from_secs(10);
/// How long it is read at most: a large file over a slow line.
const LONGEST: Duration = Duration::from_secs(600);

/// Requests that are read out at once; beyond, whoever sends too much is cut off: nobody holds all places by sending slowly.
static READING: Semaphore = Semaphore::const_new(64);

/// Answers, and lets the sender finish first.
pub async fn read_out(request: Request, next: Next) -> Response {
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    // Whoever asks before sending (RFC 9110, section 10.1.1) and hears an answer does not send.
    let asks_first = request.headers().contains_key(header::EXPECT);
    let (left, unread) = oneshot::channel();
    let request = request.map(|body| Body::new(Watched { body: Some(body), left: Some(left), begun: !asks_first }));
    let response = next.run(request).await;
    if let Ok(rest) = unread.await
        && let Ok(_place) = READING.try_acquire()
    {
        // Whoever is slower than that is cut off.
        tokio::time::timeout(LONGEST, discard(rest)).await.unwrap_or(());
    }
    response
}

async fn discard(mut body: Body) {
    let mut seen = 0;
    while seen < MOST {
        match tokio::time::timeout(SILENT, body.frame()).await {
            Ok(Some(Ok(frame))) => seen += frame.data_ref().map_or(0, Bytes::len),
            _ => return,
        }
    }
}

/// A body that is handed back when whoever read it lets go of it early.
struct Watched {
    body: Option<Body>,
    left: Option<oneshot::Sender<Body>>,
    /// The other side is sending.
    begun: bool,
}

impl HttpBody for Watched {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        self.begun = true;
        match self.body.as_mut() {
            Some(body) => Pin::new(body).poll_frame(context),
            None => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let (Some(body), Some(left)) = (self.body.take(), self.left.take()) else { return };
        if self.begun && !body.is_end_stream() {
            // Where nobody waits, the request itself was given up.
            drop(left.send(body));
        }
    }
}

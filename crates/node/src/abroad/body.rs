//! Bodies of other nodes, before anybody can be known by them: so long and so large, and no more.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::StatusCode;

/// Reads a body: whoever dribbles holds a place for so long and no longer.
///
/// # Errors
/// 413 when it is larger than `most` bytes or breaks off, 408 when it is not there in time.
pub(super) async fn read(body: Body, most: usize, wait: Duration) -> Result<Bytes, StatusCode> {
    match tokio::time::timeout(wait, axum::body::to_bytes(body, most)).await {
        Ok(Ok(bytes)) => Ok(bytes),
        Ok(Err(_)) => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_and_one_that_is_too_large_are_given_up() {
        let wait = Duration::from_millis(20);
        assert_eq!(read(Body::from("four"), 4, wait).await, Ok(Bytes::from("four")));
        assert_eq!(read(Body::from("fives"), 4, wait).await, Err(StatusCode::PAYLOAD_TOO_LARGE));
        assert_eq!(read(Body::new(Stalls), 4, wait).await, Err(StatusCode::REQUEST_TIMEOUT));
    }

    /// A body of which nothing ever comes.
    struct Stalls;

    impl http_body::Body for Stalls {
        type Data = Bytes;
        type Error = std::convert::Infallible;

        fn poll_frame(
            self: std::pin::Pin<&mut Self>,
            _: &mut std::task::Context<'_>,
        ) -> std::task::Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
            std::task::Poll::Pending
        }
    }
}

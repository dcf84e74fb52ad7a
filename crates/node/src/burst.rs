//! The `burst` flag: many reports from one place within a minute. The place is known only as an HMAC of its address under
//! a key that lives in memory and is drawn anew each day; nothing of it is written, logged or handed to a handler.
//! A burst sorts under its equals in the queue. It is never a refusal.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::{LazyLock, Mutex, PoisonError};
use std::time::{Duration, Instant};

use axum::extract::{ConnectInfo, Request};
use axum::http::Method;
use axum::middleware::Next;
use axum::response::Response;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

/// Whether this request is part of a burst.
#[derive(Debug, Clone, Copy)]
pub struct Burst(pub bool);

/// Reports from one place within a minute that are usual: a school, a shelter, a carrier's shared address.
const USUAL: u32 = 30;
/// Places that are counted at once.
const PLACES: usize = 10_000;

struct Counter {
    key: [u8; 32],
    drawn: Instant,
    minute: Instant,
    seen: HashMap<u64, u32>,
}

static COUNTER: LazyLock<Mutex<Counter>> = LazyLock::new(|| {
    let now = Instant::now();
    Mutex::new(Counter { key: khien_seal::random().unwrap_or_default(), drawn: now, minute: now, seen: HashMap::new() })
});

/// Marks requests that send reports.
pub async fn mark(mut request: Request, next: Next) -> Response {
    if request.method() == Method::POST && request.uri().path().starts_with("/report") {
        let address = request.extensions_mut().remove::<ConnectInfo<SocketAddr>>();
        let burst = address.is_some_and(|ConnectInfo(address)| {
            COUNTER
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .count(address.ip().to_string().as_bytes(), Instant::now())
        });
        request.extensions_mut().insert(Burst(burst));
    }
    next.run(request).await
}

impl Counter {
    fn count(&mut self, address: &[u8], now: Instant) -> bool {
        if now.duration_since(self.drawn) > Duration::from_secs(86_400) {
            self.key = khien_seal::random().unwrap_or(self.key);
            self.drawn = now;
        }
        if now.duration_since(self.minute) > Duration::from_secs(60) || self.seen.len() > PLACES {
            self.seen.clear();
            self.minute = now;
        }
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.key) else { return false };
        mac.update(address);
        let digest: [u8; 32] = mac.finalize().into_bytes().into();
        let place = digest.iter().take(8).fold(0u64, |n, byte| n << 8 | u64::from(*byte));
        let count = self.seen.entry(place).or_insert(0);
        *count = count.saturating_add(1);
        *count > USUAL
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_school_behind_one_address_is_no_burst_and_a_flood_is() {
        let now = Instant::now();
        let mut counter = Counter { key: [1; 32], drawn: now, minute: now, seen: HashMap::new() };
        let flags: Vec<bool> = (0..=USUAL).map(|_| counter.count(b"192.0.2.1", now)).collect();
        assert!(!flags[USUAL as usize - 1] && flags[USUAL as usize]);
        assert!(!counter.count(b"192.0.2.2", now));
        assert!(!counter.count(b"192.0.2.1", now + Duration::from_secs(61)));
    }
}

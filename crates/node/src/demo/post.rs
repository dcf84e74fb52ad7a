//! A mail server for the demo, on this machine only: it takes every letter and keeps it, so that the walk can show that
//! a notice really went out by SMTP (RFC 5321, the few commands that a sender uses).

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

/// Letters that arrived, head and body as sent.
#[derive(Clone, Default)]
pub struct PostBox(Arc<Mutex<Vec<String>>>);

impl PostBox {
    /// Starts listening on a free port.
    ///
    /// # Errors
    /// When there is none.
    pub async fn open() -> std::io::Result<(Self, SocketAddr)> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let post = Self::default();
        let kept = post.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let kept = kept.clone();
                tokio::spawn(async move {
                    if let Err(error) = converse(stream, &kept).await {
                        tracing::debug!(%error, "a mail connection ended");
                    }
                });
            }
        });
        Ok((post, address))
    }

    /// The letters so far.
    #[must_use]
    pub fn letters(&self) -> Vec<String> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

async fn converse(stream: TcpStream, post: &PostBox) -> std::io::Result<()> {
    let (read, mut write) = stream.into_split();
    let mut lines = BufReader::new(read).lines();
    write.write_all(b"220 demo ready\r\n").await?;
    while let Some(line) = lines.next_line().await? {
        let answer = match line.get(..4).unwrap_or_default().to_ascii_uppercase().as_str() {
            "DATA" => {
                write.write_all(b"354 go on\r\n").await?;
                let mut letter = String::new();
                while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                    letter.push_str(line.strip_prefix('.').unwrap_or(&line));
                    letter.push('\n');
                }
                post.0.lock().unwrap_or_else(PoisonError::into_inner).push(letter);
                "250 kept by the demo"
            }
            "QUIT" => {
                write.write_all(b"221 bye\r\n").await?;
                return Ok(());
            }
            _ => "250 fine",
        };
        write.write_all(format!("{answer}\r\n").as_bytes()).await?;
    }
    Ok(())
}

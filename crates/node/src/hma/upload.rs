//! A file that a platform sends is hashed and not kept: a picture is decoded in a process of its own, few at once; of a video
//! the exact hashes are taken as it streams through, and where its frames are asked for it is held in memory until they are
//! decoded.

use std::sync::LazyLock;
use std::time::Duration;

use axum::extract::multipart::{Field, MultipartError};
use axum::extract::{FromRequest, Multipart, Request};
use axum::http::StatusCode;
use khien_casework::bank::{QUALITY_FLOOR, Signal, SignalKind};
use khien_signal::file::Exactly;
use khien_signal::vpdq;
use khien_terms::id::PlatformId;
use serde_json::Value;
use tokio::sync::Semaphore;

use super::asked::Asked;
use super::caller::Caller;
use super::said::Said;
use super::sought::Sought;
use super::spool::Spool;
use super::{decoder, film, hash, spool, turns};
use crate::remote::{self, Refused, Sink};

/// Bytes of a picture.
const PHOTO_MAX: usize = 32 << 20;
/// Bytes of a video.
const VIDEO_MAX: usize = 512 << 20;
/// How long a video may come in.
const VIDEO_TIME: Duration = Duration::from_secs(1_800);
/// How long a video may come in that is held meanwhile.
const HELD_TIME: Duration = Duration::from_secs(180);
/// Its hash is that of every other empty file.
const EMPTY: &str = "the file is empty";
/// Bytes of a field that is no file.
const FIELD_MAX: usize = 16 << 10;
/// Pictures that are decoded at once.
static DECODING: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(2));

/// What is hashed of a video that somebody sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Videos {
    /// Its bytes: it is not decoded.
    Exact,
    /// Its frames too, where they are asked for; with whose it is.
    Frames(Option<PlatformId>),
}

impl Videos {
    /// What is hashed of videos of this asker.
    pub fn of(frames: bool, whose: Option<PlatformId>) -> Self {
        if frames { Self::Frames(whose) } else { Self::Exact }
    }
}

/// What was sent: the hashes of one file, and fields beside it.
pub struct Sent {
    /// Hashes, as many as were asked for.
    pub hashes: Vec<Hashed>,
    /// What the sender notes.
    pub note: String,
    /// What else the sender keeps with it.
    pub metadata: Option<Value>,
}

/// A hash as this interface tells it.
pub struct Hashed {
    /// What kind.
    pub kind: SignalKind,
    /// The hash; of a video that of each frame. None where there is too little to see.
    pub signals: Vec<Signal>,
}

impl Hashed {
    /// As this interface writes it.
    pub fn text(&self) -> String {
        match self.signals.as_slice() {
            [] => String::new(),
            frames if self.kind == SignalKind::Vpdq => vpdq::json::write(&film::frames(frames)),
            [first, ..] => first.value.clone(),
        }
    }

    /// What a lookup asks for.
    pub fn sought(&self) -> Option<Sought> {
        match self.signals.as_slice() {
            [] => None,
            frames if self.kind == SignalKind::Vpdq => Some(Sought::Video(film::frames(frames))),
            [first, ..] => Some(Sought::Hash(first.kind, first.value.clone())),
        }
    }
}

/// Reads one file, in a field whose name is its kind of content, and hashes it as the query asks.
///
/// # Errors
/// 400 for what is no file that can be read, 413 for one that is too large.
pub async fn read(asked: &Asked, request: Request, videos: Videos) -> Result<Sent, Said> {
    let none = || Said::bad("Missing multipart/form-data file upload");
    let mut multipart = Multipart::from_request(request, &()).await.map_err(|_| none())?;
    let mut sent = Sent { hashes: Vec::new(), note: String::new(), metadata: None };
    let mut files = 0;
    while let Some(field) = multipart.next_field().await.map_err(broken)? {
        let name = field.name().unwrap_or_default().to_owned();
        match (field.file_name().is_some(), name.as_str()) {
            (false, "note") => sent.note = text(field).await?,
            (false, "metadata") => {
                let wrong = |_| Said::bad("metadata should be a json object");
                sent.metadata = Some(serde_json::from_str(&text(field).await?).map_err(wrong)?);
            }
            (false, _) => {}
            (true, _) if files > 0 => return Err(Said::bad("Only one file allowed per request")),
            (true, "photo") => {
                files += 1;
                sent.hashes = photo(field, wanted(asked, &PHOTO)?).await?;
            }
            (true, "video") => {
                files += 1;
                sent.hashes = video(field, wanted(asked, &VIDEO)?, videos).await?;
            }
            (true, other) => return Err(Said::bad(format!("no such content_type: '{}'", other.escape_default()))),
        }
    }
    if files == 0 { Err(none()) } else { Ok(sent) }
}

/// Kinds of hashes of a picture; the first is taken when nobody asks for others.
const PHOTO: [SignalKind; 4] = [SignalKind::Pdq, SignalKind::Md5, SignalKind::Sha1, SignalKind::Sha256];
/// Kinds of hashes of a video.
const VIDEO: [SignalKind; 3] = [SignalKind::VideoMd5, SignalKind::VideoSha256, SignalKind::Vpdq];

fn wanted(asked: &Asked, known: &[SignalKind]) -> Result<Vec<SignalKind>, Said> {
    let Some(names) = asked.list("types") else { return Ok(known.iter().take(1).copied().collect()) };
    let of = |name: &str| known.iter().copied().find(|kind| kind.as_str() == name);
    let mut seen = std::collections::HashSet::new();
    names
        .into_iter()
        .filter(|name| seen.insert(*name))
        .map(|name| of(name).ok_or_else(|| Said::bad(format!("No such SignalType '{}'", name.escape_default()))))
        .collect()
}

async fn photo(mut field: Field<'_>, kinds: Vec<SignalKind>) -> Result<Vec<Hashed>, Said> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > PHOTO_MAX {
            return Err(too_large("a picture has at most 32 MiB"));
        }
        bytes.extend_from_slice(&piece);
    }
    let _turn = DECODING.acquire().await.map_err(|_| khien_store::Fault::Stopping)?;
    photo_hashes(&bytes, &kinds).await
}

async fn photo_hashes(bytes: &[u8], kinds: &[SignalKind]) -> Result<Vec<Hashed>, Said> {
    if bytes.is_empty() {
        return Err(Said::bad(EMPTY));
    }
    let mut exactly = Exactly::default();
    exactly.push(bytes);
    let exact = exactly.finish();
    let mut hashes = Vec::new();
    for kind in kinds {
        let signal = match kind {
            SignalKind::Pdq => {
                let (hash, quality) = decoder::pdq(bytes).await?;
                Some(Signal::read(*kind, &hash, Some(quality))?).filter(|_| quality >= QUALITY_FLOOR)
            }
            SignalKind::Md5 => Some(Signal::read(*kind, &exact.md5, None)?),
            SignalKind::Sha1 => Some(Signal::read(*kind, &exact.sha1, None)?),
            _ => Some(Signal::read(SignalKind::Sha256, &exact.sha256, None)?),
        };
        hashes.push(Hashed { kind: *kind, signals: signal.into_iter().collect() });
    }
    Ok(hashes)
}

async fn video(mut field: Field<'_>, kinds: Vec<SignalKind>, videos: Videos) -> Result<Vec<Hashed>, Said> {
    let mut film = Film::for_kinds(&kinds, videos)?;
    let taken = async {
        while let Some(piece) = field.chunk().await.map_err(broken)? {
            film.push(&piece)?;
        }
        Ok::<(), Said>(())
    };
    let late = |_| Said::new(StatusCode::REQUEST_TIMEOUT, "the video came too slowly");
    // What holds a place has to come in soon.
    let time = if kinds.contains(&SignalKind::Vpdq) { HELD_TIME } else { VIDEO_TIME };
    tokio::time::timeout(time, taken).await.map_err(late)??;
    film.hashes(kinds).await
}

/// A video as it streams through. It is held only where its frames are asked for.
struct Film {
    exactly: Exactly,
    size: usize,
    spool: Option<Spool>,
}

impl Film {
    fn for_kinds(kinds: &[SignalKind], videos: Videos) -> Result<Self, Said> {
        let spool = match videos {
            _ if !kinds.contains(&SignalKind::Vpdq) => None,
            Videos::Frames(whose) => Some(Spool::new(whose)?),
            Videos::Exact => {
                let why = "no frames of videos are hashed here; send their hashes (khien hash --vpdq json), or have hash_videos switched on";
                return Err(Said::new(StatusCode::NOT_IMPLEMENTED, why));
            }
        };
        Ok(Self { exactly: Exactly::default(), size: 0, spool })
    }

    fn push(&mut self, piece: &[u8]) -> Result<(), Said> {
        self.size += piece.len();
        if self.size > VIDEO_MAX {
            return Err(too_large("a video has at most 512 MiB"));
        }
        self.exactly.push(piece);
        self.spool.as_mut().map_or(Ok(()), |spool| spool.push(piece))
    }

    async fn hashes(self, kinds: Vec<SignalKind>) -> Result<Vec<Hashed>, Said> {
        if self.size == 0 {
            return Err(Said::bad(EMPTY));
        }
        let exact = self.exactly.finish();
        let frames = match self.spool {
            Some(spool) => film::signals(&film::kept(&spool.frames().await?)?)?,
            None => Vec::new(),
        };
        let signals = |kind| match kind {
            SignalKind::Vpdq => Ok(frames.clone()),
            SignalKind::VideoMd5 => Signal::read(kind, &exact.md5, None).map(|signal| vec![signal]),
            _ => Signal::read(SignalKind::VideoSha256, &exact.sha256, None).map(|signal| vec![signal]),
        };
        kinds.into_iter().map(|kind| Ok(Hashed { kind, signals: signals(kind)? })).collect()
    }
}

/// A file as it comes from the server that a platform named.
struct Fetched {
    /// `photo` or `video`, as the query says.
    said: Option<String>,
    film: Film,
    photo: Option<Vec<u8>>,
    /// Why the rest of a video is not taken.
    trouble: Option<Said>,
}

impl Sink for Fetched {
    fn begin(&mut self, kind: Option<&str>) -> Result<u64, Refused> {
        let from_server = kind.and_then(|kind| match kind.split('/').next() {
            Some("image") => Some("photo"),
            Some("video") => Some("video"),
            _ => None,
        });
        match self.said.as_deref().or(from_server) {
            Some("photo") => {
                self.photo = Some(Vec::new());
                Ok(PHOTO_MAX as u64)
            }
            Some("video") if self.film.spool.is_some() => Ok(spool::SIZE_MAX as u64),
            Some("video") => Ok(VIDEO_MAX as u64),
            _ => Err(Refused::Kind),
        }
    }

    fn take(&mut self, piece: &[u8]) {
        match &mut self.photo {
            Some(bytes) => bytes.extend_from_slice(piece),
            None if self.trouble.is_none() => self.trouble = self.film.push(piece).err(),
            None => {}
        }
    }
}

/// Fetches the file that the query names, where its host is one of the node's list, and hashes it.
///
/// # Errors
/// 403 for a host that is not in the list, 400 for what cannot be fetched or read, 413 for what is too large.
pub async fn fetch(caller: &Caller, asked: &Asked, url: &str) -> Result<Sent, Said> {
    let said = asked.text("content_type").map(str::to_owned);
    if let Some(other) = said.as_deref().filter(|said| !matches!(*said, "photo" | "video")) {
        return Err(Said::bad(format!("no such content_type: '{}'", other.escape_default())));
    }
    let (uri, host) = remote::allowed(url, &caller.app.config.fetch_hosts).map_err(refused)?;
    let turn = turns::next(caller.asker.platform()).await?;
    let film = Film::for_kinds(&wanted(asked, &VIDEO).unwrap_or_default(), hash::videos(caller))?;
    let fetched = tokio::task::spawn_blocking(move || {
        let mut sink = Fetched { said, film, photo: None, trouble: None };
        let fetched = remote::fetch(&uri, &host, &mut sink);
        // Its turn ends with its work, also when nobody waits for it any more.
        drop(turn);
        fetched.map(|()| sink)
    });
    let fetched = fetched.await.map_err(|_| khien_store::Fault::Stopping)?.map_err(refused)?;
    let hashes = match fetched.photo {
        Some(bytes) => {
            let kinds = wanted(asked, &PHOTO)?;
            let _turn = DECODING.acquire().await.map_err(|_| khien_store::Fault::Stopping)?;
            photo_hashes(&bytes, &kinds).await?
        }
        None => {
            let kinds = wanted(asked, &VIDEO)?;
            if let Some(trouble) = fetched.trouble {
                return Err(trouble);
            }
            fetched.film.hashes(kinds).await?
        }
    };
    Ok(Sent { hashes, note: String::new(), metadata: None })
}

fn refused(refused: Refused) -> Said {
    let status = match &refused {
        Refused::Host => StatusCode::FORBIDDEN,
        Refused::Large => StatusCode::PAYLOAD_TOO_LARGE,
        _ => StatusCode::BAD_REQUEST,
    };
    Said::new(status, refused.to_string())
}

async fn text(mut field: Field<'_>) -> Result<String, Said> {
    let mut bytes = Vec::new();
    while let Some(piece) = field.chunk().await.map_err(broken)? {
        if bytes.len() + piece.len() > FIELD_MAX {
            return Err(too_large("a field has at most 16 KiB"));
        }
        bytes.extend_from_slice(&piece);
    }
    String::from_utf8(bytes).map_err(|_| Said::bad("a field is not UTF-8"))
}

fn broken(_: MultipartError) -> Said {
    Said::bad("the upload ended early or is not multipart/form-data")
}

fn too_large(what: &str) -> Said {
    Said::new(StatusCode::PAYLOAD_TOO_LARGE, what)
}

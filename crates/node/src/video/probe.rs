//! The stream of a video: its size and its rate.

use std::fs::File;
use std::io::Read;

use serde::Deserialize;

use super::container::Container;
use super::{Limits, Unreadable, child, installed};

/// Bytes of an answer; one stream's are some two hundred.
const ANSWER_MAX: u64 = 64 << 10;

/// `ffprobe` gives up when it may not open the decoder of any stream, so it may open those of the usual kinds of sound; nothing is
/// decoded by them, since the list that holds while it looks into the file has none of them.
const SOUND: &str = "aac,aac_latm,ac3,eac3,dca,truehd,mp1float,mp1,mp2float,mp2,mp3float,mp3,flac,alac,opus,libopus,vorbis,\
    libvorbis,speex,libspeex,wmav1,wmav2,wmapro,wmalossless,wmavoice,amrnb,amrwb,libopencore_amrnb,libopencore_amrwb,nellymoser,\
    pcm_u8,pcm_s8,pcm_s16le,pcm_s16be,pcm_s24le,pcm_s24be,pcm_s32le,pcm_f32le,pcm_mulaw,pcm_alaw,pcm_bluray,pcm_dvd,adpcm_ms,\
    adpcm_ima_wav,adpcm_ima_qt,adpcm_swf,gsm,gsm_ms,libgsm,libgsm_ms";
/// As [`SOUND`], of subtitles.
const SUBTITLES: &str = "mov_text,text,ass,ssa,srt,subrip,webvtt,pgssub,dvdsub,dvbsub,cc_dec,xsub";

/// The first stream of moving pictures.
#[derive(Debug, Deserialize)]
pub struct Stream {
    /// Which of the file.
    pub index: u32,
    /// In pixels.
    pub width: u64,
    /// In pixels.
    pub height: u64,
    avg_frame_rate: String,
    r_frame_rate: String,
}

#[derive(Deserialize)]
struct Answer {
    streams: Vec<Stream>,
}

impl Stream {
    /// Frames a second as a fraction: the mean, else the one that all times can be told in, as the reference takes it.
    pub fn rate(&self) -> (u32, u32) {
        let of = |text: &str| {
            let (over, under) = text.split_once('/')?;
            let rate: (u32, u32) = (over.parse().ok()?, under.parse().ok()?);
            (rate.0 != 0 && rate.1 != 0).then_some(rate)
        };
        of(&self.avg_frame_rate).or_else(|| of(&self.r_frame_rate)).unwrap_or((0, 0))
    }
}

/// Looks at a video.
pub fn stream(file: &File, container: Container, limits: Limits) -> Result<Stream, Unreadable> {
    let program = installed("ffprobe")?;
    let shown = "stream=index,width,height,avg_frame_rate,r_frame_rate";
    let opened = ["-codec_whitelist:a", SOUND, "-codec_whitelist:s", SUBTITLES];
    let asked = ["-select_streams", "V:0", "-show_entries", shown, "-of", "json"];
    let ended = child::run(&program, file, container, limits, (&asked, &opened), |output| {
        let mut text = Vec::new();
        output.take(ANSWER_MAX).read_to_end(&mut text)?;
        Ok(text)
    })?;
    if ended.was_stopped() {
        return Err(Unreadable::TooLong(limits.time));
    }
    let answer: Option<Answer> = serde_json::from_slice(&ended.said).ok().filter(|_| ended.status.success());
    let stream = answer.ok_or(Unreadable::Damaged)?.streams.into_iter().next().ok_or(Unreadable::NoVideo)?;
    if stream.width == 0 || stream.height == 0 {
        return Err(Unreadable::Damaged);
    }
    match stream.width.checked_mul(stream.height) {
        Some(pixels) if pixels <= limits.pixels => Ok(stream),
        _ => Err(Unreadable::TooLarge(stream.width, stream.height, limits.pixels)),
    }
}

//! The frames of a video: decoded by the child, hashed here row by row as they come through its pipe, so that a frame of any size
//! needs a few rows of memory here.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::process::ChildStdout;

use khien_signal::pdq::{Pdq, Pixels, Rows};
use khien_signal::vpdq::{Frame, Sampling};

use super::container::Container;
use super::probe::Stream;
use super::{Limits, Unreadable, child, installed};

/// Rows that are read at once.
const ROWS: usize = 16;

/// Why no more frames are read.
enum Stop {
    /// None comes.
    End,
    /// Whoever takes them has enough.
    Enough,
    /// More than may be.
    TooMany,
}

/// Takes the frames one after another.
pub fn frames(
    file: &File,
    container: Container,
    stream: &Stream,
    every: f64,
    limits: Limits,
    take: &mut dyn FnMut(Frame) -> ControlFlow<()>,
) -> Result<(), Unreadable> {
    let program = installed("ffmpeg")?;
    let sampling = Sampling::of(stream.rate(), every).map_err(|_| Unreadable::Damaged)?;
    let (width, height) = (stream.width as usize, stream.height as usize);
    let filters = filters(stream, sampling);
    let map = format!("0:{}", stream.index);
    let before = ["-nostdin", "-filter_threads", "1", "-noautorotate"];
    // Every selected frame once, whatever its time: their times are made even, at the rate that is written.
    let after = [
        "-map", &map, "-an", "-sn", "-dn", "-vf", &filters, "-r", "25", "-c:v", "rawvideo", "-f", "rawvideo", "pipe:1",
    ];
    let mut count = 0;
    let ended = child::run(&program, file, container, limits, (&before, &after), |mut output| {
        while let Some(Pdq { hash, quality }) = next(&mut output, width, height)? {
            let number = sampling.number(count);
            count += 1;
            if count > limits.frames {
                return Ok(Stop::TooMany);
            }
            if take(Frame { number, quality, hash, at: sampling.at(number) }).is_break() {
                return Ok(Stop::Enough);
            }
        }
        Ok(Stop::End)
    })?;
    match ended.said {
        Stop::Enough => Ok(()),
        Stop::TooMany => Err(Unreadable::TooMany(limits.frames)),
        Stop::End if ended.was_stopped() => Err(Unreadable::TooLong(limits.time)),
        // A video that is damaged in its middle has the frames that could be decoded: it can still be seen, so it can be found.
        Stop::End if count > 0 => Ok(()),
        Stop::End => Err(Unreadable::Damaged),
    }
}

/// As the reference converts: each n-th frame in red, green and blue, always by the matrix of BT.601, in the stream's own size.
fn filters(stream: &Stream, sampling: Sampling) -> String {
    format!(
        "select='not(mod(n,{}))',scale=w={}:h={}:flags=area:in_color_matrix=bt601,format=rgb24,settb=1/25,setpts=N",
        sampling.every(),
        stream.width,
        stream.height
    )
}

/// The hash of the next frame; nothing where no whole one comes.
fn next(output: &mut ChildStdout, width: usize, height: usize) -> std::io::Result<Option<Pdq>> {
    let mut rows = Rows::new(width, height);
    let mut piece = vec![0; ROWS * width * 3];
    let mut left = height;
    while left > 0 {
        let count = left.min(ROWS);
        let part = &mut piece[..count * width * 3];
        match output.read_exact(part) {
            Err(problem) if problem.kind() == std::io::ErrorKind::UnexpectedEof => return Ok(None),
            done => done?,
        }
        let pixels = Pixels::rgb(part, width, count).map_err(std::io::Error::other)?;
        rows.push(pixels).map_err(std::io::Error::other)?;
        left -= count;
    }
    Ok(rows.finish())
}

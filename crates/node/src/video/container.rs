//! What kind of file a video comes in, from its first bytes. The decoder is told and does not guess: a playlist, a description of
//! a stream or a list of other files would have it open those.

/// A kind of file that is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Container(&'static str);

/// Bytes from the beginning of a file that [`Container::of`] wants to see.
pub const BEGINNING: u64 = 512;

/// Brands of pictures in the same kind of file as MP4.
const PICTURES: [&[u8; 4]; 10] =
    [b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis", b"crx "];

impl Container {
    /// What these first bytes of a file look like, if it may be a video.
    #[must_use]
    pub fn of(beginning: &[u8]) -> Option<Self> {
        let at = |place: usize, what: &[u8]| beginning.get(place..place + what.len()) == Some(what);
        let every = |first: usize, step: usize| (0..2).all(|n| at(first + n * step, b"\x47"));
        let boxes: [&[u8]; 6] = [b"ftyp", b"moov", b"mdat", b"wide", b"free", b"skip"];
        let picture = at(4, b"ftyp") && PICTURES.iter().any(|brand| at(8, *brand));
        let demuxer = if boxes.iter().any(|name| at(4, name)) && !picture {
            "mov"
        } else if at(0, b"\x1a\x45\xdf\xa3") {
            "matroska"
        } else if at(0, b"RIFF") && at(8, b"AVI ") {
            "avi"
        } else if at(0, b"FLV\x01") {
            "flv"
        } else if at(0, b"OggS") {
            "ogg"
        } else if at(0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11") {
            "asf"
        } else if at(0, b"\0\0\x01\xba") {
            "mpeg"
        } else if at(0, b"\0\0\x01\xb3") {
            "mpegvideo"
        } else if every(0, 188) || every(4, 192) {
            "mpegts"
        } else {
            return None;
        };
        Some(Self(demuxer))
    }

    /// The name by which the decoder knows it.
    #[must_use]
    pub fn demuxer(self) -> &'static str {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(beginning: &[u8]) -> Option<&'static str> {
        Container::of(beginning).map(Container::demuxer)
    }

    #[test]
    fn kinds_are_known_by_their_first_bytes() {
        for (beginning, demuxer) in [
            (&b"\0\0\0\x20ftypisom"[..], Some("mov")),
            (b"\0\0\0\x20ftypheic", None),
            (b"\0\0\0\x20ftypavif", None),
            (b"\0\0\0\x08wide\0\0\0\0mdat", Some("mov")),
            (b"\x1a\x45\xdf\xa3\x01", Some("matroska")),
            (b"RIFF\0\0\0\0AVI LIST", Some("avi")),
            (b"RIFF\0\0\0\0WEBPVP8 ", None),
            (b"#EXTM3U\n#EXT-X-VERSION:3\n", None),
            (b"ffconcat version 1.0\nfile /etc/passwd\n", None),
            (b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\n", None),
            (b"<?xml version=\"1.0\"?><MPD", None),
            (b"\xff\xd8\xff\xe0", None),
            (b"", None),
        ] {
            assert_eq!(of(beginning), demuxer, "{beginning:?}");
        }
        let mut packets = [0; 400];
        packets[0] = 0x47;
        assert_eq!(of(&packets), None);
        packets[188] = 0x47;
        assert_eq!(of(&packets), Some("mpegts"));
    }
}

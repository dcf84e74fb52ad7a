//! Videos on the command line: `khien hash`, `match`, `list convert` and `fingerprint`. The videos are drawn by the `ffmpeg` that
//! also decodes them.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A folder of its own, removed when dropped.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-videos-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn khien(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_khien")).current_dir(&self.0).args(args).output().expect("khien")
    }

    /// What a command that succeeds prints.
    fn text(&self, args: &[&str]) -> String {
        let done = self.khien(args);
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).expect("UTF-8")
    }

    fn lines(&self, args: &[&str]) -> Vec<Value> {
        self.text(args).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn ffmpeg(&self, args: &[&str]) {
        let mut command = Command::new("ffmpeg");
        command.current_dir(&self.0).args(["-nostdin", "-v", "error", "-y"]).args(args).stdin(Stdio::null());
        let done = command.output().expect("ffmpeg, which these tests need (Debian: apt install ffmpeg)");
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
    }

    /// A drawn video; what is drawn moves all the time.
    fn video(&self, name: &str, rate: &str, seconds: &str, more: &[&str]) {
        let drawn = format!("mandelbrot=s=320x240:r={rate}:start_scale=2");
        self.ffmpeg(
            &[&["-f", "lavfi", "-i", &drawn, "-t", seconds, "-pix_fmt", "yuv420p"][..], more, &[name]].concat(),
        );
    }

    fn write(&self, name: &str, contents: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), contents).expect("a file");
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn frames(lines: &[Value]) -> Vec<(u64, f64)> {
    let frames = lines.iter().filter(|line| line["kind"] == "vpdq");
    frames.map(|line| (line["frame"].as_u64().expect("a number"), line["seconds"].as_f64().expect("a time"))).collect()
}

#[test]
fn a_video_has_a_hash_for_each_second_beside_its_exact_ones() {
    let desk = Desk::new("hash");
    desk.video("a.mp4", "30000/1001", "4", &["-c:v", "mpeg4", "-q:v", "3"]);
    let lines = desk.lines(&["hash", "a.mp4", "--json"]);
    assert_eq!(frames(&lines), [(0, 0.0), (29, 0.968), (58, 1.935), (87, 2.903), (116, 3.871)]);
    let kinds: Vec<_> = lines.iter().skip(5).map(|line| line["kind"].as_str().expect("a kind")).collect();
    assert_eq!(kinds, ["sha256", "sha1", "md5"]);
    assert!(lines[..5].iter().all(|line| line["quality"].as_u64().is_some_and(|quality| quality > 50)));
    assert_eq!(frames(&desk.lines(&["hash", "a.mp4", "--every", "0", "--json"])).len(), 120);
    assert_eq!(
        frames(&desk.lines(&["hash", "a.mp4", "--every", "2", "--json"])),
        [(0, 0.0), (59, 1.969), (118, 3.937)]
    );
    let list = desk.text(&["hash", "a.mp4", "--vpdq", "text"]);
    assert!(list.lines().nth(1).is_some_and(|line| line.starts_with("29,100,") && line.ends_with(",0.968")), "{list}");
    let entries: Vec<String> = serde_json::from_str(&desk.text(&["hash", "a.mp4", "--vpdq", "json"])).expect("JSON");
    assert_eq!(entries.len(), 5);
}

#[test]
fn sound_covers_and_subtitles_do_not_stand_in_the_way() {
    let desk = Desk::new("streams");
    desk.write("words.srt", "1\n00:00:00,000 --> 00:00:01,000\nwords\n");
    desk.ffmpeg(&["-f", "lavfi", "-i", "color=red:s=64x64", "-frames:v", "1", "cover.png"]);
    desk.video("plain.mp4", "10", "3", &["-c:v", "mpeg4", "-q:v", "3"]);
    desk.ffmpeg(&["-f", "lavfi", "-i", "sine", "-t", "3", "sound.wav"]);
    let files = ["-i", "sound.wav", "-i", "words.srt", "-i", "cover.png", "-i", "plain.mp4"];
    let streams = ["-map", "2", "-map", "0", "-map", "1", "-map", "3", "-c", "copy", "-c:a", "aac"];
    let kinds = ["-c:s", "mov_text", "-disposition:v:0", "attached_pic", "-disposition:v:1", "default"];
    desk.ffmpeg(&[&files[..], &streams, &kinds, &["all.mp4"]].concat());
    let alone = desk.text(&["hash", "plain.mp4", "--vpdq", "text"]);
    assert_eq!((alone.lines().count(), desk.text(&["hash", "all.mp4", "--vpdq", "text"])), (3, alone));
    desk.ffmpeg(&["-i", "sound.wav", "-c:a", "aac", "sound.mp4"]);
    let kinds: Vec<_> = desk.lines(&["hash", "sound.mp4", "--json"]).iter().map(|line| line["kind"].clone()).collect();
    assert_eq!(kinds, ["sha256", "sha1", "md5"]);
}

#[test]
fn a_turned_video_is_hashed_as_it_is_stored_and_a_damaged_one_as_far_as_it_goes() {
    let desk = Desk::new("damaged");
    desk.video("a.mkv", "25", "4", &["-c:v", "mpeg4", "-q:v", "3"]);
    let whole = fs::read(desk.0.join("a.mkv")).expect("a file");
    desk.write("cut.mkv", &whole[..whole.len() * 6 / 10]);
    let (all, part) =
        (desk.text(&["hash", "a.mkv", "--vpdq", "text"]), desk.text(&["hash", "cut.mkv", "--vpdq", "text"]));
    assert!(all.starts_with(part.trim_end()) && part.lines().count() >= 2, "{part}");
    desk.ffmpeg(&["-i", "a.mkv", "-c", "copy", "-metadata:s:v", "rotate=90", "turned.mp4"]);
    assert_eq!(desk.text(&["hash", "turned.mp4", "--vpdq", "text"]), all);
    desk.write("nothing.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isommp42and nothing more");
    let done = desk.khien(&["hash", "nothing.mp4", "a.mkv", "--json"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stderr).contains("nothing.mp4: the video is damaged"));
    assert_eq!(String::from_utf8_lossy(&done.stdout).lines().count(), 3 + 4 + 3, "the other file was hashed");
}

/// A DASH manifest that begins as an MP4 file does and whose one video is another file.
fn manifest(of: &str) -> String {
    let period = format!(
        "<Period><AdaptationSet mimeType=\"video/mp4\"><Representation id=\"0\" bandwidth=\"1\"><BaseURL>file:{of}</BaseURL></Representation></AdaptationSet></Period>"
    );
    let of_dash =
        "type=\"static\" mediaPresentationDuration=\"PT2S\" profiles=\"urn:mpeg:dash:profile:isoff-on-demand:2011\"";
    format!("<!--free--><MPD xmlns=\"urn:mpeg:dash:schema:mpd:2011\" {of_dash}>{period}</MPD>\n")
}

/// Files that would have a decoder open others: none is given to it as what it is, and what looks like a video opens nothing.
#[test]
fn no_file_has_the_decoder_open_another() {
    let desk = Desk::new("hostile");
    desk.video("secret.mp4", "10", "2", &["-c:v", "mpeg4"]);
    let secret = desk.0.join("secret.mp4").display().to_string();
    for (name, contents) in [
        ("a.m3u8", format!("#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n")),
        ("b.mp4", format!("ffconcat version 1.0\nfile '{secret}'\n")),
        ("c.mp4", format!("\0\0\0\x18ftypisom\0\0\0\0isommp42#EXTM3U\nfile://{secret}\n")),
        // Read as MP4 its first box is empty space; read as what else it is, it plays the other file.
        ("e.mp4", manifest(&secret)),
        ("d.sdp", "v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nm=video 5004 RTP/AVP 96\r\n".to_owned()),
    ] {
        desk.write(name, contents);
        let out = String::from_utf8(desk.khien(&["hash", name, "--json"]).stdout).expect("UTF-8");
        assert!(!out.contains("vpdq") && out.lines().count() == 3, "{name}: {out}");
    }
}

#[test]
fn without_a_decoder_everything_else_goes_on() {
    let desk = Desk::new("missing");
    desk.video("a.mp4", "10", "2", &["-c:v", "mpeg4"]);
    let without = |args: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.current_dir(&desk.0).args(args).env("PATH", &desk.0).output().expect("khien")
    };
    let done = without(&["hash", "a.mp4", "--json"]);
    assert_eq!((done.status.code(), String::from_utf8_lossy(&done.stdout).lines().count()), (Some(1), 3));
    assert!(String::from_utf8_lossy(&done.stderr).contains("apt install ffmpeg"));
    without(&["fingerprint", ".", "--out", "list.txt"]);
    assert_eq!(fs::read_to_string(desk.0.join("list.txt")).expect("a list"), "", "it is looked at again");
    let told = &desk.lines(&["fingerprint", ".", "--out", "list.txt", "--json"])[0];
    assert_eq!(told["hashed"].as_u64(), Some(1), "{told}");
}

#[test]
fn what_comes_through_a_pipe_is_read_once() {
    let desk = Desk::new("pipe");
    desk.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=s=320x240", "-frames:v", "1", "a.png"]);
    let picture = fs::read(desk.0.join("a.png")).expect("a picture");
    let hash = desk.lines(&["hash", "a.png", "--json"])[0]["hash"].as_str().expect("a hash").to_owned();
    desk.write("list.txt", &hash);
    for (args, bytes, said) in [
        (&["hash", "/dev/stdin", "--json"][..], &picture[..], &*hash),
        (&["match", "--list", "list.txt", "/dev/stdin", "--json"], &picture, "\"distance\":0"),
        (&["hash", "/dev/stdin", "--json"], b"\0\0\0\x18ftypisom", "sha256"),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.current_dir(&desk.0).args(args).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut child = command.spawn().expect("khien");
        child.stdin.take().expect("a pipe").write_all(bytes).expect("read");
        let done = child.wait_with_output().expect("an end");
        assert!(done.status.success() && String::from_utf8_lossy(&done.stdout).contains(said), "{args:?}");
    }
}

/// Programs that stand in for the decoder tell within what it runs, and do what a decoder that was broken would.
#[test]
fn the_decoder_runs_within_limits_and_what_becomes_of_it_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let desk = Desk::new("limits");
    desk.write("a.mp4", b"\0\0\0\x18ftypisom\0\0\0\0isommp42");
    let stream = |width: u32| {
        format!(
            "echo '{{\"streams\":[{{\"index\":0,\"width\":{width},\"height\":8,\"avg_frame_rate\":\"25/1\",\
             \"r_frame_rate\":\"0/0\"}}]}}'"
        )
    };
    let within = "[ $(ulimit -v) = 3145728 ] && [ $(ulimit -n) = 32 ] && [ $(ulimit -t) = 60 ] && [ $(ulimit -f) = 0 ] \
        && [ -z \"$HOME$KHIEN_TEST\" ] && [ $(pwd) = / ] && case \"$*\" in *a.mp4*) false;; \
        *'-protocol_whitelist file -format_whitelist mov -codec_whitelist '*' -f mov -i file:/dev/stdin '*) true;; *) false;; esac";
    let frames = "/usr/bin/head -c 576 /dev/zero";
    for (probe, decode, said) in [
        (format!("{within} && {}", stream(8)), format!("{within} && {frames}"), ""),
        (stream(8), "/usr/bin/head -c 575 /dev/zero; exit 1".to_owned(), ""),
        (stream(8), "/usr/bin/head -c 100 /dev/zero".to_owned(), "the video is damaged"),
        (stream(8), "exit 3".to_owned(), "the video is damaged"),
        (stream(8), format!("{frames}; kill -KILL $$"), "takes longer to decode than the 60 seconds"),
        (stream(8), "kill -SEGV $$".to_owned(), "the video is damaged"),
        (stream(8_000_000), frames.to_owned(), "8000000 x 8 pixels; at most 40000000"),
        ("echo '{\"streams\":[]}'".to_owned(), frames.to_owned(), ""),
        ("echo no JSON".to_owned(), frames.to_owned(), "the video is damaged"),
        ("exec /usr/bin/yes".to_owned(), frames.to_owned(), "the video is damaged"),
    ] {
        for (name, does) in [("ffprobe", &probe), ("ffmpeg", &decode)] {
            desk.write(name, format!("#!/bin/sh\n{does}\n"));
            fs::set_permissions(desk.0.join(name), fs::Permissions::from_mode(0o755)).expect("to be run");
        }
        let mut command = Command::new(env!("CARGO_BIN_EXE_khien"));
        command.current_dir(&desk.0).args(["hash", "a.mp4", "--json"]).env("PATH", &desk.0).env("KHIEN_TEST", "x");
        let done = command.output().expect("khien");
        let told = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(told.contains(said) && done.status.success() == said.is_empty(), "{probe} {decode}: {told}");
        assert!(String::from_utf8_lossy(&done.stdout).lines().count() >= 3, "the exact hashes are told");
    }
}

#[test]
fn a_clip_is_found_in_its_film_by_every_kind_of_list() {
    let desk = Desk::new("match");
    desk.video("film.mkv", "25", "8", &["-c:v", "mpeg4", "-q:v", "3"]);
    desk.ffmpeg(&["-f", "lavfi", "-i", "testsrc2=s=320x240:r=25", "-t", "5", "-c:v", "mpeg4", "other.mp4"]);
    desk.ffmpeg(&[
        "-ss",
        "2",
        "-i",
        "film.mkv",
        "-t",
        "3",
        "-vf",
        "scale=480:360",
        "-c:v",
        "mpeg4",
        "-q:v",
        "6",
        "clip.mp4",
    ]);
    let film = desk.text(&["hash", "film.mkv", "--vpdq", "text"]);
    desk.write("film.vpdq", &film);
    desk.lines(&["list", "convert", "film.vpdq", "film.json", "--to", "vpdq-json", "--json"]);
    desk.lines(&["list", "convert", "film.vpdq", "film.csv", "--json"]);
    desk.lines(&["list", "convert", "film.csv", "back.vpdq", "--json"]);
    assert_eq!(fs::read_to_string(desk.0.join("back.vpdq")).expect("a list"), film);
    fs::create_dir(desk.0.join("known")).expect("a folder");
    for name in ["film.mkv", "other.mp4"] {
        fs::rename(desk.0.join(name), desk.0.join("known").join(name)).expect("moved");
    }
    let told = &desk.lines(&["fingerprint", "known", "--out", "known.txt", "--json"])[0];
    assert_eq!((told["files"].as_u64(), told["hashed"].as_u64()), (Some(2), Some(2)), "{told}");
    let told = &desk.lines(&["fingerprint", "known", "--out", "known.txt", "--json"])[0];
    assert_eq!((told["hashed"].as_u64(), told["skipped"].as_u64()), (Some(0), Some(2)), "{told}");
    for (list, name) in [
        ("known.txt", "known/film.mkv"),
        ("film.vpdq", "film.vpdq"),
        ("film.json", "film.json"),
        ("film.csv", "film.csv"),
        ("known/film.mkv", "known/film.mkv"),
    ] {
        let found = &desk.lines(&["match", "--list", list, "clip.mp4", "--json"])[0];
        let videos = found["videos"].as_array().expect("videos");
        assert_eq!((videos.len(), videos[0]["video"].as_str()), (1, Some(name)), "{list}: {found}");
        assert_eq!(videos[0]["query_percent"].as_f64(), Some(100.0), "{list}: {found}");
        assert!(videos[0]["target_percent"].as_f64().is_some_and(|share| (30.0..70.0).contains(&share)), "{found}");
        let matches = found["matches"].as_array().expect("matches");
        assert!(matches.len() >= 3 && matches.iter().all(|of| of["frame"].is_u64() && of["line"].is_u64()), "{found}");
    }
    let found = &desk.lines(&["match", "--list", "known.txt", "film.vpdq", "--json"])[0];
    assert_eq!(
        found["videos"][0]["target_percent"].as_f64(),
        Some(100.0),
        "a list of frames asks as its video: {found}"
    );
    let other = &desk.lines(&["match", "--list", "film.vpdq", "known/other.mp4", "--json"])[0];
    assert_eq!(
        (other["matches"].as_array().map(Vec::len), other["videos"].as_array().map(Vec::len)),
        (Some(0), Some(0))
    );
    let told = String::from_utf8(desk.khien(&["match", "--list", "known.txt", "clip.mp4"]).stdout).expect("UTF-8");
    assert!(told.contains("clip.mp4: 100 % of it in known/film.mkv"), "{told}");
}

#[test]
fn a_dark_video_is_said_to_have_too_little_to_see_and_a_video_is_no_list_to_convert() {
    let desk = Desk::new("dark");
    desk.ffmpeg(&["-f", "lavfi", "-i", "color=black:s=320x240:r=10", "-t", "2", "-c:v", "mpeg4", "dark.mp4"]);
    desk.video("plain.mp4", "10", "2", &["-c:v", "mpeg4", "-q:v", "3"]);
    desk.write("list.txt", format!("{}\n", "0f".repeat(32)));
    for (name, dark) in [("dark.mp4", true), ("plain.mp4", false)] {
        let told = desk.text(&["match", "--list", "list.txt", name]);
        assert_eq!(told.contains("too little to see"), dark, "{told}");
        let found = &desk.lines(&["match", "--list", "list.txt", name, "--json"])[0];
        assert_eq!(found["too_little_to_see"] == true, dark, "{found}");
    }
    desk.ffmpeg(&["-f", "lavfi", "-i", "color=black:s=320x240:r=10", "-t", "3", "-c:v", "mpeg4", "darker.mp4"]);
    let done = desk.khien(&["match", "--list", "dark.mp4", "darker.mp4"]);
    let told = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(told.contains("too little to see"), "{told}");
    let told = desk.text(&["match", "--list", "dark.mp4", "dark.mp4"]);
    assert!(told.contains("distance 0") && !told.contains("too little to see"), "an equal file is found: {told}");
    let done = desk.khien(&["list", "convert", "plain.mp4", "x.csv"]);
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(!done.status.success() && told.contains("is a video and no list; khien hash"), "{told}");
}

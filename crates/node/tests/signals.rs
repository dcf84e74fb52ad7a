//! `khien hash`, `match`, `list` and `fingerprint`, as somebody at a terminal uses them.

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use image::{DynamicImage, Rgb, RgbImage};
use serde_json::Value;

/// A folder of its own, removed when dropped.
struct Desk(PathBuf);

impl Desk {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("khien-signals-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self(folder)
    }

    fn khien(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_khien")).current_dir(&self.0).args(args).output().expect("khien")
    }

    /// The JSON lines of a command that succeeds.
    fn lines(&self, args: &[&str]) -> Vec<Value> {
        let done = self.khien(args);
        assert!(done.status.success(), "{args:?}: {}", String::from_utf8_lossy(&done.stderr));
        let text = String::from_utf8(done.stdout).expect("UTF-8");
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }

    fn picture(&self, name: &str, seed: u32) -> DynamicImage {
        let picture = DynamicImage::ImageRgb8(tiles(seed));
        picture.save(self.0.join(name)).expect("a picture");
        picture
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Soft tiles of many colours.
fn tiles(seed: u32) -> RgbImage {
    let value = |x: u32, y: u32| (x * 31 + y * 57 + seed * 101 + 9).wrapping_mul(2_654_435_761);
    RgbImage::from_fn(400, 300, |x, y| {
        let (i, j) = (x * 10 / 400, y * 10 / 300);
        let (fx, fy) = ((x * 10 % 400) as f32 / 400.0, (y * 10 % 300) as f32 / 300.0);
        let at = |shift: u32| {
            let corner = |i, j| (value(i, j) >> shift & 255) as f32;
            let (top, low) = (
                corner(i, j) * (1.0 - fx) + corner(i + 1, j) * fx,
                corner(i, j + 1) * (1.0 - fx) + corner(i + 1, j + 1) * fx,
            );
            (top * (1.0 - fy) + low * fy) as u8
        };
        Rgb([at(8), at(14), at(20)])
    })
}

fn text(path: &Path) -> String {
    fs::read_to_string(path).expect("a file")
}

fn lines_found(line: &Value) -> Vec<u64> {
    line["matches"].as_array().expect("matches").iter().filter_map(|found| found["line"].as_u64()).collect()
}

#[test]
fn a_file_has_its_hashes_and_a_missing_one_is_told_without_losing_the_others() {
    let desk = Desk::new("hash");
    desk.picture("a.png", 1);
    let lines = desk.lines(&["hash", "a.png", "--json"]);
    let kinds: Vec<_> = lines.iter().map(|line| line["kind"].as_str().expect("kind")).collect();
    assert_eq!(kinds, ["pdq", "sha256", "sha1", "md5"]);
    assert_eq!((lines[0]["quality"].as_u64(), lines[1]["quality"].is_null()), (Some(100), true));
    let done = desk.khien(&["hash", "none.png", "a.png"]);
    assert_eq!(done.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&done.stdout).contains("pdq "), "the other file was hashed");
    assert!(String::from_utf8_lossy(&done.stderr).contains("none.png"));
}

#[test]
fn a_folder_is_fingerprinted_once_and_a_run_that_was_stopped_goes_on() {
    let desk = Desk::new("fingerprint");
    fs::create_dir(desk.0.join("pictures")).expect("a folder");
    (0..4).for_each(|seed| drop(desk.picture(&format!("pictures/{seed}.png"), seed)));
    fs::write(desk.0.join("pictures/notes.txt"), "no picture").expect("a file");
    fs::write(desk.0.join("pictures/cut.png"), &fs::read(desk.0.join("pictures/0.png")).expect("a file")[..900])
        .expect("a file");
    let told = &desk.lines(&["fingerprint", "pictures", "--out", "list.txt", "--json"])[0];
    let counts =
        |told: &Value| ["files", "hashed", "skipped", "damaged"].map(|name| told[name].as_u64().expect("a number"));
    assert_eq!(counts(told), [6, 4, 1, 1]);
    let whole = text(&desk.0.join("list.txt"));
    let cut = &whole[..whole.trim_end().rfind('\n').expect("lines") + 20];
    fs::write(desk.0.join("list.txt"), cut).expect("cut off in the middle of a line");
    let told = &desk.lines(&["fingerprint", "pictures", "--out", "list.txt", "--json"])[0];
    // Which file came last is the threads' affair; only that one is looked at again.
    let [files, hashed, skipped, damaged] = counts(told);
    assert!(files == 6 && hashed + skipped + damaged == 6 && hashed + damaged <= 1, "{told}");
    let sorted = |text: &str| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    assert_eq!(sorted(&text(&desk.0.join("list.txt"))), sorted(&whole));
}

#[test]
fn a_copy_is_found_and_an_altered_one_when_it_is_asked_for() {
    let desk = Desk::new("match");
    let picture = desk.picture("a.png", 1);
    desk.picture("other.png", 2);
    desk.lines(&["fingerprint", ".", "--out", "list.txt", "--crops", "--json"]);
    picture.fliph().save(desk.0.join("mirror.png")).expect("a picture");
    let mut inverted = picture.clone();
    inverted.invert();
    inverted.save(desk.0.join("inverted.png")).expect("a picture");
    let mut framed = RgbImage::from_pixel(460, 360, Rgb([250, 250, 250]));
    image::imageops::overlay(&mut framed, &picture.to_rgb8(), 30, 30);
    framed.save(desk.0.join("framed.png")).expect("a picture");
    picture.crop_imm(36, 27, 328, 246).save(desk.0.join("cropped.png")).expect("a picture");
    for (copy, form) in [("mirror.png", "flipy"), ("inverted.png", "inverted"), ("framed.png", "borderless")] {
        let plain = &desk.lines(&["match", "--list", "list.txt", copy, "--json"])[0];
        assert!(lines_found(plain).is_empty(), "{copy}: {plain}");
        let asked = &desk.lines(&["match", "--list", "list.txt", "--altered", copy, "--json"])[0];
        assert_eq!(asked["matches"][0]["form"].as_str(), Some(form), "{copy}: {asked}");
    }
    let cropped = &desk.lines(&["match", "--list", "list.txt", "cropped.png", "--json"])[0];
    assert!(!lines_found(cropped).is_empty(), "{cropped}");
    let list = text(&desk.0.join("list.txt"));
    let on = |line: u64| list.lines().nth(line as usize - 1).expect("a line").to_owned();
    assert!(lines_found(cropped).iter().all(|line| on(*line).contains("a.png#crop")), "only the picture's own crops");
}

#[test]
fn lists_go_from_format_to_format_and_an_index_answers_as_its_list() {
    let desk = Desk::new("list");
    let hash = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
    let list = format!("{hash}\nmd5 0123456789abcdef0123456789abcdef\nnonsense\n{},40\n", "a1".repeat(32));
    fs::write(desk.0.join("list.txt"), &list).expect("a file");
    let told = &desk.lines(&["list", "convert", "list.txt", "list.csv", "--json"])[0];
    assert_eq!((told["read"].as_u64(), told["kept"].as_u64(), told["rejected"].as_u64()), (Some(4), Some(3), Some(1)));
    desk.lines(&["list", "convert", "list.csv", "list.xml", "--json"]);
    let told = &desk.lines(&["list", "convert", "list.xml", "list.khidx", "--json"])[0];
    assert_eq!(
        (told["read"].as_u64(), told["kept"].as_u64()),
        (Some(2), Some(1)),
        "XML has no place for low quality: {told}"
    );
    let near = format!("{}3", &hash[..63]);
    for list in ["list.txt", "list.csv", "list.xml", "list.khidx"] {
        let line = &desk.lines(&["match", "--list", list, &near, "--json"])[0];
        assert_eq!(line["matches"][0]["distance"].as_u64(), Some(1), "{list}: {line}");
        assert_eq!(line["matches"][0]["hash"].as_str(), Some(hash), "{list}: {line}");
    }
    fs::write(desk.0.join("later.txt"), format!("# a line before\n\n{hash}\n")).expect("a file");
    desk.lines(&["list", "convert", "later.txt", "later.khidx", "--json"]);
    assert_eq!(
        lines_found(&desk.lines(&["match", "--list", "later.khidx", hash, "--json"])[0]),
        [3],
        "the list's own lines"
    );
    let low = "a1".repeat(32);
    let near_low = format!("{}0", &low[..63]);
    assert_eq!(lines_found(&desk.lines(&["match", "--list", "list.txt", &low, "--json"])[0]), [4], "exactly the same");
    assert!(
        lines_found(&desk.lines(&["match", "--list", "list.txt", &near_low, "--json"])[0]).is_empty(),
        "quality under 50"
    );
    let md5 = &desk.lines(&["match", "--list", "list.txt", "0123456789ABCDEF0123456789ABCDEF", "--json"])[0];
    assert_eq!(lines_found(md5), [2]);
}

#[test]
fn what_cannot_be_asked_is_told() {
    let desk = Desk::new("wrong");
    fs::write(desk.0.join("list.txt"), "").expect("a file");
    fs::write(desk.0.join("list.khidx"), "not an index").expect("a file");
    for (args, part) in [
        (&["match", "--list", "none.txt", &"0".repeat(64)][..], "none.txt"),
        (&["match", "--list", "list.txt", "none.png"], "none.png"),
        (&["match", "--list", "list.khidx", &"0".repeat(64)], "not an index file"),
        (&["match", "--list", "list.txt", &"0".repeat(63)], "63"),
        (&["list", "convert", "list.txt", "out.what"], "--to"),
    ] {
        let done = desk.khien(args);
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        assert!(
            String::from_utf8_lossy(&done.stderr).contains(part),
            "{args:?}: {}",
            String::from_utf8_lossy(&done.stderr)
        );
    }
}

#[test]
fn one_bad_file_among_the_queries_costs_only_its_own_answer() {
    let desk = Desk::new("queries");
    desk.picture("a.png", 1);
    desk.lines(&["fingerprint", ".", "--out", "list.txt", "--json"]);
    fs::write(desk.0.join("cut.png"), &fs::read(desk.0.join("a.png")).expect("a file")[..900]).expect("a file");
    let done = desk.khien(&["match", "--list", "list.txt", "--json", "none.png", "cut.png", "a.png"]);
    assert_eq!(done.status.code(), Some(1));
    let out = String::from_utf8_lossy(&done.stdout);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains("\"query\":\"a.png\"") && out.contains("\"distance\":0"), "{out}");
    let told = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(told.contains("none.png") && told.contains("cut.png"), "{told}");
}

#[test]
fn a_picture_of_low_quality_is_found_by_equality_alone() {
    let desk = Desk::new("low");
    let plain = RgbImage::from_fn(200, 150, |x, _| Rgb([if x < 100 { 90 } else { 120 }; 3]));
    plain.save(desk.0.join("plain.png")).expect("a picture");
    let told = &desk.lines(&["hash", "plain.png", "--json"])[0];
    assert!(told["quality"].as_u64().is_some_and(|quality| quality < 50), "{told}");
    let hash = told["hash"].as_str().expect("a hash");
    let near = format!("{}{}", &hash[..63], if hash.ends_with('0') { '1' } else { '0' });
    for (list, wanted) in [(format!("{hash}\n"), 1), (format!("{hash},20\n"), 1), (format!("{near}\n"), 0)] {
        fs::write(desk.0.join("list.txt"), list).expect("a file");
        let line = &desk.lines(&["match", "--list", "list.txt", "plain.png", "--json"])[0];
        assert_eq!(lines_found(line).len(), wanted, "{line}");
    }
}

#[test]
fn nothing_is_written_over_what_is_not_ours() {
    let desk = Desk::new("targets");
    desk.picture("a.png", 1);
    let hash = "f8f8f0cee0f4a84f06370a22038f63f0b36e2ed596621e1d33e6b39c4e9c9b22";
    fs::write(desk.0.join("list.txt"), format!("{hash}\n")).expect("a file");
    fs::write(desk.0.join("mine.csv"), format!("kind,value\npdq,{hash}\n")).expect("a file");
    fs::create_dir(desk.0.join("folder")).expect("a folder");
    desk.lines(&["list", "convert", "list.txt", "list.khidx", "--json"]);
    for (args, part) in [
        (&["list", "convert", "list.txt", "folder", "--to", "text"][..], "not a file"),
        (&["list", "convert", "list.khidx", "out.txt"], "is an index"),
        (&["fingerprint", ".", "--out", "mine.csv"], "not a list of this command"),
    ] {
        let done = desk.khien(args);
        assert_eq!(done.status.code(), Some(1), "{args:?}");
        assert!(String::from_utf8_lossy(&done.stderr).contains(part), "{}", String::from_utf8_lossy(&done.stderr));
    }
    assert!(text(&desk.0.join("mine.csv")).starts_with("kind,value\n") && !desk.0.join("out.txt").exists());
}

#[test]
fn names_of_files_move_no_cursor_and_stay_exact_in_json() {
    let desk = Desk::new("names");
    let name = "a\u{1b}[31m\u{202e}gpj.png";
    desk.picture(name, 1);
    let json = &desk.lines(&["hash", name, "--json"])[0];
    assert_eq!(json["path"], name);
    let missing = "gone\u{1b}]0;x\u{7}.png";
    for args in [
        &["hash", name, missing][..],
        &["match", "--list", name, missing],
        &["match", "--list", missing, name],
        &["fingerprint", ".", "--out", "list.txt"],
        &["fingerprint", missing, "--out", "other.txt"],
        &["match", "--list", "list.txt", name],
        &["provenance", name, missing],
        &["list", "convert", missing, "x.csv"],
    ] {
        let done = desk.khien(args);
        for said in [&done.stdout, &done.stderr] {
            let said = String::from_utf8_lossy(said);
            assert!(!said.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{args:?}: {said:?}");
        }
    }
    assert!(
        fs::read_to_string(desk.0.join("list.txt")).expect("a list").contains(name),
        "a list holds the name itself"
    );
}

#[test]
fn a_match_in_a_list_of_files_names_the_file() {
    let desk = Desk::new("named");
    fs::create_dir(desk.0.join("known")).expect("a folder");
    desk.picture("known/one.png", 1);
    desk.picture("known/two.png", 2);
    desk.lines(&["fingerprint", "known", "--out", "known.txt", "--json"]);
    let found = &desk.lines(&["match", "--list", "known.txt", "known/two.png", "--json"])[0]["matches"];
    assert_eq!(
        (found.as_array().map(Vec::len), &found[0]["path"]),
        (Some(1), &Value::from("known/two.png")),
        "{found}"
    );
    let said = String::from_utf8(desk.khien(&["match", "--list", "known.txt", "known/one.png"]).stdout).expect("UTF-8");
    assert!(said.trim_end().ends_with("known/one.png"), "{said}");
}

#[test]
fn a_mistyped_folder_makes_no_node() {
    let desk = Desk::new("mistyped");
    desk.picture("a.png", 1);
    desk.khien(&["fingerprint", ".", "--out", "list.txt"]);
    for args in [
        &["list", "export", "--bank", "X", "x.csv"][..],
        &["list", "import", "list.txt", "--bank", "X"],
        &["key", "platform", "list"],
        &["user", "list"],
        &["verify"],
        &["rebuild"],
    ] {
        let done = desk.khien(&[args, &["--data", "nowhere"]].concat());
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(!done.status.success() && said.contains("there is no node in nowhere"), "{args:?}: {said}");
        assert!(!desk.0.join("nowhere").exists(), "{args:?}");
    }
}

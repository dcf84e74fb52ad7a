//! A node behind which no team stands takes no report, promises none to be read, and gives numbers (care 1.1, 1.4).

#![expect(clippy::expect_used, reason = "a test that cannot set its world up has failed")]

#[expect(dead_code, reason = "this story needs a part of it only")]
mod served;

use khien_store::Place;
use served::{Served, connect, exchange};

#[test]
fn a_node_without_a_team_promises_no_reader_and_gives_numbers() {
    let folder = std::env::temp_dir().join(format!("khien-no-team-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("folder");
    let place = Place { folder: folder.clone(), database: None };
    let served = Served::start(&place, &[("KHIEN_LOG", "off")]);
    for path in ["/", "/appeal", "/help"] {
        for (lang, no_team, promises) in [
            ("en", "No team stands behind this page", ["A person reads", "We read when", "Somebody who did not"]),
            ("vi", "chưa có nhóm tiếp nhận", ["Một người đọc", "Chúng tôi đọc khi", "Một người khác"]),
            ("id", "Belum ada tim", ["Seorang petugas", "Kami membaca saat", "Orang lain, bukan"]),
        ] {
            let mut stream = connect(served.address).expect("connect");
            let request = format!("GET {path}?lang={lang} HTTP/1.1\r\nhost: node.test\r\n\r\n");
            let (status, page) = exchange(&mut stream, request.as_bytes()).expect("answer");
            assert_eq!(status, 200, "{path}");
            assert_eq!(page.matches(no_team).count(), 1, "{path} {lang}");
            assert!(page.contains("tel:111") && !page.contains("name=\"door\""), "{path} {lang}");
            for promise in promises {
                assert!(!page.contains(promise), "{path} {lang}: {promise}");
            }
        }
    }
    for (lang, nobody) in [("en", "No service takes"), ("vi", "chưa có dịch vụ nào nhận"), ("id", "Belum ada layanan")]
    {
        let mut stream = connect(served.address).expect("connect");
        let request = format!("GET /protect/view?lang={lang} HTTP/1.1\r\nhost: node.test\r\n\r\n");
        let (status, parts) = exchange(&mut stream, request.as_bytes()).expect("answer");
        assert_eq!(status, 200);
        assert!(parts.contains(nobody) && !parts.contains("name=\"to\""), "{lang}: nobody may receive, and it is said");
    }
    drop(served);
    std::fs::remove_dir_all(folder).expect("removed");
}

//! `GET /report/steps?door=`: all steps of a door in one answer, for the page's script. Nothing in it depends on the
//! person, so that asking for it tells no more than which door was pressed. What several paths have in common is sent
//! once, for people whose line carries 50 kbit/s.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use khien_casework::steps::{Block, Path};
use khien_terms::typology::Voice;
use serde::Deserialize;
use serde_json::json;

use super::draft::Draft;
use super::view::View;
use crate::app::App;
use crate::portal::cards::{self, CardView};
use crate::portal::page::{Page, language};
use crate::portal::{render, unrendered};

/// The query.
#[derive(Debug, Deserialize)]
pub struct Asked {
    door: String,
    #[serde(default)]
    lang: Option<String>,
}

#[derive(Template)]
#[template(path = "portal/fragment.html")]
struct Fragment {
    steps: Vec<Composed>,
    sent: Vec<Composed>,
    pieces: Vec<String>,
    urgent: Vec<Urgent>,
    cards: Vec<CardView>,
    words: String,
    node: String,
}

/// A step, or a page after sending, as numbers of pieces.
struct Composed {
    path: String,
    n: usize,
    title: String,
    pieces: String,
}

#[derive(Template)]
#[template(path = "portal/part/blocks.html")]
struct BlocksPart<'a> {
    page: &'a Page,
    v: &'a View<'a>,
}

/// Numbers that stand on top of the steps of a path after a danger was ticked.
struct Urgent {
    path: String,
    what: &'static str,
    piece: String,
}

#[derive(Template)]
#[template(path = "portal/part/urgent.html")]
struct Numbers<'a> {
    v: &'a View<'a>,
    what: &'static str,
}

fn urgent(page: &Page, drafts: &[Draft], pieces: &mut Pieces) -> askama::Result<Vec<Urgent>> {
    let mut parts = Vec::new();
    for draft in drafts.iter().filter(|draft| page.app().portal.offer.danger.contains_key(&draft.door)) {
        let v = view(page, draft, 0, 0, Vec::new());
        for what in ["crisis", "emergency"] {
            let piece = pieces.add(Numbers { v: &v, what }.render()?);
            parts.push(Urgent { path: v.path.clone(), what, piece });
        }
    }
    Ok(parts)
}

#[derive(Template)]
#[template(path = "portal/part/sent.html")]
struct SentPart<'a> {
    page: &'a Page,
    v: &'a View<'a>,
}

/// Pieces of markup, each once.
#[derive(Default)]
struct Pieces(Vec<String>);

impl Pieces {
    fn add(&mut self, html: String) -> String {
        let known = self.0.iter().position(|piece| *piece == html);
        let place = known.unwrap_or_else(|| {
            self.0.push(html);
            self.0.len() - 1
        });
        place.to_string()
    }

    fn step(&mut self, page: &Page, draft: &Draft, n: usize, of: usize, blocks: &[Block]) -> askama::Result<Composed> {
        let mut places = Vec::with_capacity(blocks.len());
        for block in blocks {
            let one = view(page, draft, n, of, vec![*block]);
            places.push(self.add(BlocksPart { page, v: &one }.render()?));
        }
        let whole = view(page, draft, n, of, blocks.to_vec());
        Ok(Composed { path: whole.path.clone(), n, title: whole.step_of(), pieces: places.join(" ") })
    }

    fn sent(&mut self, page: &Page, draft: &Draft) -> askama::Result<Composed> {
        let v = view(page, draft, 0, 0, Vec::new());
        let pieces = self.add(SentPart { page, v: &v }.render()?);
        Ok(Composed { path: v.path.clone(), n: 0, title: String::new(), pieces })
    }
}

/// `GET /report/steps`
pub async fn get(State(app): State<App>, Query(asked): Query<Asked>, headers: HeaderMap) -> Response {
    let page = Page::new(&app, language(&app, asked.lang.as_deref(), &headers)).await;
    let Some(keys) = page.keys() else { return StatusCode::NOT_FOUND.into_response() };
    let paths: Vec<&Path> = app.rulebook.paths.of_door(&asked.door).collect();
    let drafts: Vec<Draft> = paths.iter().map(|path| empty(path)).collect();
    let first = Draft { door: asked.door.clone(), ..Draft::default() };
    let (mut steps, mut sent, mut pieces) = (Vec::new(), Vec::new(), Pieces::default());
    for (place, (path, draft)) in paths.iter().zip(&drafts).enumerate() {
        for (index, blocks) in path.steps.iter().enumerate() {
            // The first step is the same on all paths: only there does the person say which is theirs.
            let of_path = if index > 0 { Some(draft) } else { (place == 0).then_some(&first) };
            if let Some(draft) = of_path {
                steps.push(pieces.step(&page, draft, index + 1, path.steps.len(), blocks));
            }
        }
        sent.push(pieces.sent(&page, draft));
    }
    let all = (steps.into_iter().collect(), sent.into_iter().collect(), urgent(&page, &drafts, &mut pieces));
    let (steps, sent, urgent) = match all {
        (Ok(steps), Ok(sent), Ok(urgent)) => (steps, sent, urgent),
        (Err(error), ..) | (_, Err(error), _) | (.., Err(error)) => return unrendered(&error),
    };
    let node = json!({
        "root": keys.root,
        "intake": keys.intake.certificate,
        "custodian": keys.custodian.as_ref().map(|custodian| &custodian.certificate),
    });
    let cards = cards::all(&app.portal.cards, page.lang);
    render(&Fragment { steps, sent, pieces: pieces.0, urgent, cards, words: words(&page), node: node.to_string() })
}

fn empty(path: &Path) -> Draft {
    let me = if path.door == "me" { path.path.to_string() } else { String::new() };
    Draft { door: path.door.clone(), me, ..Draft::default() }
}

fn view<'a>(page: &'a Page, draft: &'a Draft, n: usize, of: usize, blocks: Vec<Block>) -> View<'a> {
    View {
        page,
        draft,
        path: draft.path().to_owned(),
        n,
        of,
        blocks,
        receipt: None,
        asked: [1, 4],
        script: true,
        wrong: None,
        files_problem: String::new(),
        problem: String::new(),
    }
}

/// Fields of the form, and the row of the summary in which each stands.
const ROWS: [(&str, &str); 34] = [
    ("danger", "danger"),
    ("me", "who"),
    ("reporter", "who"),
    ("harms", "harms"),
    ("relation", "relation"),
    ("with_now", "with-now"),
    ("sees_device", "sees-device"),
    ("age", "affected"),
    ("gender", "affected"),
    ("area", "affected"),
    ("urls", "links"),
    ("accounts", "accounts"),
    ("platforms", "platforms"),
    ("payment", "payment"),
    ("story", "story"),
    ("first_seen", "first"),
    ("last_seen", "last"),
    ("still_up", "up"),
    ("posted_again", "again"),
    ("pictured", "pictured"),
    ("told", "told"),
    ("when", "when"),
    ("number", "number"),
    ("demand", "demand"),
    ("deadline", "deadline"),
    ("amount", "amount"),
    ("trusted", "trusted"),
    ("school", "school"),
    ("support", "support"),
    ("files", "files"),
    ("wanted", "wanted"),
    ("consent", "consent"),
    ("contact", "contact"),
    ("name", "name"),
];

/// The danger of the first step in a child's own words: it is asked before the age is known, and stands in the summary.
fn child_danger(page: &Page) -> serde_json::Map<String, serde_json::Value> {
    let asked = page.app().portal.offer.danger.get("me").into_iter().flatten();
    let words = |code: &String| page.app().rulebook.typology.ask(page.lang, Voice::Child, code).into();
    asked.map(|code| (code.clone(), words(code))).collect()
}

/// Texts that only the script says (`web/src/portal/report/words.ts`).
fn words(page: &Page) -> String {
    let groups: Vec<String> = (1..=5).map(|n: u8| page.say("report-group", &[("n", &n.to_string())])).collect();
    let ordinals: Vec<String> = (1..=5).map(|n: u8| page.say("report-ordinal", &[("n", &n.to_string())])).collect();
    let rows: serde_json::Map<String, serde_json::Value> =
        ROWS.iter().map(|(field, row)| ((*field).to_owned(), page.t(&format!("report-review-{row}")).into())).collect();
    let offer = &page.app().portal.offer;
    json!({
        "urgent": {"crisis": offer.urgent.crisis, "emergency": offer.urgent.emergency},
        "childDanger": child_danger(page),
        "next": page.t("report-next"),
        "send": page.t("report-send"),
        "sealedTitle": page.t("report-sealed-title"),
        "sealed": page.say("report-sealed", &[("voice", "own")]),
        "groups": groups,
        "ordinals": ordinals,
        "groupsWrong": page.t("report-groups-wrong"),
        "listen": page.t("report-listen"),
        "listenStop": page.t("report-listen-stop"),
        "copied": page.t("report-receipt-copied"),
        "sending": page.t("report-sending"),
        "sendingFile": page.say("report-sending-file", &[("n", "{n}"), ("of", "{of}")]),
        "failed": page.t("report-failed"),
        "refused": page.t("report-refused"),
        "keyWrong": page.t("report-key-wrong"),
        "filesWrong": page.t("report-files-wrong"),
        "filesKind": page.t("report-files-kind"),
        "filesLarge": page.say("report-files-large", &[("name", "{name}"), ("limit", "{limit}")]),
        "remove": page.t("report-files-remove"),
        "voiceNote": page.t("report-voice-name"),
        "noConsent": page.t("report-review-no-consent"),
        "rows": rows,
    })
    .to_string()
}

//! What the blocks of the form show. One view serves both ways; `script` says which.

use khien_casework::steps::Block;
use khien_seal::receipt::Receipt;
use khien_terms::typology::Voice;

use super::draft::Draft;
use super::picture::{self, Picture};
use super::secret::Secret;
use crate::portal::cards::{self, CardView};
use crate::portal::form::TEXT_MAX;
use crate::portal::mailbox::view::text_limit;
use crate::portal::page::{NumberView, Page, address};

/// A group of the receipt that is typed back.
pub struct AskedGroup {
    /// Name of the field.
    pub name: String,
    /// Its label.
    pub label: String,
    /// Which of the five groups, from 0.
    pub place: usize,
}

/// A row of the summary.
pub struct Row {
    /// What it is.
    pub label: String,
    /// What was said.
    pub values: Vec<String>,
}

/// One step of one path.
pub struct View<'a> {
    /// The frame.
    pub page: &'a Page,
    /// What was filled in.
    pub draft: &'a Draft,
    /// Age path.
    pub path: String,
    /// Step, from 1.
    pub n: usize,
    /// Steps of the path.
    pub of: usize,
    /// What the step asks.
    pub blocks: Vec<Block>,
    /// The receipt, when the server made it.
    pub receipt: Option<&'a Receipt>,
    /// Which groups are typed back, from 0.
    pub asked: [usize; 2],
    /// The page's script walks the steps.
    pub script: bool,
    /// Which block is not right yet: `files` or `groups`.
    pub wrong: Option<&'static str>,
    /// What is wrong with the files, in words.
    pub files_problem: String,
    /// What went wrong with sending.
    pub problem: String,
}

impl View<'_> {
    fn voice(&self) -> Voice {
        match (self.draft.door.as_str(), self.path.as_str()) {
            ("me", "path.u13") => Voice::Child,
            ("me" | "appeal", _) => Voice::Own,
            _ => Voice::Other,
        }
    }

    /// How the page addresses the reader.
    fn address(&self) -> &'static str {
        address(&self.draft.door, &self.path)
    }

    /// A text in the right voice.
    #[must_use]
    pub fn t(&self, key: &str) -> String {
        self.page.say(key, &[("voice", self.address())])
    }

    /// Characters that the story may have.
    #[must_use]
    pub fn text_max(&self) -> usize {
        TEXT_MAX
    }

    /// The same in words.
    #[must_use]
    pub fn text_limit(&self) -> String {
        text_limit(self.page)
    }

    fn say(&self, key: &str, values: &[(&str, &str)]) -> String {
        let all: Vec<(&str, &str)> = std::iter::once(("voice", self.address())).chain(values.iter().copied()).collect();
        self.page.say(key, &all)
    }

    pub(super) fn sentence(&self, code: &str) -> String {
        self.page.app().rulebook.typology.ask(self.page.lang, self.voice(), code)
    }

    pub(super) fn child_or_adult(&self) -> &'static str {
        let young = self.draft.door == "me" && matches!(self.path.as_str(), "path.u13" | "path.13_15" | "path.16_17");
        if young { "child" } else { "adult" }
    }

    /// The heading of the step. Before the age is known, how many steps there are is not known either.
    #[must_use]
    pub fn step_of(&self) -> String {
        if self.n == 1 && self.draft.door == "me" {
            return self.t("report-step-one");
        }
        self.say("report-step", &[("n", &self.n.to_string()), ("of", &self.of.to_string())])
    }

    /// Whether this is where one sends.
    #[must_use]
    pub fn last(&self) -> bool {
        self.blocks.contains(&Block::Review)
    }

    /// Whether the step can be left unanswered; that the code is kept is the one thing that is asked for.
    #[must_use]
    pub fn may_skip(&self) -> bool {
        !self.last() && (self.is_child() || !self.blocks.contains(&Block::Receipt))
    }

    /// Whether the form begins here: the honest sentence stands at its end.
    #[must_use]
    pub fn begins(&self) -> bool {
        self.n == 1
    }

    /// Whether this is the path under 13.
    #[must_use]
    pub fn is_child(&self) -> bool {
        self.draft.door == "me" && self.path == "path.u13"
    }

    /// Whether somebody asks that a decision be looked at again (care 2.4).
    #[must_use]
    pub fn is_appeal(&self) -> bool {
        self.draft.door == "appeal"
    }

    /// Whether the server makes and holds the receipt.
    #[must_use]
    pub fn held_key(&self) -> bool {
        !self.script
    }

    /// Whether there is a custodian team to which a way of contact can be sealed.
    #[must_use]
    pub fn custodian(&self) -> bool {
        self.page.keys().is_some_and(|keys| keys.custodian.is_some())
    }

    /// Whether to ask where money was to go; never of somebody who only saw a page.
    #[must_use]
    pub fn asks_payment(&self) -> bool {
        self.draft.door != "saw"
    }

    /// Whether advice stands above this step: where words are asked, so that it comes before they are written.
    #[must_use]
    pub fn shows_cards(&self) -> bool {
        self.blocks.contains(&Block::Story)
    }

    /// Which numbers stand on top of this step because of what was ticked; with script the page chooses by itself.
    #[must_use]
    pub fn urgent(&self) -> Option<&'static str> {
        let chosen = !self.script && self.n != 1;
        self.page.app().portal.offer.urgent.of(&self.draft.danger).filter(|_| chosen)
    }

    /// What is said above these numbers.
    #[must_use]
    pub fn urgent_title(&self, what: &str) -> String {
        self.t(&format!("report-urgent-{what}-title"))
    }

    /// The line after it.
    #[must_use]
    pub fn urgent_line(&self, what: &str) -> String {
        self.t(&format!("report-urgent-{what}"))
    }

    /// These numbers: the crisis line first for an adult, the children's line first for the young.
    #[must_use]
    pub fn urgent_numbers(&self, what: &str) -> Vec<&NumberView> {
        let adult = self.draft.door == "me" && self.path == "path.18";
        let (serves, most) = match (what, self.draft.door.as_str()) {
            ("crisis", _) if adult => (["crisis", "emergency", "woman"], 4),
            ("crisis", "me") => (["child", "crisis", "emergency"], 4),
            ("crisis", _) => (["crisis", "child", "emergency"], 4),
            _ if adult => (["emergency", "woman", "crisis"], 3),
            _ => (["emergency", "child", "crisis"], 3),
        };
        self.page.numbers_in_order(&serves, most)
    }

    /// Who else may hear of it: said as it is on a path that asks for permissions, and on one that does not.
    #[must_use]
    pub fn who_is_asked(&self) -> String {
        self.t(if self.has_consent_step() { "report-path-asked-line" } else { "report-path-asked-none" })
    }

    /// Advice for this draft, two cards on a step and four at the end; with script the page chooses by itself.
    #[must_use]
    pub fn cards(&self) -> Vec<CardView> {
        let most = if self.blocks.is_empty() { 4 } else { 2 };
        if self.script {
            return Vec::new();
        }
        cards::for_draft(&self.page.app().portal.cards, self.draft, self.page.lang, most)
    }

    /// Legal risks of reporting, before anything is told (care 1.7). Under 13 there are no legal words, but it is said
    /// who will be told.
    #[must_use]
    pub fn self_risks(&self) -> Vec<String> {
        if self.is_child() {
            return vec![self.t("report-story-child-law")];
        }
        let affects = match (self.draft.door.as_str(), self.path.as_str()) {
            ("me", "path.18") => "adult",
            ("me", _) => "child",
            _ => return Vec::new(),
        };
        let risks = self.page.app().rulebook.country.self_risk.iter();
        risks
            .filter(|risk| risk.affects.iter().any(|a| a == affects))
            .map(|risk| risk.text.get(self.page.lang).to_owned())
            .collect()
    }

    /// Whether permission is asked: never of somebody who may be implicated (care 1.6).
    #[must_use]
    pub fn asks_consent(&self) -> bool {
        self.script || !self.draft.open().reporter_may_be_implicated()
    }

    /// The five groups; empty boxes when the page's script fills them.
    #[must_use]
    pub fn receipt_groups(&self) -> [String; 5] {
        self.receipt.map(Receipt::groups).unwrap_or_default()
    }

    /// The receipt as a picture, when the server made it.
    #[must_use]
    pub fn receipt_picture(&self) -> Option<Picture> {
        self.receipt.and_then(picture::of_receipt)
    }

    /// The duress code.
    #[must_use]
    pub fn duress_groups(&self) -> [String; 5] {
        self.receipt.map(Receipt::duress_groups).unwrap_or_default()
    }

    fn ordinal(&self, group: usize) -> String {
        self.say("report-ordinal", &[("n", &(group + 1).to_string())])
    }

    /// Which groups are typed back, in a sentence.
    #[must_use]
    pub fn groups_legend(&self) -> String {
        let [first, second] = self.asked.map(|group| self.ordinal(group));
        self.say("report-groups-legend", &[("first", &first), ("second", &second)])
    }

    /// The same sentence with places for the script to fill.
    #[must_use]
    pub fn groups_pattern(&self) -> String {
        self.say("report-groups-legend", &[("first", "{first}"), ("second", "{second}")])
    }

    /// The fields for the two groups.
    #[must_use]
    pub fn asked_groups(&self) -> Vec<AskedGroup> {
        let asked = self.asked.iter().enumerate();
        asked
            .map(|(n, group)| AskedGroup {
                name: format!("group.{n}"),
                label: self.say("report-group", &[("n", &(group + 1).to_string())]),
                place: *group,
            })
            .collect()
    }

    /// Whether a block is not right yet.
    #[must_use]
    pub fn wrong(&self, block: &str) -> bool {
        self.wrong == Some(block)
    }

    /// What is wrong with the files.
    #[must_use]
    pub fn files_wrong(&self) -> String {
        if self.files_problem.is_empty() { self.t("report-files-wrong") } else { self.files_problem.clone() }
    }

    /// What will be sent, in the person's own choices.
    #[must_use]
    pub fn summary(&self) -> Vec<Row> {
        if self.script {
            return Vec::new();
        }
        let d = self.draft;
        let codes = |list: &[String]| list.iter().map(|code| self.sentence(code)).collect::<Vec<_>>();
        let one = |code: &String| if code.is_empty() { Vec::new() } else { vec![self.sentence(code)] };
        let text = |text: &Secret| if text.is_empty() { Vec::new() } else { vec![text.reveal()] };
        let area = self.page.app().rulebook.areas.name(self.page.lang, &d.area).map(str::to_owned);
        let mut contact = codes(&d.contact);
        contact.extend(
            d.ways
                .iter()
                .map(|(code, value)| format!("{}: {value}", self.t(&format!("report-way-{}", code.replace('.', "-"))))),
        );
        let mut consent = codes(&d.consent);
        if consent.is_empty() && self.has_consent_step() && self.asks_consent() {
            consent.push(self.t("report-review-no-consent"));
        }
        let more = &d.more;
        let mut rows = vec![
            ("danger", codes(&d.danger)),
            ("who", [one(&d.me), one(&d.reporter)].concat()),
            ("harms", codes(&d.harms)),
            ("relation", one(&d.relation)),
            ("with-now", one(&more.with_now)),
            ("sees-device", one(&more.sees_device)),
            ("affected", one(&d.age).into_iter().chain(one(&d.gender)).chain(area).collect()),
            ("links", text(&d.urls)),
            ("accounts", text(&d.accounts)),
            ("platforms", codes(&d.platforms)),
            ("payment", text(&d.payment)),
            ("story", text(&d.story)),
            ("first", one(&more.first_seen)),
            ("last", one(&more.last_seen)),
            ("up", one(&more.still_up)),
            ("again", one(&more.posted_again)),
            ("pictured", codes(&more.pictured)),
            ("told", codes(&more.told)),
        ];
        rows.extend(more.words().map(|(name, words)| (name, text(words))));
        rows.extend([
            ("support", codes(&more.support)),
            ("files", d.files.iter().map(|file| file.name.clone()).collect()),
            ("wanted", codes(&d.wanted)),
            ("consent", consent),
            ("contact", contact),
            ("name", text(&d.name)),
        ]);
        rows.into_iter()
            .filter(|(_, values)| !values.is_empty())
            .map(|(row, values)| Row { label: self.t(&format!("report-review-{row}")), values })
            .collect()
    }

    fn has_consent_step(&self) -> bool {
        self.asks_for(Block::Consent)
    }

    /// Whether files may be sent on this path, and so a voice note too.
    #[must_use]
    pub fn takes_files(&self) -> bool {
        self.asks_for(Block::Files)
    }

    fn asks_for(&self, block: Block) -> bool {
        let paths = &self.page.app().rulebook.paths;
        let path = paths.find(&self.draft.door, Some(&self.path));
        path.is_some_and(|path| path.steps.iter().flatten().any(|other| *other == block))
    }
}

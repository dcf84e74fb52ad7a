//! What is known of a report, folded from its events.

use khien_terms::id::{CaseId, NoticeId, PlatformId, StaffId};
use khien_terms::{Code, Moment};

use super::{Assessment, Channel, Event, Speaker};
use crate::Refusal;
use crate::header::{Header, OpenCodes};
use crate::triage::Order;

/// What is known of a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The reporter's codes.
    pub open: OpenCodes,
    /// Where it came into the queue.
    pub order: Order,
    /// Mailbox name.
    pub mailbox: String,
    /// The reporter's public key, hex.
    pub verify: String,
    /// Hash of the newest link of the mailbox's chain, hex.
    pub head: String,
    /// Messages so far.
    pub messages: u32,
    /// Permissions that stand.
    pub permissions: Vec<Code>,
    /// Who took it.
    pub taken_by: Option<StaffId>,
    /// What an analyst said.
    pub assessed: Option<Assessment>,
    /// How often somebody said so.
    pub classified: u32,
    /// The reporter was told that others were asked to act.
    pub told_sent: bool,
    /// The case that it is part of.
    pub case: Option<CaseId>,
    /// What the reporter is told.
    pub status: Code,
    /// When it is to be destroyed.
    pub erase_after: Option<Moment>,
    /// A person must look before it is destroyed.
    pub look_first: bool,
    /// It is destroyed.
    pub erased: bool,
    /// It is closed.
    pub closed: bool,
    /// Who asked to know who the reporter is, and until when the reporter is not told of it.
    pub identity_asked: Option<StaffId>,
    /// The day before which the reporter is not told of the newest question.
    pub tell_after: Option<Moment>,
    /// One person opened who the reporter is, for life; somebody else has to look at it.
    pub review: Option<Review>,
    /// What is known of it as an appeal.
    pub appeal: Appeal,
    /// The server held the mailbox's key for a moment.
    pub held_key: bool,
    /// Platforms that have the hashes of the person's own images now.
    pub released: Vec<PlatformId>,
}

/// An opening for life that waits for its review.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Review {
    /// Who opened it alone; none of them reviews.
    pub openers: Vec<StaffId>,
    /// When the first of them is to be reviewed at the latest.
    pub due: Moment,
}

/// A report that came in by the door `appeal`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Appeal {
    /// The notice that it is about.
    pub notice: Option<NoticeId>,
    /// Whether the notice was found wrong.
    pub reversed: Option<bool>,
}

impl Report {
    /// Folds an event in. The first must be [`Event::Received`].
    #[must_use]
    pub fn evolve(state: Option<Self>, event: &Event) -> Option<Self> {
        if let Event::Received { header, channel, statement, signature, urgency, .. } = event {
            return Self::begin(header, *channel, (statement, signature), urgency.order);
        }
        let mut s = state?;
        match event {
            Event::Received { .. } | Event::Opened { .. } | Event::Paged { .. } => {}
            Event::Duress { urgency } => {
                if let Some(urgency) = urgency {
                    s.order = urgency.order;
                }
                s.closed = false;
            }
            Event::Taken { by } => {
                s.taken_by = Some(*by);
                s.status = Code::new("st.reading");
            }
            Event::Classified { assessed, .. } => {
                s.assessed = Some(assessed.clone());
                s.classified += 1;
            }
            Event::Joined { case, .. } => {
                s.case = Some(*case);
                s.status = Code::new("st.working");
            }
            Event::Message { n, head, by, .. } => {
                s.messages = *n;
                s.head.clone_from(head);
                // Whoever was asked has answered: it is read again.
                if *by == Speaker::Reporter && s.status.as_str() == "st.question" {
                    s.status = Code::new("st.reading");
                }
            }
            Event::Status { status, .. } => {
                s.status = status.clone();
                s.told_sent |= status.as_str() == "st.sent";
            }
            Event::Permission { code, given, .. } => {
                s.permissions.retain(|c| c != code);
                if *given {
                    s.permissions.push(code.clone());
                }
            }
            Event::Withdrawn { erase_after, look_first, .. } => {
                s.erase_after = Some(*erase_after);
                s.look_first = *look_first;
                s.permissions.clear();
                s.released.clear();
            }
            Event::Kept { .. } => s.erase_after = None,
            Event::Erased { .. } => {
                s.erased = true;
                s.closed = true;
                s.erase_after = None;
                s.status = Code::new("st.deleted");
            }
            Event::IdentityAsked { by, tell_after, .. } => {
                s.identity_asked = Some(*by);
                s.tell_after = *tell_after;
            }
            Event::OpenedForLife { by, review_by, .. } => {
                let review = s.review.get_or_insert(Review { openers: Vec::new(), due: *review_by });
                if !review.openers.contains(by) {
                    review.openers.push(*by);
                }
            }
            Event::IdentityReviewed { .. } => s.review = None,
            Event::AppealLinked { notice, .. } => s.appeal.notice = Some(*notice),
            Event::AppealDecided { reversed, .. } => s.appeal.reversed = Some(*reversed),
            Event::IdentityReleased { .. } => s.identity_asked = None,
            Event::Released { to, .. } => s.released.push(*to),
            Event::ReleaseWithdrawn { from, .. } => s.released.retain(|to| to != from),
            Event::Closed { outcome, .. } => {
                s.closed = true;
                s.status = outcome.clone();
            }
        }
        Some(s)
    }

    fn begin(header: &str, channel: Channel, (statement, signature): (&str, &str), order: Order) -> Option<Self> {
        let header: Header = serde_json::from_str(header).ok()?;
        let permissions = header.open.consent.iter().filter(|c| c.as_str() != "con.none").cloned().collect();
        Some(Self {
            mailbox: header.mailbox,
            verify: header.verify,
            head: link_zero(statement, signature),
            messages: 0,
            permissions,
            taken_by: None,
            assessed: None,
            classified: 0,
            told_sent: false,
            case: None,
            status: Code::new("st.received"),
            erase_after: None,
            look_first: false,
            erased: false,
            // Who protects their own images waits for nobody; a message opens it.
            closed: header.open.is_own_images(),
            identity_asked: None,
            tell_after: None,
            review: None,
            appeal: Appeal::default(),
            held_key: channel != Channel::Sealed,
            released: Vec::new(),
            open: header.open,
            order,
        })
    }

    /// Whether the mailbox of this reporter tells `received` and `passed on` only (care 1.6).
    #[must_use]
    pub fn learns_nothing(&self) -> bool {
        self.assessed.as_ref().map_or_else(|| self.open.reporter_may_be_implicated(), |assessed| assessed.implicated)
    }

    /// The status that the reporter may see.
    #[must_use]
    pub fn public_status(&self) -> Code {
        if self.learns_nothing() {
            let passed_on = self.case.is_some() || self.told_sent;
            return Code::new(if passed_on { "st.sent" } else { "st.received" });
        }
        self.status.clone()
    }

    /// Whether a person looks before a withdrawal destroys anything: danger was stated, or what is told is of the two
    /// first orders (care 1.2).
    #[must_use]
    pub fn looked_at_first(&self) -> bool {
        self.open.danger_stated() || self.order <= Order::Contact
    }

    pub(super) fn alive(&self) -> Result<(), Refusal> {
        if self.erased { Err(Refusal::NotNow("this report was deleted as its reporter asked")) } else { Ok(()) }
    }
}

/// Link 0 of the mailbox's chain (`docs/formats.md` section 6).
fn link_zero(statement: &str, signature: &str) -> String {
    khien_seal::statement::signature_from_b64(signature)
        .map(|bytes| hex::encode(khien_seal::chain::link_hash(statement, &bytes)))
        .unwrap_or_default()
}

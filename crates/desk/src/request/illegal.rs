//! Why a message does not follow: one table of reasons for both sides.

/// Why a message does not follow. The codes stand in signed answers and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[expect(missing_docs, reason = "each says itself")]
pub enum Illegal {
    #[error("the other State says this, not we")]
    NotYours,
    #[error("the request was opened already")]
    OpenedAlready,
    #[error("the request was not opened yet")]
    NotOpened,
    #[error("the request is over")]
    Over,
    #[error("this was decided already")]
    DecidedAlready,
    #[error("this was not accepted, so nothing is held or given")]
    NotAccepted,
    #[error("only a preservation holds data")]
    NotAPreservation,
    #[error("no data is held")]
    NothingHeld,
    #[error("data is held for at least sixty days from the request (article 42, paragraph 8)")]
    HoldTooShort,
    #[error("a hold is not shortened; the State that asked releases it")]
    HoldShortened,
    #[error("an extension ends later than the hold")]
    NotLonger,
    #[error("data is held for ten years from today at most")]
    HoldTooLong,
    #[error("an extension was asked before and is not answered yet")]
    ExtensionOpen,
    #[error("data is held for less than was wished, so the message names the wish that it answers")]
    WishUnnamed,
    #[error("there is no such question, offer or wish, or it was answered")]
    NothingToAnswer,
    #[error("whoever refuses or postpones asks or offers first, and names that message (article 40, paragraph 28)")]
    NotConsulted,
    #[error("a refusal names its ground (article 40, paragraph 25)")]
    NoGround,
    #[error("the article of this kind does not allow this ground")]
    GroundNotAllowed,
    #[error("an emergency is the kind E1, and E1 is an emergency")]
    NotAnEmergency,
    #[error("a preservation says for how long, at least sixty days, and no other kind does")]
    HoldDays,
    #[error("an extension, a confirmation or a release is said within the request that it changes")]
    WithinItsRequest,
    #[error("an answer is asked for before the request was signed")]
    RespondByPast,
    #[error("what was asked is decided, and what is held is released, before it is closed")]
    NotDone,
    #[error("this kind is not answered with a package of evidence")]
    NoPackage,
    #[error("there is no such package, or this was said of it before")]
    NothingReturned,
    #[error("the last day of use is over before the package is handed over")]
    OverBefore,
    #[error("an emergency is called back at the directory's number before it is granted, or refused as not authentic")]
    NotCalledBack,
    #[error("an emergency promises a request that follows within seventy-two hours, and no other kind does")]
    FollowUp,
    #[error("a decision that accepts some items says which")]
    NoItems,
    #[error("information is given under conditions that are answered within ten days, and nothing else is")]
    Information,
    #[error("information is accepted or declined under its conditions, and not decided")]
    NotDecided,
    #[error("the time to accept the conditions is over")]
    TooLate,
}

impl Illegal {
    /// All of them.
    pub const ALL: [Illegal; 32] = [
        Illegal::NotYours,
        Illegal::OpenedAlready,
        Illegal::NotOpened,
        Illegal::Over,
        Illegal::DecidedAlready,
        Illegal::NotAccepted,
        Illegal::NotAPreservation,
        Illegal::NothingHeld,
        Illegal::HoldTooShort,
        Illegal::HoldShortened,
        Illegal::NotLonger,
        Illegal::HoldTooLong,
        Illegal::ExtensionOpen,
        Illegal::WishUnnamed,
        Illegal::NothingToAnswer,
        Illegal::NotConsulted,
        Illegal::NoGround,
        Illegal::GroundNotAllowed,
        Illegal::NotAnEmergency,
        Illegal::HoldDays,
        Illegal::WithinItsRequest,
        Illegal::RespondByPast,
        Illegal::NotDone,
        Illegal::NoPackage,
        Illegal::NothingReturned,
        Illegal::OverBefore,
        Illegal::NotCalledBack,
        Illegal::FollowUp,
        Illegal::NoItems,
        Illegal::Information,
        Illegal::NotDecided,
        Illegal::TooLate,
    ];

    /// The code in answers.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Illegal::NotYours => "not-yours",
            Illegal::OpenedAlready => "opened-already",
            Illegal::NotOpened => "not-opened",
            Illegal::Over => "over",
            Illegal::DecidedAlready => "decided-already",
            Illegal::NotAccepted => "not-accepted",
            Illegal::NotAPreservation => "not-a-preservation",
            Illegal::NothingHeld => "nothing-held",
            Illegal::HoldTooShort => "hold-too-short",
            Illegal::HoldShortened => "hold-shortened",
            Illegal::NotLonger => "not-longer",
            Illegal::HoldTooLong => "hold-too-long",
            Illegal::ExtensionOpen => "extension-open",
            Illegal::WishUnnamed => "wish-unnamed",
            Illegal::NothingToAnswer => "nothing-to-answer",
            Illegal::NotConsulted => "not-consulted",
            Illegal::NoGround => "no-ground",
            Illegal::GroundNotAllowed => "ground-not-allowed",
            Illegal::NotAnEmergency => "not-an-emergency",
            Illegal::HoldDays => "hold-days",
            Illegal::WithinItsRequest => "within-its-request",
            Illegal::RespondByPast => "respond-by-past",
            Illegal::NotDone => "not-done",
            Illegal::NoPackage => "no-package",
            Illegal::NothingReturned => "nothing-returned",
            Illegal::OverBefore => "over-before",
            Illegal::NotCalledBack => "not-called-back",
            Illegal::FollowUp => "follow-up",
            Illegal::NoItems => "no-items",
            Illegal::Information => "information",
            Illegal::NotDecided => "not-decided",
            Illegal::TooLate => "too-late",
        }
    }
}

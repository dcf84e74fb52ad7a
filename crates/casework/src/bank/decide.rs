//! What may happen to a bank and to what stands in it.

use khien_terms::Moment;
use khien_terms::id::{PlatformId, ReportId, StaffId};

use super::{
    Bank, Class, Classified, Content, Event, Feedback, Owner, Population, Purpose, Ratio, Settings, Source, Why,
};
use crate::Refusal;

/// The longest that a content can be switched off at once, in days: five years.
const DISABLED_DAYS_MAX: i64 = 5 * 366;

/// What somebody wants to happen to a bank.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "fields are named as in the events")]
pub enum Command {
    /// Change its settings.
    Set { settings: Settings },
    /// Close it: it answers no more.
    Close,
    /// Put one content in.
    Add { content: i64, source: Source, commitment: String, class: Option<Class> },
    /// Read many in.
    Import { first: i64, count: u32, source: Source, commitment: String },
    /// Let platforms have the own images of a report.
    Offer { report: ReportId, contents: Vec<i64>, receivers: Vec<PlatformId> },
    /// Take that back.
    TakeBack { report: ReportId, contents: Vec<i64>, receivers: Vec<PlatformId> },
    /// Class a content.
    Classify { content: Content, class: Class, by: StaffId },
    /// Switch a content off until then; the epoch or an earlier moment switches it on.
    Disable { content: Content, until: Moment },
    /// Show its hashes to somebody.
    Open { content: Content, by: StaffId },
    /// Withdraw contents; those that are withdrawn already are left out.
    Withdraw { contents: Vec<Content>, why: Why, by: Option<StaffId> },
    /// Forget hashes and salt of withdrawn contents.
    Forget { contents: Vec<Content> },
    /// A platform says something of a content.
    Hear { content: Content, platform: PlatformId, said: Feedback },
}

/// Founds a bank.
///
/// # Errors
/// [`Refusal::Field`] for a name or settings that cannot be, a population that does not fit the purpose, or a purpose that
/// its owner cannot have.
pub fn found(purpose: Purpose, population: Population, owner: Owner, settings: Settings) -> Result<Event, Refusal> {
    settings.check()?;
    let fits = match purpose {
        Purpose::KnownChild | Purpose::OwnChild => population == Population::Child,
        Purpose::KnownAdult | Purpose::OwnAdult => population == Population::Adult,
        Purpose::Exchange => population != Population::Unsaid,
        Purpose::Platform | Purpose::Other => true,
    };
    if !fits {
        let problem = "does not fit the purpose: banks of children and of adults are apart";
        return Err(Refusal::Field { field: "population", problem });
    }
    let owned = match purpose {
        Purpose::Platform => owner.platform().is_some(),
        Purpose::OwnAdult | Purpose::OwnChild => owner == Owner::Node,
        _ => owner.platform().is_none(),
    };
    if !owned {
        return Err(Refusal::Field { field: "owner", problem: "a bank of this purpose belongs to somebody else" });
    }
    Ok(Event::Founded { purpose, population, owner, settings })
}

/// Decides what follows.
///
/// # Errors
/// Says why nothing follows.
pub fn decide(bank: &Bank, command: Command, now: Moment) -> Result<Vec<Event>, Refusal> {
    if bank.closed && !matches!(command, Command::Withdraw { .. } | Command::Forget { .. } | Command::TakeBack { .. }) {
        return Err(Refusal::NotFound);
    }
    match command {
        Command::Set { settings } if settings == bank.settings => Ok(Vec::new()),
        Command::Set { settings } => {
            settings.check()?;
            if bank.purpose.is_own_images() && (settings.name != bank.settings.name || settings.ratio != Ratio::ALWAYS)
            {
                return Err(Refusal::NotNow("people were promised that their images are looked for here"));
            }
            Ok(vec![Event::Set { settings }])
        }
        Command::Close if bank.purpose.is_own_images() => {
            Err(Refusal::NotNow("people were promised that their images are looked for here"))
        }
        Command::Close => Ok(vec![Event::Closed {}]),
        Command::Add { content, source, commitment, class } => {
            add(bank, now, content, source, commitment, class).map(|event| vec![event])
        }
        Command::Import { first, count, source, commitment } => {
            if bank.purpose.is_own_images() {
                return Err(Refusal::NotAllowed);
            }
            Ok(vec![Event::Imported { first, count, source, commitment, expires: bank.expires(now) }])
        }
        Command::Offer { report, contents, receivers } => offer(bank, report, contents, receivers),
        Command::TakeBack { contents, receivers, .. } if contents.is_empty() || receivers.is_empty() => Ok(Vec::new()),
        Command::TakeBack { report, contents, receivers } => Ok(vec![Event::TakenBack { report, contents, receivers }]),
        Command::Withdraw { contents, why, by } => Ok(withdraw(contents, why, by)),
        Command::Forget { contents } => forget(contents),
        Command::Classify { .. } | Command::Disable { .. } | Command::Open { .. } | Command::Hear { .. } => {
            one(bank, command, now)
        }
    }
}

fn add(
    bank: &Bank,
    now: Moment,
    content: i64,
    source: Source,
    commitment: String,
    class: Option<Class>,
) -> Result<Event, Refusal> {
    if bank.purpose.is_own_images() != matches!(source, Source::Person(_)) {
        return Err(Refusal::NotAllowed);
    }
    let classified = match (class, &source) {
        (Some(class), Source::Analyst(by)) if class.fits(bank.population) => Some(Classified { class, by: *by }),
        (Some(_), Source::Analyst(_)) => return Err(wrong_class()),
        (Some(_), _) => return Err(Refusal::Field { field: "class", problem: "an analyst classes what they saw" }),
        (None, _) => None,
    };
    Ok(Event::Added { content, source, commitment, classified, expires: bank.expires(now) })
}

fn offer(bank: &Bank, report: ReportId, contents: Vec<i64>, receivers: Vec<PlatformId>) -> Result<Vec<Event>, Refusal> {
    if !bank.purpose.is_own_images() {
        return Err(Refusal::NotAllowed);
    }
    if contents.is_empty() || receivers.is_empty() {
        return Ok(Vec::new());
    }
    Ok(vec![Event::Offered { report, contents, receivers }])
}

fn withdraw(contents: Vec<Content>, why: Why, by: Option<StaffId>) -> Vec<Event> {
    let contents: Vec<i64> = contents.iter().filter(|c| c.withdrawn.is_none()).map(|c| c.id).collect();
    if contents.is_empty() { Vec::new() } else { vec![Event::Withdrawn { contents, why, by }] }
}

fn forget(contents: Vec<Content>) -> Result<Vec<Event>, Refusal> {
    if contents.iter().any(|content| content.withdrawn.is_none()) {
        return Err(Refusal::NotNow("withdraw it first: whoever was given it has to be told"));
    }
    let contents: Vec<i64> = contents.iter().filter(|c| !c.forgotten).map(|c| c.id).collect();
    Ok(if contents.is_empty() { Vec::new() } else { vec![Event::Forgotten { contents }] })
}

fn one(bank: &Bank, command: Command, now: Moment) -> Result<Vec<Event>, Refusal> {
    let standing = |content: &Content| match content.withdrawn {
        None => Ok(content.id),
        Some(_) => Err(Refusal::NotNow("it was withdrawn")),
    };
    Ok(match command {
        Command::Classify { content, class, by } => {
            let id = standing(&content)?;
            if bank.purpose.is_own_images() {
                return Err(Refusal::NotNow("nobody here has seen what is behind a person's own hash"));
            }
            if !class.fits(bank.population) {
                return Err(wrong_class());
            }
            let classified = Classified { class, by };
            if content.classified.contains(&classified) {
                Vec::new()
            } else {
                vec![Event::Classified { content: id, classified }]
            }
        }
        Command::Disable { content, until } => {
            let id = standing(&content)?;
            if until > now.plus_days(DISABLED_DAYS_MAX) {
                return Err(Refusal::Field { field: "disable_until_ts", problem: "at most five years from now" });
            }
            vec![Event::Disabled { content: id, until }]
        }
        Command::Open { content, .. } if content.forgotten => return Err(Refusal::NotFound),
        Command::Open { content, by } => vec![Event::Opened { content: content.id, by }],
        Command::Hear { content, platform, said } => vec![Event::Feedback { content: content.id, platform, said }],
        _ => Vec::new(),
    })
}

fn wrong_class() -> Refusal {
    Refusal::Field { field: "class", problem: "not a class of this bank: children and adults are apart" }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: StaffId = StaffId::from_bits(1);
    const B: StaffId = StaffId::from_bits(2);
    const P: PlatformId = PlatformId::from_bits(3);
    const R: ReportId = ReportId::from_bits(4);

    fn bank(purpose: Purpose, population: Population) -> Bank {
        let owner = if purpose == Purpose::Platform { Owner::Platform(P) } else { Owner::Node };
        let founded = found(purpose, population, owner, Settings::of("A_BANK")).expect("founded");
        Bank::evolve(None, &founded).expect("bank")
    }

    fn added(source: Source, class: Option<Class>) -> Command {
        Command::Add { content: 1, source, commitment: "ab".into(), class }
    }

    #[test]
    fn banks_of_children_and_of_adults_are_apart() {
        for (purpose, population) in [
            (Purpose::KnownChild, Population::Adult),
            (Purpose::KnownAdult, Population::Child),
            (Purpose::OwnChild, Population::Adult),
            (Purpose::OwnAdult, Population::Unsaid),
            (Purpose::Exchange, Population::Unsaid),
        ] {
            assert!(found(purpose, population, Owner::Node, Settings::of("X")).is_err(), "{purpose:?} {population:?}");
        }
        let adults = bank(Purpose::KnownAdult, Population::Adult);
        assert!(decide(&adults, added(Source::Analyst(A), Some(Class::A1)), Moment(0)).is_err());
        assert!(decide(&adults, added(Source::Analyst(A), Some(Class::Ncii)), Moment(0)).is_ok());
    }

    #[test]
    fn names_are_those_of_hma() {
        for (name, right) in [("A", true), ("_X9", true), ("9A", false), ("a", false), ("", false), ("A-B", false)] {
            let founded = found(Purpose::Other, Population::Unsaid, Owner::Node, Settings::of(name));
            assert_eq!(founded.is_ok(), right, "{name}");
        }
        let wide = Settings { radius: 65, ..Settings::of("A") };
        assert!(found(Purpose::Other, Population::Unsaid, Owner::Node, wide).is_err());
        assert!(Ratio::read(f64::NAN).is_err() && Ratio::read(1.1).is_err() && Ratio::read(-0.1).is_err());
        assert_eq!(Ratio::read(0.25).map(Ratio::as_f64), Ok(0.25));
    }

    #[test]
    fn only_the_person_puts_own_images_in_and_nobody_classes_them() {
        let own = bank(Purpose::OwnAdult, Population::Adult);
        assert_eq!(decide(&own, added(Source::Analyst(A), None), Moment(0)), Err(Refusal::NotAllowed));
        assert_eq!(decide(&own, added(Source::Platform(P), None), Moment(0)), Err(Refusal::NotAllowed));
        assert!(decide(&own, added(Source::Person(R), None), Moment(0)).is_ok());
        let import = Command::Import { first: 1, count: 2, source: Source::List("x".into()), commitment: "ab".into() };
        assert_eq!(decide(&own, import, Moment(0)), Err(Refusal::NotAllowed));
        let classify = Command::Classify { content: Content::default(), class: Class::Ncii, by: A };
        assert!(matches!(decide(&own, classify, Moment(0)), Err(Refusal::NotNow(_))));
        assert!(decide(&own, Command::Close, Moment(0)).is_err());
        let known = bank(Purpose::KnownAdult, Population::Adult);
        assert_eq!(decide(&known, added(Source::Person(R), None), Moment(0)), Err(Refusal::NotAllowed));
        let offer = Command::Offer { report: R, contents: vec![1], receivers: vec![P] };
        assert_eq!(decide(&known, offer, Moment(0)), Err(Refusal::NotAllowed));
    }

    #[test]
    fn two_different_analysts_agree_and_one_alone_never_does() {
        let mut content = Content::default();
        assert!(content.unreviewed());
        content.classify(Classified { class: Class::A1, by: A });
        content.classify(Classified { class: Class::A1, by: A });
        assert_eq!((content.agreed(), content.unreviewed()), (None, false));
        content.classify(Classified { class: Class::B1, by: B });
        assert_eq!(content.agreed(), None, "they do not say the same");
        content.classify(Classified { class: Class::A1, by: B });
        assert_eq!(content.agreed(), Some(Class::A1));
    }

    #[test]
    fn what_is_withdrawn_is_withdrawn_once_and_forgotten_only_then() {
        let known = bank(Purpose::KnownChild, Population::Child);
        let content = Content { id: 7, ..Content::default() };
        let withdraw = |content: &Content| {
            let command = Command::Withdraw { contents: vec![content.clone()], why: Why::FalseMatch, by: Some(A) };
            decide(&known, command, Moment(0)).expect("decided").len()
        };
        assert_eq!(withdraw(&content), 1);
        assert!(decide(&known, Command::Forget { contents: vec![content.clone()] }, Moment(0)).is_err());
        let gone = Content { withdrawn: Some(Why::FalseMatch), ..content };
        assert_eq!(withdraw(&gone), 0);
        let forget = Command::Forget { contents: vec![gone.clone()] };
        assert_eq!(decide(&known, forget, Moment(0)).map(|events| events.len()), Ok(1));
        let classify = Command::Classify { content: gone, class: Class::A1, by: A };
        assert!(matches!(decide(&known, classify, Moment(0)), Err(Refusal::NotNow(_))));
    }

    #[test]
    fn a_closed_bank_takes_nothing_and_can_still_be_taken_back_from() {
        let mut closed = bank(Purpose::Other, Population::Unsaid);
        closed.closed = true;
        assert_eq!(decide(&closed, added(Source::Operator, None), Moment(0)), Err(Refusal::NotFound));
        let content = Content { id: 1, ..Content::default() };
        let withdraw = Command::Withdraw { contents: vec![content], why: Why::Removed, by: None };
        assert_eq!(decide(&closed, withdraw, Moment(0)).map(|events| events.len()), Ok(1));
    }

    #[test]
    fn a_default_expiry_is_counted_from_when_it_was_put_in() {
        let mut bank = bank(Purpose::Other, Population::Unsaid);
        bank.settings.expiry_days = Some(2);
        let events = decide(&bank, added(Source::Operator, None), Moment(5)).expect("added");
        let Some(Event::Added { expires, .. }) = events.first() else { panic!("not added") };
        assert_eq!(*expires, Some(Moment(5).plus_days(2)));
    }
}

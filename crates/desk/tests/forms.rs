//! Forms as a desk meets them: whole ones that hold, and each with one thing wrong.

#![expect(clippy::expect_used, reason = "a test that cannot go on says where")]

mod made;
#[path = "made/spoil.rs"]
mod spoil;

use khien_desk::Kind;
use khien_desk::form::terms::Untenable;
use khien_desk::form::{Forms, Problem, Setting, Stage, Terms, Warning, What};
use khien_terms::{DataFiles, Moment};
use made::{Dice, whole};
use serde_json::{Value, json};

/// 2026-11-27T08:00:00Z.
const NOW: Moment = Moment(1_795_766_400_000_000);

fn forms() -> Forms {
    Forms::load(&DataFiles::embedded()).expect("the data is right")
}

fn signed() -> Setting<'static> {
    Setting { stage: Stage::Signed, now: NOW, numbers: None }
}

fn draft() -> Setting<'static> {
    Setting { stage: Stage::Draft, now: NOW, numbers: None }
}

/// What is wrong with a form after one value was put in it.
fn after(kind: Kind, pointer: &str, value: Value) -> Vec<Problem> {
    let forms = forms();
    let mut form = whole(&forms, kind, &mut Dice::new(7));
    put(&mut form, pointer, value);
    forms.check(kind, &form, &signed())
}

fn put(form: &mut Value, pointer: &str, value: Value) {
    let (parent, name) = pointer.rsplit_once('/').expect("a pointer");
    let parent = form.pointer_mut(parent).unwrap_or_else(|| panic!("no {parent}"));
    match parent {
        Value::Object(map) => drop(map.insert(name.to_owned(), value)),
        Value::Array(list) => list[name.parse::<usize>().expect("an index")] = value,
        _ => panic!("{pointer} is in nothing"),
    }
}

fn told(problems: &[Problem]) -> Vec<(&str, &What)> {
    problems.iter().map(|problem| (problem.pointer.as_str(), &problem.what)).collect()
}

#[test]
fn a_whole_form_of_every_kind_holds() {
    let forms = forms();
    for kind in Kind::ALL {
        let form = whole(&forms, kind, &mut Dice::new(7));
        assert_eq!(told(&forms.check(kind, &form, &signed())), [], "{kind}");
    }
}

#[test]
fn a_kind_whose_form_asks_for_items_is_one_of_which_some_may_be_granted() {
    let forms = forms();
    for kind in Kind::ALL {
        let asks = forms.form(kind).fields().any(|field| ["items", "minimum_data"].contains(&field.name.as_str()));
        assert_eq!(kind.has_items(), asks, "{kind}");
    }
}

#[test]
fn a_draft_does_not_need_what_the_desk_fills_in_itself() {
    let forms = forms();
    for kind in Kind::ALL {
        let mut form = whole(&forms, kind, &mut Dice::new(3));
        let map = form.as_object_mut().expect("a form");
        for name in ["msg_id", "thread_id", "seq", "prev", "kind", "form", "from", "to", "issued_at", "expires_at"] {
            map.remove(name);
        }
        if kind == Kind::X1 {
            map.insert("sealed".into(), json!({"text": "What we know about the account, in a few words."}));
        }
        assert_eq!(told(&forms.check(kind, &form, &draft())), [], "{kind}");
    }
}

#[test]
fn a_missing_element_is_named_with_the_article_that_asks_for_it() {
    let forms = forms();
    let mut form = whole(&forms, Kind::P1, &mut Dice::new(7));
    form.as_object_mut().expect("a form").remove("necessity");
    let problems = forms.check(Kind::P1, &form, &signed());
    assert_eq!(told(&problems), [("/necessity", &What::Missing)]);
    assert_eq!(problems[0].article.as_deref(), Some("42.3.e"));
}

#[test]
fn an_identifier_that_means_many_is_refused_before_signing() {
    let many = json!({"type": "email", "value": "*@example.org"});
    assert_eq!(told(&after(Kind::P1, "/items/0/identifier", many)), [("/items/0/identifier/value", &What::Wildcard)]);
}

#[test]
fn data_without_a_period_is_refused_before_signing() {
    let forms = forms();
    let mut form = whole(&forms, Kind::A1, &mut Dice::new(7));
    form.pointer_mut("/items/0").and_then(Value::as_object_mut).expect("an item").remove("to");
    assert_eq!(told(&forms.check(Kind::A1, &form, &signed())), [("/items/0/to", &What::Missing)]);
}

#[test]
fn a_period_ends_after_it_begins() {
    let problems = after(Kind::P1, "/items/0/to", json!("2020-01-01T00:00:00Z"));
    assert_eq!(told(&problems), [("/items/0/to", &What::EndsBefore)]);
}

#[test]
fn an_offence_below_the_line_needs_an_article_of_the_convention() {
    let offence = |basis: &str, months: i64| {
        json!({"basis": basis, "articles": ["14"], "title": "an offence", "law_text": "the text of our law",
               "max_penalty_months": months, "stage": "investigation"})
    };
    let problems = after(Kind::A1, "/offence", offence("serious", 47));
    assert_eq!(told(&problems), [("/offence/max_penalty_months", &What::BelowLine { min: 48 })]);
    assert_eq!(problems[0].article.as_deref(), Some("2.h"));
    assert_eq!(after(Kind::A1, "/offence", offence("serious", 48)), []);
    assert_eq!(after(Kind::A1, "/offence", offence("convention", 6)), []);
}

#[test]
fn a_hold_is_no_shorter_than_sixty_days() {
    assert_eq!(told(&after(Kind::P1, "/hold_days", json!(59))), [("/hold_days", &What::TooSmall { min: 60 })]);
    assert_eq!(after(Kind::P1, "/hold_days", json!(60)), []);
}

#[test]
fn a_preservation_says_that_assistance_will_be_asked_for() {
    assert_eq!(
        told(&after(Kind::P1, "/intends_mla", json!(false))),
        [("/intends_mla", &What::MustBe { value: "true".into() })]
    );
}

#[test]
fn secrecy_towards_the_user_ends_within_ninety_days() {
    let secret = |until: &str| json!({"no_user_notice": true, "reason": "it would warn the suspect", "until": until, "level": "restricted"});
    assert_eq!(after(Kind::P1, "/confidentiality", secret("2027-02-25")), []);
    let late = after(Kind::P1, "/confidentiality", secret("2027-03-01"));
    assert_eq!(told(&late), [("/confidentiality/until", &What::TooLate { hours: 2160 })]);
}

#[test]
fn an_emergency_promises_its_follow_up_within_three_days() {
    assert_eq!(after(Kind::E1, "/follow_up_by", json!("2026-11-30T08:00:00Z")), []);
    let late = after(Kind::E1, "/follow_up_by", json!("2026-11-30T08:00:01Z"));
    assert_eq!(told(&late), [("/follow_up_by", &What::TooLate { hours: 72 })]);
}

#[test]
fn an_emergency_asks_for_content_only_with_a_reason_and_a_judge_or_a_law() {
    let forms = forms();
    let mut form = whole(&forms, Kind::E1, &mut Dice::new(7));
    let item = form.pointer_mut("/minimum_data/0").and_then(Value::as_object_mut).expect("an item");
    item.insert("class".into(), json!("content"));
    for name in ["content_reason", "content_ground", "content_reference"] {
        item.remove(name);
    }
    let problems = forms.check(Kind::E1, &form, &signed());
    let missing: Vec<&str> = problems.iter().map(|problem| problem.pointer.as_str()).collect();
    let all = ["content_reason", "content_ground", "content_reference"].map(|name| format!("/minimum_data/0/{name}"));
    assert_eq!(missing, all);
}

#[test]
fn an_emergency_is_called_one_only_on_its_own_form() {
    assert_eq!(told(&after(Kind::P1, "/urgency", json!("emergency")))[0], ("/urgency", &What::NotOneOf));
    assert_eq!(told(&after(Kind::E1, "/urgency", json!("urgent")))[0].0, "/urgency");
}

#[test]
fn information_given_freely_says_whether_it_may_clear_somebody() {
    let forms = forms();
    let mut form = whole(&forms, Kind::X1, &mut Dice::new(7));
    form.as_object_mut().expect("a form").remove("exculpatory");
    assert_eq!(told(&forms.check(Kind::X1, &form, &signed())), [("/exculpatory", &What::Missing)]);
}

#[test]
fn information_binds_its_use_once_in_the_open_and_what_said_it_twice_is_still_read() {
    let forms = forms();
    let form = forms.form(Kind::X1);
    assert!(form.fields().all(|field| field.name != "use"), "asked for in the conditions alone");
    assert!(form.readable().flat_map(|section| &section.fields).any(|field| field.name == "use"));
    assert!(form.open.iter().any(|name| name == "conditions"));
    let mut twice = whole(&forms, Kind::X1, &mut Dice::new(7));
    put(&mut twice, "/use", json!({"purposes": ["anything"]}));
    assert_eq!(told(&forms.check(Kind::X1, &twice, &signed())), [("/use", &What::Unknown)], "nobody signs it so again");
    let (mut open, mut closed) = (twice.clone(), twice);
    open.as_object_mut().expect("a form").retain(|name, _| form.open.contains(name));
    closed.as_object_mut().expect("a form").retain(|name, _| !form.open.contains(name));
    let joined = forms.joined(Kind::X1, &open, &closed).expect("one form");
    assert_eq!(joined.pointer("/use/purposes/0"), Some(&json!("anything")), "an old one is whole");
}

#[test]
fn a_state_says_languages_that_there_are_and_reservations_that_can_be_made() {
    let forms = forms();
    let said = |languages: &[&str], reservations: &[&str]| {
        let owned = |list: &[&str]| list.iter().map(|one| (*one).to_owned()).collect();
        forms.check_terms(&Terms { languages: owned(languages), reservations: owned(reservations), ..terms() })
    };
    assert_eq!(said(&["vi", "en"], &["42.5", "14"]), Ok(()));
    assert_eq!(said(&["vi", "klingon"], &[]), Err(Untenable::Language("klingon".into())));
    assert_eq!(said(&["qq"], &[]), Err(Untenable::Language("qq".into())));
    assert_eq!(said(&["en"], &["42.5", "999"]), Err(Untenable::Reservation("999".into())));
}

#[test]
fn the_answer_about_a_path_has_no_place_for_content() {
    let forms = forms();
    let answer = json!({"provider": {"name": "A provider", "state": "XB"}, "path": [{"hop": 1, "ip": "192.0.2.1"}], "sufficient": true});
    assert_eq!(forms.check_answer(Kind::T1, &answer, &signed()), []);
    let schema = jsonschema::validator_for(&forms.answer_schema(Kind::T1).expect("T1 has one")).expect("a schema");
    assert!(schema.is_valid(&answer));
    for pointer in ["/content", "/path/0/payload"] {
        let mut more = answer.clone();
        put(&mut more, pointer, json!("what was said"));
        assert_eq!(told(&forms.check_answer(Kind::T1, &more, &signed())), [(pointer, &What::Unknown)]);
        assert!(!schema.is_valid(&more));
    }
}

#[test]
fn a_form_holds_no_picture() {
    let file = |media: &str| json!([{"sha256": "ab".repeat(32), "bytes": 1, "media_type": media, "role": "annex"}]);
    let problems = after(Kind::V1, "/attachments", file("image/jpeg"));
    assert_eq!(told(&problems), [("/attachments/0/media_type", &What::NotInline)]);
    assert_eq!(after(Kind::V1, "/attachments", file("application/pdf")), []);
    assert_eq!(after(Kind::A1, "/attachments", file("image/jpeg")), []);
}

#[test]
fn a_call_back_number_is_one_of_the_directory() {
    let forms = forms();
    let form = whole(&forms, Kind::E1, &mut Dice::new(7));
    let number = form.pointer("/commander/callback").and_then(Value::as_str).expect("a number").to_owned();
    let verify = form.pointer("/verify_by/number").and_then(Value::as_str).expect("a number").to_owned();
    let known = [number, verify];
    let mut setting = signed();
    setting.numbers = Some(&known);
    assert_eq!(forms.check(Kind::E1, &form, &setting), []);
    setting.numbers = Some(&known[1..]);
    if known[0] != known[1] {
        assert_eq!(told(&forms.check(Kind::E1, &form, &setting)), [("/commander/callback", &What::NotInDirectory)]);
    }
}

#[test]
fn fields_of_a_later_minor_version_are_kept_and_named() {
    let forms = forms();
    let mut form = whole(&forms, Kind::P1, &mut Dice::new(7));
    put(&mut form, "/moon_phase", json!("full"));
    assert_eq!(told(&forms.check(Kind::P1, &form, &signed())), [("/moon_phase", &What::Unknown)]);
    put(&mut form, "/form", json!("P1@1.4"));
    let problems = forms.check(Kind::P1, &form, &signed());
    assert_eq!(told(&problems), [("/moon_phase", &What::NotUnderstood)]);
    assert!(!problems[0].what.stops());
    put(&mut form, "/form", json!("P1@2.0"));
    assert_eq!(told(&forms.check(Kind::P1, &form, &signed()))[0], ("/form", &What::WrongForm));
}

#[test]
fn depth_length_and_number_are_limited_wherever_a_value_stands() {
    let mut deep = json!(1);
    for _ in 0..40 {
        deep = json!([deep]);
    }
    assert!(after(Kind::P1, "/extra", deep).iter().any(|problem| problem.what == What::TooDeep));
    assert!(
        after(Kind::P1, "/extra", json!("x".repeat(20_001)))
            .iter()
            .any(|problem| problem.what == What::TooLong { max: 20_000 })
    );
    assert!(
        after(Kind::P1, "/extra", json!(vec![1; 1_001]))
            .iter()
            .any(|problem| problem.what == What::TooMany { max: 1_000 })
    );
    let big: Vec<Value> = (0..450).map(|_| json!("x".repeat(19_000))).collect();
    assert!(after(Kind::P1, "/extra", json!(big)).iter().any(|problem| problem.what == What::TooBig));
    assert_eq!(forms().check(Kind::P1, &json!([]), &signed()).len(), 1);
}

fn terms() -> Terms {
    Terms {
        state: "XB".into(),
        languages: vec!["en".to_owned()],
        kinds: Kind::ALL.to_vec(),
        reservations: Vec::new(),
        hold_days_default: 90,
        dual_criminality_required: false,
    }
}

/// A form of a kind that its receiver has nothing against.
fn welcome(forms: &Forms, kind: Kind) -> Value {
    let mut form = whole(forms, kind, &mut Dice::new(7));
    let map = form.as_object_mut().expect("a form");
    map.insert("lang".into(), json!("en"));
    map.remove("translations");
    let yes = json!({"answer": "yes", "text": "as the file shows"});
    let no = json!({"answer": "no", "text": "nothing points to it"});
    let gate: serde_json::Map<String, Value> = ["S1", "S2", "S3", "S4", "S6", "S7", "S8", "S9"]
        .into_iter()
        .map(|code| (code.to_owned(), if matches!(code, "S4" | "S7") { no.clone() } else { yes.clone() }))
        .collect();
    map.insert("safeguards".into(), Value::Object(gate));
    map.insert(
        "offence".into(),
        json!({"basis": "convention", "articles": ["14"], "title": "an offence",
        "law_text": "the text of our law", "max_penalty_months": 36, "stage": "investigation"}),
    );
    form
}

#[test]
fn a_request_that_nothing_stands_against_has_no_warning() {
    let forms = forms();
    for kind in [Kind::P1, Kind::A1, Kind::X1, Kind::E1] {
        assert_eq!(forms.before_sending(kind, &welcome(&forms, kind), Some(&terms())), [], "{kind}");
    }
}

#[test]
fn a_reserved_offence_must_stand_on_its_penalty() {
    let forms = forms();
    let mut theirs = terms();
    theirs.reservations = vec!["14".into(), "15".into(), "16".into()];
    let mut form = welcome(&forms, Kind::A1);
    let reserved = Warning::OffenceReserved { article: "14".into() };
    assert_eq!(forms.before_sending(Kind::A1, &form, Some(&theirs)), [reserved.clone(), Warning::BelowLine]);
    put(&mut form, "/offence/max_penalty_months", json!(60));
    assert_eq!(forms.before_sending(Kind::A1, &form, Some(&theirs)), [reserved]);
}

#[test]
fn a_reserved_preservation_is_told_for_offences_outside_the_convention() {
    let forms = forms();
    let mut theirs = terms();
    theirs.reservations = vec!["42.5".into()];
    let mut form = welcome(&forms, Kind::P1);
    assert_eq!(forms.before_sending(Kind::P1, &form, Some(&theirs)), []);
    put(&mut form, "/offence/basis", json!("serious"));
    put(&mut form, "/offence/max_penalty_months", json!(60));
    let reserved = Warning::KindReserved { article: "42.5".into() };
    assert_eq!(forms.before_sending(Kind::P1, &form, Some(&theirs)), [reserved]);
}

#[test]
fn a_language_or_kind_that_is_not_taken_is_told_before_it_goes() {
    let forms = forms();
    let mut form = welcome(&forms, Kind::A1);
    put(&mut form, "/lang", json!("vi"));
    let mut theirs = terms();
    theirs.kinds = vec![Kind::P1];
    let warnings = forms.before_sending(Kind::A1, &form, Some(&theirs));
    assert_eq!(warnings, [Warning::KindNotTaken, Warning::LanguageNotTaken { lang: "vi".into() }]);
    put(&mut form, "/translations", json!([{"lang": "en", "by": "machine", "text": "…"}]));
    assert_eq!(forms.before_sending(Kind::A1, &form, Some(&terms())), [Warning::MachineAlone]);
    put(&mut form, "/translations/0/by", json!("human"));
    assert_eq!(forms.before_sending(Kind::A1, &form, Some(&terms())), []);
}

#[test]
fn dual_criminality_is_asked_for_only_where_it_is_a_condition() {
    let forms = forms();
    let mut theirs = terms();
    theirs.dual_criminality_required = true;
    for (kind, asked) in [(Kind::P1, false), (Kind::E1, false), (Kind::X1, false), (Kind::A1, true), (Kind::R2, true)] {
        let mut form = welcome(&forms, kind);
        if let Some(dual) = form.get_mut("dual_criminality").and_then(Value::as_object_mut) {
            dual.remove("their_text");
        }
        let told = forms.before_sending(kind, &form, Some(&theirs));
        assert_eq!(told.contains(&Warning::DualCriminality { ours: false }), asked, "{kind}");
    }
}

#[test]
fn the_gate_stops_at_expression_and_at_an_open_question() {
    let forms = forms();
    let mut form = welcome(&forms, Kind::A1);
    put(&mut form, "/safeguards/S4", json!({"answer": "yes", "text": "a blog"}));
    put(&mut form, "/safeguards/S9", json!({"answer": "yes"}));
    let warnings = forms.before_sending(Kind::A1, &form, Some(&terms()));
    assert_eq!(warnings, [Warning::GateOpen { safeguard: "S9".into() }, Warning::GateStops { safeguard: "S4".into() }]);
}

#[test]
fn a_state_that_the_directory_does_not_know_is_told() {
    let forms = forms();
    assert_eq!(forms.before_sending(Kind::P1, &welcome(&forms, Kind::P1), None), [Warning::StateUnknown]);
}

/// 14 kinds × 40 forms, each as it is and with up to three things changed at random.
#[test]
fn our_check_and_the_schema_agree_on_shape() {
    let forms = forms();
    let mut dice = Dice::new(20_261_127);
    let (mut good, mut bad) = (0, 0);
    for kind in Kind::ALL {
        let schema = jsonschema::validator_for(&forms.schema(kind)).expect("a schema");
        for n in 0..40 {
            let mut form = whole(&forms, kind, &mut dice);
            for _ in 0..n % 4 {
                spoil::spoil(&mut form, &mut dice);
            }
            let problems = forms.check(kind, &form, &signed());
            let ours = !problems.iter().any(|problem| problem.what.is_structural());
            let theirs = schema.is_valid(&form);
            assert_eq!(
                ours,
                theirs,
                "{kind} {n}\n{problems:#?}\n{:#?}\n{form:#}",
                schema.iter_errors(&form).map(|e| e.to_string()).collect::<Vec<_>>()
            );
            if ours { good += 1 } else { bad += 1 }
        }
    }
    // Ten of each kind are whole; what was spoiled and holds all the same is more than these.
    assert!(good > 140 && bad > 150, "{good} hold, {bad} do not");
}

//! One State asks which identifiers of its case the other knows: refused before a legal officer allowed it, answered after.

use khien_casework::identifier::{Identifier, Kind, Periods, Standing};
use khien_desk::directory::peer::Command;
use khien_desk::wire::signed::{OfficerSignature, Subject};
use khien_terms::id::CaseId;

use super::desks::{Side, held};
use crate::Failure;
use crate::abroad::asking::{self, Wanted};

/// Known to both.
const SHARED: &str = "+999 555 0100";
/// Known to the one that asks.
const OWN: &str = "someone@invented.example";

/// Puts identifiers into a case of each, asks twice, and looks at what both journals say.
///
/// # Errors
/// When the other State answers before it may, or answers anything else than what it knows.
pub(super) async fn walk(here: &Side, there: &Side, case: i64) -> Result<String, Failure> {
    let (theirs, _) = super::report::to_case(there).await?;
    put(there, theirs, Kind::Phone, SHARED, Standing::Assessed).await?;
    put(here, case, Kind::Phone, SHARED, Standing::Assessed).await?;
    put(here, case, Kind::Mail, OWN, Standing::Assessed).await?;
    let before = ask(here, case).await?;
    if before.code != "not-allowed" {
        return Err(held("a State that nobody allowed was answered"));
    }
    let approver = there.desk.approver.id;
    let allow = Command::AllowLookup { allowed: true, by: approver };
    there.app().store.peer_command(here.desk.code.clone(), allow, approver).await?;
    there.app().abroad.forget();
    let after = ask(here, case).await?;
    if after.hits.as_deref() != Some(&after.asked[..1]) {
        return Err(held("the answer is not what the other State knows"));
    }
    let (heard, today) = there.app().store.heard_lookups(here.desk.code.clone()).await?;
    if heard.len() != 2 || today != 1 {
        return Err(held("what was asked does not stand in the journal of the State that was asked"));
    }
    Ok("two identifiers of the case, blinded: refused before a legal officer allowed it, then one of them is known there; \
        the other State learned neither which nor that"
        .to_owned())
}

async fn id_of(side: &Side, number: i64) -> Result<CaseId, Failure> {
    side.app().store.case_by_number(number).await?.ok_or_else(|| held("there is no such case"))
}

async fn put(side: &Side, case: i64, kind: Kind, value: &str, standing: Standing) -> Result<(), Failure> {
    let (store, by) = (&side.app().store, side.desk.analyst.id);
    let identifier = Identifier::read(kind, value).map_err(held)?;
    let marks = store.marks(&[identifier]).await?.pop().ok_or_else(|| held("no marks"))?;
    let rules = side.app().lookup_rules();
    let periods = Periods { alleged_days: rules.alleged_days, unfounded_days: rules.unfounded_days };
    store.identify(id_of(side, case).await?, marks, standing, by, periods).await?;
    Ok(())
}

async fn ask(here: &Side, case: i64) -> Result<khien_store::lookups::LookupRow, Failure> {
    let officer = &here.desk.officer;
    let identifiers = [(Kind::Phone, SHARED), (Kind::Mail, OWN)].map(|(kind, value)| Identifier::read(kind, value));
    let wanted = Wanted {
        case,
        peer: "XB".to_owned(),
        basis: "police".to_owned(),
        purpose: "identify".to_owned(),
        identifiers: identifiers.into_iter().collect::<Result<_, _>>().map_err(held)?,
    };
    let to_sign = asking::prepare(here.app(), wanted, officer.id, &officer.person.desk_name).await?;
    let key = officer.person.pair.sign_key().map_err(held)?;
    let verify = key.verify_bytes();
    let signature = key.sign(&Subject::Lookup.to_be_signed(to_sign.text.as_bytes(), &verify));
    let signature = OfficerSignature { verify, signature, certificate: officer.certificate.clone() };
    asking::send(here.app(), &to_sign.query, officer.id, signature).await?;
    here.app().store.lookup(to_sign.query).await?.ok_or_else(|| held("the query was not written down"))
}

//! Whom the law makes us tell of a report, by when and on which form: facts of the country's pack, with their source and
//! whether a lawyer has checked them (care 8).

use super::frame::Frame;

/// A duty to tell somebody.
pub struct DutyRow {
    pub whom: String,
    pub by: String,
    /// Empty when there is none.
    pub form: String,
    pub source: String,
    /// No lawyer has checked it yet.
    pub unsure: bool,
}

/// The duties that a report about a child, or about an adult, brings.
#[must_use]
pub fn duties(f: &Frame, child: bool) -> Vec<DutyRow> {
    let rows = f.app.rulebook.country.duties_for(child).map(|duty| DutyRow {
        whom: duty.whom.get(f.lang).to_owned(),
        by: duty.by.get(f.lang).to_owned(),
        form: duty.form.as_ref().map(|form| form.get(f.lang).to_owned()).unwrap_or_default(),
        source: duty.source.clone(),
        unsure: !duty.lawyer_checked,
    });
    rows.collect()
}

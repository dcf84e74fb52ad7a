//! XML as NCMEC's clients read it, written by hand: a few elements, every text escaped. Read is one small document, without
//! document types or entities.

/// The namespace of version 2.
const NAMESPACE: &str = "https://hashsharing.ncmec.org/hashsharing/v2";
/// What travels.
pub const TYPE: &str = "application/xml; charset=utf-8";

/// A document with its root.
pub fn document(root: &str, inside: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">{inside}</{root}>\n")
}

/// A text as it may stand in an element or an attribute; characters that XML does not know are left out.
pub fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            '\t' | '\n' | '\r' | ' '..='\u{D7FF}' | '\u{E000}'..='\u{FFFD}' | '\u{10000}'.. => out.push(c),
            _ => {}
        }
    }
    out
}

/// What a platform says in a `feedbackSubmission`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vote {
    /// It found the same.
    Affirmative,
    /// It does not agree.
    Negative,
}

/// Reads a vote. Nothing but elements and text: a document type, which could name entities, makes it unreadable.
pub fn vote(text: &str) -> Option<Vote> {
    let mut names = text.split('<').skip(1).filter_map(|rest| {
        let end = rest.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(rest.len());
        let name = rest.get(..end)?;
        (!name.is_empty() && !name.starts_with('?')).then_some(name.rsplit(':').next().unwrap_or(name))
    });
    if text.contains("<!") || names.next() != Some("feedbackSubmission") {
        return None;
    }
    match names.next() {
        Some("affirmative") => Some(Vote::Affirmative),
        Some("negative") => Some(Vote::Negative),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped_and_what_xml_does_not_know_is_left_out() {
        assert_eq!(escaped("a<b>&\"'\u{0}\u{FFFE}ế"), "a&lt;b&gt;&amp;&quot;&apos;ế");
    }

    #[test]
    fn a_vote_is_read_and_nothing_else() {
        let says = |inside: &str| format!("<feedbackSubmission xmlns=\"{NAMESPACE}\">{inside}</feedbackSubmission>");
        assert_eq!(vote(&says("<affirmative />")), Some(Vote::Affirmative));
        let declared = format!("<?xml version='1.0'?>{}", says("<negative><reasonIds/></negative>"));
        assert_eq!(vote(&declared), Some(Vote::Negative));
        assert_eq!(
            vote("<ns0:feedbackSubmission><ns0:affirmative/></ns0:feedbackSubmission>"),
            Some(Vote::Affirmative)
        );
        for wrong in ["", "<a/>", "affirmative", "<!DOCTYPE x><feedbackSubmission><affirmative/></feedbackSubmission>"]
        {
            assert_eq!(vote(wrong), None, "{wrong}");
        }
        assert_eq!(vote(&says("")), None);
    }
}

//! Which requests between States name somebody who asks what was shared about them. What is kept are tags: HMAC-SHA-256 of a name or an
//! identifier under a key of this node. They say nothing to whoever has only the tables, and do not lead back to the words.

use std::collections::BTreeSet;

use hmac::{Hmac, KeyInit, Mac};
use khien_casework::people::NodeEvent;
use khien_terms::id::{RequestId, StaffId};
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::batch::Batch;
use crate::journal::{Actor, Meta};
use crate::{Fault, Store, vals};

const SECRET: &str = "desk/subject";
/// Tags that are looked for at once.
const MOST: usize = 512;

/// A tag of a name or an identifier.
pub type Tag = [u8; 32];

/// The key of tags.
pub struct SubjectKey(Zeroizing<[u8; 32]>);

impl SubjectKey {
    /// The tags of names and identifiers.
    #[must_use]
    pub fn tags(&self, texts: &BTreeSet<String>) -> Vec<Tag> {
        let keyed = Hmac::<Sha256>::new_from_slice(self.0.as_slice()).ok();
        let tag = |text: &String| Some(keyed.clone()?.chain_update(text.as_bytes()).finalize().into_bytes().into());
        texts.iter().filter_map(tag).collect()
    }
}

/// A request that names somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Naming {
    /// Which.
    pub request: RequestId,
    /// The number by which staff call it.
    pub number: i64,
}

/// What was found about a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Found {
    /// Requests that name them, the newest first.
    pub requests: Vec<Naming>,
    /// Requests of which nothing is known here, because they were signed before this index was kept.
    pub unsearchable: i64,
}

impl Store {
    /// The key under which whom requests name is kept.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn subject_key(&self) -> Result<SubjectKey, Fault> {
        Ok(SubjectKey(Zeroizing::new(self.secret(SECRET).await?)))
    }

    /// The requests that name any of these, for a legal officer who answers a person. That it was looked stands in the journal;
    /// whom they asked about does not.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn shared_about(&self, tags: Vec<Tag>, by: StaffId) -> Result<Found, Fault> {
        self.write("shared about", move |batch| {
            let mut found = BTreeSet::new();
            for tag in tags.iter().take(MOST) {
                let sql = "SELECT request FROM request_subject WHERE tag = $1";
                let rows = batch.conn()?.query(sql, &vals![tag.as_slice()])?;
                found.extend(rows.iter().map(|row| row.text(0).to_owned()));
            }
            let mut requests = Vec::new();
            for id in found {
                let row = batch.conn()?.first("SELECT number FROM request WHERE id = $1", &vals![id.as_str()])?;
                let (Some(row), Ok(request)) = (row, id.parse()) else { continue };
                requests.push(Naming { request, number: row.int(0) });
            }
            requests.sort_by_key(|naming| std::cmp::Reverse(naming.number));
            let unsearchable = batch.conn()?.first(
                "SELECT count(*) FROM (SELECT DISTINCT m.request FROM request_message AS m WHERE NOT EXISTS \
                 (SELECT 1 FROM request_subject AS s WHERE s.request = m.request AND s.tag = $1)) AS q",
                &vals![[].as_slice()],
            )?;
            let event = NodeEvent::RightsAsked { found: requests.len().try_into().unwrap_or(u32::MAX), by };
            crate::setup::append_node(batch, event, Meta::once(Actor::Staff(by))?)?;
            Ok(Found { requests, unsearchable: unsearchable.map_or(0, |row| row.int(0)) })
        })
        .await
    }
}

/// Keeps whom the opening of a request names. A row without a tag says that it was read, whomever it names.
pub(crate) fn keep(batch: &mut Batch<'_>, request: RequestId, tags: &[Tag]) -> Result<(), Fault> {
    let request = request.to_string();
    let read: &[u8] = &[];
    for tag in std::iter::once(read).chain(tags.iter().map(Tag::as_slice)) {
        batch.conn()?.execute(
            "INSERT INTO request_subject (tag, request) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            &vals![tag, request.as_str()],
        )?;
    }
    Ok(())
}

//! What a platform's replica follows: list by list, so that a list which begins to answer is followed from its beginning, and
//! one that answers no more is let go of whole.

use khien_casework::bank::{Answers, Asker, Purpose, Ratio};
use khien_terms::id::BankId;

use crate::banks::{BankRow, answering};
use crate::feed::{Change, Place, of_bank, of_own_images, page, tell_hand_out};
use crate::{Fault, Store};

/// A bank as a replica needs it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedBank {
    /// Its id.
    pub id: BankId,
    /// Its name.
    pub name: String,
    /// How often it takes part in lookups.
    pub ratio: Ratio,
    /// Bits within which its contents match.
    pub radius: u8,
    /// It holds people's own images: its contents come in the one list of what was let go to this platform.
    pub own_images: bool,
    /// What it gives is a list of the platform itself: nobody here is asked to have seen it.
    pub listed: bool,
}

/// Which list is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Followed {
    /// People's own images, of all banks.
    OwnImages,
    /// A bank.
    Bank(BankId),
}

impl Store {
    /// The banks that a platform may hold a replica of.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn shared_banks(&self, asker: Asker) -> Result<Vec<SharedBank>, Fault> {
        self.read(move |conn| {
            let shared = |(row, said): (BankRow, Answers)| SharedBank {
                id: row.id,
                name: row.bank.settings.name,
                ratio: row.bank.settings.ratio,
                radius: row.bank.settings.radius,
                own_images: said == Answers::WhatWasOffered,
                listed: row.bank.purpose == Purpose::Platform,
            };
            Ok(answering(conn, &asker)?.into_iter().map(shared).collect())
        })
        .await
    }

    /// The changes of a list that follow a place, at most `limit`, and whether there are more; nothing of a list that does not
    /// answer. What of own images is handed out for the first time is an event, written before it leaves.
    ///
    /// # Errors
    /// [`Fault::Database`], or [`khien_casework::Refusal::NotNow`] when the platform's access ended in between.
    pub async fn shared(
        &self,
        asker: Asker,
        list: Followed,
        after: Place,
        limit: usize,
    ) -> Result<(Vec<Change>, bool), Fault> {
        let reader = asker.clone();
        let (changes, more) = self
            .read(move |conn| {
                let found = match list {
                    Followed::OwnImages => of_own_images(conn, &reader, after, limit, true)?,
                    Followed::Bank(id) => {
                        let all = |(row, said): &(BankRow, Answers)| row.id == id && *said == Answers::All;
                        match answering(conn, &reader)?.into_iter().find(all) {
                            Some((row, _)) => of_bank(conn, &row, after, limit, true)?,
                            None => Vec::new(),
                        }
                    }
                };
                page(conn, found, limit)
            })
            .await?;
        Ok((tell_hand_out(self, &asker, changes).await?, more))
    }
}

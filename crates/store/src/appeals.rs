//! Appeals: which notice one is about, and its decision by somebody else (care 2.4).

use khien_casework::notice::Why;
use khien_casework::report::{APPEAL_DOOR, Command, Report};
use khien_terms::id::{NoticeId, ReportId, StaffId};
use serde::Serialize;

use crate::db::Conn;
use crate::journal::{Actor, Meta, load_notice, load_report};
use crate::mailbox::report_command;
use crate::{Fault, Store, vals};

/// What is known of an appeal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AppealRow {
    /// The notice that it is about, when somebody has said so.
    pub notice: Option<NoticeId>,
    /// The number by which our letters call it.
    pub number: Option<i64>,
    /// Who sent that notice, and so does not decide.
    pub drafter: Option<StaffId>,
    /// Whether the notice was found wrong.
    pub reversed: Option<bool>,
}

impl Store {
    /// Says which notice an appeal is about.
    ///
    /// # Errors
    /// [`khien_casework::Refusal::NotFound`] for a notice that there is not.
    pub async fn link_appeal(&self, id: ReportId, notice: NoticeId, by: StaffId) -> Result<(), Fault> {
        self.write("link appeal", move |batch| {
            load_notice(batch.conn()?, notice)?;
            report_command(batch, id, Command::LinkAppeal { notice, by }, Meta::once(Actor::Staff(by))?)
        })
        .await
    }

    /// Decides an appeal; when the notice was wrong it is taken back towards everyone who got it.
    ///
    /// # Errors
    /// [`khien_casework::Refusal::NotAllowed`] for who sent the notice.
    pub async fn decide_appeal(&self, id: ReportId, by: StaffId, reversed: bool) -> Result<(), Fault> {
        self.write("decide appeal", move |batch| {
            let notice = load_report(batch.conn()?, id)?.0.appeal.notice;
            let drafter = match notice {
                Some(notice) => Some(load_notice(batch.conn()?, notice)?.0.by),
                None => None,
            };
            let command = Command::DecideAppeal { reversed, by, drafter };
            report_command(batch, id, command, Meta::once(Actor::Staff(by))?)?;
            match notice {
                Some(notice) if reversed => crate::recalls::recall(batch, notice, Why::Reversed, Actor::Staff(by)),
                _ => Ok(()),
            }
        })
        .await
    }

    /// The notice of a number, as letters and people call it.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn notice_of_number(&self, number: i64) -> Result<Option<NoticeId>, Fault> {
        self.read(move |conn| {
            let row = conn.first("SELECT id FROM notice WHERE number = $1", &vals![number])?;
            row.map(|row| row.parse(0)).transpose()
        })
        .await
    }
}

/// What is known of an appeal; `None` for a report of harm.
pub(crate) fn row(conn: &mut Conn, state: &Report) -> Result<Option<AppealRow>, Fault> {
    if state.open.door != APPEAL_DOOR {
        return Ok(None);
    }
    let Some(notice) = state.appeal.notice else {
        return Ok(Some(AppealRow { notice: None, number: None, drafter: None, reversed: state.appeal.reversed }));
    };
    let number = conn.first("SELECT number FROM notice WHERE id = $1", &vals![notice.to_string()])?;
    Ok(Some(AppealRow {
        notice: Some(notice),
        number: number.map(|row| row.int(0)),
        drafter: Some(load_notice(conn, notice)?.0.by),
        reversed: state.appeal.reversed,
    }))
}

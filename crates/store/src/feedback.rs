//! What people say after sending: was it easy, were they believed, how did they hear of us. Counts by month and nothing
//! else. It is no event: its place in the journal would stand beside the report of whoever pressed it.

use khien_casework::Refusal;
use khien_terms::Moment;

use crate::{Fault, Store, vals};

/// The questions and their answers.
pub const QUESTIONS: [(&str, &[&str]); 3] = [
    ("easy", &["yes", "partly", "no"]),
    ("believed", &["yes", "partly", "no"]),
    ("heard", &["school", "friend", "family", "poster", "search", "media", "hotline", "other"]),
];

/// How often an answer was given in a month.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tally {
    /// Such as `2026-11`.
    pub month: String,
    /// One of [`QUESTIONS`].
    pub question: String,
    /// One of its answers.
    pub answer: String,
    /// How often.
    pub count: i64,
}

impl Store {
    /// Counts answers, each question once.
    ///
    /// # Errors
    /// [`Refusal::Field`] for a question or answer that there is not.
    pub async fn count_feedback(&self, answers: Vec<(String, String)>) -> Result<(), Fault> {
        for (question, answer) in &answers {
            let asked = QUESTIONS.iter().any(|(name, known)| name == question && known.contains(&answer.as_str()));
            if !asked {
                return Err(Refusal::Field { field: "answer", problem: "no such question or answer" }.into());
            }
        }
        let zone = self.shared.rulebook.zone.clone();
        self.write("feedback", move |batch| {
            let day = Moment(batch.now.0).day_in(&zone);
            let month = format!("{:04}-{:02}", day.year(), day.month());
            for (question, answer) in &answers {
                batch.conn()?.execute(
                    "INSERT INTO feedback (month, question, answer, count) VALUES ($1, $2, $3, 1) \
                     ON CONFLICT (month, question, answer) DO UPDATE SET count = feedback.count + 1",
                    &vals![month.as_str(), question.as_str(), answer.as_str()],
                )?;
            }
            Ok(())
        })
        .await
    }

    /// All counts, newest month first.
    ///
    /// # Errors
    /// [`Fault::Database`].
    pub async fn feedback(&self) -> Result<Vec<Tally>, Fault> {
        self.read(|conn| {
            let sql = "SELECT month, question, answer, count FROM feedback ORDER BY month DESC, question, answer";
            let rows = conn.query(sql, &[])?;
            let text = |row: &crate::db::Row, column: usize| row.text(column).to_owned();
            Ok(rows
                .iter()
                .map(|row| Tally {
                    month: text(row, 0),
                    question: text(row, 1),
                    answer: text(row, 2),
                    count: row.int(3),
                })
                .collect())
        })
        .await
    }
}

//! *Was I notified?* for one ticket: each notification with its deadline, when it was due to come, and what happened to
//! it or why it didn't come.

use chrono::{DateTime, Utc};
use desk_contract::notices::{ToldOutcome, ToldRow, ToldStep, WasIToldView};
use desk_contract::ticket::TicketRequest;
use desk_domain::deadline::Rules;
use desk_domain::ids::TicketId;
use desk_domain::policy::Stage;
use desk_store::desk::notice::{Ledger, Notice as Row, NoticeState, NoticeStep};
use desk_store::{Reader, StoreError};

use super::ledger::{COVERED, NOT_NEEDED, Watched, due_of};
use super::{look, pause};
use crate::desk::{Answer, Desk, error};
use crate::ticket::ticket_id;
use crate::words::{clock_title, moment};

/// The notifications of a ticket, and what happened to each.
///
/// # Errors
/// When there is no such ticket, or the store cannot be read.
pub async fn was_i_told(desk: &Desk, request: TicketRequest) -> Answer<WasIToldView> {
    let (rules, now, in_front) = (desk.rules(), desk.now(), desk.in_front());
    let (ticket, missing) = (ticket_id(&request.ticket)?, error::no_ticket(&request.ticket));
    desk.read(move |read| view(read, &rules, &ticket, in_front.as_ref(), now))
        .await?
        .ok_or(missing)
}

fn view(
    read: &Reader,
    rules: &Rules,
    ticket: &TicketId,
    in_front: Option<&TicketId>,
    now: DateTime<Utc>,
) -> Result<Option<WasIToldView>, StoreError> {
    let Some(watched) = Watched::read(read, rules, ticket)? else {
        return Ok(None);
    };
    let life = Life {
        rules,
        ledger: read.desk().ledger([ticket])?,
        steps: read.desk().notice_steps(ticket)?,
        now,
    };
    let paused = pause::pause_at(read.desk(), now)?;
    let next = look::next_look(read.desk(), rules, &watched, in_front, now)?;
    Ok(Some(WasIToldView {
        notices: life.rows(),
        // Notifications that are due during a pause come at its end.
        next: next
            .max(paused.filter(|_| next.is_some()))
            .map(|at| moment(&rules.hours, at, now)),
        held: held(rules, &watched, paused, now),
    }))
}

/// Why there are no notifications for this ticket now; empty if there is no reason.
fn held(rules: &Rules, watched: &Watched, paused: Option<DateTime<Utc>>, now: DateTime<Utc>) -> String {
    let until = |at| moment(&rules.hours, at, now).short;
    match (watched.is_silent(), watched.snoozed_until(now), paused) {
        (Some(why), ..) => why.to_owned(),
        (None, _, Some(paused)) => format!("All notifications are paused until {}.", until(paused)),
        (None, Some(snoozed), None) => format!("Snoozed until {}.", until(snoozed)),
        (None, None, None) => String::new(),
    }
}

/// Everything about the notifications of one ticket.
struct Life<'a> {
    rules: &'a Rules,
    ledger: Ledger,
    steps: Vec<NoticeStep>,
    now: DateTime<Utc>,
}

impl Life<'_> {
    fn rows(&self) -> Vec<ToldRow> {
        let mut notices: Vec<&Row> = self.ledger.notices.iter().collect();
        notices.sort_by_key(|row| (row.stage_at.unwrap_or(row.intended_at), row.id));
        notices.into_iter().map(|row| self.row(row)).collect()
    }

    fn row(&self, row: &Row) -> ToldRow {
        let steps: Vec<&NoticeStep> = self.steps.iter().filter(|step| step.notice == row.id).collect();
        let (outcome, sentence) = self.became(row);
        ToldRow {
            what: what(row),
            due: due_of(&row.key).map(|at| moment(&self.rules.hours, at, self.now)),
            at: row.stage_at.map(|at| moment(&self.rules.hours, at, self.now)),
            outcome,
            sentence,
            steps: steps.into_iter().map(|step| self.step(step)).collect(),
        }
    }

    fn became(&self, row: &Row) -> (ToldOutcome, String) {
        let why = row.error.as_deref();
        match (row.handed_over_at, row.ended_at, why) {
            (Some(shown), ended, _) => (ToldOutcome::Told, self.shown(row, shown, ended)),
            (None, None, None) => (ToldOutcome::Waiting, "About to be shown.".to_owned()),
            (None, None, Some(why)) => (ToldOutcome::Waiting, format!("Not shown yet. {why}")),
            (None, Some(_), None) => (ToldOutcome::NotNeeded, "Answered before it was shown.".to_owned()),
            (None, Some(_), Some(why @ (COVERED | NOT_NEEDED))) => {
                (ToldOutcome::NotNeeded, format!("Not shown: {why}."))
            }
            (None, Some(_), Some(why)) => (ToldOutcome::NotTold, format!("No pop-up: {}.", said(why))),
        }
    }

    fn shown(&self, row: &Row, shown: DateTime<Utc>, ended: Option<DateTime<Utc>>) -> String {
        let said = |at| moment(&self.rules.hours, at, self.now).short;
        let Some(ended) = ended else {
            return format!("Shown {}, still on screen.", said(shown));
        };
        let end = match (row.state, row.error.as_deref()) {
            (NoticeState::Acted, Some(act)) => act,
            (NoticeState::Closed, _) => "dismissed",
            (NoticeState::Expired, Some(why)) => why,
            (NoticeState::Expired, None) => "dismissed by the desktop",
            _ => self.taken_back(row, shown, ended),
        };
        format!("Shown {}, {end} {}.", said(shown), said(ended))
    }

    /// Why a notification was withdrawn. Its row doesn't say so if the person responded in the window or with `duty`.
    fn taken_back(&self, row: &Row, shown: DateTime<Utc>, ended: DateTime<Utc>) -> &'static str {
        let meanwhile = |at: DateTime<Utc>| shown <= at && at <= ended;
        let later =
            |other: &Row| other.id > row.id && (other.key.clock, other.key.cycle) == (row.key.clock, row.key.cycle);
        if self.ledger.acknowledgements.iter().any(|ack| meanwhile(ack.at)) {
            "acknowledged"
        } else if self.ledger.snoozes.iter().any(|snooze| meanwhile(snooze.at)) {
            "snoozed"
        } else if self
            .ledger
            .notices
            .iter()
            .any(|other| later(other) && meanwhile(other.intended_at))
        {
            "replaced by a later one"
        } else {
            "no longer needed"
        }
    }

    fn step(&self, step: &NoticeStep) -> ToldStep {
        let what = match (step.state, step.why.as_deref()) {
            (NoticeState::Intended, _) => "recorded",
            (NoticeState::HandedOver, _) => "shown",
            (_, Some(why)) => said(why),
            (NoticeState::Closed, None) => "dismissed",
            (NoticeState::Acted, None) => "answered",
            (NoticeState::Expired, None) => "dismissed by the desktop",
            (NoticeState::Failed | NoticeState::NotTold, None) => "not shown",
            (NoticeState::Withdrawn, None) => "withdrawn",
        };
        ToldStep {
            at: moment(&self.rules.hours, step.at, self.now),
            what: what.to_owned(),
        }
    }
}

/// A reason of the ledger in the words of the screen: the ledger keeps the words of older versions.
fn said(why: &str) -> &str {
    match why {
        "off shift" => "you were off support",
        why => why,
    }
}

fn what(row: &Row) -> String {
    let clock = row.key.clock.map_or("notification", clock_title);
    let again = match (row.key.stage, row.key.n) {
        (Stage::Repeat, _) | (_, 0) => String::new(),
        _ => ", again after a snooze".to_owned(),
    };
    let stage = match row.key.stage {
        Stage::Arrived => "New ticket".to_owned(),
        Stage::Half => format!("{clock}: half the time used"),
        Stage::FourFifths => format!("{clock}: four fifths of the time used"),
        Stage::Due => format!("{clock} due"),
        Stage::Repeat => format!("{clock} late, repeated ({})", row.key.n),
        Stage::Chase => "Chase the tenant".to_owned(),
        Stage::TenantMessage => "The tenant wrote".to_owned(),
        Stage::Digest => format!("{clock}: due today"),
    };
    format!("{stage}{again}")
}

#[cfg(test)]
mod tests {
    use desk_domain::ids::{Series, TicketId};
    use desk_domain::policy::Clock;
    use desk_store::desk::notice::NoticeKey;

    use super::*;

    #[test]
    fn a_reason_in_older_words_is_said_in_those_of_the_screen() {
        assert_eq!(said("off shift"), "you were off support");
        assert_eq!(said("your own act"), "your own act");
    }

    #[test]
    fn a_notice_is_named_by_its_clock_and_stage() {
        let row = |stage, n| Row {
            id: 1,
            key: NoticeKey {
                subject: TicketId::of_own(Series::Local, 1),
                clock: Some(Clock::Respond),
                cycle: 1,
                stage,
                n,
                due_at: DateTime::UNIX_EPOCH,
            },
            stage_at: None,
            state: NoticeState::Intended,
            server_id: None,
            intended_at: DateTime::UNIX_EPOCH,
            handed_over_at: None,
            ended_at: None,
            error: None,
            clock_set: 0,
        };
        assert_eq!(what(&row(Stage::Due, 0)), "First response due");
        assert_eq!(what(&row(Stage::Due, 1)), "First response due, again after a snooze");
        assert_eq!(what(&row(Stage::Repeat, 2)), "First response late, repeated (2)");
    }
}

//! The store, for as long as a command runs.
//!
//! One process per data directory notifies and sends. If the window is running, a command saves its row, wakes the
//! window and ends. Otherwise the command is the owner until it has sent what it queued.

use std::sync::Arc;
use std::time::Duration;

use desk_commands::{Desk, Options, jobs};
use desk_contract::list::Nothing;
use desk_contract::ticket::{OutboxRow, OutboxState};
use desk_platform::{AcquireError, Owner, Places, Wake, WakeUps, wake_owner};
use tokio::sync::Notify;

use crate::answer::{Exit, Failure};
use crate::args::Common;
use crate::host::CommandLine;
use crate::now::now;
use crate::terminal;

/// How long a command stays to send what it queued. What takes longer waits for the next owner.
const STAY_TO_SEND: Duration = Duration::from_secs(30);

/// An open store.
pub(crate) struct Session {
    desk: Desk,
    host: Arc<CommandLine>,
    places: Places,
    owner: Option<Owner>,
    make_way: Arc<Notify>,
}

impl Session {
    /// Opens the store, as the owner if there is none: only the owner creates, repairs or upgrades it.
    pub(crate) fn open(common: &Common) -> Result<Self, Failure> {
        now()?;
        let did_not_work = |sentence: String| Failure::new(Exit::DidNotWork, sentence);
        let places = Places::find(common.data_dir.clone()).map_err(|error| did_not_work(error.to_string()))?;
        let owner = match Owner::acquire(&places) {
            Ok(owner) => Some(owner),
            Err(AcquireError::Busy) => None,
            Err(error @ AcquireError::Unusable { .. }) => return Err(did_not_work(error.to_string())),
        };
        let host = Arc::new(CommandLine::new(&places, owner.is_some()));
        let options = Options {
            data_dir: places.data.clone(),
            policy: common.policy.clone(),
        };
        let desk = desk_commands::open(host.clone(), &options)?;
        say_policy(&desk)?;
        let make_way = Arc::new(Notify::new());
        if let Some(owner) = &owner {
            tokio::spawn(answer_the_door(owner.wake_ups(), desk.clone(), make_way.clone()));
        }
        Ok(Self {
            desk,
            host,
            places,
            owner,
            make_way,
        })
    }

    pub(crate) fn desk(&self) -> &Desk {
        &self.desk
    }

    /// Whether this process notifies and sends; else a running window does.
    pub(crate) fn is_owner(&self) -> bool {
        self.owner.is_some()
    }

    /// Waits until a window wants to be the owner.
    pub(crate) async fn asked_to_make_way(&self) {
        self.make_way.notified().await;
    }

    /// Tells the running window that something was committed.
    pub(crate) async fn wake_owner(&self) {
        if !self.is_owner() && self.host.has_committed() {
            // Nobody listening is no failure: an owner without a socket finds the row by itself.
            let _ = wake_owner(&self.places, Wake::Woken).await;
        }
    }

    /// Asks the running window to look, whether or not something was committed.
    pub(crate) async fn nudge_owner(&self) {
        let _ = wake_owner(&self.places, Wake::Woken).await;
    }

    /// Sends the queued acts within a time limit, or leaves them to the running window. Then returns the state of the
    /// outbox.
    pub(crate) async fn leave(self) -> Result<Left, Failure> {
        self.wake_owner().await;
        if self.is_owner() && self.host.has_committed() {
            // After the limit the rest waits. The next owner looks up the act that was being sent.
            match tokio::time::timeout(STAY_TO_SEND, jobs::send_waiting(&self.desk)).await {
                Ok(sent) => drop(sent?),
                // Nobody waits for its answer any more.
                Err(_) => jobs::stop_sending(&self.desk).await?,
            }
        }
        let outbox = desk_commands::calls::outbox(&self.desk, Nothing {}).await?;
        Ok(Left {
            rows: outbox.rows,
            owner_elsewhere: !self.is_owner(),
        })
    }
}

/// Each command ends with what nobody has seen yet: whoever mended a file may have been a timer that nobody reads.
impl Drop for Session {
    fn drop(&mut self) {
        for sentence in desk_commands::at_the_end(&self.desk) {
            let _ = terminal::tell(&format!("duty: {sentence}"));
        }
    }
}

/// A chosen policy that can't be used is said by each command, as deadlines may differ from what its file says now.
fn say_policy(desk: &Desk) -> Result<(), Failure> {
    let policy = desk.policy();
    if let Some(first) = policy.problems.first() {
        terminal::tell(&format!("{} Used instead: {}.", first.message, policy.source))?;
    }
    Ok(())
}

/// While this process is the owner, others that commit something wake it.
async fn answer_the_door(mut wake_ups: WakeUps, desk: Desk, make_way: Arc<Notify>) {
    loop {
        match wake_ups.next().await {
            Wake::MakeWay => make_way.notify_one(),
            // There is no window to show.
            Wake::Woken | Wake::Show => desk.woken(),
        }
    }
}

/// The outbox at the end of a command.
pub(crate) struct Left {
    rows: Vec<OutboxRow>,
    owner_elsewhere: bool,
}

impl Left {
    /// How an act of this command ended.
    pub(crate) fn act(&self, id: i64) -> Option<&OutboxRow> {
        self.rows.iter().find(|row| row.id == id)
    }

    /// An earlier act on the same ticket that has to be settled first: it isn't known whether it arrived.
    pub(crate) fn held_up_by(&self, act: &OutboxRow) -> Option<&OutboxRow> {
        let holds_up =
            |row: &&OutboxRow| row.ticket == act.ticket && row.id < act.id && row.state == OutboxState::Unknown;
        self.rows.iter().find(holds_up)
    }

    /// How much waits, in words; empty when nothing does.
    pub(crate) fn words(&self) -> String {
        let waiting = self
            .rows
            .iter()
            .filter(|row| matches!(row.state, OutboxState::Queued | OutboxState::Sending))
            .count();
        let waiting = match (waiting, self.owner_elsewhere) {
            (0, _) => String::new(),
            (_, true) => "Dutydesk is running and sends it.".to_owned(),
            (1, false) => "1 waiting to send. Run `duty sync` to try again.".to_owned(),
            (many, false) => format!("{many} waiting to send. Run `duty sync` to try again."),
        };
        [waiting, unknown_words(&self.rows)].join(" ").trim().to_owned()
    }
}

/// What `duty sync` alone doesn't settle.
fn unknown_words(rows: &[OutboxRow]) -> String {
    match rows.iter().filter(|row| row.state == OutboxState::Unknown).count() {
        0 => String::new(),
        1 => "1 may not have arrived. Run `duty outbox` to see it.".to_owned(),
        many => format!("{many} may not have arrived. Run `duty outbox` to see them."),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::tickets::act_words;

    fn left(states: &[(i64, &str)]) -> Left {
        let moment = serde_json::json!({"at": "2017-05-23T09:00:00Z", "time": "", "short": "", "long": "", "zone": ""});
        let row = |(id, state): &(i64, &str)| {
            serde_json::from_value(serde_json::json!({
                "id": id, "ticket": "rt:work/1", "subject": "", "act": "Internal note", "text": "", "readable": true,
                "state": state, "reason": "", "queued": moment, "sent": null, "undoable": false,
            }))
            .unwrap()
        };
        Left {
            rows: states.iter().map(row).collect(),
            owner_elsewhere: false,
        }
    }

    #[test]
    fn r23_24_what_was_sent_is_not_called_saved() {
        for (states, words, exit) in [
            (&[(1, "sent")][..], "Sent.", Exit::Done),
            (&[], "Saved.", Exit::Done),
            (
                &[(1, "queued")],
                "Saved. 1 waiting to send. Run `duty sync` to try again.",
                Exit::Done,
            ),
        ] {
            assert_eq!(act_words(&left(states), 1), (words.to_owned(), exit));
        }
        // What isn't known is no success, and neither is what waits for it.
        assert_eq!(act_words(&left(&[(1, "unknown")]), 1).1, Exit::DidNotWork);
        assert_eq!(act_words(&left(&[(1, "unknown"), (2, "queued")]), 2).1, Exit::NotNow);
    }
}

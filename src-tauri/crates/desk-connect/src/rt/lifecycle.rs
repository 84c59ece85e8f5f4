//! Which statuses are finished (rule 13). Each site of Request Tracker names its own, one set for each lifecycle. RT
//! doesn't list them for an ordinary account, but a search by `__Inactive__` tells which of them are finished.

use std::collections::{HashMap, HashSet};

use super::{RequestTracker, locked, wire};
use crate::{DeskError, RemoteStatus};

/// Words that sites use for work that was done, the most usual first: closing tries those of them that RT hasn't told
/// us about.
const DONE: [&str; 7] = ["resolved", "closed", "done", "completed", "fixed", "solved", "finished"];
/// Finished without having been done: closing never chooses one of them.
const NOT_DONE: [&str; 9] = [
    "deleted",
    "rejected",
    "spam",
    "declined",
    "cancelled",
    "canceled",
    "abandoned",
    "duplicate",
    "failed",
];
/// Waiting for somebody else, in the words that sites use.
const WAITING: [&str; 6] = ["stalled", "on-hold", "on hold", "waiting", "pending", "blocked"];

/// What is known of the statuses of a server.
#[derive(Debug, Clone, Default)]
pub(super) struct Lifecycles {
    /// Whether a status of a lifecycle is finished; `None`: RT was asked, and no ticket has it now.
    known: HashMap<(String, String), Option<bool>>,
}

impl Lifecycles {
    /// What a status means. Until RT was asked, by what such a word usually means.
    pub(super) fn status(&self, lifecycle: &str, word: &str) -> RemoteStatus {
        let word = word.to_lowercase();
        let known = self.known.get(&(lifecycle.to_owned(), word.clone())).copied().flatten();
        let usually = DONE.contains(&word.as_str()) || NOT_DONE.contains(&word.as_str());
        match word.as_str() {
            _ if known.unwrap_or(usually) => RemoteStatus::Resolved,
            "new" | "open" => RemoteStatus::Open,
            word if WAITING.contains(&word) => RemoteStatus::Waiting,
            _ => RemoteStatus::Other,
        }
    }

    /// The words that may close a ticket of this lifecycle, the most likely first. `offered` are those that RT offers
    /// for it.
    pub(super) fn closing<'a>(&'a self, lifecycle: &str, offered: &[&'a str]) -> Vec<&'a str> {
        let finished = |word: &str| self.status(lifecycle, word) == RemoteStatus::Resolved;
        let known = self
            .known
            .iter()
            .filter(|((of, _), finished)| of == lifecycle && **finished == Some(true));
        let mut known: Vec<&str> = known.map(|((_, word), _)| word.as_str()).collect();
        known.sort_unstable();
        let first = |words: &[&'a str]| -> Vec<&'a str> {
            let usual = DONE.iter().copied().filter(|done| words.contains(done));
            let other = words.iter().copied().filter(|word| !DONE.contains(word));
            usual.chain(other).collect()
        };
        let offered: Vec<&str> = offered.iter().copied().filter(|word| finished(word)).collect();
        let mut words = [first(&offered), first(&known), DONE.to_vec()].concat();
        let mut seen = HashSet::new();
        words.retain(|word| !NOT_DONE.contains(word) && seen.insert(*word));
        words
    }
}

impl RequestTracker {
    /// Asks for the statuses of these tickets that aren't known yet, and returns all that are known.
    pub(super) async fn lifecycles_of(&self, tickets: &[wire::Ticket]) -> Result<Lifecycles, DeskError> {
        let pairs = tickets
            .iter()
            .map(|ticket| (ticket.lifecycle(), ticket.status.0.as_str()));
        // They have a ticket now: one that had none when it was asked for is asked for again.
        self.learn(pairs.collect(), |known| {
            known.is_some_and(|finished| finished.is_some())
        })
        .await
    }

    /// As [`Self::lifecycles_of`], for pairs of a lifecycle and a status of it that a ticket once had or may take. Each
    /// is asked for once.
    pub(super) async fn learned(&self, pairs: HashSet<(&str, &str)>) -> Result<Lifecycles, DeskError> {
        self.learn(pairs, |known| known.is_some()).await
    }

    async fn learn(
        &self,
        pairs: HashSet<(&str, &str)>,
        is_enough: impl Fn(Option<Option<bool>>) -> bool,
    ) -> Result<Lifecycles, DeskError> {
        for (lifecycle, word) in pairs {
            let key = (lifecycle.to_owned(), word.to_lowercase());
            let known = locked(&self.lifecycles).known.get(&key).copied();
            if lifecycle.is_empty() || word.is_empty() || is_enough(known) {
                continue;
            }
            let finished = self.ask(lifecycle, word).await?;
            locked(&self.lifecycles).known.insert(key, finished);
        }
        Ok(locked(&self.lifecycles).clone())
    }

    async fn ask(&self, lifecycle: &str, word: &str) -> Result<Option<bool>, DeskError> {
        let (lifecycle, word) = (quoted(lifecycle), quoted(word));
        for (group, finished) in [("__Inactive__", true), ("__Active__", false)] {
            let query = format!("Lifecycle = {lifecycle} AND Status = {word} AND Status = '{group}'");
            if self.client.finds(&query).await? {
                return Ok(Some(finished));
            }
        }
        Ok(None)
    }
}

/// A word of a search.
pub(super) fn quoted(word: &str) -> String {
    format!("'{}'", word.replace('\\', "\\\\").replace('\'', "\\'"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shop() -> Lifecycles {
        let pair = |word: &str| ("shop".to_owned(), word.to_owned());
        Lifecycles {
            known: HashMap::from([
                (pair("resolved"), Some(false)),
                (pair("verified"), Some(true)),
                (pair("rejected"), Some(true)),
                (pair("parked"), Some(false)),
                (pair("done"), None),
            ]),
        }
    }

    #[test]
    fn r01_what_a_status_means_is_what_rt_says_and_else_what_it_usually_means() {
        use RemoteStatus::{Open, Other, Resolved, Waiting};
        for (lifecycle, word, means) in [
            ("shop", "verified", Resolved),
            ("shop", "Verified", Resolved),
            ("shop", "resolved", Other),
            ("shop", "parked", Other),
            ("shop", "done", Resolved),
            ("shop", "on-hold", Waiting),
            ("default", "verified", Other),
            ("default", "resolved", Resolved),
            ("default", "closed", Resolved),
            ("default", "open", Open),
            ("", "deleted", Resolved),
        ] {
            assert_eq!(shop().status(lifecycle, word), means, "{lifecycle} {word}");
        }
    }

    #[test]
    fn r01_closing_takes_what_rt_offers_then_what_it_told_and_never_rejects() {
        assert_eq!(
            shop().closing("shop", &["parked", "rejected", "verified"])[0],
            "verified"
        );
        assert_eq!(shop().closing("shop", &[])[0], "verified");
        assert!(!shop().closing("shop", &["rejected"]).contains(&"rejected"));
        assert_eq!(
            Lifecycles::default().closing("default", &[])[..2],
            ["resolved", "closed"]
        );
    }

    #[test]
    fn a_quote_in_a_word_stays_in_the_word() {
        assert_eq!(quoted(r"won't \fix"), r"'won\'t \\fix'");
    }
}

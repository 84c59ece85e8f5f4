//! The time of the next update that a reply promises: it becomes the deadline (rule 9).

use chrono::{DateTime, Utc};
use desk_contract::ticket::{PromiseMeans, PromiseRequest};
use desk_domain::clock;
use desk_domain::deadline::Rules;
use desk_domain::priority::Priority;

use crate::desk::{Answer, Desk, error};
use crate::outbox::Target;
use crate::words::{whole_minute, zoned};

/// The time of the next update if nobody chooses another one: the policy's, or, while the incident is paused, when work
/// resumes (rule 18).
pub(super) fn usual_promise(rules: &Rules, clocks: &clock::Ticket, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let after_incident = clocks.promise_after_incident(rules, now);
    after_incident.map_or_else(|| clocks.latest_promise(rules, now), |(continues, _)| Some(continues))
}

/// What a message says about the next update.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Promise {
    /// The policy's time.
    Policys,
    /// This time, which isn't later.
    At(DateTime<Utc>),
    /// Nothing new: what the tenant was told before stays (rule 9).
    NothingNew,
}

/// The next update after a message at `now`.
pub(super) struct NextUpdate {
    /// By when; `None`: the policy has no target.
    pub by: Option<DateTime<Utc>>,
    /// Whether the message ends with that time.
    pub is_said: bool,
    /// Whether another Dutydesk comes to another time unless a line in the thread tells it.
    pub is_chosen: bool,
}

impl NextUpdate {
    /// `shared`: whether the ticket shares its clocks with others.
    pub(super) fn of(
        rules: &Rules,
        clocks: &clock::Ticket,
        promise: Promise,
        shared: bool,
        now: DateTime<Utc>,
    ) -> Self {
        // The time that the tenant reads is the deadline, even if the reply is sent late: to the minute, never later
        // than allowed.
        let policys = || usual_promise(rules, clocks, now).and_then(whole_minute);
        let (by, is_said) = match promise {
            Promise::At(chosen) => (Some(chosen), true),
            Promise::Policys => (policys(), true),
            Promise::NothingNew if clocks.is_paused() => (None, false),
            Promise::NothingNew => match clocks.promise_ahead(rules, now) {
                Some(told) => (Some(told), false),
                None => (policys(), true),
            },
        };
        let differs = matches!(promise, Promise::At(_)) || (by.is_some() && !is_said);
        let another = clocks.promise_after_incident(rules, now).is_some();
        Self {
            by,
            is_said,
            is_chosen: differs || another || shared || clocks.promise_kept(rules, now).is_some(),
        }
    }
}

/// What a promised time means: a warning if it lies out of hours and nobody is notified then (rule 21).
///
/// # Errors
/// When there is no such ticket.
pub async fn promise_means(desk: &Desk, request: PromiseRequest) -> Answer<PromiseMeans> {
    let target = Target::named(desk, &request.ticket).await?;
    let warning = out_of_hours(&desk.rules(), &target.folded.clocks, request.at, target.now);
    Ok(PromiseMeans {
        warning: warning.unwrap_or_default(),
    })
}

/// `Sat 27 May 10:00 BST is out of hours. You’ll only be notified about this P3 Tue 09:00 BST.`
pub(super) fn out_of_hours(
    rules: &Rules,
    clocks: &clock::Ticket,
    promised: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Option<String> {
    let priority = clocks.priority();
    let at_any_hour = priority.is_some_and(|priority| rules.policy.notices.at_any_hour.contains(&priority));
    if rules.hours.in_frame(promised) || (at_any_hour && !clocks.is_out_of_scope()) {
        return None;
    }
    let said = |at| zoned(&rules.hours, at, now);
    let what = match priority {
        Some(priority) if at_any_hour => format!("a {priority} out of scope"),
        Some(priority) => format!("a {priority}"),
        None => "an untriaged ticket".to_owned(),
    };
    let then = rules.hours.next_opening(promised);
    let then = then.map_or_else(String::new, |opening| format!(" before {}", said(opening)));
    Some(format!(
        "{} is out of hours. You won’t be notified about {what}{then}.",
        said(promised)
    ))
}

/// A promise for later than the policy allows is refused, with the sum and the ways out (rule 9).
pub(crate) fn check_promise(
    rules: &Rules,
    clocks: &clock::Ticket,
    at: DateTime<Utc>,
    promised: Option<DateTime<Utc>>,
) -> Answer<()> {
    let Some(promised) = promised else { return Ok(()) };
    if promised <= at {
        return Err(error::invalid(
            "The next update must be after this message. Enter a later time.",
        ));
    }
    let Some(latest) = clocks.latest_promise(rules, at) else {
        return Ok(());
    };
    if promised <= latest {
        return Ok(());
    }
    if let Some((continues, latest_after)) = clocks.promise_after_incident(rules, at) {
        if continues <= promised && latest_after.is_none_or(|latest| promised <= latest) {
            return Ok(());
        }
        let said = |time| zoned(&rules.hours, time, at);
        let until = latest_after.map(|latest| format!(" ({} at the latest)", said(latest)));
        return Err(error::not_now(format!(
            "The incident is paused until {}. Promise a time from then on{}, or one by {}.",
            said(continues),
            until.unwrap_or_default(),
            said(latest)
        )));
    }
    let said = clocks
        .priority()
        .and_then(|priority| update_said(rules, priority, at))
        .unwrap_or_default();
    let latest = zoned(&rules.hours, latest, at);
    Err(error::not_now(format!(
        "The policy allows {said} from now, so {latest} at the latest. Promise that or an earlier time, pause the \
         ticket if you’re waiting for the tenant, or change the priority."
    )))
}

fn update_said(rules: &Rules, priority: Priority, at: DateTime<Utc>) -> Option<String> {
    let target = rules.target(priority, desk_domain::policy::Clock::Update, at)?;
    Some(format!("{} for {priority}", target.said))
}

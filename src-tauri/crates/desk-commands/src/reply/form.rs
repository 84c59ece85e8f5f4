//! What the editor of a reply needs: recipients, templates and the time of the next update. Every reply ends with that
//! time, and it becomes the deadline (rule 9).

use chrono::{DateTime, Datelike, Utc};
use desk_contract::ticket::{ReplyForm, TemplateView, TicketRequest};
use desk_domain::deadline::Rules;
use desk_policy::{Occasion, Placeholder, Values};
use desk_store::desk::draft;

use super::promise::usual_promise;
use crate::desk::{Answer, Desk, InForce};
use crate::outbox::Target;
use crate::ticket;
use crate::words::moment;

/// What a reply needs to be written.
///
/// # Errors
/// When there is no such ticket, or nobody reads replies on it.
pub async fn reply_form(desk: &Desk, request: TicketRequest) -> Answer<ReplyForm> {
    let target = Target::named(desk, &request.ticket).await?;
    let (policy, now) = (desk.policy(), target.now);
    let next = usual_promise(&policy.rules, &target.folded.clocks, now);
    let id = target.id.clone();
    let draft = desk
        .read(move |read| read.desk().draft(&id, draft::DraftKind::Reply))
        .await?;
    let first = target.folded.clocks.last_public_at().is_none();
    let priority = target.folded.clocks.priority();
    let first_response = priority
        .filter(|_| first)
        .map(|priority| Occasion::FirstResponse(priority).id().to_owned());
    Ok(ReplyForm {
        to: ticket::to(&target.folded),
        cc: ticket::cc(&target.folded),
        next_update: next.map(|at| moment(&policy.rules.hours, at, now)),
        next_update_line: next.map(|at| next_update_line(&policy, at, now)),
        next_update_said: next.map(|at| said_to_tenant(&policy.rules, at, now)),
        promised_said: target
            .folded
            .clocks
            .promise_ahead(&policy.rules, now)
            .map(|at| said_to_tenant(&policy.rules, at, now)),
        templates: templates(desk, &target),
        first_response,
        draft: draft.map(|draft| draft.body).unwrap_or_default(),
        untriaged: priority.is_none(),
        undo_seconds: u32::try_from(desk.host().undo_time().num_seconds()).unwrap_or_default(),
    })
}

/// The last line of a reply, in the policy's words: `Next update by 15:18`.
pub(super) fn next_update_line(policy: &InForce, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let when = said_to_tenant(&policy.rules, at, now);
    let values = Values::from([(Placeholder::NextUpdate, when.clone())]);
    let filled = policy
        .handbook
        .message(Occasion::Update.id())
        .map(|message| message.template.fill(&values).text);
    filled
        .iter()
        .flat_map(|text| text.lines())
        .find(|line| line.contains(&when))
        .map_or_else(
            || format!("Next update by {when}"),
            |line| line.trim().trim_end_matches('.').to_owned(),
        )
}

/// A tenant reads it later, perhaps elsewhere: the day unless it is today, and always the zone.
fn said_to_tenant(rules: &Rules, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let (local, today) = (rules.hours.local(at), rules.hours.local(now));
    let (day, clock, zone) = (local.day(), local.clock(), &local.zone);
    if local.date == today.date {
        format!("{clock} {zone}")
    } else if local.date.year() == today.date.year() {
        format!("{day} {clock} {zone}")
    } else {
        format!("{day} {} {clock} {zone}", local.date.year())
    }
}

/// Messages that tell something else than where we are, and so promise nothing new.
const KEEP_PROMISE: [&str; 4] = ["rename", "told_elsewhere", "priority_changed", "linked"];

fn templates(desk: &Desk, target: &Target) -> Vec<TemplateView> {
    let policy = desk.policy();
    let values = known_values(&policy, target);
    policy
        .handbook
        .messages
        .iter()
        .map(|message| TemplateView {
            id: message.id.clone(),
            title: message.title.clone(),
            text: without_promise(&message.template.fill(&values).text),
            keeps_promise: KEEP_PROMISE.contains(&message.id.as_str()),
        })
        .collect()
}

/// A message of the policy, filled.
pub(crate) fn filled<const N: usize>(
    desk: &Desk,
    target: &Target,
    occasion: Occasion,
    more: [(Placeholder, String); N],
) -> String {
    let policy = desk.policy();
    let mut values = known_values(&policy, target);
    values.extend(more);
    let message = policy.handbook.message(occasion.id());
    message.map_or_else(String::new, |message| {
        without_promise(&message.template.fill(&values).text)
    })
}

fn known_values(policy: &InForce, target: &Target) -> Values {
    let folded = &target.folded;
    let names = ticket::to(folded)
        .iter()
        .map(|person| first_name(&person.name))
        .collect();
    let engineer = target.account.as_ref().and_then(|account| account.me.clone());
    let mut values = Values::from([
        (Placeholder::Subject, folded.subject().to_owned()),
        (Placeholder::Ticket, folded.from()),
        (Placeholder::Team, policy.handbook.team.clone()),
        (
            Placeholder::Engineer,
            engineer.unwrap_or_else(|| "The engineer on support".to_owned()),
        ),
        // Its line is the composer's own, below the text.
        (Placeholder::NextUpdate, PROMISE.to_owned()),
    ]);
    values.extend(folded.tenant().map(|tenant| (Placeholder::Tenant, tenant.to_owned())));
    let priority = folded.clocks.priority().map(|priority| ticket::named(policy, priority));
    values.extend(priority.map(|priority| (Placeholder::Priority, priority)));
    values.insert(Placeholder::Name, greeted(names));
    values
}

/// Stands for the time of the next update until its line is taken out.
const PROMISE: &str = "\u{1}";

fn without_promise(text: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for line in text.lines().filter(|line| !line.contains(PROMISE)) {
        // The blank line above the one that is gone would be a second one.
        if !(line.trim().is_empty() && kept.last().is_none_or(|last| last.trim().is_empty())) {
            kept.push(line);
        }
    }
    kept.join("\n").trim().to_owned()
}

/// The longest list of names that a greeting reads out.
const NAMES: usize = 3;

/// Everybody whom a message is to; nobody is greeted with a hole.
fn greeted(mut names: Vec<String>) -> String {
    names.retain(|name| !name.is_empty());
    match names.as_slice() {
        [] => "there".to_owned(),
        [many @ .., last] if !many.is_empty() && names.len() <= NAMES => format!("{} and {last}", many.join(", ")),
        [one] => one.clone(),
        _ => "all".to_owned(),
    }
}

/// A full name's first word; an address stays as it is.
fn first_name(name: &str) -> String {
    if name.contains('@') {
        return name.to_owned();
    }
    name.split_whitespace().next().unwrap_or_default().to_owned()
}

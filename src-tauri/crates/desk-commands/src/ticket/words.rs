//! A ticket in words: what to do about it, whose it is, who gets the reply, the parts of a text.

use std::collections::BTreeMap;
use std::iter::{Enumerate, Peekable};
use std::ops::Range;
use std::path::Path;

use chrono::{DateTime, Utc};
use desk_connect::body::{self, Link};
use desk_contract::ticket::{BodyPart, PartKind, Person, TenantKind, TextRun};
use desk_domain::deadline::Rules;
use desk_domain::policy::Clock;
use desk_domain::priority::Priority;
use desk_domain::who::Side;
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket::Recipient;
use desk_store::desk::tenant;

use super::folded::Folded;
use crate::desk::InForce;
use crate::words::moment;

/// `Update notify-api`, `Triage registers`, `Respond to gov-wifi`.
pub(crate) fn act_on(folded: &Folded, clock: Clock) -> String {
    let whom = folded.tenant().map_or_else(|| folded.from(), str::to_owned);
    match clock {
        Clock::Triage => format!("Triage {whom}"),
        Clock::Respond => format!("Respond to {whom}"),
        Clock::Update => format!("Update {whom}"),
    }
}

/// The name of a clock.
pub(crate) const fn clock_said(clock: Clock) -> &'static str {
    match clock {
        Clock::Respond => "Respond",
        Clock::Update => "Update",
        Clock::Triage => "Triage",
    }
}

/// Whose words a message is, by what is known now (rule 6); where nothing is, by what was known when it was read.
pub(crate) fn side_of(message: &Message, sides: &BTreeMap<String, Side>) -> Side {
    let read = if message.by_us { Side::Us } else { Side::Tenant };
    sides.get(&message.transaction).copied().unwrap_or(read)
}

pub(crate) const fn tenant_kind_word(kind: tenant::TenantKind) -> TenantKind {
    match kind {
        tenant::TenantKind::Live => TenantKind::Live,
        tenant::TenantKind::Prototyping => TenantKind::Prototyping,
        tenant::TenantKind::TryingOut => TenantKind::TryingOut,
    }
}

/// `RT 41 · notify-api, live service · raised 12:48 by the emergency route`.
pub(crate) fn headline(rules: &Rules, folded: &Folded, kind: Option<TenantKind>, now: DateTime<Utc>) -> String {
    let kind = kind.map(|kind| match kind {
        TenantKind::Live => "live service",
        TenantKind::Prototyping => "prototyping",
        TenantKind::TryingOut => "trying it out",
    });
    let tenant = folded.tenant().map(|tenant| match kind {
        Some(kind) => format!("{tenant}, {kind}"),
        None => tenant.to_owned(),
    });
    let raised = folded.raised_at();
    let route = if folded.clocks.is_emergency() {
        " by the emergency route"
    } else {
        ""
    };
    let raised = format!("raised {}{route}", moment(&rules.hours, raised, now).short);
    [Some(folded.from()), tenant, Some(raised)]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Everybody whom a reply is to.
pub(crate) fn to(folded: &Folded) -> Vec<Person> {
    people(folded.cached.iter().flat_map(|cached| &cached.requestors))
}

/// Everybody who gets a copy of a reply.
pub(crate) fn cc(folded: &Folded) -> Vec<Person> {
    people(folded.cached.iter().flat_map(|cached| &cached.cc))
}

fn people<'r>(recipients: impl Iterator<Item = &'r Recipient>) -> Vec<Person> {
    let person = |recipient: &Recipient| Person {
        name: recipient.name.clone(),
        address: recipient.address.clone(),
    };
    recipients.map(person).collect()
}

/// How much text of one answer to the screen is looked through for quotes and links, in bytes: about a tenth of a
/// second's work. Nobody reads more of a ticket; what is left is shown as plain text.
const LOOKED_THROUGH: usize = 8 * 1024 * 1024;

/// What is left of [`LOOKED_THROUGH`].
pub(crate) struct Effort(usize);

impl Effort {
    pub(crate) const fn whole() -> Self {
        Self(LOOKED_THROUGH)
    }

    fn covers(&mut self, text: &str) -> bool {
        let left = self.0.checked_sub(text.len());
        self.0 = left.unwrap_or(self.0);
        left.is_some()
    }
}

/// A message's text in parts, its links numbered through.
pub(crate) fn parts(text: &str, effort: &mut Effort) -> Vec<BodyPart> {
    if !effort.covers(text) {
        return vec![BodyPart {
            kind: PartKind::Text,
            runs: runs(text, 0..text.len(), &mut [].iter().enumerate().peekable()),
        }];
    }
    let links = body::links(text);
    let mut links = links.iter().enumerate().peekable();
    body::fold(text)
        .into_iter()
        .map(|part| BodyPart {
            kind: match part.kind {
                body::PartKind::Text => PartKind::Text,
                body::PartKind::Quoted => PartKind::Quoted,
                body::PartKind::Signature => PartKind::Signature,
                body::PartKind::Log => PartKind::Log,
            },
            runs: runs(text, part.span, &mut links),
        })
        .collect()
}

/// The links of a body that no part has shown yet, with their numbers.
type Links<'l> = Peekable<Enumerate<std::slice::Iter<'l, Link>>>;

/// The text of a part, with the links in it. Parts and links come in order, and no link goes over the end of a line, so
/// each link is looked at once.
fn runs(text: &str, span: Range<usize>, links: &mut Links<'_>) -> Vec<TextRun> {
    let mut runs = Vec::new();
    let mut at = span.start;
    let mut push = |from: usize, to: usize, link: Option<u32>| {
        if let Some(piece) = text.get(from..to).filter(|piece| !piece.is_empty()) {
            runs.push(TextRun {
                text: piece.to_owned(),
                link,
            });
        }
    };
    while let Some((index, link)) = links.next_if(|(_, link)| link.span.end <= span.end) {
        push(at, link.span.start, None);
        push(link.span.start, link.span.end, u32::try_from(index).ok());
        at = link.span.end;
    }
    push(at, span.end, None);
    runs
}

/// The priority in words of the table: `P2 Major`.
pub(crate) fn named(policy: &InForce, priority: Priority) -> String {
    format!("{priority} {}", policy.name_of(priority))
}

const TEXT_ENDINGS: [&str; 9] = ["txt", "log", "md", "csv", "json", "yml", "yaml", "toml", "xml"];

/// Whether a file is shown as text. The type that the sender gave is only a hint; the file is shown as text either way.
pub(crate) fn is_text(media_type: &str, name: &str) -> bool {
    let ending = Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default()
        .to_lowercase();
    let plain = media_type.starts_with("text/") && media_type != "text/html";
    plain || media_type == "application/json" || TEXT_ENDINGS.contains(&ending.as_str())
}

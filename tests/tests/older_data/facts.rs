//! What the product says about a folder, without the words of its screen: ids, kinds, states, instants, numbers, and
//! the words of people and of their policy file.

use chrono::{DateTime, Utc};
use desk_commands::{Desk, calls, jobs};
use desk_contract::incident::IncidentRequest;
use desk_contract::list::{ListKind, Nothing, OwnerFilter, RowsRequest, SearchRequest};
use desk_contract::ticket::{AttachmentRequest, OutboxState, TicketRequest};
use serde_json::{Map, Value, json};

/// Fields with the program's own words, by their name, or by their parent and their name. Also left out: fields that
/// are drawn or searched again each time, and fields that another file has.
const TICKET: &[&str] = &[
    ".from",
    "linked.from",
    "headline",
    "priority_story",
    "priority_hint",
    "answers",
    "looks_like",
    "sentence",
    "waiting",
    "main_clock.title",
    "main_clock.told",
    "clocks.title",
    "clocks.told",
    "detail",
    "used",
    "why",
    "incident.title",
    "unsent.act",
    "unsent.reason",
    "unsent.subject",
    "unsent.text",
    "size_said",
];
const TOLD: &[&str] = &["what", "sentence", "held"];
/// The questions are the policy's, the quote is the ticket's.
const TRIAGE: &[&str] = &[
    "headline",
    "quote",
    "quote_by",
    "questions",
    "proposal.name",
    "because",
    "incident_because",
    "contain_first",
    "what_if.name",
    "respond_said",
    "update_said",
    "consequence",
    "final_call",
];
const REPLY: &[&str] = &["next_update_line", "next_update_said", "templates", "undo_seconds"];
const LIST: &[&str] = &["label", "left", "due", "due_long", "from", "remark"];
const OUTBOX: &[&str] = &["act", "reason"];
const INCIDENT: &[&str] = &["row.name", "headline", "tickets.from", "told", "sentence", "roles"];
const LEDGER: &[&str] = &["title", "error"];
const SETTINGS: &[&str] = &[
    "kind",
    "problem",
    "present",
    "plays_sounds",
    "sentence",
    "held_back",
    "autostart",
    "timer",
    "file",
    "keychain",
    "about",
];
const STATUS: &[&str] = &[
    "sentence",
    "today",
    "banners",
    "notices.title",
    "notices.body",
    "notices_problem",
];
const SHIFT: &[&str] = &["day", "roles", "tips"];
const POLICY: &[&str] = &[
    "source", "built_in", "calendar", "respond", "update", "problems", "links",
];

/// Everything that is frozen, by the file that it is frozen in.
pub(crate) async fn of(desk: &Desk, tickets: &[String]) -> Vec<(&'static str, Value)> {
    let ticket = async |asked| one_ticket(json!(calls::ticket(desk, asked).await.unwrap()));
    let told = async |asked| facts(json!(calls::was_i_told(desk, asked).await.unwrap()), TOLD);
    let triage = async |asked| facts(json!(calls::triage_form(desk, asked).await.unwrap()), TRIAGE);
    let reply = async |asked| facts(json!(calls::reply_form(desk, asked).await.unwrap()), REPLY);
    vec![
        ("tickets.json", each(tickets, ticket).await),
        ("told.json", each(tickets, told).await),
        ("triage.json", each(tickets, triage).await),
        ("replies.json", each(tickets, reply).await),
        ("lists.json", lists(desk).await),
        ("outbox.json", outbox(desk).await),
        ("incidents.json", incidents(desk).await),
        ("notices.json", notices(desk).await),
        ("settings.json", settings(desk).await),
        ("found.json", found(desk).await),
    ]
}

async fn each(tickets: &[String], ask: impl AsyncFn(TicketRequest) -> Value) -> Value {
    let mut said = Map::new();
    for ticket in tickets {
        said.insert(ticket.clone(), ask(TicketRequest { ticket: ticket.clone() }).await);
    }
    Value::Object(said)
}

/// All rows of all tickets, and how many of the open ones are whose.
async fn lists(desk: &Desk) -> Value {
    let page = async |list: ListKind, owner: OwnerFilter, limit: u32| {
        let offset = 0;
        let request = RowsRequest {
            list,
            owner,
            offset,
            limit,
            narrow: desk_contract::list::Narrow::default(),
        };
        facts(json!(calls::rows(desk, request).await.unwrap()), LIST)
    };
    json!({
        "tickets": page(ListKind::Tickets, OwnerFilter::All, 500).await,
        "mine": page(ListKind::Now, OwnerFilter::Mine, 0).await,
        "nobodys": page(ListKind::Now, OwnerFilter::Nobody, 0).await,
    })
}

/// What is not settled.
pub(crate) async fn outbox(desk: &Desk) -> Value {
    let mut view = calls::outbox(desk, Nothing {}).await.unwrap();
    view.rows.retain(|row| row.state != OutboxState::Sent);
    facts(json!(view), OUTBOX)
}

async fn incidents(desk: &Desk) -> Value {
    let list = calls::incidents(desk, Nothing {}).await.unwrap().incidents;
    let mut said = Map::new();
    for row in list {
        let request = IncidentRequest {
            incident: row.id.clone(),
        };
        said.insert(
            row.id,
            facts(json!(calls::incident(desk, request).await.unwrap()), INCIDENT),
        );
    }
    Value::Object(said)
}

/// The ledger, and how many notifications would come now: those in the ledger don't come again.
async fn notices(desk: &Desk) -> Value {
    let ledger = facts(json!(calls::notices(desk, Nothing {}).await.unwrap()), LEDGER);
    json!({ "ledger": ledger["notices"], "would_be_raised": jobs::plan(desk).await.unwrap().len() })
}

/// What can be done was once a field for each act.
const ONCE: &[(&str, &str)] = &[
    ("reply", "reply_send"),
    ("pause", "pause"),
    ("resume", "resume"),
    ("start_work", "start_work"),
    ("assign", "assign_to_me"),
    ("resolve", "close_ticket"),
    ("reopen", "reopen"),
    ("nothing_needed", "nothing_needed"),
    ("acknowledge", "acknowledge"),
    ("triage", "triage_commit"),
    ("rename", "rename"),
];

fn one_ticket(view: Value) -> Value {
    let mut ticket = facts(view, TICKET);
    let can = ticket["can"].take();
    let can = can.as_array().unwrap();
    let once = ONCE
        .iter()
        .map(|(field, command)| ((*field).to_owned(), can.contains(&json!(command)).into()));
    ticket["can"] = Value::Object(once.collect());
    ticket
}

/// What was chosen and said once, and how many acts were on their way when the program ended.
async fn settings(desk: &Desk) -> Value {
    let mut settings = facts(json!(calls::settings(desk, Nothing {}).await.unwrap()), SETTINGS);
    for account in settings["accounts"].as_array_mut().unwrap() {
        // Once they were fields of every account.
        account["url"] = account["address"].take();
        account["queues"] = account["fields"]["queues"].take();
    }
    json!({
        "doubtful_acts": desk.opened().unwrap().doubtful_acts,
        "settings": settings,
        "status": facts(json!(calls::app_status(desk, Nothing {}).await.unwrap()), STATUS),
        "shift": facts(json!(calls::shift_view(desk, Nothing {}).await.unwrap()), SHIFT),
        "policy": facts(json!(calls::policy(desk, Nothing {}).await.unwrap()), POLICY),
    })
}

/// What a search finds of a ticket's subject, a message, an incident and its line; and a file that was read once.
async fn found(desk: &Desk) -> Value {
    let hits = async |words: &str| {
        let words = words.to_owned();
        let request = SearchRequest {
            words,
            limit: 20,
            except: None,
        };
        let hits = calls::search(desk, request).await.unwrap().hits;
        hits.into_iter()
            .map(|hit| json!({ "id": hit.id, "at": hit.at.at }))
            .collect::<Value>()
    };
    let file = AttachmentRequest {
        ticket: "rt:work/4".to_owned(),
        attachment: "file-1".to_owned(),
    };
    json!({
        "router": hits("router").await,
        "mail": hits("mail").await,
        "memory": hits("memory").await,
        "file": facts(json!(calls::attachment_read(desk, file).await.unwrap()), &[]),
    })
}

/// A view without these fields. A moment is its instant.
fn facts(view: Value, words: &[&str]) -> Value {
    stripped(view, "", words)
}

fn stripped(value: Value, stands_in: &str, words: &[&str]) -> Value {
    match value {
        Value::Object(mut fields) if is_moment(&fields) => fields.remove("at").unwrap(),
        Value::Object(fields) => {
            let kept = fields
                .into_iter()
                .filter(|(name, value)| !is_word(stands_in, name, value, words));
            kept.map(|(name, value)| (name.clone(), stripped(value, &name, words)))
                .collect()
        }
        Value::Array(items) => items.into_iter().map(|item| stripped(item, stands_in, words)).collect(),
        other => other,
    }
}

fn is_moment(fields: &Map<String, Value>) -> bool {
    let instant = fields.get("at").and_then(Value::as_str);
    fields.contains_key("long") && instant.is_some_and(|at| at.parse::<DateTime<Utc>>().is_ok())
}

fn is_word(stands_in: &str, name: &str, value: &Value, words: &[&str]) -> bool {
    let place = format!("{stands_in}.{name}");
    let of_me_or_nobody =
        matches!(name, "owner" | "author") && matches!(value.as_str(), Some("you" | "You" | "nobody"));
    of_me_or_nobody || words.iter().any(|word| *word == name || *word == place)
}

/// JSON that fits on one line is on one line.
const LINE: usize = 260;

/// JSON as it is read best.
pub(crate) fn written(value: &Value) -> String {
    let mut text = String::new();
    write(value, 0, &mut text);
    text.push('\n');
    text
}

fn write(value: &Value, depth: usize, text: &mut String) {
    let line = value.to_string();
    let (open, close, items): (char, char, Vec<(String, &Value)>) = match value {
        Value::Object(fields) if line.len() > LINE => {
            let named = fields.iter().map(|(name, value)| (format!("{}: ", json!(name)), value));
            ('{', '}', named.collect())
        }
        Value::Array(items) if line.len() > LINE => {
            ('[', ']', items.iter().map(|item| (String::new(), item)).collect())
        }
        _ => return text.push_str(&line),
    };
    text.push(open);
    for (number, (name, item)) in items.into_iter().enumerate() {
        let comma = if number == 0 { "" } else { "," };
        text.push_str(&format!("{comma}\n{}{name}", " ".repeat(depth + 1)));
        write(item, depth + 1, text);
    }
    text.push_str(&format!("\n{}{close}", " ".repeat(depth)));
}

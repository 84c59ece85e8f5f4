//! Data folders of earlier versions of Dutydesk: each one still opens, and nothing in it is lost.
//!
//! A folder here has the name of the day it comes from. `desk.sql` and `cache.sql` are its two files as SQL, `staged`
//! has the attachments that were waiting to send, and `typed.json` the words that people gave to events. The version of
//! that day wrote the other JSON files: what its commands said at half past two on that day, without the words of its
//! screen. Words may change, but these are facts. They are never updated: if a version says something else, something
//! was lost.
//!
//! To add a folder, play a shift with the version of the day, save its files as SQL, and run these tests. A missing
//! JSON file is written, and the test fails once, so that somebody reads it.
#![allow(clippy::unwrap_used)]

mod difference;
mod facts;
mod folder;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use chrono::TimeDelta;
use desk_commands::{Desk, Host, Options, calls, jobs, tray};
use desk_contract::list::{BannerKind, Nothing};
use desk_contract::ticket::{OutboxDecideRequest, OutboxDecision, OutboxRow, OutboxState, TicketRequest};
use desk_store::Opening;
use desk_tests::{TestHost, at};
use serde_json::{Value, json};

use crate::folder::{Ending, Laid, Older};

/// The product on a data folder: the one place here that knows how it is opened.
fn opened(host: &Arc<TestHost>, data: &Path) -> Desk {
    let options = Options {
        data_dir: data.to_owned(),
        policy: None,
    };
    desk_commands::open(Arc::clone(host) as Arc<dyn Host>, &options).unwrap_or_else(|why| panic!("{why}"))
}

/// Compares what is said now with what was said then.
fn hold_against(older: &Older, said: &[(&str, Value)]) {
    let mut lost = Vec::new();
    for (file, now) in said {
        let lines = match older.said_then(file, now) {
            Some(then) => difference::lost(&reworded(file, then), &with_one_group_of_untriaged(file, now.clone())),
            None => vec!["was not there. It is now: look at it.".to_owned()],
        };
        lost.extend(lines.into_iter().map(|line| format!("{file}: {line}")));
    }
    assert!(lost.is_empty(), "{}:\n{}", older.name(), lost.join("\n"));
}

/// Tickets that are late for triage have a group of their own now.
fn with_one_group_of_untriaged(file: &str, mut now: Value) -> Value {
    if file != "lists.json" {
        return now;
    }
    for list in now.as_object_mut().unwrap().values_mut() {
        for row in list["rows"].as_array_mut().into_iter().flatten() {
            if row["section"] == "late_triage" {
                row["section"] = json!("untriaged");
            }
        }
        let Some(sections) = list["sections"].as_array_mut() else {
            continue;
        };
        let Some(late) = sections.iter().position(|section| section["section"] == "late_triage") else {
            continue;
        };
        let late = sections.remove(late);
        match sections.iter_mut().find(|section| section["section"] == "untriaged") {
            Some(both) => both["count"] = json!(both["count"].as_u64().unwrap() + late["count"].as_u64().unwrap()),
            None => sections.push(json!({"section": "untriaged", "count": late["count"]})),
        }
    }
    now
}

/// Facts that are said in other words now: the status of a local ticket has the words of the screen.
fn reworded(file: &str, mut then: Value) -> Value {
    if file == "tickets.json" {
        for (ticket, view) in then.as_object_mut().unwrap() {
            if ticket.starts_with("local/") && view["status"] == "resolved" {
                view["status"] = json!("closed");
            }
        }
    }
    then
}

/// What is not settled.
async fn outbox(desk: &Desk) -> Vec<OutboxRow> {
    let mut rows = calls::outbox(desk, Nothing {}).await.unwrap().rows;
    rows.retain(|row| row.state != OutboxState::Sent);
    rows
}

async fn decide(desk: &Desk, id: i64, decision: OutboxDecision) {
    calls::outbox_decide(desk, OutboxDecideRequest { id, decision })
        .await
        .unwrap();
}

#[tokio::test]
async fn an_older_folder_says_the_same_whether_its_program_ended_or_was_killed() {
    for older in Older::all() {
        for ending in [Ending::InOrder, Ending::Killed] {
            let laid = older.lay_out(ending);
            let desk = opened(&laid.host, &laid.data());
            let opening = desk.opened().unwrap();
            assert!(
                matches!(opening.desk, Opening::Sound | Opening::Migrated { .. }),
                "{} {ending:?}: {opening:?}",
                older.name()
            );
            hold_against(&older, &facts::of(&desk, &older.tickets()).await);
        }
    }
}

#[tokio::test]
async fn no_row_of_an_older_folder_vanishes_or_changes_when_it_is_opened() {
    for older in Older::all() {
        let laid = older.lay_out(Ending::InOrder);
        let before = laid.rows();
        let counts: BTreeMap<&String, usize> = before.iter().map(|(table, rows)| (table, rows.len())).collect();
        hold_against(&older, &[("rows.json", json!(counts))]);

        drop(opened(&laid.host, &laid.data()));
        let after = laid.rows();
        for (table, rows) in before {
            for mut row in rows {
                doubted(&table, &mut row);
                told_twice(&table, &mut row);
                paused(&table, &mut row);
                let is_there = |now: &Value| difference::lost(&row, now).is_empty();
                assert!(
                    after[&table].iter().any(is_there),
                    "{}: {table} has lost {row}",
                    older.name()
                );
            }
        }
    }
}

/// A pause is kept with more about it, under another key. When it was asked for nobody knows.
fn paused(table: &str, row: &mut Value) {
    if table == "setting" && row["key"] == "notices_paused_until" {
        let until = row["value"].as_str().unwrap();
        let value = format!(r#"{{"asked_at":0,"until":{until},"to_opening":false,"clock_set":0}}"#);
        *row = json!({ "key": "notices_paused", "value": value });
    }
}

/// An act that was being sent when the program ended may have arrived. Opening the folder marks these acts as unknown,
/// and no others.
fn doubted(table: &str, row: &mut Value) {
    if table == "outbox" && row["state"] == "sending" {
        row["state"] = json!("unknown");
        row.as_object_mut().unwrap().remove("reason");
    }
}

/// Columns that a later version doesn't have, because their content is in another column of the row, or they were
/// always empty.
fn told_twice(table: &str, row: &mut Value) {
    let fields = row.as_object_mut().unwrap();
    match table {
        "triage" => {
            // The words of the final call, and the label of its choice: both are among the answers.
            let because = fields.remove("because").unwrap_or_default();
            let answers = fields["answers"].as_str().unwrap();
            assert!(
                because.as_str().is_none_or(|words| answers.contains(words)),
                "{because}"
            );
            fields.remove("decided_by");
        }
        // What an account needs is its kind's to say.
        "account" => {
            let typed = json!({
                "queues": serde_json::from_str::<Value>(fields["queues"].as_str().unwrap()).unwrap(),
                "url": [fields["base_url"]],
            });
            fields.remove("base_url");
            fields.remove("queues");
            fields.insert("fields".to_owned(), json!(typed.to_string()));
        }
        "draft" => assert_eq!(fields.remove("next_update_at").unwrap_or_default(), Value::Null),
        "deadline" => {
            fields.remove("calendar_hash");
        }
        _ => {}
    }
}

#[tokio::test]
async fn what_people_gave_as_a_reason_or_named_is_still_said_of_each_event() {
    for older in Older::all() {
        let laid = older.lay_out(Ending::InOrder);
        let desk = opened(&laid.host, &laid.data());
        for (ticket, events) in older.typed() {
            let request = TicketRequest { ticket: ticket.clone() };
            let view = json!(calls::ticket(&desk, request).await.unwrap());
            for (event, words) in events {
                let entries = view["thread"].as_array().unwrap();
                let entry = entries.iter().find(|entry| entry["id"] == event.as_str());
                let entry = entry.unwrap_or(&Value::Null);
                let says = difference::says(entry, &words);
                assert!(says, "{}: {ticket} {event} was “{words}”, is {entry}", older.name());
            }
        }
    }
}

#[tokio::test]
async fn what_waits_in_an_older_outbox_leaves_as_it_was_meant() {
    for older in Older::all() {
        let laid = older.lay_out(Ending::InOrder);
        let desk = opened(&laid.host, &laid.data());
        laid.sign_in_to_a_help_desk_with_its_tickets().await;
        laid.host.clock.set(at(&older.at("14:30:10")));
        jobs::send_waiting(&desk).await.unwrap();
        let at_once = reached(&laid);
        // A person has looked at the help desk: refused acts and acts of unknown outcome are sent once more.
        for row in outbox(&desk).await {
            if row.readable && matches!(row.state, OutboxState::Refused | OutboxState::Unknown) {
                decide(&desk, row.id, OutboxDecision::Send).await;
            }
        }
        jobs::send_waiting(&desk).await.unwrap();
        let left = json!({
            "at_once": at_once,
            "sent_again": reached(&laid),
            "remains": facts::outbox(&desk).await,
            "staged": laid.staged(),
        });
        hold_against(&older, &[("left.json", left)]);
    }
}

/// What reached the help desk. Of what only the sending program wrote, the line that other Dutydesks read.
fn reached(laid: &Laid) -> Value {
    let shared = |text: &str| {
        text.lines()
            .last()
            .filter(|line| line.contains(" act=promise "))
            .map(str::to_owned)
    };
    let sent = laid.host.fake_desk.take_sent().into_iter();
    sent.map(|sent| json!({ "act": sent.act, "text": shared(&sent.text).unwrap_or(sent.text) }))
        .collect()
}

#[tokio::test]
async fn what_is_taken_back_from_an_older_outbox_is_a_draft_of_what_was_typed() {
    for older in Older::all() {
        let laid = older.lay_out(Ending::InOrder);
        let desk = opened(&laid.host, &laid.data());
        let mut taken_back = Vec::new();
        for row in outbox(&desk).await {
            decide(&desk, row.id, OutboxDecision::Cancel).await;
            let request = TicketRequest { ticket: row.ticket };
            let drafts = calls::ticket(&desk, request).await.unwrap().drafts;
            let drafts = drafts
                .into_iter()
                .map(|draft| json!({ "kind": draft.kind, "text": draft.text }));
            taken_back.push(json!({ "id": row.id, "drafts": drafts.collect::<Value>() }));
        }
        assert!(outbox(&desk).await.is_empty());
        hold_against(&older, &[("taken_back.json", Value::Array(taken_back))]);
    }
}

#[tokio::test]
async fn what_an_older_program_remembered_of_the_clock_and_of_the_tray_is_remembered() {
    for older in Older::all() {
        let laid = older.lay_out(Ending::InOrder);
        laid.host.clock.set(at(&older.at("14:30:00")) - TimeDelta::days(1));
        let desk = opened(&laid.host, &laid.data());
        let banners = calls::app_status(&desk, Nothing {}).await.unwrap().banners;
        let ran_back = banners.iter().any(|banner| banner.kind == BannerKind::Clock);
        assert!(ran_back, "{}: the clock has run back since: {banners:?}", older.name());
        tray::explain_once(&desk).await.unwrap();
        laid.host.notifier.expect(&[]);
    }
}

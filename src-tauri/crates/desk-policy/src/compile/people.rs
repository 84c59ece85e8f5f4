//! The handbook: what people read.

use std::ops::Range;

use super::{all, id, no_word_twice, said};
use crate::at::At;
use crate::diagnostic::{Findings, nearest};
use crate::file::{ChecklistTable, ContactTable, FinalCallTable, LinkTable, MessageTable, PolicyFile, RoleTable};
use crate::handbook::{Checklist, Contact, FinalCall, Handbook, Link, Message, Occasion, Role};
use crate::template::{Template, TemplateError};

pub(super) fn handbook(file: &PolicyFile, found: &mut Findings<'_>) -> Option<Handbook> {
    let title = said(file.title.as_ref(), found);
    let team = said(file.team.as_ref(), found);
    let help_desk = said(file.help_desk.as_ref(), found);
    let holiday_feed = holiday_feed(file, found);
    let final_call = file.final_call.as_ref().and_then(|table| final_call(table, found));
    let messages = file.messages.as_ref().and_then(|rows| messages(rows, found));
    let links = all(&file.links, |table| link(table, found));
    let roles = all(&file.roles, |table| role(table, found));
    let checklists = all(&file.checklists, |table| checklist(table, found));
    no_word_twice(file.roles.iter().filter_map(|role| role.id.as_ref()), found);
    no_word_twice(
        file.checklists.iter().filter_map(|checklist| checklist.id.as_ref()),
        found,
    );
    Some(Handbook {
        title: title?,
        team: team?,
        help_desk: help_desk?,
        also_known_as: also_known_as(file)?,
        holiday_feed: holiday_feed?,
        final_call: final_call?,
        out_of_hours: out_of_hours(file),
        messages: messages?,
        links: links?,
        roles: roles?,
        checklists: checklists?,
        tips: file.tips.clone(),
    })
}

fn also_known_as(file: &PolicyFile) -> Option<[String; 4]> {
    let table = file.priorities.as_ref()?;
    let rows = [&table.P1, &table.P2, &table.P3, &table.P4];
    let words = |row: &crate::file::PriorityTable| row.aka.as_ref().map(|aka| aka.value.clone()).unwrap_or_default();
    Some(rows.map(|row| row.as_ref().map(words).unwrap_or_default()))
}

fn out_of_hours(file: &PolicyFile) -> Vec<String> {
    let things = file.out_of_hours.iter().flat_map(|table| &table.things);
    things
        .filter_map(|thing| thing.text.as_ref())
        .map(|text| text.value.clone())
        .collect()
}

/// The outer `None`: an error. The inner one: never refreshed.
fn holiday_feed(file: &PolicyFile, found: &mut Findings<'_>) -> Option<Option<String>> {
    let feed = file.holidays.as_ref().and_then(|table| table.feed.as_ref());
    let Some(address) = feed.filter(|address| !address.value.is_empty()) else {
        return Some(None);
    };
    let checked = web_address(address, found)?;
    if !cannot_be_altered_on_the_way(&checked) {
        let hint = "deadlines depend on it: begin with `https://`";
        found.error(&address.span, "a feed is only read over a safe connection", hint);
        return None;
    }
    Some(Some(checked))
}

/// Over TLS, or from this machine.
fn cannot_be_altered_on_the_way(address: &str) -> bool {
    let plain_host = address
        .strip_prefix("http://")
        .and_then(|rest| rest.split([':', '/']).next());
    plain_host.is_none_or(|host| matches!(host, "127.0.0.1" | "localhost"))
}

/// Only addresses that a browser opens as a page, nothing that runs.
fn web_address(address: &At<String>, found: &mut Findings<'_>) -> Option<String> {
    let host = address
        .value
        .strip_prefix("https://")
        .or_else(|| address.value.strip_prefix("http://"));
    let plain = |host: &str| host.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    if host.is_some_and(plain) && !address.value.contains(char::is_whitespace) {
        return Some(address.value.clone());
    }
    found.error(
        &address.span,
        format!("`{}` isn’t a web address", address.value),
        "begin with `https://`",
    );
    None
}

fn final_call(table: &FinalCallTable, found: &mut Findings<'_>) -> Option<FinalCall> {
    let rule = said(table.rule.as_ref(), found);
    let nobody_answers = said(table.nobody_answers.as_ref(), found);
    let rows = table.contacts.as_ref()?;
    if rows.value.is_empty() {
        found.error(
            &rows.span,
            "nobody makes the final call",
            "add a contact; a role is enough",
        );
    }
    let contacts = all(&rows.value, |row| contact(row, found));
    Some(FinalCall {
        rule: rule?,
        nobody_answers: nobody_answers?,
        contacts: contacts?,
    })
}

fn contact(row: &ContactTable, found: &mut Findings<'_>) -> Option<Contact> {
    let role = said(row.role.as_ref(), found)?;
    let ContactTable {
        name,
        phone,
        slack,
        email,
        ..
    } = row;
    Some(Contact {
        role,
        name: name.clone(),
        phone: phone.clone(),
        slack: slack.clone(),
        email: email.clone(),
    })
}

fn messages(rows: &At<Vec<MessageTable>>, found: &mut Findings<'_>) -> Option<Vec<Message>> {
    let ids: Vec<&At<String>> = rows.value.iter().filter_map(|row| row.id.as_ref()).collect();
    no_word_twice(ids.iter().copied(), found);
    every_occasion_has_one(&rows.span, &ids, found);
    all(&rows.value, |row| message(row, found))
}

fn every_occasion_has_one(place: &Range<usize>, ids: &[&At<String>], found: &mut Findings<'_>) {
    let written = |id: &str| ids.iter().any(|written| written.value == id);
    let of_the_team = || {
        ids.iter()
            .filter(|id| Occasion::ALL.iter().all(|occasion| occasion.id() != id.value))
    };
    for id in Occasion::ALL.map(Occasion::id).into_iter().filter(|id| !written(id)) {
        let hint = match nearest(id, of_the_team().map(|id| id.value.as_str())) {
            Some(near) => format!("did you call it `{near}`?"),
            None => format!("add a `[[messages]]` with `id = \"{id}\"`"),
        };
        found.error(place, format!("the message `{id}` is missing"), hint);
    }
}

fn message(row: &MessageTable, found: &mut Findings<'_>) -> Option<Message> {
    let id = id(row.id.as_ref(), found);
    let title = said(row.title.as_ref(), found);
    let template = row.text.as_ref().and_then(|text| template(text, found));
    Some(Message {
        id: id?.value.clone(),
        title: title?,
        template: template?,
    })
}

fn template(text: &At<String>, found: &mut Findings<'_>) -> Option<Template> {
    said(Some(text), found)?;
    let words = text.value.trim_end();
    // Where the text is written with escapes, the start of the text is near enough.
    let verbatim_from = found.raw(&text.span).find(words).map(|offset| text.span.start + offset);
    let report = |error: &TemplateError| {
        let place = verbatim_from.map_or(text.span.start, |start| start + error.at);
        found.error(&(place..text.span.end), error.to_string(), error.hint());
    };
    Template::parse(words)
        .map_err(|errors| errors.iter().for_each(report))
        .ok()
}

fn link(table: &LinkTable, found: &mut Findings<'_>) -> Option<Link> {
    let title = said(table.title.as_ref(), found);
    let address = table.address.as_ref().and_then(|address| web_address(address, found));
    Some(Link {
        title: title?,
        address: address?,
        note: table.note.clone(),
    })
}

fn role(table: &RoleTable, found: &mut Findings<'_>) -> Option<Role> {
    let id = id(table.id.as_ref(), found);
    let title = said(table.title.as_ref(), found);
    let does = said(table.does.as_ref(), found);
    Some(Role {
        id: id?.value.clone(),
        title: title?,
        does: does?,
    })
}

fn checklist(table: &ChecklistTable, found: &mut Findings<'_>) -> Option<Checklist> {
    let id = id(table.id.as_ref(), found);
    let title = said(table.title.as_ref(), found);
    let items = table.items.as_ref()?;
    if items.value.is_empty() {
        found.error(&items.span, "this list is empty", "write what to do, in order");
    }
    Some(Checklist {
        id: id?.value.clone(),
        title: title?,
        items: items.value.clone(),
    })
}

//! What is taken for a fact: who wrote, what is finished, and where a ticket is (rules 6, 11 and 13). The numbers are
//! those of faults that were found in use.

use std::collections::BTreeMap;

use desk_commands::calls;
use desk_connect::DeskError;
use desk_contract::account::{AccountAdded, AccountRequest};
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::list::{ListKind, Narrow, OwnerFilter, Row, RowsRequest, Section};
use desk_contract::settings::SyncRequest;
use desk_contract::ticket::{EntryKind, NoteSendRequest, OutboxState, ReasonRequest, TicketRequest};
use desk_domain::who::Role;
use desk_tests::{Shift, TOKEN, account, at, fields};

const ONE: &str = "rt:work/1";
const TWO: &str = "rt:work/2";

/// Who said what on ticket 1, without notes and the words that opened it.
async fn said(shift: &Shift) -> Vec<EntryKind> {
    let thread = shift.ticket(ONE).await.thread;
    let messages = thread.into_iter().filter(|entry| !entry.parts.is_empty()).skip(1);
    messages
        .map(|entry| entry.kind)
        .filter(|kind| *kind != EntryKind::Internal)
        .collect()
}

async fn closed_rows(shift: &Shift) -> Vec<Row> {
    let request = RowsRequest {
        list: ListKind::Tickets,
        owner: OwnerFilter::All,
        offset: 0,
        limit: 100,
        narrow: Narrow::default(),
    };
    let rows = calls::rows(&shift.desk, request).await.unwrap().rows;
    rows.into_iter()
        .filter(|row| row.section == Section::Resolved)
        .collect()
}

#[tokio::test]
async fn r04_a_tenants_colleague_does_not_answer_the_tenant() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(ONE, Priority::P2).await;
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    let desk = &shift.host.fake_desk;
    desk.somebody_writes(1, "robin@dm-frontend.example", "I see it too!");
    // Nor somebody of another firm, who is neither requestor nor on Cc.
    desk.somebody_writes(1, "lee@elsewhere.example", "Me too!");
    shift.sync().await;
    assert_eq!(said(&shift).await, [EntryKind::Tenant, EntryKind::Tenant]);
    assert_eq!(shift.clock(ONE, Clock::Respond).await.standing, Standing::Running);

    shift.clock_shows("2017-05-23T09:10:00+01:00");
    desk.colleague_replies(1, "We are on it.");
    shift.sync().await;
    let respond = shift.clock(ONE, Clock::Respond).await;
    assert_eq!(
        (respond.standing, respond.ended_at),
        (Standing::Met, Some(at("2017-05-23T09:10:00+01:00")))
    );
}

#[tokio::test]
async fn r04_who_wrote_is_judged_anew_when_more_is_known() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(ONE, Priority::P2).await;
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    let desk = &shift.host.fake_desk;
    // The help desk doesn't say who Lee is, and Lee is nobody whom the tenant named.
    desk.set_role("lee@elsewhere.example", Role::Untold);
    desk.somebody_writes(1, "lee@elsewhere.example", "Looking at it.");
    shift.sync().await;
    assert_eq!(shift.clock(ONE, Clock::Respond).await.standing, Standing::Met);

    // On Cc, Lee is on the tenant's side.
    desk.set_people(1, &["kim@dm-frontend.example"], &["lee@elsewhere.example"]);
    shift.sync().await;
    assert_eq!(shift.clock(ONE, Clock::Respond).await.standing, Standing::Running);
    assert_eq!(said(&shift).await, [EntryKind::Tenant]);

    // On another ticket it says that Lee is an agent: that counts here too.
    desk.raise("Other", "kim@dm-frontend.example", "Another thing.");
    desk.set_role("lee@elsewhere.example", Role::Agent);
    desk.somebody_writes(2, "lee@elsewhere.example", "And at this.");
    shift.sync().await;
    assert_eq!(shift.clock(ONE, Clock::Respond).await.standing, Standing::Met);
    assert_eq!(said(&shift).await, [EntryKind::Public]);
}

#[tokio::test]
async fn r05_my_own_reply_is_ours_also_when_i_am_on_cc_or_a_requestor() {
    for (requestors, cc) in [
        (&["kim@dm-frontend.example"][..], &["alex@platform.example"][..]),
        (&["kim@dm-frontend.example", "alex@platform.example"], &[]),
        (&["alex@platform.example"], &[]),
    ] {
        let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
        shift.host.fake_desk.set_people(1, requestors, cc);
        shift.sync().await;
        shift.triage(ONE, Priority::P3).await;
        shift.reply(ONE, "Hello, we look into it.").await;
        shift.clock_shows("2017-05-23T09:01:00+01:00");
        shift.sync().await;
        assert_eq!(
            said(&shift).await.last(),
            Some(&EntryKind::Public),
            "{requestors:?} {cc:?}"
        );
        let respond = shift.clock(ONE, Clock::Respond).await;
        assert_eq!(respond.standing, Standing::Met, "{requestors:?} {cc:?}");
        assert_eq!(shift.ticket(ONE).await.waiting_since, None);
    }
}

#[tokio::test]
async fn r06_an_absence_note_on_a_closed_ticket_starts_no_clock_and_says_so() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(ONE, Priority::P1).await;
    shift.reply(ONE, "We are on it.").await;
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.sync().await;
    let desk = &shift.host.fake_desk;
    desk.colleague_closes(1);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    desk.tenant_is_away(1);
    desk.reopens_by_itself(1);
    shift.sync().await;
    let view = shift.ticket(ONE).await;
    assert!(view.main_clock.is_none());
    assert!(
        !view.resolved && view.can.iter().any(|act| act == "close_ticket"),
        "it can be closed again"
    );
    assert_eq!(view.waiting_since, None);
    let rows = shift.now_rows().await;
    assert_eq!(rows[0].remark, "reopened by an automatic message");

    // A person's message opens it for real.
    shift.clock_shows("2017-05-23T09:20:00+01:00");
    desk.tenant_writes(1, "It is down again.");
    shift.sync().await;
    let respond = shift.ticket(ONE).await.main_clock.unwrap();
    assert_eq!(respond.reading.clock, Clock::Respond);
}

#[tokio::test]
async fn r06_what_was_reopened_by_itself_is_closed_again() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage(ONE, Priority::P3).await;
    let desk = &shift.host.fake_desk;
    desk.colleague_closes(1);
    desk.tenant_is_away(1);
    desk.reopens_by_itself(1);
    shift.sync().await;
    let request = ReasonRequest {
        ticket: ONE.to_owned(),
        reason: "Closed. Reply to open it again.".to_owned(),
    };
    calls::close_ticket(&shift.desk, request).await.unwrap();
    shift.clock_shows("2017-05-23T09:01:00+01:00");
    shift.sync().await;
    shift.sync().await;
    assert!(shift.ticket(ONE).await.resolved);
}

/// A shift that reads one queue, with two tickets of it, both P2.
async fn one_queue() -> Shift {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let request = AccountRequest {
        fields: fields("https://help.example.org", &["Platform"]),
        ..account(TOKEN)
    };
    let added = calls::account_add(&shift.desk, request).await.unwrap();
    assert!(matches!(added, AccountAdded::Added { .. }), "{added:?}");
    shift.sync().await;
    for subject in ["You won", "Cable unplugged"] {
        shift
            .host
            .fake_desk
            .raise(subject, "kim@dm-frontend.example", "It says 500.");
    }
    shift.sync().await;
    shift.triage(ONE, Priority::P2).await;
    shift.triage(TWO, Priority::P2).await;
    shift.sync().await;
    shift
}

#[tokio::test]
async fn r02_a_ticket_that_was_deleted_or_moved_away_ends_its_clocks_and_says_where_it_is() {
    let shift = one_queue().await;
    shift.host.fake_desk.delete(1);
    shift.host.fake_desk.move_to(2, "Network");
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    shift.sync().await;
    assert!(shift.now_rows().await.is_empty());
    let remarks: BTreeMap<String, String> = closed_rows(&shift)
        .await
        .into_iter()
        .map(|row| (row.ticket, row.remark))
        .collect();
    assert_eq!(remarks[ONE], "deleted on the help desk");
    assert_eq!(remarks[TWO], "moved to Network");
    for ticket in [ONE, TWO] {
        assert_eq!(shift.clock(ticket, Clock::Respond).await.standing, Standing::Stopped);
        assert!(shift.ticket(ticket).await.can.is_empty());
    }
    let start = TicketRequest { ticket: TWO.to_owned() };
    let refused = calls::start_work(&shift.desk, start).await.unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotNow);
    assert!(refused.message.contains("moved to Network"), "{}", refused.message);
}

#[tokio::test]
async fn r02_what_comes_back_has_the_clocks_that_it_would_have_had() {
    let shift = one_queue().await;
    let due = shift.clock(ONE, Clock::Respond).await.due_at;
    shift.host.fake_desk.hide(1);
    shift.sync().await;
    assert_eq!(shift.ticket(ONE).await.status, "no longer visible to this account");
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    shift.host.fake_desk.bring_back(1);
    shift.sync().await;
    let respond = shift.clock(ONE, Clock::Respond).await;
    assert_eq!((respond.standing, respond.due_at), (Standing::Running, due));
}

#[tokio::test]
async fn r02_before_a_notification_the_help_desk_is_asked_whether_the_ticket_is_still_there() {
    let shift = one_queue().await;
    let running = shift.begin().await;
    shift.host.fake_desk.take_asked();
    // Half of 30 minutes is at 09:15: one is gone by then, and no pass has found out.
    shift.host.fake_desk.delete(1);
    running.until("2017-05-23T09:16:00+01:00").await;
    shift.host.notifier.expect(&[(
        "2017-05-23T09:15:00+01:00",
        "P2: respond to dm-frontend.example by 09:30",
    )]);
    drop(running);
}

#[tokio::test]
async fn r02_a_help_desk_that_cannot_be_reached_says_nothing_of_a_ticket_and_the_notification_comes() {
    let shift = one_queue().await;
    let running = shift.begin().await;
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    running.until("2017-05-23T09:16:00+01:00").await;
    shift.host.notifier.expect(&[
        (
            "2017-05-23T09:15:00+01:00",
            "P2: respond to dm-frontend.example by 09:30",
        ),
        (
            "2017-05-23T09:15:00+01:00",
            "P2: respond to dm-frontend.example by 09:30",
        ),
    ]);
    drop(running);
    assert_eq!(shift.clock(ONE, Clock::Respond).await.standing, Standing::Running);
}

#[tokio::test]
async fn r02_what_was_not_sent_to_a_ticket_that_is_gone_is_kept_and_shown() {
    let shift = one_queue().await;
    shift.host.fake_desk.take_sent();
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    let note = NoteSendRequest {
        ticket: ONE.to_owned(),
        text: "It is the router.".to_owned(),
        attachments: Vec::new(),
    };
    calls::note_send(&shift.desk, note).await.unwrap();
    shift.sync().await;
    shift.host.fake_desk.delete(1);
    shift.host.fake_desk.set_down(None);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    shift.sync().await;
    assert!(shift.host.fake_desk.take_sent().is_empty());
    let unsent = shift.ticket(ONE).await.unsent;
    assert_eq!(unsent[0].state, OutboxState::Refused);
    assert_eq!(unsent[0].text, "It is the router.");
}

#[tokio::test]
async fn r03_a_merged_ticket_shares_row_clock_and_triage_with_the_one_that_stands() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    let desk = &shift.host.fake_desk;
    desk.raise("login down", "kim@dm-frontend.example", "first");
    desk.raise("login down too", "lee@dm-frontend.example", "second");
    shift.sync().await;
    shift.triage(ONE, Priority::P3).await;
    shift.clock_shows("2017-05-23T09:02:00+01:00");
    shift.triage(TWO, Priority::P2).await;
    shift.sync().await;
    desk.merge(2, 1);
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.sync().await;
    let rows = shift.now_rows().await;
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].ticket.as_str(), rows[0].priority), (ONE, Some(Priority::P2)));
    let merged = shift.ticket(TWO).await;
    assert_eq!((merged.status.as_str(), merged.can.len()), ("merged into RT 1", 0));
    // Answered on the one that stands is answered.
    shift.reply(ONE, "We look into it.").await;
    shift.clock_shows("2017-05-23T09:06:00+01:00");
    shift.sync().await;
    for ticket in [ONE, TWO] {
        assert_eq!(
            shift.clock(ticket, Clock::Respond).await.standing,
            Standing::Met,
            "{ticket}"
        );
    }
    // And closing it closes both.
    desk.colleague_closes(1);
    shift.sync().await;
    assert!(shift.now_rows().await.is_empty());
}

/// The account with another address and no token, as somebody types who changes the address alone.
fn moved_to(address: &str) -> AccountRequest {
    AccountRequest {
        fields: fields(address, &[]),
        ..account("")
    }
}

#[tokio::test]
async fn r22_10_a_token_goes_to_the_origin_that_it_was_typed_for_and_to_no_other() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    shift.host.take_tokens();
    for elsewhere in [
        "https://evil.example",
        "https://help.example.org:8443",
        "https://help.example.org.evil.example",
        "http://127.0.0.1:9",
    ] {
        let tested = calls::account_test(&shift.desk, moved_to(elsewhere)).await.unwrap();
        assert_eq!(tested.field.as_deref(), Some("token"), "{elsewhere}");
        let AccountAdded::Incomplete { problems } = calls::account_add(&shift.desk, moved_to(elsewhere)).await.unwrap()
        else {
            panic!("{elsewhere}")
        };
        assert!(
            problems[0].message.contains("enter the token for it"),
            "{}",
            problems[0].message
        );
        assert!(!problems[0].message.contains(TOKEN));
    }
    assert_eq!(shift.host.take_tokens(), [], "nothing was sent anywhere");

    // Another path of the same origin is the same help desk, and so is another way to write it.
    for same in [
        "https://help.example.org/rt",
        "help.example.org:443",
        "HTTPS://Help.Example.org/",
    ] {
        let tested = calls::account_test(&shift.desk, moved_to(same)).await.unwrap();
        assert!(tested.works, "{same}: {}", tested.sentence);
    }
    shift.host.take_tokens();
    let whole = AccountRequest {
        fields: fields("https://new.example.org", &[]),
        ..account(TOKEN)
    };
    calls::account_add(&shift.desk, whole).await.unwrap();
    assert!(
        shift
            .host
            .take_tokens()
            .iter()
            .all(|(address, _)| address == "https://new.example.org")
    );
    assert!(
        calls::account_test(&shift.desk, moved_to("https://new.example.org"))
            .await
            .unwrap()
            .works
    );
}

#[tokio::test]
async fn r22_10_an_address_that_changes_in_the_file_takes_no_token_along() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    let shift = shift.again_after(|data| {
        let file = rusqlite::Connection::open(data.join("desk.db")).unwrap();
        let moved = r#"UPDATE account SET fields = replace(fields, 'help.example.org', 'evil.example')"#;
        assert_eq!(file.execute(moved, []).unwrap(), 1);
    });
    shift.host.take_tokens();
    let report = calls::sync_now(&shift.desk, SyncRequest { account: None })
        .await
        .unwrap();
    assert_eq!(shift.host.take_tokens(), []);
    assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
}

#[tokio::test]
async fn before_dutydesk_is_read_in_the_background_newest_first_and_goes_on_after_a_restart() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let desk = &shift.host.fake_desk;
    for (day, subject) in [("2017-05-02", "Old"), ("2017-05-09", "Newer"), ("2017-05-16", "Newest")] {
        desk.raise_at(
            at(&format!("{day}T10:00:00+01:00")),
            subject,
            "kim@dm-frontend.example",
            subject,
        );
    }
    shift.add_help_desk().await;
    assert!(shift.ticket("rt:work/3").await.thread.is_empty());
    assert!(!shift.ticket("rt:work/3").await.thread_note.is_empty());
    assert!(shift.read_behind().await);
    let read = async |shift: &Shift| {
        let mut read = Vec::new();
        for ticket in ["rt:work/1", "rt:work/2", "rt:work/3"] {
            read.push(shift.ticket(ticket).await.thread_note.is_empty());
        }
        read
    };
    assert_eq!(read(&shift).await, [false, false, true]);
    assert_eq!(shift.ticket("rt:work/3").await.thread.len(), 1);
    // One that can't be read is left behind, not in the way; a help desk that is down is not asked on.
    shift.host.fake_desk.set_thread_fails(2, Some(DeskError::Malformed));
    let shift = shift.again();
    assert!(shift.read_behind().await);
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    assert!(!shift.read_behind().await);
    shift.host.fake_desk.set_down(None);
    assert!(shift.read_behind().await);
    assert_eq!(read(&shift).await, [true, false, true]);
    assert!(!shift.read_behind().await, "nothing is left that can be read");
    // Read, they are still from before Dutydesk: no clock, no notification.
    let rows = shift.now_rows().await;
    assert!(
        rows.iter().all(|row| row.section == Section::BeforeDutydesk),
        "{rows:?}"
    );
}

#[tokio::test]
async fn r22_a_tenants_answer_on_a_p2_notifies_at_once_and_one_that_i_am_reading_does_not() {
    let shift = one_queue().await;
    shift.reply(ONE, "We look into it.").await;
    shift.reply(TWO, "We look into it.").await;
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.sync().await;
    let running = shift.begin().await;
    running.until("2017-05-23T09:20:00+01:00").await;
    shift.host.fake_desk.tenant_writes(1, "It is worse now.");
    shift.sync().await;
    running.until("2017-05-23T09:20:30+01:00").await;
    let wrote = ("2017-05-23T09:20:00+01:00", "P2: dm-frontend.example wrote");
    shift.host.notifier.expect(&[wrote]);
    let unread = async || {
        let rows = shift.now_rows().await.into_iter();
        rows.filter(|row| row.unread)
            .map(|row| (row.ticket, row.remark))
            .collect::<Vec<_>>()
    };
    assert_eq!(
        unread().await,
        [(ONE.to_owned(), "tenant wrote · answered, work not started".to_owned())]
    );
    // In front of me the window says it.
    let this = TicketRequest { ticket: TWO.to_owned() };
    calls::ticket_in_front(&shift.desk, this).await.unwrap();
    shift.host.fake_desk.tenant_writes(2, "Here too.");
    shift.sync().await;
    running.until("2017-05-23T09:21:00+01:00").await;
    shift.host.notifier.expect(&[]);
    drop(running);
    for ticket in [ONE, TWO] {
        let this = TicketRequest {
            ticket: ticket.to_owned(),
        };
        calls::ticket_in_front(&shift.desk, this).await.unwrap();
    }
    assert_eq!(unread().await, []);
}

//! Tickets of a help desk: read, triaged, adopted, shared with a colleague's Dutydesk.

use desk_commands::calls;
use desk_connect::{AddressProblem, DeskError};
use desk_contract::account::{AccountAdded, AccountRequest};
use desk_contract::clocks::{Clock, Priority, Standing};
use desk_contract::error::ErrorCode;
use desk_contract::events::DeskEvent;
use desk_contract::list::{BannerKind, Health, ListKind, Nothing, OwnerFilter, RowsRequest, Section};
use desk_contract::ticket::{EntryKind, PauseRequest, RepliedElsewhereRequest, TicketRequest, TriageManyRequest};
use desk_ports::{AccountKey, SecretStore as _};
use desk_tests::{Shift, TOKEN, account, at, fields};

#[tokio::test]
async fn a_wrong_token_is_named_and_nothing_is_added() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let tested = calls::account_test(&shift.desk, account("not-it")).await.unwrap();
    assert!(!tested.works);
    assert_eq!(tested.field.as_deref(), Some("token"));
    assert!(!tested.sentence.contains("not-it"));
    let added = calls::account_add(&shift.desk, account("not-it")).await.unwrap();
    assert!(matches!(added, AccountAdded::Incomplete { .. }));
    assert!(
        calls::settings(&shift.desk, Nothing {})
            .await
            .unwrap()
            .accounts
            .is_empty()
    );
}

#[tokio::test]
async fn an_account_of_no_known_kind_or_without_a_name_is_refused_at_that_field() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let refused = async |request: AccountRequest| match calls::account_add(&shift.desk, request).await.unwrap() {
        AccountAdded::Incomplete { problems } => problems.into_iter().map(|problem| problem.field).collect(),
        AccountAdded::Added { account, .. } => vec![account],
    };
    let unknown = AccountRequest {
        kind: "carrier-pigeon".to_owned(),
        ..account(TOKEN)
    };
    assert_eq!(refused(unknown).await, ["kind"]);
    let nameless = AccountRequest {
        name: "two words".to_owned(),
        fields: fields(" ", &[]),
        ..account(TOKEN)
    };
    assert_eq!(refused(nameless).await, ["name", "url"]);
}

#[tokio::test]
async fn r23_20_a_secret_in_the_address_is_refused_in_words_and_saved_nowhere() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    for address in [
        "https://help.example.org/?token=SECRET",
        "https://help.example.org/#token=SECRET",
    ] {
        let request = AccountRequest {
            fields: fields(address, &[]),
            ..account(TOKEN)
        };
        let tested = calls::account_test(&shift.desk, request.clone()).await.unwrap();
        assert_eq!((tested.works, tested.field.as_deref()), (false, Some("url")));
        let AccountAdded::Incomplete { problems } = calls::account_add(&shift.desk, request).await.unwrap() else {
            panic!("{address} was taken")
        };
        assert_eq!(problems[0].field, "url");
        assert!(problems[0].message.contains("Leave out"), "{problems:?}");
        assert!(!problems[0].message.contains("SECRET"));
        let settings = calls::settings(&shift.desk, Nothing {}).await.unwrap();
        assert!(settings.accounts.is_empty());
    }
}

#[tokio::test]
async fn what_a_kind_has_no_field_for_is_not_saved_least_of_all_a_secret() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let mut request = account(TOKEN);
    for field in ["token", "colour"] {
        request.fields.insert(field.to_owned(), vec!["canary".to_owned()]);
    }
    request
        .fields
        .insert("queues".to_owned(), vec![" Platform ".to_owned(), " ".to_owned()]);
    calls::account_add(&shift.desk, request).await.unwrap();
    let settings = calls::settings(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(
        settings.accounts[0].fields,
        fields("https://help.example.org", &["Platform"])
    );
    assert_eq!(settings.accounts[0].reads, "Queues: Platform");
}

#[tokio::test]
async fn a_triage_leaves_as_a_note_with_its_line_and_the_priority_in_order() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    let report = shift.sync().await;
    assert_eq!((report.new, report.changed), (1, 0));
    assert_eq!(shift.now_rows().await[0].section, Section::Untriaged);

    assert_eq!(
        shift.triage("rt:work/1", Priority::P2).await,
        "P2 set. Respond by 09:30."
    );
    assert!(
        shift.host.fake_desk.take_sent().is_empty(),
        "a screen never waits for the network"
    );
    assert_eq!(shift.unsent().await, (2, 0));
    assert_eq!(shift.sync().await.sent, 2);
    let sent = shift.host.fake_desk.take_sent();
    assert_eq!(
        sent.iter().map(|sent| sent.act).collect::<Vec<_>>(),
        ["note", "priority"]
    );
    assert_eq!(sent[1].text, "75");
    let note: Vec<&str> = sent[0].text.lines().collect();
    assert!(note[0].starts_with("Triaged P2"), "{note:?}");
    let line = note.last().unwrap();
    assert!(
        line.starts_with("[dutydesk/1 op=") && line.ends_with(" act=priority priority=P2]"),
        "{line}"
    );
}

#[tokio::test]
async fn a_reply_waits_until_the_help_desk_accepts_it_at_its_own_instant() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P2).await;
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    shift.clock_shows("2017-05-23T09:20:00+01:00");
    shift.reply("rt:work/1", "We look into it.").await;
    shift.sync().await;
    let rows = shift.now_rows().await;
    assert_eq!(rows[0].remark, "reply waiting to send");
    assert_eq!(
        shift.clock("rt:work/1", Clock::Respond).await.standing,
        Standing::Running
    );

    shift.host.fake_desk.set_down(None);
    shift.host.fake_desk.set_ahead(chrono::TimeDelta::seconds(20));
    shift.clock_shows("2017-05-23T09:25:00+01:00");
    shift.sync().await;
    let respond = shift.clock("rt:work/1", Clock::Respond).await;
    assert_eq!(
        (respond.standing, respond.ended_at),
        (Standing::Met, Some(at("2017-05-23T09:25:20+01:00")))
    );
}

#[tokio::test]
async fn f27_a_colleagues_dutydesk_moves_the_same_clocks_once() {
    let mine = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let theirs = mine.colleague();
    mine.add_help_desk().await;
    theirs.add_help_desk().await;
    mine.host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    mine.sync().await;
    mine.triage("rt:work/1", Priority::P2).await;
    mine.clock_shows("2017-05-23T09:05:00+01:00");
    mine.reply("rt:work/1", "We look into it.").await;
    mine.sync().await;

    mine.clock_shows("2017-05-23T09:35:00+01:00");
    let reason = "waiting for Kim’s logs ] act=resumed".to_owned();
    let pause = PauseRequest {
        ticket: "rt:work/1".to_owned(),
        reason: reason.clone(),
        chase_at: None,
    };
    calls::pause(&mine.desk, pause).await.unwrap();
    mine.sync().await;
    for _ in 0..2 {
        theirs.sync().await;
        let view = theirs.ticket("rt:work/1").await;
        assert_eq!(
            (view.priority, view.pause_reason.as_ref()),
            (Some(Priority::P2), Some(&reason))
        );
    }

    theirs.clock_shows("2017-05-23T10:35:00+01:00");
    calls::resume(
        &theirs.desk,
        TicketRequest {
            ticket: "rt:work/1".to_owned(),
        },
    )
    .await
    .unwrap();
    theirs.sync().await;
    mine.sync().await;
    mine.sync().await;
    for shift in [&mine, &theirs] {
        // 11:05, and one hour of pause.
        assert_eq!(
            shift.clock("rt:work/1", Clock::Update).await.due_at,
            Some(at("2017-05-23T12:05:00+01:00"))
        );
    }
}

#[tokio::test]
async fn a_tenants_text_that_looks_like_our_line_moves_nothing() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    let line = "[dutydesk/1 op=7f1c act=priority priority=P4]";
    shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", line);
    shift.host.fake_desk.tenant_writes(1, line);
    shift
        .host
        .fake_desk
        .colleague_notes(1, "[dutydesk/2 op=7f1c act=priority priority=P4]");
    shift.sync().await;
    assert_eq!(shift.ticket("rt:work/1").await.priority, None);
    shift
        .host
        .fake_desk
        .colleague_notes(1, &format!("Triaged P4.\n\n{line}"));
    shift.sync().await;
    let view = shift.ticket("rt:work/1").await;
    assert_eq!(view.priority, Some(Priority::P4));
    assert_eq!(view.priority_story, "set by a note on the help desk");
}

#[tokio::test]
async fn before_dutydesk_is_never_late_and_is_adopted_with_one_key() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let long_ago = at("2017-05-02T10:00:00+01:00");
    for number in 0..3 {
        shift
            .host
            .fake_desk
            .raise_at(long_ago, &format!("Old {number}"), "kim@dm-frontend.example", "Old.");
    }
    shift.add_help_desk().await;
    let rows = shift.now_rows().await;
    assert_eq!(rows.len(), 3);
    assert!(
        rows.iter()
            .all(|row| row.section == Section::BeforeDutydesk && row.standing.is_none()),
        "{rows:?}"
    );
    let running = shift.begin().await;
    running.until("2017-05-23T09:30:00+01:00").await;
    shift.host.notifier.expect(&[]);
    drop(running);

    let many = TriageManyRequest {
        tickets: vec!["rt:work/1".to_owned(), "rt:work/2".to_owned(), "rt:work/9".to_owned()],
        priority: Priority::P4,
        sentence: "Left over from the spring, nobody waits.".to_owned(),
    };
    let done = calls::triage_many(&shift.desk, many).await.unwrap();
    let done: Vec<bool> = done.outcomes.iter().map(|outcome| outcome.done).collect();
    assert_eq!(done, [true, true, false]);
    let before: Vec<String> = shift
        .now_rows()
        .await
        .into_iter()
        .filter(|row| row.section == Section::BeforeDutydesk)
        .map(|row| row.ticket)
        .collect();
    assert_eq!(before, ["rt:work/3"]);

    // Its thread was never read, so nothing but the ticket itself says when it was raised.
    let before_it_was_raised =
        calls::replied_elsewhere(&shift.desk, told_by_phone("rt:work/3", "2017-05-01T10:00:00+01:00")).await;
    let refused = before_it_was_raised.unwrap_err();
    assert_eq!(refused.code, ErrorCode::Invalid);
    assert!(
        refused.message.contains("The issue was raised at"),
        "{}",
        refused.message
    );
}

/// My own tickets are shown as those of `you`, which somebody may be called.
#[tokio::test]
async fn a_ticket_is_mine_by_my_name_on_the_help_desk_whatever_the_owner_is_called() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    for (owner, mine) in [("alex", true), ("you", false), ("sam", false)] {
        shift.host.fake_desk.give_to(1, owner);
        shift.sync().await;
        let view = shift.ticket("rt:work/1").await;
        assert_eq!(
            (view.mine, view.can.iter().any(|command| command == "assign_to_me")),
            (mine, !mine),
            "{owner}"
        );
    }
}

/// The built-in policies let P3 and P4 be set with one sentence; a team may let fewer.
#[tokio::test]
async fn the_policy_says_for_which_priorities_one_sentence_is_enough() {
    let text = desk_commands::policy::text("govuk-paas-2016").unwrap();
    let strict = text.replace(r#"one_sentence_for = ["P3", "P4"]"#, r#"one_sentence_for = ["P4"]"#);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("strict.toml");
    std::fs::write(&file, strict).unwrap();
    let shift = Shift::with_policy("2017-05-23T09:00:00+01:00", file.to_str());
    let ticket = shift.log_from_slack("Cannot push", "dm-frontend").await;

    let request = TicketRequest { ticket: ticket.clone() };
    let form = calls::triage_form(&shift.desk, request).await.unwrap();
    assert_eq!(form.one_sentence_for, [Priority::P4]);
    let policy = calls::policy(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(policy.one_sentence_for, [Priority::P4]);

    let many = |priority| TriageManyRequest {
        tickets: vec![ticket.clone()],
        priority,
        sentence: "Pushes are slow for one app.".to_owned(),
    };
    // More is wanted for a P3: it is set, and the rest stays open.
    for (priority, open) in [(Priority::P4, false), (Priority::P3, true)] {
        let done = calls::triage_many(&shift.desk, many(priority)).await.unwrap();
        assert!(done.outcomes[0].done, "{done:?}");
        assert_eq!(
            !shift.ticket(&ticket).await.open_questions.is_empty(),
            open,
            "{priority:?}"
        );
    }
}

fn told_by_phone(ticket: &str, when: &str) -> RepliedElsewhereRequest {
    RepliedElsewhereRequest {
        ticket: ticket.to_owned(),
        via: "phone".to_owned(),
        at: Some(at(when)),
        words: "We look into it.".to_owned(),
        next_update_at: None,
    }
}

#[tokio::test]
async fn a_colleague_sees_where_the_tenant_was_told() {
    let mine = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let theirs = mine.colleague();
    mine.add_help_desk().await;
    theirs.add_help_desk().await;
    mine.host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    mine.sync().await;
    mine.clock_shows("2017-05-23T09:20:00+01:00");
    calls::replied_elsewhere(&mine.desk, told_by_phone("rt:work/1", "2017-05-23T09:15:00+01:00"))
        .await
        .unwrap();
    mine.sync().await;
    theirs.sync().await;

    for desk in [&mine, &theirs] {
        let thread = desk.ticket("rt:work/1").await.thread;
        let told = thread.iter().find(|entry| entry.kind == EntryKind::Told).unwrap();
        assert_eq!(told.sentence, "Replied elsewhere, via phone");
    }
}

#[tokio::test]
async fn f08_a_refused_token_keeps_the_outbox_and_the_clocks_go_on() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P2).await;
    shift.host.fake_desk.set_down(Some(DeskError::TokenRefused));
    assert_eq!(shift.sync().await.problems.len(), 1);
    assert_eq!(shift.unsent().await, (2, 0));
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(status.sources[0].health, Health::Stopped);

    let running = shift.begin().await;
    running.until("2017-05-23T09:16:00+01:00").await;
    let due = "P2: respond to dm-frontend.example by 09:30";
    shift.host.notifier.expect(&[("2017-05-23T09:15:00+01:00", due)]);
    drop(running);

    shift.host.fake_desk.set_down(None);
    shift.clock_shows("2017-05-23T09:29:00+01:00");
    let added = calls::account_add(&shift.desk, account(desk_tests::TOKEN))
        .await
        .unwrap();
    assert!(matches!(added, AccountAdded::Added { .. }));
    assert_eq!(shift.sync().await.sent, 2);
}

#[tokio::test]
async fn an_account_can_be_added_offline_whichever_way_the_network_is_gone_and_says_that_it_was_not_tested() {
    for problem in [AddressProblem::UnknownHost, AddressProblem::NoConnection] {
        let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
        shift.host.fake_desk.set_down(Some(DeskError::WrongAddress(problem)));
        let added = calls::account_add(&shift.desk, account(desk_tests::TOKEN))
            .await
            .unwrap();
        let AccountAdded::Added { sentence, .. } = added else {
            panic!("{added:?}")
        };
        assert!(sentence.starts_with("Saved, but not tested. "), "{sentence}");
        assert!(
            sentence.contains("address"),
            "a wrong address looks the same: {sentence}"
        );
    }
}

#[tokio::test]
async fn a_ticket_that_is_opened_offline_raises_the_banner_at_once() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.host.fake_desk.set_down(Some(DeskError::TimedOut));
    shift.host.take_events();
    let front = || TicketRequest {
        ticket: "rt:work/1".to_owned(),
    };
    let offline = async || {
        calls::ticket_in_front(&shift.desk, front()).await.unwrap();
        let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
        status.banners.iter().any(|banner| banner.kind == BannerKind::Offline)
    };
    assert!(offline().await, "without waiting for the next read");
    assert!(
        shift.host.take_events().contains(&DeskEvent::Changed),
        "the screen is told"
    );
    shift.host.fake_desk.set_down(None);
    assert!(!offline().await);
}

#[tokio::test]
async fn offline_everything_is_readable_and_a_banner_says_how_old_it_is() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    shift.clock_shows("2017-05-23T09:05:00+01:00");
    shift.sync().await;
    shift.triage("rt:work/1", Priority::P3).await;

    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    let banner = status
        .banners
        .iter()
        .find(|banner| banner.kind == BannerKind::Offline)
        .unwrap();
    assert!(
        banner.sentence.contains("from 09:00") && banner.sentence.contains("2 waiting"),
        "{}",
        banner.sentence
    );
    let view = shift.ticket("rt:work/1").await;
    let words: String = view.thread[0]
        .parts
        .iter()
        .flat_map(|part| &part.runs)
        .map(|run| run.text.as_str())
        .collect();
    assert_eq!(words, "It says 500.");
}

#[tokio::test]
async fn f29_a_ticket_that_was_listed_before_its_thread_could_be_read_gets_its_clocks_with_the_next_pass() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    let help_desk = &shift.host.fake_desk;
    let second = help_desk.raise("Cannot log in", "sam@pay.example", "It says 401.");
    help_desk.set_thread_fails(second, Some(DeskError::Unavailable));
    assert_eq!(shift.sync().await.problems.len(), 1);
    let shift = shift.again();
    shift.host.fake_desk.set_thread_fails(second, None);
    shift.sync().await;
    assert_eq!(
        shift.clock("rt:work/2", Clock::Triage).await.standing,
        Standing::Running
    );
}

#[tokio::test]
async fn f29_a_ticket_that_was_kept_before_its_line_was_computed_is_listed_after_the_next_start() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    let shift = shift.again_after(|data| {
        let cache = rusqlite::Connection::open(data.join("cache.db")).unwrap();
        assert_eq!(cache.execute("DELETE FROM list_row", []).unwrap(), 1);
        let desk = rusqlite::Connection::open(data.join("desk.db")).unwrap();
        let changed = "INSERT INTO changed_ticket (ticket) VALUES ('rt:work/1')";
        assert_eq!(desk.execute(changed, []).unwrap(), 1);
    });
    let rows = shift.now_rows().await;
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0].ticket, "rt:work/1");
}

#[tokio::test]
async fn f09_a_thread_that_may_not_be_read_is_said_once_and_holds_up_no_other() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    let help_desk = &shift.host.fake_desk;
    let tickets = ["one", "two", "three"].map(|subject| help_desk.raise(subject, "sam@pay.example", "Help."));
    help_desk.set_thread_fails(tickets[1], Some(DeskError::NotAllowed));
    assert_eq!(shift.sync().await.problems.len(), 1);
    for ticket in [tickets[0], tickets[2]] {
        let clock = shift.clock(&format!("rt:work/{ticket}"), Clock::Triage).await;
        assert_eq!(clock.standing, Standing::Running);
    }
    assert!(shift.sync().await.problems.is_empty());
}

#[tokio::test]
async fn a_locked_keychain_is_said_and_the_cache_is_worked_from() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    let shift = shift.again();
    shift.host.secrets.set_locked(true);
    let report = shift.sync().await;
    assert!(report.problems[0].contains("keychain"), "{report:?}");
    assert_eq!(shift.now_rows().await.len(), 1);
    shift.host.secrets.set_locked(false);
    assert!(shift.sync().await.problems.is_empty());
}

#[tokio::test]
async fn f70_another_keychain_without_our_token_asks_for_it_and_nothing_is_lost() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    let raised = shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", "It says 500.");
    shift.sync().await;
    let ticket = format!("rt:work/{raised}");
    let key = AccountKey::parse("rt:work").unwrap();
    shift.host.secrets.delete(&key).await.unwrap();
    // While it runs, the connection has the token.
    let shift = shift.again();
    let report = shift.sync().await;
    assert!(report.problems[0].contains("Enter the token again"), "{report:?}");
    shift.reply(&ticket, "We are looking.").await;
    assert_eq!(shift.now_rows().await.len(), 1);
    assert_eq!(shift.unsent().await, (1, 0), "the reply waits");

    let again = calls::account_add(&shift.desk, account(TOKEN)).await.unwrap();
    assert!(matches!(again, AccountAdded::Added { .. }), "{again:?}");
    assert!(shift.sync().await.problems.is_empty());
    assert_eq!(shift.unsent().await, (0, 0));
}

#[tokio::test]
async fn two_thousand_tickets_page_without_a_gap_or_a_double() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let long_ago = at("2017-05-02T10:00:00+01:00");
    for number in 0..1995 {
        shift
            .host
            .fake_desk
            .raise_at(long_ago, &format!("Old {number}"), "kim@dm-frontend.example", "Old.");
    }
    shift.add_help_desk().await;
    for number in 0..5 {
        shift
            .host
            .fake_desk
            .raise(&format!("New {number}"), "sam@notify-api.example", "New.");
    }
    shift.sync().await;

    let mut seen = Vec::new();
    loop {
        let offset = u32::try_from(seen.len()).unwrap();
        let request = RowsRequest {
            list: ListKind::Now,
            owner: OwnerFilter::All,
            offset,
            limit: 77,
            narrow: desk_contract::list::Narrow::default(),
        };
        let page = calls::rows(&shift.desk, request).await.unwrap();
        assert_eq!(page.total, 2000);
        let counted: u32 = page.sections.iter().map(|section| section.count).sum();
        assert_eq!(counted, page.total);
        if page.rows.is_empty() {
            break;
        }
        seen.extend(page.rows.into_iter().map(|row| (row.section, row.ticket)));
    }
    assert!(
        seen.is_sorted_by_key(|(section, _)| *section),
        "sections come one after the other"
    );
    let mut tickets: Vec<&String> = seen.iter().map(|(_, ticket)| ticket).collect();
    tickets.sort();
    tickets.dedup();
    assert_eq!((seen.len(), tickets.len()), (2000, 2000));
}

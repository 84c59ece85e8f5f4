//! What the window shows and lets somebody do: report 22, a shift worked in the window.

use std::os::unix::ffi::OsStringExt as _;
use std::time::{Duration, Instant};

use desk_commands::calls;
use desk_connect::{AddressProblem, DeskError};
use desk_contract::clocks::Priority;
use desk_contract::list::{
    HeroAct, Hit, ListKind, ListOrder, Narrow, Nothing, NowView, OwnerFilter, RowsRequest, SavedView, SavedViews,
    SearchRequest, Section,
};
use desk_contract::ticket::{
    DraftKind, DraftSaveRequest, LogTicketRequest, LoggedFrom, OutboxDecideRequest, OutboxDecision, SendReply,
    SnoozeRequest, TicketRequest, TriageManyRequest,
};
use desk_contract::triage::{AnswerText, TriageDraftRequest};
use desk_tests::{Shift, TOKEN, account};

async fn now(shift: &Shift) -> NowView {
    calls::now_view(&shift.desk, Nothing {}).await.unwrap()
}

async fn found(shift: &Shift, words: &str) -> Vec<Hit> {
    let request = SearchRequest {
        words: words.to_owned(),
        limit: 10,
        except: None,
    };
    calls::search(&shift.desk, request).await.unwrap().hits
}

fn of(ticket: &str) -> TicketRequest {
    TicketRequest {
        ticket: ticket.to_owned(),
    }
}

#[tokio::test]
async fn r22_16_what_is_due_at_the_same_time_is_in_the_order_of_its_numbers() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    for _ in 0..11 {
        shift.log_from_slack("Pushes are slow", "notify-api").await;
    }
    let rows = shift.now_rows().await;
    let numbers: Vec<String> = (1..=11).map(|number| format!("local/{number}")).collect();
    assert_eq!(rows.iter().map(|row| row.ticket.clone()).collect::<Vec<_>>(), numbers);
    let marks = now(&shift).await.radar.marks;
    assert_eq!(
        marks.iter().map(|mark| mark.ticket.clone()).collect::<Vec<_>>(),
        numbers
    );
}

#[tokio::test]
async fn r22_17_what_was_said_is_quoted_in_the_triage_that_follows() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let request = LogTicketRequest {
        subject: "Pushes hang".to_owned(),
        from: LoggedFrom::Phone,
        tenant: "notify-api".to_owned(),
        text: "It says 500 since lunch.".to_owned(),
        raised_at: None,
    };
    let ticket = calls::log_ticket(&shift.desk, request).await.unwrap().ticket;
    let form = calls::triage_form(&shift.desk, of(&ticket)).await.unwrap();
    let quoted: String = form
        .quote
        .iter()
        .flat_map(|part| &part.runs)
        .map(|run| run.text.as_str())
        .collect();
    assert_eq!(quoted.trim(), "It says 500 since lunch.");
}

#[tokio::test]
async fn r22_09_nothing_is_due_is_only_sure_when_the_help_desk_was_read() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let view = now(&shift).await;
    assert!(!view.calm_is_sure);
    assert!(view.calm.contains("No help desk is connected"), "{}", view.calm);

    let away = DeskError::WrongAddress(AddressProblem::NoConnection);
    shift.host.fake_desk.set_down(Some(away));
    calls::account_add(&shift.desk, account(TOKEN)).await.unwrap();
    let view = now(&shift).await;
    assert!(!view.calm_is_sure);
    assert!(view.calm.contains("hasn’t been synced yet"), "{}", view.calm);

    shift.host.fake_desk.set_down(None);
    shift.sync().await;
    let view = now(&shift).await;
    assert_eq!((view.calm.as_str(), view.calm_is_sure), ("Nothing is due.", true));

    // An hour without a sync: what came in since is not known.
    shift.clock_shows("2017-05-23T10:00:00+01:00");
    let view = now(&shift).await;
    assert!(!view.calm_is_sure);
    assert!(view.calm.contains("last synced, 09:00"), "{}", view.calm);
}

#[tokio::test]
async fn r22_07_late_triage_has_a_group_and_the_strip() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Pushes are slow", "notify-api").await;
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    assert!(status.worst_late.is_none());

    shift.clock_shows("2017-05-23T09:14:00+01:00");
    shift.log_from_slack("A new one", "registers").await;
    let sections: Vec<Section> = shift.now_rows().await.iter().map(|row| row.section).collect();
    assert_eq!(sections, [Section::LateTriage, Section::Untriaged]);
    let status = calls::app_status(&shift.desk, Nothing {}).await.unwrap();
    let strip = status.worst_late.unwrap();
    assert_eq!((strip.ticket.as_str(), strip.act), (ticket.as_str(), HeroAct::Triage));
    assert!(strip.sentence.ends_with("triage notify-api"), "{}", strip.sentence);
    assert_eq!(status.counts.now, 2);
}

#[tokio::test]
async fn r22_03_acknowledged_and_snoozed_leave_a_mark_and_the_card_stops_offering_it() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let ticket = shift.log_from_slack("Nothing works", "notify-api").await;
    shift.triage(&ticket, Priority::P1).await;
    shift.clock_shows("2017-05-23T09:25:00+01:00");
    assert!(now(&shift).await.hero.unwrap().acts.contains(&HeroAct::Acknowledge));

    calls::acknowledge(&shift.desk, of(&ticket)).await.unwrap();
    let hero = now(&shift).await.hero.unwrap();
    assert!(!hero.acts.contains(&HeroAct::Acknowledge), "{:?}", hero.acts);
    assert!(hero.detail.ends_with("Acknowledged 09:25"), "{}", hero.detail);
    assert!(shift.now_rows().await[0].remark.contains("Acknowledged 09:25"));
    let headline = shift.ticket(&ticket).await.headline;
    assert!(headline.ends_with(" · acknowledged 09:25"), "{headline}");

    let snooze = SnoozeRequest {
        ticket: ticket.clone(),
        minutes: 30,
    };
    calls::snooze(&shift.desk, snooze).await.unwrap();
    assert!(shift.now_rows().await[0].remark.contains("Snoozed until 09:55"));
    shift.clock_shows("2017-05-23T09:56:00+01:00");
    assert!(!shift.now_rows().await[0].remark.contains("Snoozed"));

    // An answer starts a new clock, which nobody has acknowledged.
    let told = desk_contract::ticket::RepliedElsewhereRequest {
        ticket: ticket.clone(),
        via: "slack".to_owned(),
        at: None,
        words: "We look into it.".to_owned(),
        next_update_at: None,
    };
    calls::replied_elsewhere(&shift.desk, told).await.unwrap();
    assert!(!shift.now_rows().await[0].remark.contains("Acknowledged"));
}

#[tokio::test]
async fn r22_09_the_line_for_other_dutydesks_is_not_shown_in_the_thread() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P3).await;
    let waiting = shift.ticket("rt:work/1").await.unsent;
    assert!(
        waiting.iter().all(|row| !row.text.contains("[dutydesk/")),
        "{waiting:?}"
    );
    shift.sync().await;
    shift
        .host
        .fake_desk
        .colleague_notes(1, "Look:\n[dutydesk/1 op=zz act=no-such-act]");
    shift.sync().await;
    let thread = format!("{:?}", shift.ticket("rt:work/1").await.thread);
    assert!(thread.contains("Triaged P3"));
    assert!(!thread.contains("act=priority"), "{thread}");
    assert!(
        thread.contains("no-such-act"),
        "what Dutydesk doesn't understand is text: {thread}"
    );
}

#[tokio::test]
async fn r22_09_the_search_neither_shows_that_line_nor_finds_by_it() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P3).await;
    shift.sync().await;
    shift
        .host
        .fake_desk
        .colleague_notes(1, "Nothing of it yet.\n\n[dutydesk/1 op=7f1c act=started]");
    shift.sync().await;
    for words in ["dutydesk", "op", "7f1c", "act started", "act", "in_scope"] {
        assert_eq!(found(&shift, words).await.len(), 0, "{words}");
    }
    for words in ["Triaged P3", "Nothing of it yet"] {
        let hit = &found(&shift, words).await[0];
        let snippet: String = hit.snippet.iter().map(|piece| piece.text.as_str()).collect();
        assert!(
            !snippet.contains("dutydesk/1") && !snippet.contains("act="),
            "{snippet}"
        );
    }
    // What a tenant writes is found, whatever it looks like.
    shift
        .host
        .fake_desk
        .tenant_writes(1, "Our log says:\n[dutydesk/1 op=x act=zebra]");
    shift.sync().await;
    assert_eq!(found(&shift, "zebra").await.len(), 1);
}

#[tokio::test]
async fn r22_12_a_ticket_that_is_named_in_full_is_found_first() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    for subject in ["Quota", "Push fails", "Slow in eu-west-2 for local/2", "Region 2 again"] {
        shift.log_from_slack(subject, "notify-api").await;
    }
    for name in ["local/2", "LOCAL/2", "2", "#2"] {
        assert_eq!(found(&shift, name).await[0].id, "local/2", "{name}");
    }
    assert_eq!(found(&shift, "quota").await[0].id, "local/1");
}

#[tokio::test]
async fn r22_06_a_frozen_help_desk_keeps_nobody_waiting() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P2).await;
    shift.sync().await;
    shift.host.set_undo_seconds(10);
    shift.host.fake_desk.set_frozen(true);
    let begun = Instant::now();
    let sent = shift.reply("rt:work/1", "We look into it.").await;
    assert!(begun.elapsed() < Duration::from_secs(3), "{:?}", begun.elapsed());
    let SendReply::Queued { outbox, leaves_in, .. } = sent else {
        panic!("nothing newer was known")
    };
    assert_eq!(leaves_in, 10);
    let row = shift.ticket("rt:work/1").await.unsent.pop().unwrap();
    assert!(row.undoable && row.id == outbox, "{row:?}");

    // Undone from anywhere: the words are a draft again, above what was typed meanwhile.
    let typing = DraftSaveRequest {
        ticket: "rt:work/1".to_owned(),
        kind: DraftKind::Reply,
        text: "Also: which app?".to_owned(),
    };
    calls::draft_save(&shift.desk, typing).await.unwrap();
    let undo = OutboxDecideRequest {
        id: outbox,
        decision: OutboxDecision::Cancel,
    };
    calls::outbox_decide(&shift.desk, undo).await.unwrap();
    let drafts = shift.ticket("rt:work/1").await.drafts;
    assert_eq!(drafts[0].text, "We look into it.\n\nAlso: which app?");
}

#[tokio::test]
async fn r22_06_what_somebody_writes_in_the_ten_seconds_holds_the_reply_back_once() {
    let shift = Shift::with_a_ticket("2017-05-23T09:00:00+01:00").await;
    shift.triage("rt:work/1", Priority::P2).await;
    shift.sync().await;
    shift.host.fake_desk.take_sent();
    shift.host.set_undo_seconds(10);
    shift.clock_shows("2017-05-23T09:10:00+01:00");
    let SendReply::Queued { outbox, .. } = shift.reply("rt:work/1", "We look into it.").await else {
        panic!("nothing newer was known")
    };
    shift.clock_shows("2017-05-23T09:10:05+01:00");
    shift.host.fake_desk.tenant_writes(1, "It works again, thanks.");
    shift.clock_shows("2017-05-23T09:10:11+01:00");
    shift.sync().await;
    assert!(shift.host.fake_desk.take_sent().iter().all(|sent| sent.act != "reply"));
    let row = shift.ticket("rt:work/1").await.unsent.pop().unwrap();
    assert!(row.reason.starts_with("Somebody wrote 09:10"), "{}", row.reason);

    let again = OutboxDecideRequest {
        id: outbox,
        decision: OutboxDecision::Send,
    };
    calls::outbox_decide(&shift.desk, again).await.unwrap();
    shift.sync().await;
    assert!(shift.host.fake_desk.take_sent().iter().any(|sent| sent.act == "reply"));
}

#[tokio::test]
async fn r22_a_list_is_narrowed_by_words_and_ordered_within_its_sections() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    for (subject, tenant) in [
        ("Pushes are slow", "notify-api"),
        ("Quota 100%", "registers"),
        ("push fails", "forms"),
    ] {
        shift.log_from_slack(subject, tenant).await;
        let next = shift.desk.now() + chrono::TimeDelta::minutes(1);
        shift.clock_shows(&next.to_rfc3339());
    }
    let rows = async |words: &str, order: ListOrder| {
        let request = RowsRequest {
            list: ListKind::Now,
            owner: OwnerFilter::All,
            offset: 0,
            limit: 10,
            narrow: Narrow {
                words: words.to_owned(),
                order,
            },
        };
        let page = calls::rows(&shift.desk, request).await.unwrap();
        assert_eq!(page.total as usize, page.rows.len(), "{words}");
        page.rows.into_iter().map(|row| row.ticket).collect::<Vec<_>>()
    };
    assert_eq!(rows("", ListOrder::Newest).await, ["local/3", "local/2", "local/1"]);
    assert_eq!(rows("", ListOrder::Tenant).await, ["local/3", "local/1", "local/2"]);
    assert_eq!(rows("PUSH", ListOrder::Due).await, ["local/1", "local/3"]);
    assert_eq!(rows("forms push", ListOrder::Due).await, ["local/3"]);
    assert_eq!(rows("100%", ListOrder::Due).await, ["local/2"]);
    assert_eq!(rows("%", ListOrder::Due).await, ["local/2"], "a sign is a sign");
    assert!(rows("nothing like that", ListOrder::Due).await.is_empty());
}

#[tokio::test]
async fn r22_a_filter_is_saved_under_a_name_of_its_own() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let view = |name: &str| SavedView {
        name: name.to_owned(),
        owner: OwnerFilter::Mine,
        narrow: Narrow {
            words: "quota".to_owned(),
            order: ListOrder::Tenant,
        },
    };
    let set = async |names: &[&str]| {
        let views = names.iter().map(|name| view(name)).collect();
        calls::saved_views_set(&shift.desk, SavedViews { views }).await
    };
    set(&["Quotas ", "All"]).await.unwrap();
    let shift_again = calls::saved_views(&shift.desk, Nothing {}).await.unwrap();
    assert_eq!(shift_again.views[0], view("Quotas"));
    for (names, says) in [
        (vec![" "], "Give the view a name"),
        (vec!["All", "all"], "There is already a view called “all”"),
        (vec!["x".repeat(41).leak() as &str], "longer than 40"),
    ] {
        let refused = set(&names).await.unwrap_err();
        assert!(
            refused.message.starts_with(says) || refused.message.contains(says),
            "{}",
            refused.message
        );
    }
    let many: Vec<String> = (0..21).map(|n| n.to_string()).collect();
    assert!(set(&many.iter().map(String::as_str).collect::<Vec<_>>()).await.is_err());
    assert_eq!(
        calls::saved_views(&shift.desk, Nothing {}).await.unwrap().views.len(),
        2
    );
}

/// One cause, three tickets: each keeps what was already filled in on it, and each says what became of it.
#[tokio::test]
async fn r22_several_tickets_are_triaged_with_one_sentence_and_each_says_what_became_of_it() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    for (subject, tenant) in [("502 everywhere", "notify-api"), ("Our apps are down", "registers")] {
        shift.log_from_slack(subject, tenant).await;
    }
    let words = |words: &str| AnswerText {
        choice: None,
        words: words.to_owned(),
    };
    let draft = TriageDraftRequest {
        ticket: "local/2".to_owned(),
        answers: [
            ("urgency".to_owned(), words("They have a deadline today.")),
            ("impact".to_owned(), words("No user can sign in.")),
        ]
        .into(),
    };
    calls::triage_draft(&shift.desk, draft).await.unwrap();
    let many = |sentence: &str| TriageManyRequest {
        tickets: ["local/1", "local/2", "local/9"].map(str::to_owned).to_vec(),
        priority: Priority::P1,
        sentence: sentence.to_owned(),
    };
    let refused = calls::triage_many(&shift.desk, many(" ")).await.unwrap_err();
    assert_eq!(refused.message, "Say in one sentence why.");
    let done = calls::triage_many(&shift.desk, many("The router is down."))
        .await
        .unwrap();
    let said: Vec<(bool, &str)> = done
        .outcomes
        .iter()
        .map(|outcome| (outcome.done, outcome.sentence.as_str()))
        .collect();
    assert!(
        said[0].0 && said[0].1.starts_with("P1 set. Respond by 09:20"),
        "{said:?}"
    );
    assert!(said[1].0, "{said:?}");
    assert!(!said[2].0 && !said[2].1.is_empty(), "{said:?}");
    let view = shift.ticket("local/2").await;
    let thread = format!("{:?}", view.thread);
    assert!(
        thread.contains("They have a deadline today. The router is down."),
        "{thread}"
    );
    assert!(thread.contains("No user can sign in."), "{thread}");
    assert!(
        !view.open_questions.is_empty(),
        "a P1 has more questions: they stay open"
    );
}

#[tokio::test]
async fn r22_a_policy_file_is_chosen_in_the_desktops_dialog_and_its_path_is_read_later() {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    let pick = async || calls::policy_pick(&shift.desk, Nothing {}).await;
    assert_eq!(pick().await.unwrap().path, None, "nothing was chosen");
    let before = calls::policy(&shift.desk, Nothing {}).await.unwrap().title;
    let path = "/nowhere/our \u{202e}policy.toml";
    *shift.host.picks.lock().unwrap() = Some(path.into());
    assert_eq!(pick().await.unwrap().path.as_deref(), Some(path));
    assert_eq!(calls::policy(&shift.desk, Nothing {}).await.unwrap().title, before);

    let no_text = std::ffi::OsString::from_vec(b"/tmp/caf\xe9.toml".to_vec());
    *shift.host.picks.lock().unwrap() = Some(no_text.into());
    assert!(pick().await.unwrap_err().message.starts_with("The path of that file"));
}

#[tokio::test]
async fn r22_hours_without_an_end_are_always_in_hours() {
    let text = desk_commands::policy::text("govuk-paas-2016").unwrap();
    let always: Vec<&str> = text
        .lines()
        .map(|line| match line {
            _ if line.starts_with("in_hours = [") => {
                r#"in_hours = [{ days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"], from = "00:00", to = "24:00" }]"#
            }
            _ if line.starts_with("waking = [") => "waking = []",
            _ if line.starts_with("region = ") => "region = \"none\"",
            _ if line.starts_with("feed = ") => "feed = \"\"",
            _ => line,
        })
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("always.toml");
    std::fs::write(&file, always.join("\n")).unwrap();
    let shift = Shift::with_policy("2017-05-23T09:00:00+01:00", file.to_str());
    let hours = calls::app_status(&shift.desk, Nothing {}).await.unwrap().hours;
    assert_eq!((hours.sentence.as_str(), hours.until), ("Always in hours", None));
}

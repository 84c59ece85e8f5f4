//! Words, links and files from outside.

use desk_commands::calls;
use desk_connect::DeskError;
use desk_contract::error::ErrorCode;
use desk_contract::list::SearchRequest;
use desk_contract::ticket::{AttachmentRequest, LogTicketRequest, LoggedFrom, OpenLinkRequest};
use desk_tests::Shift;

async fn with_mail(text: &str) -> Shift {
    let shift = Shift::starts_at("2017-05-23T09:00:00+01:00");
    shift.add_help_desk().await;
    shift
        .host
        .fake_desk
        .raise("Cannot push", "kim@dm-frontend.example", text);
    shift.sync().await;
    shift
}

async fn opening_entry(shift: &Shift) -> String {
    shift.ticket("rt:work/1").await.thread[0].id.clone()
}

fn link(entry: &str, link: u32, confirmed: bool) -> OpenLinkRequest {
    OpenLinkRequest {
        ticket: "rt:work/1".to_owned(),
        entry: entry.to_owned(),
        link,
        confirmed,
    }
}

#[tokio::test]
async fn f74_a_link_shows_its_host_before_it_opens_and_opens_by_index_only() {
    let shift = with_mail("See https://logs.example.org/a?b=c and https://xn--80ak6aa92e.example/").await;
    let entry = opening_entry(&shift).await;
    let asked = calls::open_link(&shift.desk, link(&entry, 0, false)).await.unwrap();
    assert_eq!((asked.host.as_str(), asked.opened), ("logs.example.org", false));
    assert!(shift.host.opener.opened().is_empty());
    let opened = calls::open_link(&shift.desk, link(&entry, 0, true)).await.unwrap();
    assert!(opened.opened);
    assert_eq!(shift.host.opener.opened(), ["https://logs.example.org/a?b=c"]);
    assert_eq!(
        calls::open_link(&shift.desk, link(&entry, 1, false))
            .await
            .unwrap()
            .host,
        "xn--80ak6aa92e.example"
    );
    let absent = calls::open_link(&shift.desk, link(&entry, 7, true)).await.unwrap_err();
    assert_eq!(absent.code, ErrorCode::NotFound);
}

#[tokio::test]
async fn f74_nothing_but_the_web_and_mail_is_ever_opened() {
    let text = "javascript:alert(1) file:///etc/passwd ssh://host/ https://user:secret@bank.example/ \
                smb://host/share data:text/html,x";
    let shift = with_mail(text).await;
    let entry = opening_entry(&shift).await;
    for index in 0..8 {
        let _ = calls::open_link(&shift.desk, link(&entry, index, true)).await;
    }
    let opened = shift.host.opener.opened();
    assert!(opened.is_empty(), "{opened:?}");
}

#[tokio::test]
async fn f75_a_file_is_saved_under_a_name_of_ours_in_the_downloads_folder() {
    let shift = with_mail("See the file.").await;
    let name = "../../.config/autostart/evil.desktop";
    let file = shift.host.fake_desk.attach(1, name, "text/plain", b"[Desktop Entry]");
    shift.sync().await;
    let request = AttachmentRequest {
        ticket: "rt:work/1".to_owned(),
        attachment: file,
    };
    let saved = calls::attachment_save(&shift.desk, request.clone()).await.unwrap().text;
    let saved = std::path::PathBuf::from(saved);
    assert_eq!(saved.parent(), Some(shift.downloads().as_path()));
    let name = saved.file_name().unwrap().to_str().unwrap();
    assert!(
        name.ends_with(".txt") && !name.starts_with('.') && !name.contains('/'),
        "{name}"
    );
    let again = calls::attachment_save(&shift.desk, request).await.unwrap().text;
    assert_ne!(std::path::PathBuf::from(again), saved, "never over another file");
}

#[tokio::test]
async fn a_fetched_file_is_readable_offline_as_plain_text() {
    let shift = with_mail("See the file.").await;
    let file = shift
        .host
        .fake_desk
        .attach(1, "push.log", "text/plain", b"\x1b[31mred\x1b[0m \x07ok");
    shift.sync().await;
    let request = AttachmentRequest {
        ticket: "rt:work/1".to_owned(),
        attachment: file,
    };
    let online = calls::attachment_read(&shift.desk, request.clone())
        .await
        .unwrap()
        .text
        .unwrap();
    assert!(
        online.contains("red") && !online.contains(char::is_control),
        "{online:?}"
    );
    shift.host.fake_desk.set_down(Some(DeskError::Unavailable));
    let offline = calls::attachment_read(&shift.desk, request)
        .await
        .unwrap()
        .text
        .unwrap();
    assert_eq!(offline, online);
}

#[tokio::test]
async fn a_body_crosses_as_text_whatever_it_looks_like() {
    let html = "<img src=x onerror=alert(1)><script>alert(2)</script>";
    let shift = with_mail(html).await;
    let entry = &shift.ticket("rt:work/1").await.thread[0];
    let text: String = entry
        .parts
        .iter()
        .flat_map(|part| &part.runs)
        .map(|run| run.text.as_str())
        .collect();
    assert_eq!(text, html);
}

/// Far above what a busy machine needs, and far below the minutes and hours that the quadratic loops took.
const SOON: std::time::Duration = std::time::Duration::from_secs(30);

#[tokio::test]
async fn r23_08_a_hostile_message_neither_freezes_its_ticket_nor_holds_up_another() {
    let repeated = |unit: &str| unit.repeat(1_000_000 / unit.len());
    let bodies = [
        format!("see http://a/{}", repeated(")")),
        repeated("mailto:"),
        repeated(">http://a\nhttp://a\n"),
        repeated("http://a@"),
        repeated("On a\nwrote:\n"),
        repeated("shop "),
    ];
    let shift = with_mail(&bodies[0]).await;
    for body in &bodies[1..] {
        shift
            .host
            .fake_desk
            .raise("Cannot push", "kim@dm-frontend.example", body);
    }
    shift
        .host
        .fake_desk
        .raise("Needle", "kim@dm-frontend.example", "It is down");
    let looked = async {
        shift.sync().await;
        assert_eq!(shift.ticket("rt:work/7").await.subject, "Needle");
        for number in 1..=6 {
            let ticket = shift.ticket(&format!("rt:work/{number}")).await;
            let parts = &ticket.thread[0].parts;
            let shown: usize = parts.iter().flat_map(|part| &part.runs).map(|run| run.text.len()).sum();
            // No word is lost, and a screen can draw it.
            assert_eq!(shown, bodies[number - 1].len());
            assert!(parts.len() <= 2_000, "{number}");
            assert!(
                parts.iter().map(|part| part.runs.len()).sum::<usize>() <= 4_001,
                "{number}"
            );
            let _ = calls::open_link(&shift.desk, link(&ticket.thread[0].id, 3, false)).await;
        }
        for words in ["shop", "a", "needle"] {
            let request = SearchRequest {
                words: words.to_owned(),
                limit: 20,
                except: None,
            };
            assert!(
                !calls::search(&shift.desk, request).await.unwrap().hits.is_empty(),
                "{words}"
            );
        }
    };
    tokio::time::timeout(SOON, looked).await.expect("all of it soon");
}

#[tokio::test]
async fn r23_12_seventy_thousand_letters_in_any_place_are_a_long_text_and_no_panic() {
    let long = "A".repeat(70_000);
    let shift = with_mail(&long).await;
    let line = format!("[dutydesk/1 op=7f act=paused reason={long}]");
    shift.host.fake_desk.colleague_notes(1, &line);
    shift.host.fake_desk.colleague_replies(1, &long);
    let request = LogTicketRequest {
        subject: "Down".to_owned(),
        from: LoggedFrom::Slack,
        tenant: long.clone(),
        text: long.clone(),
        raised_at: None,
    };
    let refused = calls::log_ticket(&shift.desk, request.clone()).await.unwrap_err();
    assert_eq!(
        refused.message,
        "The tenant’s name is longer than 200 characters. Shorten it."
    );
    let request = LogTicketRequest {
        tenant: "A".repeat(200),
        ..request
    };
    calls::log_ticket(&shift.desk, request).await.unwrap();
    shift.sync().await;
    let ticket = shift.ticket("rt:work/1").await;
    let is_line = |entry: &&desk_contract::ticket::Entry| {
        let runs = entry.parts.iter().flat_map(|part| &part.runs);
        runs.map(|run| run.text.as_str()).collect::<String>() == line
    };
    assert!(
        ticket.thread.iter().any(|entry| is_line(&entry)),
        "it is text, and no pause"
    );
    assert!(ticket.pause_reason.is_none());
    assert_eq!(shift.now_rows().await.len(), 2);
}

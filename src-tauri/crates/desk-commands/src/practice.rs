//! The practice shift: some fifteen tickets of a platform team, placed around the present moment, so that everything
//! can be tried with no help desk and no network. Marked as practice, removed with one act.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::events::DeskEvent;
use desk_contract::list::{Done, Nothing};
use desk_contract::settings::PracticeStarted;
use desk_domain::event::{EventKind, Route, TicketEvent};
use desk_domain::policy::Priority;
use desk_store::cache::message::Message;
use desk_store::cache::remote_ticket::RemoteTicket;
use desk_store::desk::tenant::TenantKind;
use desk_store::desk::ticket::{Series, Ticket};
use desk_store::desk::ticket_event::NewEvent;
use desk_store::{Store, StoreError};

use crate::acts::new_op_id;
use crate::desk::Desk;
use crate::error::{self, Answer};
use crate::folded::ME;

/// Marks cached practice tickets; no account has this key.
const ACCOUNT: &str = "practice";

/// One practice ticket. Minutes are counted back from now.
struct Sketch {
    tenant: &'static str,
    subject: &'static str,
    by: &'static str,
    owner: Option<&'static str>,
    raised: i64,
    route: Route,
    adopted: bool,
    status: &'static str,
    story: &'static [(i64, Happened)],
}

/// What happened to a practice ticket.
enum Happened {
    /// The tenant wrote.
    Asked(&'static str),
    /// We answered.
    Answered(&'static str, &'static str),
    /// We noted.
    Noted(&'static str, &'static str),
    /// A machine wrote.
    Automatic(&'static str),
    Set(Priority),
    Started,
    Paused(&'static str),
    Resolved,
}

use Happened::{Answered, Asked, Automatic, Noted, Paused, Resolved, Set, Started};

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;

const NORMAL: Sketch = Sketch {
    tenant: "",
    subject: "",
    by: "",
    owner: None,
    raised: 0,
    route: Route::Normal,
    adopted: true,
    status: "open",
    story: &[],
};

const SHIFT: &[Sketch] = &[
    Sketch {
        tenant: "notify-api",
        subject: "failure pushing app: invalid mode 0444",
        by: "Sam Okafor",
        owner: Some(ME),
        raised: 90,
        route: Route::Emergency,
        story: &[
            (
                90,
                Asked(
                    "Pushing fails since this morning with “invalid mode 0444”. We have a fix to ship for a live \
                problem.\n\n2017/05/23 11:42:07 push: uploading notify-api\n2017/05/23 11:42:09 push: FAILED\n\
                2017/05/23 11:42:09 Server error, status code: 500, invalid mode 0444\n\n-- \nSam Okafor\nNotify",
                ),
            ),
            (
                83,
                Noted(
                    "You",
                    "Triaged P1: emergency fix blocked. Urgency now, one live service, no workaround known.",
                ),
            ),
            (82, Started),
            (
                77,
                Answered(
                    "You",
                    "Hello Sam, we can see this and are looking at the droplet cache.",
                ),
            ),
            (
                66,
                Answered(
                    "You",
                    "We renamed this ticket so that it names the error: it helps others to find it. We \
                are clearing the cache on one cell first.",
                ),
            ),
            (
                38,
                Asked("Thank you. Any idea how long? We would push from another space if it helps."),
            ),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "registers",
        subject: "our deploys hang since lunch",
        by: "Priya Nair",
        raised: 8,
        story: &[(
            8,
            Asked("Every deploy since lunch stops at “staging”. Nothing in our logs. Is something going on?"),
        )],
        ..NORMAL
    },
    Sketch {
        tenant: "dm-frontend",
        subject: "Cannot bind postgres service to new space",
        by: "Kim Larsen",
        raised: 2,
        story: &[(
            2,
            Asked(
                "cf bind-service has timed out in our new space since about two. Three of our teams see it. \
            We would like to release before four.\n\nWe followed https://docs.example.org/bind-a-service step by step.",
            ),
        )],
        ..NORMAL
    },
    Sketch {
        tenant: "gov-wifi",
        subject: "elevated 502 rate on routers",
        by: "Joe Brand",
        owner: Some(ME),
        raised: 20,
        story: &[
            (
                20,
                Asked("About one request in fifty ends in a 502 since the top of the hour. Retrying helps."),
            ),
            (16, Set(Priority::P2)),
            (15, Started),
            (
                14,
                Noted(
                    "You",
                    "Router 2 drops connections after the deploy. Rolling it back on staging first.",
                ),
            ),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "pay-toolbox",
        subject: "Intermittent log drain drops",
        by: "Ana Reyes",
        raised: 63,
        story: &[
            (
                63,
                Asked("We lose a few seconds of logs now and then. It is not urgent, but it worries us."),
            ),
            (58, Set(Priority::P3)),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "vcs",
        subject: "api certificate renewal failing in london",
        by: "Tom Hughes",
        owner: Some("Alex"),
        raised: 55,
        story: &[
            (
                55,
                Asked("The renewal job for our domain fails with “challenge not found”. It has eleven days left."),
            ),
            (50, Set(Priority::P2)),
            (49, Started),
            (
                6,
                Answered(
                    "Alex",
                    "Hello Tom, the challenge route was missing after yesterday’s change. We are putting \
                it back and will run the renewal for you.",
                ),
            ),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "trade-tariff",
        subject: "Docs: broken link to buildpacks page",
        by: "Lin Wu",
        raised: 330,
        story: &[
            (
                330,
                Asked("The link to the buildpacks page in the developer docs leads nowhere."),
            ),
            (322, Set(Priority::P4)),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "forms",
        subject: "memory quota for org",
        by: "Dana Fox",
        owner: Some(ME),
        raised: 200,
        story: &[
            (
                200,
                Asked("Could our quota go up to 64 GB? We move two more services in June."),
            ),
            (195, Set(Priority::P3)),
            (
                150,
                Answered(
                    "You",
                    "Hello Dana, happily. Which two services, and how much does each need?",
                ),
            ),
            (149, Paused("which services, and how much each needs")),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "",
        subject: "SmokeTestsFail: prod, create user and push app",
        by: "Alertmanager",
        owner: Some(ME),
        raised: 34,
        route: Route::Emergency,
        story: &[
            (30, Started),
            (
                28,
                Noted(
                    "You",
                    "The test user was locked after the password rotation. Unlocked; the test passes again.",
                ),
            ),
            (26, Set(Priority::P3)),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "verify-hub",
        subject: "Can we use our own domain for staging?",
        by: "Noor Khan",
        raised: 140,
        story: &[
            (
                140,
                Asked("Is it possible to have staging.example.org point at our staging space?"),
            ),
            (133, Set(Priority::P4)),
            (
                100,
                Answered(
                    "Alex",
                    "Hello Noor, yes: create the domain in your org and add a CNAME. The docs have the \
                steps.",
                ),
            ),
            (
                60,
                Automatic("I am away until Monday. For anything urgent write to the team."),
            ),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "data-portal",
        subject: "App restarts every few minutes in london",
        by: "Ola Berg",
        raised: 95,
        story: &[
            (
                95,
                Asked(
                    "One of our four instances restarts every few minutes. The site stays up.\n\n> On Monday you \
                wrote:\n> the memory limit of the app is 512 MB",
                ),
            ),
            (88, Set(Priority::P3)),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "forms",
        subject: "Question about service key rotation",
        by: "Dana Fox",
        owner: Some(ME),
        raised: 2 * DAY,
        status: "open",
        story: &[
            (
                2 * DAY,
                Asked("How do we rotate the keys of a bound service without downtime?"),
            ),
            (2 * DAY - 30, Set(Priority::P4)),
            (
                DAY + 5 * HOUR,
                Answered(
                    "You",
                    "Hello Dana, create a second key, restage, then delete the first. We close \
                this now; write here to open it again.",
                ),
            ),
            (DAY + 5 * HOUR - 1, Resolved),
            (25, Asked("Worked on the first try. Thanks!")),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "dm-frontend",
        subject: "Service broker times out when the database is resizing",
        by: "Kim Larsen",
        owner: Some("Alex"),
        raised: 51 * DAY,
        status: "resolved",
        story: &[
            (
                51 * DAY,
                Asked("bind-service to our postgres times out. It worked yesterday."),
            ),
            (51 * DAY - 6, Set(Priority::P3)),
            (
                51 * DAY - 40,
                Answered(
                    "Alex",
                    "Hello Kim, the database was resizing, and the broker gives up after a \
                minute. Please retry after the maintenance window.",
                ),
            ),
            (50 * DAY, Resolved),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "registers",
        subject: "invalid mode after a stack update",
        by: "Priya Nair",
        owner: Some(ME),
        raised: 30 * DAY,
        status: "resolved",
        story: &[
            (
                30 * DAY,
                Asked("Since the stack update our push fails with an invalid mode."),
            ),
            (30 * DAY - 9, Set(Priority::P2)),
            (
                30 * DAY - 20,
                Answered(
                    "You",
                    "Hello Priya, the droplet cache held files of the old stack. It is cleared; \
                please push again.",
                ),
            ),
            (30 * DAY - 60, Resolved),
        ],
        ..NORMAL
    },
    Sketch {
        tenant: "trade-tariff",
        subject: "Slow responses on Friday evenings",
        by: "Lin Wu",
        raised: 80 * DAY,
        adopted: false,
        story: &[(
            80 * DAY,
            Asked("Every Friday evening our response times double for an hour."),
        )],
        ..NORMAL
    },
    Sketch {
        tenant: "verify-hub",
        subject: "Old buildpack warning in the logs",
        by: "Noor Khan",
        raised: 64 * DAY,
        adopted: false,
        story: &[(64 * DAY, Asked("Our logs warn that a buildpack will be removed. When?"))],
        ..NORMAL
    },
];

/// Loads the practice shift.
///
/// # Errors
/// When one is loaded already: what was done in it would be lost unasked. When it cannot be saved.
pub async fn practice_start(desk: &Desk, _: Nothing) -> Answer<PracticeStarted> {
    if !desk.host().is_owner() {
        return Err(error::not_now(
            "Another Dutydesk has this data open. Start the practice shift there.",
        ));
    }
    if desk
        .read(|read| Ok(read.desk().own_tickets()?.iter().any(|ticket| ticket.practice)))
        .await?
    {
        return Err(error::not_now(
            "The practice shift is loaded already. End it first, with the button or `duty practice end`: that removes it with \
             everything that was done in it.",
        ));
    }
    let now = desk.now();
    let tickets = desk
        .write(move |store| {
            SHIFT
                .iter()
                .map(|sketch| place(store, sketch, now))
                .collect::<Result<Vec<String>, _>>()
        })
        .await?;
    let count = u32::try_from(tickets.len()).unwrap_or(u32::MAX);
    desk.refresh_rows(tickets).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(PracticeStarted { tickets: count })
}

/// Removes the practice shift and everything that was done in it.
///
/// # Errors
/// When it cannot be saved.
pub async fn practice_end(desk: &Desk, _: Nothing) -> Answer<Done> {
    desk.write(remove).await?;
    desk.host().tell(DeskEvent::SettingsChanged);
    desk.woken();
    Ok(Done {})
}

fn remove(store: &mut Store) -> Result<(), StoreError> {
    let own = store.desk.read().own_tickets()?;
    let practice: Vec<&str> = own
        .iter()
        .filter(|ticket| ticket.practice)
        .map(|ticket| ticket.id.as_str())
        .collect();
    store.cache.write(|cache| cache.forget_tickets(&practice))?;
    store.desk.write(|desk| desk.remove_practice().map(drop))
}

fn place(store: &mut Store, sketch: &Sketch, now: DateTime<Utc>) -> Result<String, StoreError> {
    let back = |minutes: i64| now - TimeDelta::minutes(minutes);
    let id = store.desk.write(|desk| {
        let id = desk.next_own_id(Series::Practice)?;
        desk.put_tickets(&[ticket(&id, sketch, back(sketch.raised))])?;
        desk.append_events(&events(&id, sketch, now))?;
        if !sketch.tenant.is_empty() {
            desk.put_tenant(sketch.tenant, TenantKind::Live)?;
        }
        Ok(id)
    })?;
    let messages: Vec<Message> = messages(&id, sketch, now);
    let updated = messages.last().map_or(back(sketch.raised), |message| message.at);
    let cached = cached(&id, sketch, back(sketch.raised), updated, now);
    store.cache.write(|cache| {
        cache.put_remote_tickets(&[cached])?;
        cache.put_messages(&messages)
    })?;
    Ok(id)
}

fn ticket(id: &str, sketch: &Sketch, raised_at: DateTime<Utc>) -> Ticket {
    Ticket {
        id: id.to_owned(),
        remote: None,
        route: sketch.route,
        adopted: sketch.adopted,
        practice: true,
        tenant: Some(sketch.tenant.to_owned()).filter(|tenant| !tenant.is_empty()),
        raised_at,
        subject: Some(sketch.subject.to_owned()),
        source: None,
        linked_to: None,
    }
}

fn cached(
    id: &str,
    sketch: &Sketch,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
    now: DateTime<Utc>,
) -> RemoteTicket {
    let address = sketch.by.split(' ').next().unwrap_or_default().to_lowercase();
    RemoteTicket {
        ticket: id.to_owned(),
        account: ACCOUNT.to_owned(),
        subject: sketch.subject.to_owned(),
        status: sketch.status.to_owned(),
        raw_status: sketch.status.to_owned(),
        queue: "Practice".to_owned(),
        tenant: Some(sketch.tenant.to_owned()).filter(|tenant| !tenant.is_empty()),
        owner: sketch.owner.map(str::to_owned),
        requestor_name: Some(sketch.by.to_owned()),
        requestor_address: Some(format!("{address}@example.org")),
        cc: Vec::new(),
        priority_hint: None,
        created_at,
        updated_at,
        web_url: None,
        fetched_at: now,
    }
}

fn events(id: &str, sketch: &Sketch, now: DateTime<Utc>) -> Vec<NewEvent> {
    let tenant = !sketch.tenant.is_empty();
    let raised = (
        sketch.raised,
        EventKind::Raised {
            route: sketch.route,
            tenant,
        },
    );
    // The first words of a tenant are the raising itself.
    let mut first = true;
    let story = sketch.story.iter().filter_map(|(back, happened)| {
        let opens = matches!(happened, Asked(_)) && std::mem::replace(&mut first, false);
        Some((*back, kind(happened)?)).filter(|_| !opens)
    });
    std::iter::once(raised)
        .chain(story)
        .map(|(back, kind)| NewEvent {
            ticket: id.to_owned(),
            event: TicketEvent {
                at: now - TimeDelta::minutes(back),
                kind,
            },
            recorded_at: now,
            transaction: None,
            op_id: Some(new_op_id()),
        })
        .collect()
}

fn kind(happened: &Happened) -> Option<EventKind> {
    Some(match happened {
        Asked(_) => EventKind::TenantMessage { automatic: false },
        Automatic(_) => EventKind::TenantMessage { automatic: true },
        Answered(..) => EventKind::PublicReply { next_update_at: None },
        Noted(..) => return None,
        Set(priority) => EventKind::Priority {
            priority: *priority,
            in_scope: None,
        },
        Started => EventKind::Started,
        Paused(reason) => EventKind::Paused {
            reason: (*reason).to_owned(),
            chase_at: None,
        },
        Resolved => EventKind::Resolved,
    })
}

fn messages(id: &str, sketch: &Sketch, now: DateTime<Utc>) -> Vec<Message> {
    let message = |number: usize, back: i64, author: &str, body: &str| Message {
        ticket: id.to_owned(),
        transaction: format!("practice-{number}"),
        at: now - TimeDelta::minutes(back),
        author: author.to_owned(),
        by_us: false,
        public: true,
        automatic: false,
        body: body.to_owned(),
    };
    sketch
        .story
        .iter()
        .enumerate()
        .filter_map(|(number, (back, happened))| {
            Some(match happened {
                Asked(body) => message(number, *back, sketch.by, body),
                Automatic(body) => Message {
                    automatic: true,
                    ..message(number, *back, sketch.by, body)
                },
                Answered(author, body) => Message {
                    by_us: true,
                    ..message(number, *back, author, body)
                },
                Noted(author, body) => Message {
                    by_us: true,
                    public: false,
                    ..message(number, *back, author, body)
                },
                Set(_) | Started | Paused(_) | Resolved => return None,
            })
        })
        .collect()
}

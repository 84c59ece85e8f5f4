//! The sixteen tickets of the practice shift.

use Happened::{Answered, Asked, Automatic, Noted, Paused, Resolved, Set, Started};
use desk_domain::event::Route;
use desk_domain::priority::Priority;
use desk_store::cache::remote_ticket::RemoteStatus;

use crate::ticket::ME;

/// One practice ticket. Minutes are counted back from now.
pub(super) struct Sketch {
    pub tenant: &'static str,
    pub subject: &'static str,
    pub by: &'static str,
    pub owner: Option<&'static str>,
    pub raised: i64,
    pub route: Route,
    pub adopted: bool,
    pub status: RemoteStatus,
    pub story: &'static [(i64, Happened)],
}

/// What happened to a practice ticket.
pub(super) enum Happened {
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
    status: RemoteStatus::Open,
    story: &[],
};

pub(super) const SHIFT: &[Sketch] = &[
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
        status: RemoteStatus::Open,
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
        status: RemoteStatus::Resolved,
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
        status: RemoteStatus::Resolved,
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

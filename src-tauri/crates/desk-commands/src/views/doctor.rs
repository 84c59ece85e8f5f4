//! *Would I be notified?*: checks everything that notifications depend on, and says what to do about each part.

use chrono::{DateTime, TimeDelta, Utc};
use desk_contract::doctor::{DoctorLine, DoctorReport, DoctorState};
use desk_contract::list::Nothing;
use desk_contract::standby::{StandbyState, StandbyView};
use desk_domain::support_hours::zone_data_version;
use desk_domain::wall_clock::TOLERANCE;
use desk_ports::{Capabilities, NotifyError, ServerWords};
use desk_store::FileHealth;
use desk_store::desk::outbox::ActState;

use crate::desk::{Answer, Desk, Host, InForce, off_thread};
use crate::health::{heartbeat, standby, wall_clock};
use crate::notices;
use crate::settings::accounts;
use crate::words::{ago, length, moment};

/// If the last heartbeat is older than this, it has stopped: there is one every minute.
const STOPPED: TimeDelta = TimeDelta::minutes(3);

/// The most acts that one line names.
const NAMED: usize = 5;

/// If the calendar ends within this time, it needs a new version or the feed.
const CALENDAR_ENDS: TimeDelta = TimeDelta::days(60);

/// Checks everything.
///
/// # Errors
/// When the store cannot be read.
pub async fn doctor(desk: &Desk, _: Nothing) -> Answer<DoctorReport> {
    let mut lines = of_the_desktop(desk.host()).await;
    lines.push(proof(desk).await?);
    lines.push(clock(desk));
    lines.push(fine(
        "zone_data",
        "Time zone data",
        format!("Version {}, built in.", zone_data_version()),
    ));
    let policy = desk.policy();
    lines.push(calendar(&policy, desk.now()));
    lines.push(policy_in_force(&policy));
    lines.push(database(desk).await);
    lines.push(newest_backup(desk).await?);
    lines.extend(problems(desk).await?);
    lines.extend(not_running(desk).await?);
    lines.extend(sources(desk).await?);
    lines.extend(unknown_acts(desk).await?);
    Ok(report(lines))
}

/// The same where the store could not be opened, for which `problem` is the sentence.
pub async fn doctor_without_store(host: &dyn Host, problem: &str) -> DoctorReport {
    let mut lines = of_the_desktop(host).await;
    lines.push(attention(
        "database",
        "Database",
        problem,
        "Check the data folder, then start Dutydesk again.",
    ));
    report(lines)
}

fn report(lines: Vec<DoctorLine>) -> DoctorReport {
    DoctorReport {
        all_fine: lines.iter().all(|line| line.state != DoctorState::Attention),
        lines,
    }
}

fn fine(subject: &str, title: &str, found: impl Into<String>) -> DoctorLine {
    line(subject, title, DoctorState::Ok, found, "")
}

fn attention(subject: &str, title: &str, found: impl Into<String>, advice: &str) -> DoctorLine {
    line(subject, title, DoctorState::Attention, found, advice)
}

fn line(subject: &str, title: &str, state: DoctorState, found: impl Into<String>, advice: &str) -> DoctorLine {
    DoctorLine {
        subject: subject.to_owned(),
        title: title.to_owned(),
        state,
        found: found.into(),
        advice: advice.to_owned(),
    }
}

/// The parts that need no data of Dutydesk.
async fn of_the_desktop(host: &dyn Host) -> Vec<DoctorLine> {
    let notifier = host.notifier();
    let quiet = notifier.do_not_disturb().await;
    vec![
        notifications(notifier.capabilities().await, notifier.server().await),
        do_not_disturb(quiet),
        keychain(host.secrets().status().await.map_err(|problem| problem.to_string())),
        screen_lock(host.session().is_locked().await),
    ]
}

fn notifications(can: Result<Capabilities, NotifyError>, server: Result<ServerWords, NotifyError>) -> DoctorLine {
    let (subject, title) = ("notifications", "Notifications");
    let can = match can {
        Ok(can) => can,
        Err(problem) => {
            return attention(
                subject,
                title,
                problem.to_string(),
                "Until then notifications only appear in the window.",
            );
        }
    };
    let name = notices::server_name(server);
    let abilities = [
        (can.actions, "buttons"),
        (can.body, "text"),
        (can.persistence, "history"),
        (can.sound, "sounds"),
    ];
    let named: Vec<_> = abilities
        .iter()
        .filter(|(has, _)| *has)
        .map(|(_, name)| *name)
        .collect();
    let found = format!("{name} supports: {}.", named.join(", "));
    if can.actions {
        return fine(subject, title, found);
    }
    attention(
        subject,
        title,
        found,
        "It doesn’t show buttons. Acknowledge and snooze in the window.",
    )
}

fn do_not_disturb(said: Option<bool>) -> DoctorLine {
    let (subject, title) = ("do_not_disturb", "Do not disturb");
    match said {
        Some(true) => attention(
            subject,
            title,
            "The desktop isn’t showing notifications at the moment.",
            "Turn off “do not disturb” while you’re on support.",
        ),
        Some(false) => fine(subject, title, "Off."),
        None => fine(subject, title, "The notification server doesn’t say whether it’s on."),
    }
}

fn keychain(status: Result<(), String>) -> DoctorLine {
    match status {
        Ok(()) => fine("keychain", "Keychain", "Open."),
        Err(problem) => attention(
            "keychain",
            "Keychain",
            problem,
            "Until then Dutydesk can’t sync with your help desks.",
        ),
    }
}

fn screen_lock(is_locked: Option<bool>) -> DoctorLine {
    let (subject, title) = ("lock", "Screen lock");
    match is_locked {
        Some(true) => fine(subject, title, "Locked. Notifications only show numbers and times."),
        Some(false) => fine(subject, title, "Not locked. Dutydesk will know when it is."),
        None => attention(
            subject,
            title,
            "Dutydesk can’t tell whether the screen is locked.",
            "If others can see this screen, turn on “Don’t name the ticket or the tenant” in Settings.",
        ),
    }
}

async fn proof(desk: &Desk) -> Answer<DoctorLine> {
    let (subject, title) = ("proof", "Last test notification");
    let (rules, now) = (desk.rules(), desk.now());
    let (proven, problem) = desk
        .read(|read| Ok((notices::proven_at(read.desk())?, notices::unproven(read.desk())?)))
        .await?;
    Ok(match (proven, problem) {
        (_, Some(problem)) => attention(subject, title, "The last test wasn’t confirmed.", &problem),
        (Some(at), None) => fine(subject, title, format!("{}.", moment(&rules.hours, at, now).long)),
        (None, None) => attention(
            subject,
            title,
            "Not tested yet.",
            "Send a test notification from Settings.",
        ),
    })
}

fn clock(desk: &Desk) -> DoctorLine {
    let (subject, title) = ("clock", "Clock");
    if let Some(warning) = wall_clock::warning(desk, &desk.rules().hours) {
        return attention(
            subject,
            title,
            warning,
            "Set the clock, or turn on setting it from the network.",
        );
    }
    match desk.clock_watch().server_ahead(desk.host().clock()) {
        Some(ahead) if ahead.abs() > TOLERANCE => attention(
            subject,
            title,
            format!(
                "The help desk’s clock differs by {}.",
                length(ahead.num_minutes().abs())
            ),
            "Find out which one is wrong. Deadlines use this computer’s clock.",
        ),
        Some(_) => fine(subject, title, "Looks right, and matches the help desk’s."),
        None => fine(subject, title, "Looks right."),
    }
}

fn calendar(policy: &InForce, now: DateTime<Utc>) -> DoctorLine {
    let (subject, title) = ("calendar", "Bank holidays");
    let Some(last) = policy.rules.policy.hours.holidays_known_until else {
        return fine(subject, title, "None in this policy: all weekdays count.");
    };
    let until = format!("Known until {}.", last.format("%-d %b %Y"));
    if policy.rules.hours.calendar_known(now + CALENDAR_ENDS) {
        return fine(subject, title, until);
    }
    attention(
        subject,
        title,
        until,
        "After that, weekdays count as working days. Go online, or add the days to the policy.",
    )
}

fn policy_in_force(policy: &InForce) -> DoctorLine {
    let name = &policy.rules.policy.name;
    let found = format!("{name} ({}).", policy.source);
    match policy.problems.as_slice() {
        [] => fine("policy", "Policy", found),
        [first, ..] => attention(
            "policy",
            "Policy",
            format!("{found} The file has errors. Line {}: {}", first.line, first.message),
            "The last good policy stays in use. Run `duty policy check FILE` to list every error.",
        ),
    }
}

async fn database(desk: &Desk) -> DoctorLine {
    let (subject, title) = ("database", "Database");
    let health = match desk.read(desk_store::Reader::health).await {
        Ok(health) => health,
        Err(problem) => {
            return attention(
                subject,
                title,
                problem.message,
                "Start Dutydesk again. It repairs what it can.",
            );
        }
    };
    let words = |file: &FileHealth| match &file.complaint {
        None => format!("{} is OK, version {}", file.file, file.version),
        Some(complaint) => format!("{} is damaged ({complaint})", file.file),
    };
    let found = format!(
        "{}. In {}.",
        health.each_ref().map(words).join("; "),
        desk.data_dir().display()
    );
    if health.iter().all(|file| file.complaint.is_none()) {
        return fine(subject, title, found);
    }
    attention(
        subject,
        title,
        found,
        "Start Dutydesk again. It sets the damaged file aside and restores a backup.",
    )
}

async fn newest_backup(desk: &Desk) -> Answer<DoctorLine> {
    let (subject, title) = ("backup", "Newest backup");
    let now = desk.now();
    Ok(match desk.read(desk_store::Reader::newest_backup).await? {
        Some(made) => fine(
            subject,
            title,
            format!(
                "{}. One is made each hour in which something changes.",
                sentence_case(&ago(made, now))
            ),
        ),
        None => line(
            subject,
            title,
            DoctorState::Off,
            "None yet.",
            "One is made each hour in which something changes, or with `duty backup`.",
        ),
    })
}

/// What went wrong and nobody has seen yet.
async fn problems(desk: &Desk) -> Answer<Vec<DoctorLine>> {
    let found = crate::health::problems(desk, Nothing {}).await?;
    Ok(found
        .problems
        .into_iter()
        .map(|problem| {
            let advice = match problem.id {
                Some(_) => "Once you have seen it, choose *Seen* in the window, or run `duty seen`.",
                None => "",
            };
            attention(
                "problem",
                "Not seen yet",
                format!("{}: {}", problem.at.short, problem.sentence),
                advice,
            )
        })
        .collect())
}

/// Who notifies, and what helps if nobody does.
async fn not_running(desk: &Desk) -> Answer<Vec<DoctorLine>> {
    let standby = standby::view(desk).await?;
    let somebody_runs = !desk.host().is_owner() || desk.host().is_window();
    let dir = desk.data_dir().to_owned();
    let last_beat = off_thread(move || heartbeat::last(&dir)).await?;
    let mut lines = vec![
        owner(somebody_runs, &standby),
        heart(desk, last_beat, somebody_runs || standby.timer.on),
    ];
    lines.push(optional(
        "timer",
        "Timer",
        &standby.timer,
        "Run `duty install-timer` to install and start it.",
    ));
    lines.push(optional(
        "autostart",
        "Start at login",
        &standby.autostart,
        "Run `duty install-autostart`, or turn it on in Settings.",
    ));
    if !standby.heartbeat.problem.is_empty() {
        lines.push(attention(
            "heartbeat_address",
            "Heartbeat address",
            standby.heartbeat.problem,
            "Check the address in Settings.",
        ));
    }
    Ok(lines)
}

/// What was sent and may not have arrived.
async fn unknown_acts(desk: &Desk) -> Answer<Option<DoctorLine>> {
    let (rules, now) = (desk.rules(), desk.now());
    let mut acts = desk.read(|read| read.desk().unsettled_acts()).await?;
    acts.retain(|act| act.state == ActState::Unknown);
    let said = acts.iter().take(NAMED).map(|act| {
        let since = moment(&rules.hours, act.queued_at, now).short;
        format!("{} on {} since {since}", act.id, act.ticket)
    });
    let said = said.collect::<Vec<_>>().join("; ");
    let found = match acts.len() {
        0 => return Ok(None),
        1 => format!("1 act may not have arrived: {said}."),
        count if count > NAMED => format!("{count} acts may not have arrived: {said}; and more."),
        count => format!("{count} acts may not have arrived: {said}."),
    };
    let advice = "What comes after them on their tickets waits. Open the outbox, or run `duty outbox`.";
    Ok(Some(attention("outbox", "Outbox", found, advice)))
}

fn owner(somebody_runs: bool, standby: &StandbyView) -> DoctorLine {
    let (subject, title) = ("owner", "Notifier");
    if somebody_runs {
        return fine(subject, title, "Dutydesk is running with this data and notifies you.");
    }
    if standby.timer.on {
        return fine(subject, title, "No window is open. The timer notifies you.");
    }
    attention(
        subject,
        title,
        "None. Dutydesk isn’t running, so nothing notifies you.",
        "Start Dutydesk, or run `duty install-timer`.",
    )
}

fn heart(desk: &Desk, last_beat: Option<DateTime<Utc>>, shall_beat: bool) -> DoctorLine {
    let (subject, title) = ("heartbeat", "Heartbeat");
    let now = desk.now();
    let file = desk.data_dir().join(heartbeat::FILE);
    let Some(last) = last_beat else {
        let found = format!("Never written. Its file is {}.", file.display());
        return if shall_beat {
            attention(
                subject,
                title,
                found,
                "Wait a minute. If nothing changes, look at the logs.",
            )
        } else {
            fine(subject, title, found)
        };
    };
    let found = format!("{} ({}).", sentence_case(&ago(last, now)), file.display());
    if shall_beat && now - last > STOPPED {
        let advice = "Dutydesk isn’t checking what’s due. Quit it and start it again.";
        return attention(subject, title, found, advice);
    }
    fine(subject, title, found)
}

fn sentence_case(words: &str) -> String {
    let mut rest = words.chars();
    rest.next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// A part that a person may leave off: the line says so, and how to turn it on. That is not a problem, and not fine.
fn optional(subject: &str, title: &str, state: &StandbyState, how: &str) -> DoctorLine {
    let (is, advice) = match state.on {
        true => (DoctorState::Ok, ""),
        false => (DoctorState::Off, how),
    };
    line(subject, title, is, state.sentence.clone(), advice)
}

async fn sources(desk: &Desk) -> Answer<Vec<DoctorLine>> {
    let (policy, now, asking) = (desk.policy(), desk.now(), desk.clone());
    let accounts = desk.read(move |read| accounts::views(read, &asking, &policy)).await?;
    if accounts.is_empty() {
        return Ok(vec![fine("account", "Help desks", "None set up.")]);
    }
    Ok(accounts
        .into_iter()
        .map(|account| {
            let read = match &account.last_read {
                Some(last) => format!("Last synced {}.", ago(last.at, now)),
                None => "Never synced.".to_owned(),
            };
            if account.problem.is_empty() {
                fine("account", &account.name, read)
            } else {
                attention("account", &account.name, read, &account.problem)
            }
        })
        .collect())
}

//! Generates the TypeScript of the contract from the Rust types. `ui/src/lib/ipc/bindings.ts` is the committed result.
//! The test below fails if it is out of date, and rewrites it with `UPDATE_BINDINGS=1`.

use ts_rs::{Config, TS};

use crate::for_each_command;

macro_rules! declarations {
    ($($file:ident: $($type:ident),+;)+) => {
        /// `export type …`, one after the other.
        fn declarations(config: &Config) -> Vec<String> {
            vec![$($(format!("export {}\n", <crate::$file::$type as TS>::decl(config))),+),+]
        }
    };
}

macro_rules! command_map {
    ($($(#[$doc:meta])* $name:ident: $request:ty => $reply:ty;)*) => {
        /// `name: { request: …; reply: … };`, a line per command.
        fn command_lines(config: &Config) -> Vec<String> {
            vec![$(format!(
                "  {}: {{ request: {}; reply: {} }};\n",
                stringify!($name),
                <$request as TS>::name(config),
                <$reply as TS>::name(config),
            )),*]
        }
    };
}
for_each_command!(command_map);

/// The whole file.
#[must_use]
pub fn typescript() -> String {
    let config = &Config::default();
    let mut text = String::from(
        "// Generated from the crate desk-contract; do not edit. `UPDATE_BINDINGS=1 cargo test -p desk-contract` writes it.\n\n",
    );
    for declaration in declarations(config) {
        text.push_str(&declaration);
        text.push('\n');
    }
    text.push_str("export interface Commands {\n");
    for line in command_lines(config) {
        text.push_str(&line);
    }
    text.push_str("}\n");
    text
}

// Every type that crosses, by the file that it stands in; in this order they are written down.
declarations! {
    time:
        Moment, HoursNow, HoursClass, TypedTimeRequest, TimeMeaning;
    clocks:
        Priority, Clock, Standing, WhyStep, WhyKind, ClockReading;
    list:
        Nothing, Done, AppStatus, Counts, SourceState, Health, Strip, Banner, BannerKind, InAppNotice, OwnerFilter, Narrow, ListOrder, SavedView, SavedViews,
        Section, NowView, Hero, HeroAct, Radar, RadarFrame, RadarMark, RowsRequest, ListKind, RowsPage, SectionCount,
        Row, SearchRequest, SearchReply, Hit, HitKind, Stretch;
    problems:
        Problems, Problem, ProblemsSeenRequest;
    ticket:
        TicketRequest, TicketView, TenantKind, Person, Answered, ClockCard, Entry, EntryKind, BodyPart, PartKind,
        TextRun, AttachmentView, LinkedTicket, LinkRequest, Linked, IncidentLink, DraftKind, DraftView,
        DraftSaveRequest, DraftSaved, ReplyForm, TemplateView, ReplySendRequest, SendReply, NoteSendRequest,
        RepliedElsewhereRequest, ReasonRequest, PauseRequest, RenameRequest, AssignRequest, AssignQueued, Acted, Undo, UndoRequest, Undone, Assignees, SnoozeRequest, TenantKindRequest, LoggedFrom,
        LogTicketRequest, TicketMade, AttachmentRequest, AttachmentText, Picture, AttachmentStageRequest, AttachmentStaged,
        OpenLinkRequest, LinkTarget, TicketLink, OutboxState, OutboxRow, OutboxView, OutboxDecision,
        OutboxDecideRequest, CloseUnansweredRequest, PromiseRequest, PromiseMeans, TriageManyRequest, ManyDone, ManyOutcome;
    triage:
        TriageForm, QuestionView, ChoiceView, AnswerText, Proposal, WhatIf, Contact, TriageDraftRequest,
        TriageDraftReply, TriageCommitRequest, TriageNowRequest, TriageOutcome, FieldProblem;
    shift:
        ShiftView, ChecklistView, ChecklistItem, RoleView, ChecklistTickRequest;
    incident:
        IncidentList, IncidentRow, IncidentOpenRequest, IncidentRequest, IncidentView, IncidentCourse,
        IncidentPauseRequest, IncidentTicket, IncidentLine, IncidentAddRequest, IncidentMarkdown;
    policy:
        PolicyView, PriorityView, PolicyProblem, LinkView, PolicyLinkRequest, PolicyChooseRequest,
        PolicyPreview, PolicyPicked, MovedDeadline;
    account:
        KindView, KindField, FieldHolds, AccountView, AccountRequest, AccountTested, AccountAdded, AccountKeyRequest;
    settings:
        SettingsView, About, Appearance, Theme, Density, AppearanceRequest, SyncReport, SyncRequest, PracticeStarted;
    notices:
        NotificationState, NoticeManner, Sound, NoticeMannerRequest, SoundTestRequest, NotificationTested,
        NoticesPauseRequest, NoticesView, NoticeRow, WasIToldView, ToldRow, ToldOutcome, ToldStep, OnSupportRequest,
        NoticeDismissRequest;
    rehearsal:
        RehearsalRequest, RehearsalView, RehearsalRow, RehearsalItem;
    standby:
        StandbyView, StandbyState, HeartbeatView, AutostartRequest, HeartbeatRequest;
    doctor:
        DoctorReport, DoctorLine, DoctorState;
    events:
        DeskEvent;
    error:
        ErrorCode, CallError;
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn the_committed_bindings_are_not_stale() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../ui/src/lib/ipc/bindings.ts");
        if std::env::var_os("UPDATE_BINDINGS").is_some() {
            std::fs::create_dir_all(std::path::Path::new(path).parent().unwrap()).unwrap();
            std::fs::write(path, typescript()).unwrap();
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            committed == typescript(),
            "the bindings are stale: UPDATE_BINDINGS=1 cargo test -p desk-contract"
        );
    }
}

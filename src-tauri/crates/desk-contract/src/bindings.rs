//! The TypeScript of the contract, made from the Rust types. `ui/src/lib/ipc/bindings.ts` is its committed form; the
//! test below fails when it is stale and rewrites it with `UPDATE_BINDINGS=1`.

use ts_rs::{Config, TS};

use crate::{
    account, clocks, doctor, error, events, for_each_command, incident, list, notices, policy, rehearsal, settings,
    shift, standby, ticket, time, triage,
};

macro_rules! declarations {
    ($config:ident, $($type:ty),* $(,)?) => {
        vec![$(format!("export {}\n", <$type as TS>::decl($config))),*]
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

fn declarations(config: &Config) -> Vec<String> {
    declarations![
        config,
        time::Moment,
        time::HoursNow,
        time::HoursClass,
        time::TypedTimeRequest,
        time::TimeMeaning,
        clocks::Priority,
        clocks::Clock,
        clocks::Standing,
        clocks::WhyStep,
        clocks::WhyKind,
        clocks::ClockReading,
        list::Nothing,
        list::Done,
        list::AppStatus,
        list::Counts,
        list::SourceState,
        list::Health,
        list::Strip,
        list::Banner,
        list::BannerKind,
        list::InAppNotice,
        list::OwnerFilter,
        list::Section,
        list::NowView,
        list::Hero,
        list::HeroAct,
        list::Radar,
        list::RadarFrame,
        list::RadarMark,
        list::RowsRequest,
        list::ListKind,
        list::RowsPage,
        list::SectionCount,
        list::Row,
        list::SearchRequest,
        list::SearchReply,
        list::Hit,
        list::HitKind,
        list::Stretch,
        ticket::TicketRequest,
        ticket::TicketView,
        ticket::TenantKind,
        ticket::Person,
        ticket::Answered,
        ticket::ClockCard,
        ticket::Can,
        ticket::Entry,
        ticket::EntryKind,
        ticket::BodyPart,
        ticket::PartKind,
        ticket::TextRun,
        ticket::AttachmentView,
        ticket::LinkedTicket,
        ticket::LinkRequest,
        ticket::Linked,
        ticket::IncidentLink,
        ticket::DraftKind,
        ticket::DraftView,
        ticket::DraftSaveRequest,
        ticket::DraftSaved,
        ticket::ReplyForm,
        ticket::TemplateView,
        ticket::ReplySendRequest,
        ticket::SendReply,
        ticket::NoteSendRequest,
        ticket::ToldRequest,
        ticket::ReasonRequest,
        ticket::PauseRequest,
        ticket::RenameRequest,
        ticket::SnoozeRequest,
        ticket::TenantKindRequest,
        ticket::LoggedFrom,
        ticket::LogTicketRequest,
        ticket::TicketMade,
        ticket::AttachmentRequest,
        ticket::AttachmentText,
        ticket::AttachmentStageRequest,
        ticket::AttachmentStaged,
        ticket::OpenLinkRequest,
        ticket::LinkTarget,
        ticket::TicketLink,
        ticket::OutboxState,
        ticket::OutboxRow,
        ticket::OutboxView,
        ticket::OutboxDecision,
        ticket::OutboxDecideRequest,
        ticket::TriageManyRequest,
        ticket::ManyDone,
        triage::TriageForm,
        triage::QuestionView,
        triage::ChoiceView,
        triage::AnswerText,
        triage::Proposal,
        triage::WhatIf,
        triage::Contact,
        triage::TriageDraftRequest,
        triage::TriageDraftReply,
        triage::TriageCommitRequest,
        triage::TriageOutcome,
        triage::FieldProblem,
        shift::ShiftView,
        shift::ChecklistView,
        shift::ChecklistItem,
        shift::RoleView,
        shift::ChecklistTickRequest,
        incident::IncidentList,
        incident::IncidentRow,
        incident::IncidentOpenRequest,
        incident::IncidentRequest,
        incident::IncidentView,
        incident::IncidentCourse,
        incident::IncidentPauseRequest,
        incident::IncidentTicket,
        incident::IncidentLine,
        incident::IncidentAddRequest,
        incident::IncidentMarkdown,
        policy::PolicyView,
        policy::PriorityView,
        policy::PolicyProblem,
        policy::LinkView,
        policy::PolicyLinkRequest,
        policy::PolicyChooseRequest,
        account::KindView,
        account::KindField,
        account::FieldHolds,
        account::AccountView,
        account::AccountRequest,
        account::AccountTested,
        account::AccountAdded,
        account::AccountKeyRequest,
        settings::SettingsView,
        settings::About,
        settings::Appearance,
        settings::Theme,
        settings::Density,
        settings::AppearanceRequest,
        settings::SyncReport,
        settings::SyncRequest,
        settings::PracticeStarted,
        notices::NotificationState,
        notices::NoticeManner,
        notices::Sound,
        notices::NoticeMannerRequest,
        notices::SoundTestRequest,
        notices::NotificationTested,
        notices::NoticesPauseRequest,
        notices::NoticesView,
        notices::NoticeRow,
        notices::WasIToldView,
        notices::ToldRow,
        notices::ToldOutcome,
        notices::ToldStep,
        notices::OnSupportRequest,
        notices::NoticeDismissRequest,
        rehearsal::RehearsalRequest,
        rehearsal::RehearsalView,
        rehearsal::RehearsalRow,
        rehearsal::RehearsalItem,
        standby::StandbyView,
        standby::StandbyState,
        standby::HeartbeatView,
        standby::AutostartRequest,
        standby::HeartbeatRequest,
        doctor::DoctorReport,
        doctor::DoctorLine,
        doctor::DoctorState,
        events::DeskEvent,
        error::ErrorCode,
        error::CallError,
    ]
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

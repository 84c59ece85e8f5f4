//! Every command, with its request and its reply. The window's adapters, its capabilities and the TypeScript map are
//! all generated from this list, so a forgotten command doesn't build.

/// Calls `$with!` with every command: `name: Request => Reply;`.
#[macro_export]
macro_rules! for_each_command {
    ($with:ident) => {
        $with! {
            /// What the frame shows.
            app_status: $crate::list::Nothing => $crate::list::AppStatus;
            /// The Now view.
            now_view: $crate::list::Nothing => $crate::list::NowView;
            /// A page of a list.
            rows: $crate::list::RowsRequest => $crate::list::RowsPage;
            /// Reads a time as a person typed it, in the policy's zone.
            typed_time: $crate::time::TypedTimeRequest => $crate::time::Moment;
            /// Search over everything cached.
            search: $crate::list::SearchRequest => $crate::list::SearchReply;
            /// One ticket.
            ticket: $crate::ticket::TicketRequest => $crate::ticket::TicketView;
            /// The ticket on screen. Its notifications don't pop up, and its thread is refreshed.
            ticket_in_front: $crate::ticket::TicketRequest => $crate::list::Done;
            /// What a reply needs.
            reply_form: $crate::ticket::TicketRequest => $crate::ticket::ReplyForm;
            /// What a promised time means: a warning if nobody is notified then.
            promise_means: $crate::ticket::PromiseRequest => $crate::ticket::PromiseMeans;
            /// Saves what is being typed.
            draft_save: $crate::ticket::DraftSaveRequest => $crate::ticket::DraftSaved;
            /// Sends a public reply.
            reply_send: $crate::ticket::ReplySendRequest => $crate::ticket::SendReply;
            /// Adds an internal note.
            note_send: $crate::ticket::NoteSendRequest => $crate::ticket::SendReply;
            /// Records a reply that the tenant got elsewhere.
            replied_elsewhere: $crate::ticket::RepliedElsewhereRequest => $crate::list::Done;
            /// Starts work.
            start_work: $crate::ticket::TicketRequest => $crate::ticket::Acted;
            /// Makes me the owner.
            assign_to_me: $crate::ticket::TicketRequest => $crate::ticket::Acted;
            /// Hands a ticket over to a colleague, with a note for them.
            assign_to: $crate::ticket::AssignRequest => $crate::ticket::AssignQueued;
            /// Who a ticket can be handed over to, as far as is known.
            assignees: $crate::ticket::TicketRequest => $crate::ticket::Assignees;
            /// Waits for the tenant.
            pause: $crate::ticket::PauseRequest => $crate::list::Done;
            /// Resumes after a pause.
            resume: $crate::ticket::TicketRequest => $crate::list::Done;
            /// Links two tickets about the same issue: one row, one clock.
            link_tickets: $crate::ticket::LinkRequest => $crate::ticket::Linked;
            /// Unlinks a ticket from the one raised before it.
            unlink_ticket: $crate::ticket::TicketRequest => $crate::list::Done;
            /// Renames, and tells the tenant why.
            rename: $crate::ticket::RenameRequest => $crate::list::Done;
            /// Closes a ticket; the reason is the closing message to the tenant.
            close_ticket: $crate::ticket::ReasonRequest => $crate::list::Done;
            /// Closes a ticket with triage questions still open, and says why.
            close_unanswered: $crate::ticket::CloseUnansweredRequest => $crate::list::Done;
            /// Reopens a ticket.
            reopen: $crate::ticket::TicketRequest => $crate::list::Done;
            /// Nothing is needed after a tenant's message on a closed ticket.
            nothing_needed: $crate::ticket::ReasonRequest => $crate::list::Done;
            /// I have seen this.
            acknowledge: $crate::ticket::TicketRequest => $crate::ticket::Acted;
            /// Not now.
            snooze: $crate::ticket::SnoozeRequest => $crate::ticket::Acted;
            /// Undoes one of these acts: takes it back before it is sent, or does its opposite.
            act_undo: $crate::ticket::UndoRequest => $crate::ticket::Undone;
            /// Says what a tenant does with the platform.
            tenant_kind: $crate::ticket::TenantKindRequest => $crate::list::Done;
            /// Logs a local ticket.
            log_ticket: $crate::ticket::LogTicketRequest => $crate::ticket::TicketMade;
            /// Triages several tickets together.
            triage_many: $crate::ticket::TriageManyRequest => $crate::ticket::ManyDone;
            /// Fetches a file, so that it can be read offline, and shows it if it is text.
            attachment_read: $crate::ticket::AttachmentRequest => $crate::ticket::AttachmentText;
            /// Saves a fetched file into the downloads folder.
            attachment_save: $crate::ticket::AttachmentRequest => $crate::ticket::TicketLink;
            /// Stages a file for the next message.
            attachment_stage: $crate::ticket::AttachmentStageRequest => $crate::ticket::AttachmentStaged;
            /// Says where a link leads, then opens it.
            open_link: $crate::ticket::OpenLinkRequest => $crate::ticket::LinkTarget;
            /// Opens the ticket in its help desk.
            open_in_help_desk: $crate::ticket::TicketRequest => $crate::list::Done;
            /// The address to copy.
            ticket_link: $crate::ticket::TicketRequest => $crate::ticket::TicketLink;
            /// The outbox.
            outbox: $crate::list::Nothing => $crate::ticket::OutboxView;
            /// Decides about an act.
            outbox_decide: $crate::ticket::OutboxDecideRequest => $crate::list::Done;
            /// The triage form.
            triage_form: $crate::ticket::TicketRequest => $crate::triage::TriageForm;
            /// Saves the answers so far, and says what they propose.
            triage_draft: $crate::triage::TriageDraftRequest => $crate::triage::TriageDraftReply;
            /// Sets the priority.
            triage_commit: $crate::triage::TriageCommitRequest => $crate::triage::TriageOutcome;
            /// Sets a priority at once; the other questions stay open.
            triage_now: $crate::triage::TriageNowRequest => $crate::triage::TriageOutcome;
            /// The incidents.
            incidents: $crate::list::Nothing => $crate::incident::IncidentList;
            /// Opens incident notes.
            incident_open: $crate::incident::IncidentOpenRequest => $crate::incident::IncidentView;
            /// One incident.
            incident: $crate::incident::IncidentRequest => $crate::incident::IncidentView;
            /// Adds a line.
            incident_add: $crate::incident::IncidentAddRequest => $crate::incident::IncidentView;
            /// Pauses an incident until a time that its tenants are told.
            incident_pause: $crate::incident::IncidentPauseRequest => $crate::incident::IncidentView;
            /// Resumes an incident before that time.
            incident_continue: $crate::incident::IncidentRequest => $crate::incident::IncidentView;
            /// Closes the notes; they stay readable.
            incident_close: $crate::incident::IncidentRequest => $crate::incident::IncidentView;
            /// The notes as Markdown.
            incident_markdown: $crate::incident::IncidentRequest => $crate::incident::IncidentMarkdown;
            /// Settings.
            settings: $crate::list::Nothing => $crate::settings::SettingsView;
            /// Changes the appearance.
            appearance_set: $crate::settings::AppearanceRequest => $crate::list::Done;
            /// Tests a help desk before it is added, or one that is there.
            account_test: $crate::account::AccountRequest => $crate::account::AccountTested;
            /// Adds a help desk, or changes one.
            account_add: $crate::account::AccountRequest => $crate::account::AccountAdded;
            /// Removes a help desk; its tickets, notes and drafts stay readable until then, its token goes.
            account_remove: $crate::account::AccountKeyRequest => $crate::list::Done;
            /// Reads the help desks now.
            sync_now: $crate::settings::SyncRequest => $crate::settings::SyncReport;
            /// The policy.
            policy: $crate::list::Nothing => $crate::policy::PolicyView;
            /// Which deadlines another policy would move, before it is chosen.
            policy_preview: $crate::policy::PolicyChooseRequest => $crate::policy::PolicyPreview;
            /// Chooses a policy.
            policy_choose: $crate::policy::PolicyChooseRequest => $crate::policy::PolicyView;
            /// Lets you choose a policy file of this computer. Nothing comes into force.
            policy_pick: $crate::list::Nothing => $crate::policy::PolicyPicked;
            /// Opens a link of the manual.
            policy_link: $crate::policy::PolicyLinkRequest => $crate::list::Done;
            /// Sends a test notification.
            notification_test: $crate::list::Nothing => $crate::notices::NotificationTested;
            /// Plays the sound of a notification.
            sound_test: $crate::notices::SoundTestRequest => $crate::list::Done;
            /// Changes how notifications appear.
            notice_manner_set: $crate::notices::NoticeMannerRequest => $crate::list::Done;
            /// Pauses or resumes all notifications.
            notices_pause: $crate::notices::NoticesPauseRequest => $crate::list::Done;
            /// The notifications of a ticket, and what happened to each.
            was_i_told: $crate::ticket::TicketRequest => $crate::notices::WasIToldView;
            /// The ledger.
            notices: $crate::list::Nothing => $crate::notices::NoticesView;
            /// Dismisses a notification in the window.
            notice_dismiss: $crate::notices::NoticeDismissRequest => $crate::list::Done;
            /// The notifications that the last days would have brought, and why.
            rehearsal: $crate::rehearsal::RehearsalRequest => $crate::rehearsal::RehearsalView;
            /// The saved views of the lists.
            saved_views: $crate::list::Nothing => $crate::list::SavedViews;
            /// Replaces the saved views.
            saved_views_set: $crate::list::SavedViews => $crate::list::Done;
            /// Ends Dutydesk, after the screen has asked.
            quit: $crate::list::Nothing => $crate::list::Done;
            /// Starts or ends being on support.
            on_support: $crate::notices::OnSupportRequest => $crate::list::Done;
            /// Checks everything that notifications depend on.
            doctor: $crate::list::Nothing => $crate::doctor::DoctorReport;
            /// What went wrong and nobody has seen yet.
            problems: $crate::list::Nothing => $crate::problems::Problems;
            /// A person has seen these problems.
            problems_seen: $crate::problems::ProblemsSeenRequest => $crate::list::Done;
            /// Makes the window start at login, or no longer.
            autostart_set: $crate::standby::AutostartRequest => $crate::list::Done;
            /// Says where the heartbeat goes.
            heartbeat_set: $crate::standby::HeartbeatRequest => $crate::list::Done;
            /// The computer's clock is right, although it ran back.
            clock_confirm: $crate::list::Nothing => $crate::list::Done;
            /// The shift, with its checklists.
            shift_view: $crate::list::Nothing => $crate::shift::ShiftView;
            /// Ticks something off.
            checklist_tick: $crate::shift::ChecklistTickRequest => $crate::list::Done;
            /// Loads the practice shift.
            practice_start: $crate::list::Nothing => $crate::settings::PracticeStarted;
            /// Removes it.
            practice_end: $crate::list::Nothing => $crate::list::Done;
        }
    };
}

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident: $request:ty => $reply:ty;)*) => {
        /// The name of every command.
        pub const NAMES: &[&str] = &[$(stringify!($name)),*];
    };
}
for_each_command!(names);

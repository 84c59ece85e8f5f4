//! The adapters between the screen and `desk-commands`, generated from the contract's list: one line per command.

use std::sync::Arc;

use desk_commands::Desk;
use desk_contract::error::CallError;
use desk_contract::for_each_command;
use tauri::ipc::Invoke;
use tauri::{State, Wry};
use tokio::sync::SetOnce;

/// The desk, once it is open. The window is there before; what it asks meanwhile waits here.
#[derive(Clone, Default)]
pub(crate) struct Opening(Arc<SetOnce<Result<Desk, CallError>>>);

impl Opening {
    /// The outcome of opening; later ones are ignored.
    pub(crate) fn opened(&self, outcome: Result<Desk, CallError>) {
        if self.0.set(outcome).is_err() {
            tracing::warn!("the desk was opened twice");
        }
    }

    /// The desk, if it is open already.
    pub(crate) fn if_open(&self) -> Option<Desk> {
        self.0.get().and_then(|outcome| outcome.clone().ok())
    }

    /// Waits until the desk is open.
    pub(crate) async fn desk(&self) -> Result<Desk, CallError> {
        self.0.wait().await.clone()
    }
}

macro_rules! adapters {
    ($($(#[$doc:meta])* $name:ident: $request:ty => $reply:ty;)*) => {
        $(
            $(#[$doc])*
            #[tauri::command]
            async fn $name(opening: State<'_, Opening>, request: $request) -> Result<$reply, CallError> {
                desk_commands::calls::$name(&opening.desk().await?, request).await
            }
        )*

        /// Answers every command of the contract.
        pub(crate) fn handler() -> impl Fn(Invoke<Wry>) -> bool + Send + Sync + 'static {
            tauri::generate_handler![$($name),*]
        }
    };
}
for_each_command!(adapters);

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeSet;

    use desk_contract::commands::NAMES;

    #[test]
    fn the_window_may_call_each_command_and_hear_events_and_nothing_else() {
        let capability: serde_json::Value = serde_json::from_str(include_str!("../capabilities/main.json")).unwrap();
        let granted: BTreeSet<&str> = capability["permissions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|permission| permission.as_str().unwrap())
            .collect();
        let commands = NAMES.iter().map(|name| format!("allow-{}", name.replace('_', "-")));
        let events = ["core:event:allow-listen", "core:event:allow-unlisten"].map(str::to_owned);
        let expected: BTreeSet<String> = commands.chain(events).collect();
        assert_eq!(granted, expected.iter().map(String::as_str).collect());
    }

    #[test]
    fn scripts_styles_and_frames_come_from_the_program_alone() {
        let config: serde_json::Value = serde_json::from_str(include_str!("../tauri.conf.json")).unwrap();
        let policy = config["app"]["security"]["csp"].as_object().unwrap();
        for (directive, sources) in policy {
            let sources = sources.as_str().unwrap();
            let allowed: &[&str] = match directive.as_str() {
                "connect-src" => &["ipc: http://ipc.localhost"],
                "script-src" | "style-src" | "img-src" | "font-src" => &["'self'"],
                _ => &["'none'"],
            };
            assert!(allowed.contains(&sources), "{directive} {sources}");
        }
        for directive in [
            "default-src",
            "script-src",
            "frame-src",
            "object-src",
            "base-uri",
            "form-action",
        ] {
            assert!(policy.contains_key(directive), "{directive}");
        }
    }
}

//! Starting Dutydesk while a window is already open, or is just closing.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use zbus::fdo::{DBusProxy, RequestNameFlags};

use crate::driver::{Running, gone, kill, program, until};
use crate::screen::{is_visible, xdotool};
use crate::text;

fn start(data: &Path) -> Running {
    let mut command = Command::new(program("dutydesk"));
    Running(command.args(["--data-dir", text(data), "--practice"]).spawn().unwrap())
}

#[tokio::test]
#[ignore = "needs the private desktop and the programs"]
async fn a_second_start_raises_the_first_window_and_ends() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let mut first = start(&data);
    until("the window is there and its notices are looked at", async || {
        is_visible() && data.join("heartbeat").exists()
    })
    .await;
    // While it starts, a window may come up once more: asked until it stays away.
    until("the window is minimised", async || {
        xdotool(&["search", "--onlyvisible", "--name", "^Dutydesk$", "windowminimize"]);
        tokio::time::sleep(Duration::from_millis(300)).await;
        !is_visible()
    })
    .await;

    let second = start(&data).0.wait().unwrap();
    assert!(second.success(), "{second}");
    until("the window is back", async || is_visible()).await;
    assert!(first.0.try_wait().unwrap().is_none(), "the first one goes on");
}

/// The name by which a start finds another window.
async fn name_of_the_window(bus: &DBusProxy<'_>) -> Option<String> {
    let names = bus.list_names().await.unwrap();
    let names = names.into_iter().map(|name| name.to_string());
    names.into_iter().find(|name| name.ends_with(".SingleInstance"))
}

#[tokio::test]
#[ignore = "needs the private desktop and the programs"]
async fn a_window_opens_although_the_one_before_has_not_quite_ended() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    // It has no object of that name: whoever calls it hears so at once.
    let ours = zbus::connection::Builder::session().unwrap();
    let ours = ours
        .serve_at("/", zbus::fdo::ObjectManager)
        .unwrap()
        .build()
        .await
        .unwrap();
    let bus = DBusProxy::new(&ours).await.unwrap();
    let first = start(&data);
    until("the window has its name", async || {
        name_of_the_window(&bus).await.is_some()
    })
    .await;
    let name = name_of_the_window(&bus).await.unwrap();

    // We wait in line for the name and have it when the window is killed. As from one that ends, there is no answer.
    ours.request_name_with_flags(name.as_str(), RequestNameFlags::AllowReplacement.into())
        .await
        .unwrap();
    let first = first.0.id().to_string();
    kill(&first);
    gone(&first).await;
    until("the window has left the screen", async || !is_visible()).await;
    let mut next = start(&data);
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(next.0.try_wait().unwrap().is_none(), "it waits for the name");
    assert!(!is_visible());
    ours.release_name(name.as_str()).await.unwrap();
    until("the window is there", async || is_visible()).await;
}

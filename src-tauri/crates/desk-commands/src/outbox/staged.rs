//! Staged files: kept in the data directory, under a name that Dutydesk chooses, until they have been sent. The
//! sender's name for a file is a label and never a path.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use desk_connect::OutgoingFile;
use desk_contract::ticket::{AttachmentStageRequest, AttachmentStaged};
use serde::{Deserialize, Serialize};

use super::act::Target;
use crate::desk::{Answer, Desk, error, off_thread};
use crate::words;

#[derive(Serialize, Deserialize)]
struct Label {
    name: String,
    content_type: String,
}

/// Stages a file for the next message.
///
/// # Errors
/// When it is too large, not readable, or cannot be written.
pub async fn attachment_stage(desk: &Desk, request: AttachmentStageRequest) -> Answer<AttachmentStaged> {
    let content = STANDARD
        .decode(request.content.as_bytes())
        .map_err(|_| error::invalid("The file couldn’t be read. Try attaching it again."))?;
    let largest = Target::named(desk, &request.ticket).await?.folded.largest_file();
    if content.len() > largest {
        return Err(error::invalid(format!(
            "The file is {}, and this help desk accepts up to {} MB. Put it where the tenant can download it, and send \
             them the link.",
            words::size(content.len() as u64),
            largest >> 20
        )));
    }
    let name = desk_connect::text::title(&request.name);
    let label = Label {
        name: name.clone(),
        content_type: request.content_type,
    };
    let id = uuid::Uuid::new_v4().to_string();
    let size_said = words::size(content.len() as u64);
    let (dir, file) = (desk.data_dir().to_owned(), id.clone());
    off_thread(move || write(&dir, &file, &label, &content))
        .await?
        .map_err(|failure| error::store(&failure.into()))?;
    Ok(AttachmentStaged { id, name, size_said })
}

fn write(data_dir: &Path, id: &str, label: &Label, content: &[u8]) -> std::io::Result<()> {
    let folder = folder(data_dir);
    std::fs::create_dir_all(&folder)?;
    std::fs::write(folder.join(id), content)?;
    std::fs::write(folder.join(format!("{id}.json")), serde_json::to_vec(label)?)
}

fn folder(data_dir: &Path) -> PathBuf {
    data_dir.join("staged")
}

/// Staged files, on their way out.
pub(super) async fn read_all(data_dir: &Path, ids: &[String]) -> std::io::Result<Vec<OutgoingFile>> {
    let (dir, ids) = (data_dir.to_owned(), ids.to_owned());
    let read = off_thread(move || ids.iter().map(|id| read(&dir, id)).collect());
    read.await.unwrap_or_else(|_| Err(std::io::ErrorKind::Other.into()))
}

fn read(data_dir: &Path, id: &str) -> std::io::Result<OutgoingFile> {
    let id = checked(id)?;
    let label: Label = serde_json::from_slice(&std::fs::read(folder(data_dir).join(format!("{id}.json")))?)?;
    Ok(OutgoingFile {
        name: label.name,
        content_type: label.content_type,
        content: std::fs::read(folder(data_dir).join(id.to_string()))?,
    })
}

/// Only what we made can be a name here.
fn checked(id: &str) -> std::io::Result<uuid::Uuid> {
    uuid::Uuid::parse_str(id).map_err(|_| std::io::ErrorKind::NotFound.into())
}

/// Removes files that were sent.
pub(super) async fn forget(data_dir: &Path, ids: &[String]) {
    if ids.is_empty() {
        return;
    }
    let (dir, ids) = (data_dir.to_owned(), ids.to_owned());
    // A file that is left over does no harm.
    drop(off_thread(move || remove(&dir, &ids)).await);
}

fn remove(data_dir: &Path, ids: &[String]) {
    for id in ids.iter().filter_map(|id| checked(id).ok()) {
        for name in [id.to_string(), format!("{id}.json")] {
            if let Err(failure) = std::fs::remove_file(folder(data_dir).join(name)) {
                tracing::debug!(kind = ?failure.kind(), "a staged file was not removed");
            }
        }
    }
}

//! Files of a ticket: fetched when somebody asks, then readable offline, and never opened automatically.

use std::path::{Path, PathBuf};

use desk_contract::ticket::{AttachmentRequest, AttachmentText, Picture, TicketLink};
use desk_domain::ids::TicketId;
use desk_store::cache::attachment::Attachment;
use imagesize::ImageType;

use crate::desk::{Answer, Desk, Trouble, error, off_thread};
use crate::ticket::{account_of, is_text, ticket_id};

/// As much of a text as the window shows.
const SHOWN: usize = 1024 * 1024;

/// Fetches a file, so that it can be read offline, and shows it if it is text.
///
/// # Errors
/// When there is no such file, the help desk does not give it, or it cannot be saved.
pub async fn attachment_read(desk: &Desk, request: AttachmentRequest) -> Answer<AttachmentText> {
    let (file, content) = content(desk, &request).await?;
    let text =
        is_text(&file.media_type, &file.name).then(|| String::from_utf8_lossy(&content[..content.len().min(SHOWN)]));
    Ok(AttachmentText {
        text: text.map(|text| desk_connect::text::plain(&text).text),
        cut: content.len() > SHOWN,
        picture: picture(&content),
        name: file.name,
    })
}

/// The largest picture that is drawn: its file in bytes, and its area in pixels. A small file can unfold into a picture
/// that fills the memory, so its area is read from its header first.
const PICTURE_BYTES: usize = 10 * 1024 * 1024;
const PICTURE_PIXELS: usize = 40_000_000;

/// The file as a picture, if its first bytes say that it is one that the window can draw. What the sender calls it doesn't
/// count.
fn picture(content: &[u8]) -> Option<Picture> {
    use base64::Engine as _;
    if content.len() > PICTURE_BYTES {
        return None;
    }
    let media_type = match imagesize::image_type(content).ok()? {
        ImageType::Png => "image/png",
        ImageType::Jpeg => "image/jpeg",
        ImageType::Gif => "image/gif",
        ImageType::Webp => "image/webp",
        _ => return None,
    };
    let size = imagesize::blob_size(content).ok()?;
    let fits = size
        .width
        .checked_mul(size.height)
        .is_some_and(|area| (1..=PICTURE_PIXELS).contains(&area));
    let (width, height) = (u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?);
    fits.then(|| Picture {
        media_type: media_type.to_owned(),
        width,
        height,
        content: base64::engine::general_purpose::STANDARD.encode(content),
    })
}

async fn content(desk: &Desk, request: &AttachmentRequest) -> Answer<(Attachment, Vec<u8>)> {
    let ticket = ticket_id(&request.ticket)?;
    let (of, id) = (ticket.clone(), request.attachment.clone());
    let (file, held) = desk
        .read(move |read| {
            let file = read
                .cache()
                .attachments(&of)?
                .into_iter()
                .find(|file| file.remote_id == id);
            Ok((file, read.cache().attachment_content(&of, &id)?))
        })
        .await?;
    let file = file.ok_or_else(|| error::not_found("This ticket doesn’t have that file."))?;
    if let Some(content) = held {
        return Ok((file, content));
    }
    let content = fetch(desk, &ticket, &request.attachment).await?;
    let (id, now, kept) = (request.attachment.clone(), desk.now(), content.clone());
    desk.write(move |store| store.cache.write(|cache| cache.keep_content(&ticket, &id, &kept, now)))
        .await?;
    desk.host().tell(desk_contract::events::DeskEvent::TicketChanged {
        ticket: request.ticket.clone(),
    });
    Ok((file, content))
}

async fn fetch(desk: &Desk, ticket: &TicketId, attachment: &str) -> Answer<Vec<u8>> {
    let (account, _) = account_of(desk, ticket)
        .await?
        .ok_or_else(|| error::not_found("The account this file came from was removed."))?;
    let help_desk = desk
        .connections()
        .to(desk.host(), &account)
        .await
        .map_err(|trouble| match trouble {
            Trouble::HelpDesk(problem) => error::help_desk(&problem),
            Trouble::Keychain(problem) => error::keychain(problem),
        })?;
    help_desk
        .attachment(attachment)
        .await
        .map_err(|problem| error::help_desk(&problem))
}

/// Saves a fetched file into the downloads folder, by a name of ours that ends like the sender's.
///
/// # Errors
/// When there is no downloads folder, or it cannot be written.
pub async fn attachment_save(desk: &Desk, request: AttachmentRequest) -> Answer<TicketLink> {
    let folder = desk
        .host()
        .downloads()
        .map(Path::to_path_buf)
        .ok_or_else(|| error::not_now("This computer has no downloads folder. Create one, then try again."))?;
    let (file, content) = content(desk, &request).await?;
    let path = off_thread(move || save(&folder, &file.name, &content))
        .await?
        .map_err(|failure| error::store(&failure.into()))?;
    Ok(TicketLink {
        text: path.display().to_string(),
    })
}

/// A new file, never over another and never through a link.
fn save(folder: &Path, name: &str, content: &[u8]) -> std::io::Result<PathBuf> {
    use std::io::Write as _;
    let name = file_name(name);
    for number in 0..1000 {
        let candidate = if number == 0 {
            name.clone()
        } else {
            format!("{number}-{name}")
        };
        let path = folder.join(candidate);
        match std::fs::File::create_new(&path) {
            Ok(mut file) => return file.write_all(content).map(|()| path),
            Err(failure) if failure.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(failure) => return Err(failure),
        }
    }
    Err(std::io::ErrorKind::AlreadyExists.into())
}

/// Letters, digits, dots and hyphens; no leading dot, so that nothing is hidden, and never a way to another folder. A
/// launcher gets an ending that no desktop starts.
fn file_name(name: &str) -> String {
    let plain = |c: char| {
        if c.is_alphanumeric() || matches!(c, '.' | '-' | '_') {
            c
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(plain).take(100).collect();
    let name = name.trim_start_matches(['.', '-']);
    match Path::new(name)
        .extension()
        .and_then(|ending| ending.to_str())
        .map(str::to_lowercase)
        .as_deref()
    {
        _ if name.is_empty() => "attachment".to_owned(),
        Some("desktop" | "exe" | "bat" | "cmd" | "com" | "scr" | "lnk" | "url") => format!("{name}.txt"),
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn r22_a_picture_is_what_its_bytes_say_and_never_too_large() {
        let png = |width: u32, height: u32| {
            let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
            file.extend(width.to_be_bytes());
            file.extend(height.to_be_bytes());
            file.extend([8, 6, 0, 0, 0, 0, 0, 0, 0]);
            file
        };
        let shown = picture(&png(1280, 900)).expect("a screenshot is shown");
        assert_eq!(
            (shown.media_type.as_str(), shown.width, shown.height),
            ("image/png", 1280, 900)
        );
        assert!(picture(&png(60_000, 60_000)).is_none(), "it would fill the memory");
        assert!(picture(&png(0, 10)).is_none());
        let mut large = png(10, 10);
        large.resize(PICTURE_BYTES + 1, 0);
        assert!(picture(&large).is_none());
        for other in [
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".as_slice(),
            b"<html><img src=x onerror=alert(1)></html>",
            b"BM\0\0\0\0",
            b"II*\0",
            b"\x89PNG",
            b"",
        ] {
            assert!(picture(other).is_none(), "{other:?}");
        }
    }

    #[test]
    fn f75_a_senders_name_is_never_a_path_nor_a_launcher() {
        for (name, safe) in [
            ("push.log", "push.log"),
            ("../../.bashrc", "bashrc"),
            ("..\\..\\evil.exe", "evil.exe.txt"),
            ("/etc/passwd", "etc-passwd"),
            (".desktop", "desktop"),
            ("Start me.desktop", "Start-me.desktop.txt"),
            ("", "attachment"),
            ("...", "attachment"),
        ] {
            assert_eq!(file_name(name), safe, "{name:?}");
        }
    }
}

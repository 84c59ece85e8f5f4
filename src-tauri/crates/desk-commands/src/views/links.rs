//! Links in messages, and the page of a ticket in its help desk. The window only has the number of a link, not its
//! address.

use desk_contract::list::Done;
use desk_contract::ticket::{LinkTarget, OpenLinkRequest, TicketLink, TicketRequest};
use desk_ports::WebAddress;

use super::thread::thread;
use crate::desk::{Answer, Desk, error};
use crate::ticket::{fold, ticket_id};

/// Says where a link of a message leads, then opens it. The window holds an index and no address.
///
/// # Errors
/// When there is no such link, or it is none that is opened.
pub async fn open_link(desk: &Desk, request: OpenLinkRequest) -> Answer<LinkTarget> {
    let (rules, now, ticket) = (desk.rules(), desk.now(), ticket_id(&request.ticket)?);
    let thread = desk
        .read(move |read| match fold(read, &rules, &ticket)? {
            Some(folded) => thread(read, &rules, &folded, now),
            None => Ok(Vec::new()),
        })
        .await?;
    let entry = thread.into_iter().find(|entry| entry.id == request.entry);
    let text: String = entry
        .iter()
        .flat_map(|entry| &entry.parts)
        .flat_map(|part| &part.runs)
        .filter(|run| run.link == Some(request.link))
        .map(|run| run.text.as_str())
        .collect();
    let link = desk_connect::body::links(&text)
        .into_iter()
        .next()
        .ok_or_else(|| error::not_found("This message doesn’t have that link. Look at the ticket again."))?;
    let address = WebAddress::parse(&link.url).map_err(error::address)?;
    if request.confirmed {
        desk.open_page(address.clone()).await?;
    }
    Ok(LinkTarget {
        host: address.host().to_owned(),
        address: address.as_str().chars().take(200).collect(),
        opened: request.confirmed,
    })
}

async fn web_page(desk: &Desk, ticket: &str) -> Answer<Option<WebAddress>> {
    let id = ticket_id(ticket)?;
    let cached = desk.read(move |read| read.cache().remote_ticket(&id)).await?;
    let address = cached
        .and_then(|cached| cached.web_url)
        .map(|url| WebAddress::parse(&url));
    address.transpose().map_err(error::address)
}

/// Opens the ticket in its help desk.
///
/// # Errors
/// When it has no page there, or the browser does not start.
pub async fn open_in_help_desk(desk: &Desk, request: TicketRequest) -> Answer<Done> {
    let address = web_page(desk, &request.ticket)
        .await?
        .ok_or_else(|| error::not_now("This ticket isn’t in a help desk, so there’s no page to open."))?;
    desk.open_page(address).await?;
    Ok(Done {})
}

/// The address to copy; of a local ticket, its id.
///
/// # Errors
/// When the store cannot be read.
pub async fn ticket_link(desk: &Desk, request: TicketRequest) -> Answer<TicketLink> {
    let address = web_page(desk, &request.ticket).await?;
    Ok(TicketLink {
        text: address.map_or(request.ticket, |address| address.as_str().to_owned()),
    })
}

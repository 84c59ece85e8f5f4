//! What a tenant does with the platform, remembered for all its tickets.

use desk_contract::list::Done;
use desk_contract::ticket::{TenantKind, TenantKindRequest};
use desk_store::desk::tenant;

use crate::desk::{Answer, Desk, error};

/// Records what a tenant does with the platform, for all its tickets.
///
/// # Errors
/// When it cannot be saved.
pub async fn tenant_kind(desk: &Desk, request: TenantKindRequest) -> Answer<Done> {
    let name = request.tenant.trim().to_owned();
    if name.is_empty() {
        return Err(error::invalid(
            "This ticket has no tenant, so you can’t say what they use the platform for.",
        ));
    }
    let kind = match request.kind {
        TenantKind::Live => tenant::TenantKind::Live,
        TenantKind::Prototyping => tenant::TenantKind::Prototyping,
        TenantKind::TryingOut => tenant::TenantKind::TryingOut,
    };
    desk.keep(move |desk| desk.put_tenant(&name, kind)).await?;
    desk.host().tell(desk_contract::events::DeskEvent::Changed);
    Ok(Done {})
}

//! Signed-in help desks, one for each account, reused while they work: a new connection costs a TLS handshake, and a
//! token costs a call to the keychain.

use std::collections::HashMap;
use std::sync::Arc;

use desk_connect::HelpDesk;
use desk_ports::AccountKey;
use desk_store::desk::account::Account;
use tokio::sync::Mutex;

use super::host::Host;
use super::secrets::secret_of;
use super::sources::Trouble;

/// The connections of this process.
#[derive(Default)]
pub(crate) struct Connections {
    by_account: Mutex<HashMap<AccountKey, Arc<dyn HelpDesk>>>,
}

impl Connections {
    /// The connection of an account, made if there is none.
    pub(crate) async fn to(&self, host: &dyn Host, account: &Account) -> Result<Arc<dyn HelpDesk>, Trouble> {
        let mut connections = self.by_account.lock().await;
        if let Some(connection) = connections.get(&account.key) {
            return Ok(Arc::clone(connection));
        }
        let token = secret_of(host, account).await.map_err(Trouble::Keychain)?;
        let connection: Arc<dyn HelpDesk> = Arc::from(host.help_desk(account, token).map_err(Trouble::HelpDesk)?);
        connections.insert(account.key.clone(), Arc::clone(&connection));
        Ok(connection)
    }

    /// Forgets a connection: its account, token or address changed.
    pub(crate) async fn forget(&self, account: &AccountKey) {
        self.by_account.lock().await.remove(account);
    }
}

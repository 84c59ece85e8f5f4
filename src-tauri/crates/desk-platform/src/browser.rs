//! The browser, by the desktop's own way of opening an address.

use desk_ports::{OpenError, Opener, WebAddress};

/// Opens checked addresses with the program that the person chose for them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Browser;

impl Opener for Browser {
    fn open(&self, address: &WebAddress) -> Result<(), OpenError> {
        opener::open_browser(address.as_str()).map_err(|_| OpenError)
    }
}

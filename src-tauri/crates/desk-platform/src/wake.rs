//! The wake-up socket: another process (a `duty` beside the window) uses it to tell the owner of a data directory that
//! there is something new in the store, or that somebody wants its window.
//!
//! One word per connection and no answer. The word contains no data: what is new is read from the store. If the owner
//! misses a word, it finds the row at its next check.

use crate::places::Places;

/// What the owner should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// The store holds something new.
    Woken,
    /// A person wants to see the window.
    Show,
    /// A window wants to be the owner. A `duty tick` that only stays for its notifications leaves; others don't.
    MakeWay,
}

/// Nobody heard. To go on, become the owner with [`Owner::acquire`](crate::Owner::acquire); if that
/// says *busy*, there is an owner without a socket, which finds the row by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("Dutydesk isn’t running with this data folder.")]
pub struct NoOwner;

/// Tells the owner of `places.data`, without waiting for it to act.
///
/// # Errors
/// [`NoOwner`] when nothing listens. An owner that is stopped or slow is still one.
pub async fn wake_owner(places: &Places, wake: Wake) -> Result<(), NoOwner> {
    socket::ring(places, wake).await
}

pub(crate) use socket::Doorbell;
pub use socket::WakeUps;

#[cfg(unix)]
mod socket {
    use std::collections::VecDeque;
    use std::io;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;
    use std::path::{Path, PathBuf};
    use std::time::Duration;

    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::UnixStream;
    use tokio::sync::mpsc;
    use tokio::task::JoinHandle;

    use super::{NoOwner, Wake};
    use crate::places::Places;
    use crate::privacy::private_dir;

    /// For one connection, on either side.
    const LIMIT: Duration = Duration::from_secs(1);
    /// Connections that are listened to at once. Beyond that the one that has been silent for longest is closed.
    const AT_ONCE: usize = 64;
    /// Words not yet taken. More say nothing new.
    const WAITING: usize = 16;

    impl Wake {
        fn word(self) -> &'static [u8] {
            match self {
                Self::Woken => b"woken\n",
                Self::Show => b"show\n",
                Self::MakeWay => b"yield\n",
            }
        }

        fn read(bytes: &[u8]) -> Option<Self> {
            [Self::Woken, Self::Show, Self::MakeWay]
                .into_iter()
                .find(|wake| wake.word() == bytes)
        }
    }

    /// The socket of an owner. It is taken down when this is dropped.
    #[derive(Debug)]
    pub(crate) struct Doorbell(Option<(UnixListener, PathBuf)>);

    impl Doorbell {
        /// Hangs the socket in the first place that takes it. Only the holder of the owner lock may
        /// call this: what lies there is then left over from an owner that was killed.
        pub(crate) fn hang(places: &Places) -> Self {
            for path in paths(places) {
                match bind(&path) {
                    Ok(listener) => return Self(Some((listener, path))),
                    Err(error) => tracing::warn!(%error, "no wake-up socket in this place"),
                }
            }
            Self(None)
        }

        pub(crate) fn listen(&self) -> WakeUps {
            let (heard, words) = mpsc::channel(WAITING);
            let listener = self.0.as_ref().and_then(|(listener, _)| listener.try_clone().ok());
            let listener = listener.and_then(|listener| tokio::net::UnixListener::from_std(listener).ok());
            WakeUps {
                words,
                answering: listener.map(|listener| tokio::spawn(answer(listener, heard))),
            }
        }
    }

    impl Drop for Doorbell {
        fn drop(&mut self) {
            if let Some((_, path)) = &self.0
                && let Err(error) = std::fs::remove_file(path)
            {
                tracing::debug!(%error, "the wake-up socket was gone already");
            }
        }
    }

    /// What other processes ask of the owner.
    #[derive(Debug)]
    pub struct WakeUps {
        words: mpsc::Receiver<Wake>,
        answering: Option<JoinHandle<()>>,
    }

    impl WakeUps {
        /// The next word. A call that is dropped loses nothing; without a socket it never returns.
        pub async fn next(&mut self) -> Wake {
            match self.words.recv().await {
                Some(wake) => wake,
                None => std::future::pending().await,
            }
        }
    }

    impl Drop for WakeUps {
        fn drop(&mut self) {
            if let Some(answering) = &self.answering {
                answering.abort();
            }
        }
    }

    /// Where the socket of a data directory may be, best first. Both sides look at all of them, as
    /// they may have been started with different environments.
    fn paths(places: &Places) -> impl Iterator<Item = PathBuf> {
        let data = std::fs::canonicalize(&places.data).unwrap_or_else(|_| places.data.clone());
        let name = format!("{:016x}.sock", fingerprint(&data));
        let runtime = places.runtime.as_ref().map(|dir| dir.join(name));
        runtime.into_iter().chain([places.data.join("owner.sock")])
    }

    /// FNV-1a, 64 bits: the same in every build, which the standard library's hash need not be.
    fn fingerprint(path: &Path) -> u64 {
        let bytes = path.as_os_str().as_encoded_bytes().iter();
        bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
            (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
    }

    fn bind(path: &Path) -> io::Result<UnixListener> {
        if let Some(dir) = path.parent() {
            private_dir(dir)?;
        }
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(path)?;
        std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
        listener.set_nonblocking(true)?;
        Ok(listener)
    }

    /// Takes each connection at once, whether or not earlier ones have said anything yet.
    async fn answer(listener: tokio::net::UnixListener, heard: mpsc::Sender<Wake>) {
        let mut listening: VecDeque<JoinHandle<()>> = VecDeque::with_capacity(AT_ONCE);
        loop {
            let Ok((stream, _)) = listener.accept().await else {
                // Out of file handles, for instance: let them come back.
                tokio::time::sleep(LIMIT).await;
                continue;
            };
            listening.retain(|one| !one.is_finished());
            if listening.len() == AT_ONCE
                && let Some(oldest) = listening.pop_front()
            {
                // Whoever has something to say says it at once.
                oldest.abort();
            }
            let heard = heard.clone();
            listening.push_back(tokio::spawn(async move {
                if let Ok(Some(wake)) = tokio::time::timeout(LIMIT, word(stream)).await {
                    // Full: the owner has enough to wake up for.
                    let _ = heard.try_send(wake);
                }
            }));
            // What was said already is heard before the next one is let in.
            tokio::task::yield_now().await;
        }
    }

    /// The word of a connection, if we know exactly this word.
    async fn word(stream: UnixStream) -> Option<Wake> {
        const LONGEST: u64 = 8;
        let mut bytes = Vec::new();
        stream.take(LONGEST).read_to_end(&mut bytes).await.ok()?;
        Wake::read(&bytes)
    }

    pub(super) async fn ring(places: &Places, wake: Wake) -> Result<(), NoOwner> {
        for path in paths(places) {
            match tokio::time::timeout(LIMIT, tell(&path, wake)).await {
                Ok(Err(error)) if nobody(&error) => {}
                // An owner that cannot take the word now will find the row.
                _ => return Ok(()),
            }
        }
        Err(NoOwner)
    }

    async fn tell(path: &Path, wake: Wake) -> io::Result<()> {
        UnixStream::connect(path).await?.write_all(wake.word()).await
    }

    /// Whether nothing listens there: no file, a file left behind, or a path too long for a socket.
    fn nobody(error: &io::Error) -> bool {
        use io::ErrorKind::{ConnectionRefused, InvalidInput, NotADirectory, NotFound};
        matches!(
            error.kind(),
            NotFound | ConnectionRefused | InvalidInput | NotADirectory
        )
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_the_words_themselves_are_understood() {
            assert_eq!(Wake::read(b"woken\n"), Some(Wake::Woken));
            assert_eq!(Wake::read(b"show\n"), Some(Wake::Show));
            assert_eq!(Wake::read(b"yield\n"), Some(Wake::MakeWay));
            for wrong in [
                &b""[..],
                b"show",
                b"Show\n",
                b"show\n\n",
                b" show\n",
                b"woken\nshow\n",
                b"\xff\xff",
            ] {
                assert_eq!(Wake::read(wrong), None, "{wrong:?}");
            }
        }

        #[test]
        fn the_fingerprint_is_fnv_1a() {
            // From the reference test vectors of the algorithm.
            assert_eq!(fingerprint(Path::new("foobar")), 0x8594_4171_f739_67e8);
        }
    }
}

/// Systems without this kind of socket: the owner finds new rows when it next looks.
#[cfg(not(unix))]
mod socket {
    use super::{NoOwner, Wake};
    use crate::places::Places;

    #[derive(Debug)]
    pub(crate) struct Doorbell;

    impl Doorbell {
        pub(crate) fn hang(_: &Places) -> Self {
            Self
        }

        pub(crate) fn listen(&self) -> WakeUps {
            WakeUps(())
        }
    }

    /// What other processes ask of the owner: nothing on this system.
    #[derive(Debug)]
    pub struct WakeUps(());

    impl WakeUps {
        /// Never returns.
        pub async fn next(&mut self) -> Wake {
            std::future::pending().await
        }
    }

    pub(super) async fn ring(_: &Places, _: Wake) -> Result<(), NoOwner> {
        Err(NoOwner)
    }
}

//! The keychain against a real gnome-keyring.

use std::time::{Duration, Instant};

use desk_platform::Keychain;
use desk_ports::{AccountKey, SecretError, SecretStore};
use secrecy::{ExposeSecret, SecretString};

use crate::desktop::{Desktop, desktop_test, owned, run, until};
use crate::{AFTER_LIMIT, LIMIT};

fn work() -> AccountKey {
    AccountKey::parse("rt:work").unwrap()
}

fn token() -> SecretString {
    SecretString::from("c4nary-1")
}

async fn read(keychain: &Keychain) -> Result<String, SecretError> {
    keychain
        .get(&work())
        .await
        .map(|secret| secret.expose_secret().to_owned())
}

/// Asks until the answer is the one expected: a daemon needs its time to come back.
async fn becomes(keychain: &Keychain, expected: Result<&str, SecretError>) {
    let end = Instant::now() + Duration::from_secs(10);
    loop {
        let found = read(keychain).await;
        if found.as_deref().map_err(|error| *error) == expected {
            return;
        }
        assert!(Instant::now() < end, "found {:?}", found.map(|_| "a token"));
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    a_token_is_kept_once_per_account_read_and_removed,
    async |desktop: Desktop| {
        let (_bus, _keyring) = (desktop.bus(), desktop.keyring());
        let keychain = Keychain::new();
        assert_eq!(read(&keychain).await, Err(SecretError::NoEntry));
        keychain.set(&work(), &SecretString::from("first")).await.unwrap();
        keychain.set(&work(), &token()).await.unwrap();
        assert_eq!(read(&keychain).await.unwrap(), "c4nary-1");
        assert_eq!(keychain.status().await, Ok(()));

        let items = run(
            "secret-tool",
            &["search", "--all", "service", "dutydesk", "username", "rt:work"],
        );
        assert_eq!(items.matches("secret = ").count(), 1, "one item for the account");

        keychain.delete(&work()).await.unwrap();
        assert_eq!(read(&keychain).await, Err(SecretError::NoEntry));
        keychain.delete(&work()).await.unwrap();
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f66_a_locked_keychain_is_said_to_be_locked_and_used_again_once_unlocked,
    async |desktop: Desktop| {
        let (_bus, keyring) = (desktop.bus(), desktop.keyring());
        let keychain = Keychain::new();
        keychain.set(&work(), &token()).await.unwrap();
        let call = [
            "call",
            "--session",
            "--dest",
            "org.freedesktop.secrets",
            "--object-path",
            "/org/freedesktop/secrets",
        ];
        let lock = [
            "--method",
            "org.freedesktop.Secret.Service.Lock",
            "['/org/freedesktop/secrets/collection/login']",
        ];
        run("gdbus", &[&call[..], &lock[..]].concat());

        let began = Instant::now();
        assert_eq!(read(&keychain).await, Err(SecretError::Locked));
        assert_eq!(keychain.set(&work(), &token()).await, Err(SecretError::Locked));
        assert!(began.elapsed() < Duration::from_secs(5), "{:?}", began.elapsed());
        assert_eq!(keychain.status().await, Err(SecretError::Locked));

        keyring.kill();
        let _keyring = desktop.keyring();
        becomes(&keychain, Ok("c4nary-1")).await;
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    r09_every_process_says_that_the_keychain_is_locked_or_open_as_it_is_now,
    async |desktop: Desktop| {
        let (_bus, _keyring) = (desktop.bus(), desktop.keyring());
        Keychain::new().set(&work(), &token()).await.unwrap();
        // One that has asked nothing yet, as `duty doctor` is, and one that read a token while it was open.
        let (fresh, known) = (Keychain::new(), Keychain::new());
        assert_eq!(read(&known).await.unwrap(), "c4nary-1");
        assert_eq!((fresh.status().await, known.status().await), (Ok(()), Ok(())));
        run(
            "gdbus",
            &[
                "call",
                "--session",
                "--dest",
                "org.freedesktop.secrets",
                "--object-path",
                "/org/freedesktop/secrets",
                "--method",
                "org.freedesktop.Secret.Service.Lock",
                "['/org/freedesktop/secrets/collection/login']",
            ],
        );
        let locked = Err(SecretError::Locked);
        assert_eq!((fresh.status().await, known.status().await), (locked, locked));
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f67_an_absent_keychain_is_found_when_it_comes_later,
    async |desktop: Desktop| {
        let keychain = Keychain::new();
        assert_eq!(read(&keychain).await, Err(SecretError::Absent), "no session bus at all");
        let _bus = desktop.bus();
        let began = Instant::now();
        assert_eq!(keychain.set(&work(), &token()).await, Err(SecretError::Absent));
        assert_eq!(keychain.status().await, Err(SecretError::Absent));
        assert!(began.elapsed() < Duration::from_secs(2), "{:?}", began.elapsed());

        let keyring = desktop.keyring();
        assert_eq!(keychain.status().await, Ok(()));
        keychain.set(&work(), &token()).await.unwrap();
        keyring.kill();
        until("the name is free", || !owned("org.freedesktop.secrets"));
        assert_eq!(read(&keychain).await, Err(SecretError::Absent));
        let _keyring = desktop.keyring();
        becomes(&keychain, Ok("c4nary-1")).await;
    }
);

desktop_test!(
    #[ignore = "needs the private desktop: gnome-keyring, dunst and a display"]
    f68_a_hanging_keychain_costs_one_limit,
    async |desktop: Desktop| {
        let (_bus, keyring) = (desktop.bus(), desktop.keyring());
        let keychain = Keychain::with_limit(LIMIT);
        keychain.set(&work(), &token()).await.unwrap();
        keyring.freeze();
        let began = Instant::now();
        for _ in 0..5 {
            assert_eq!(read(&keychain).await, Err(SecretError::TimedOut));
        }
        assert!(began.elapsed() < AFTER_LIMIT, "{:?}", began.elapsed());
        keyring.thaw();
        becomes(&keychain, Ok("c4nary-1")).await;
    }
);

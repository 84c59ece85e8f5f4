//! Choosing a file of this computer.

use std::path::PathBuf;

use async_trait::async_trait;

/// The desktop's own dialog for files. Only a program with a screen has one.
#[async_trait]
pub trait FilePicker: Send + Sync {
    /// Lets the person choose one file whose name ends with one of these, without dots; `None`: they chose none. Waits for
    /// as long as they take.
    async fn pick_file(&self, title: &str, endings: &[&str]) -> Option<PathBuf>;
}

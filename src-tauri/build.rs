//! Tells the window's access control about every command of the contract. A command that no capability names can't be
//! called, and a capability that names an unknown command fails the build.

fn main() {
    // The screen is embedded in the program.
    println!("cargo:rerun-if-changed=../ui/dist");
    let commands = tauri_build::AppManifest::new().commands(desk_contract::commands::NAMES);
    let attributes = tauri_build::Attributes::new().app_manifest(commands);
    if let Err(problem) = tauri_build::try_build(attributes) {
        println!("cargo::error={problem:#}");
    }
}

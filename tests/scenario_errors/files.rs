//! Mistakes in what a scenario names: files that are not there, that lead back, or that lie elsewhere.

use super::{Desk, HEAD, head_with};

#[test]
fn files_that_cannot_be_layered() {
    insta::assert_snapshot!("missing_study", Desk::new().mistakes(&[]));
    insta::assert_snapshot!("missing_extends", head_with("base/miui-2014.toml", "base/miui-2015.toml"));
    insta::assert_snapshot!("outside", head_with("base/miui-2014.toml", "../miui-2014.toml"));
    insta::assert_snapshot!("absolute", head_with("base/miui-2014.toml", "/etc/miui-2014.toml"));
    let circle = Desk::new()
        .with("study.toml", "extends = \"base/a.toml\"\n")
        .with("base/a.toml", "# first\nextends = \"../study.toml\"\n");
    insta::assert_snapshot!("circle", circle.mistakes(&[]));
    let library = Desk::new().folder("scenarios/scale");
    let study = |extends: &str| HEAD.replace("base/miui-2014.toml", extends);
    let climbs = library.with("scenarios/scale/study.toml", &study("../../base/miui-2014.toml"));
    insta::assert_snapshot!("outside_the_library", climbs.mistakes_of("scenarios/scale/study.toml", &[]));
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_are_not_followed() {
    let elsewhere = Desk::new();
    let desk = Desk::new().with("study.toml", &HEAD.replace("base/", "linked/"));
    std::os::unix::fs::symlink(elsewhere.0.path().join("base"), desk.0.path().join("linked"))
        .expect("the folder is ours");
    insta::assert_snapshot!("linked_outside", desk.mistakes(&[]));
}

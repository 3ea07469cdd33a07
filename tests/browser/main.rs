//! Pages opened in a real browser: what they draw, what they say, and how they answer to mouse, keyboard and theme.
//!
//! Needs Chromium and its driver: `CLOUDMSG_CHROMIUM` and `CLOUDMSG_CHROMEDRIVER` name them. Says that it skipped without.
//! `CLOUDMSG_SCREENSHOTS` names a folder into which every page is put as a picture, wide and narrow, light and dark.
#![expect(clippy::unwrap_used, reason = "a test may fail")]
#![expect(clippy::print_stdout, reason = "a measurement is printed")]

mod browser;
mod canary;
mod compare;
mod figures;
mod made;
mod page;
mod plan;
mod run;
mod stations;
mod sweep;

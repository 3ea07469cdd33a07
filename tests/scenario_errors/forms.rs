//! Mistakes by where they lie: inside texts, between keys, in files of odd forms; and whether every message is seen.

use super::{Desk, HEAD, below_head, head_with};

mod inventory;
mod layouts;
mod tables;
mod texts;

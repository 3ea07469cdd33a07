//! Checkpoints: runs of a study that are finished or on their way, as files beside its result folder.
//!
//! Knows what a file belongs to and whether it is whole; what is kept of a run is bytes here.

mod difference;
mod folder;
mod sealed;

pub use folder::{Belongs, CheckpointFolder, Content, RunHead};
pub use sealed::Fault;

use std::io::{Read, Seek};

/// What a file of a run says of itself, and what is kept of the run; both are there only where the file is whole.
///
/// # Errors
/// One that is damaged, or of another format.
pub fn read_checkpoint<R: Read + Seek>(from: R) -> Result<(RunHead, impl Read), Fault> {
    sealed::open(from)
}

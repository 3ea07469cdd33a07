//! A run under way as bytes: written between two steps, and gone on with from there.
//!
//! Knows no file and no clock: whoever keeps the bytes says when. Nothing of [`Options`] is in them, so a run may be gone
//! on with on other threads, with another list and in other windows; its shards it keeps.

use super::codec::{Decoder, Encoder, Unreadable};
use super::list::FutureEventList;
use super::model::Model;
use super::reference::ReferenceList;
use super::run::{Conductor, ListKind, Options, Outcome, Progress};
use super::shard::ShardRun;
use super::wheel::RadixWheel;
use std::io::{self, Read, Write};

/// What a run is written with: to wherever its bytes go.
pub type Save<'s> = dyn Fn(&mut dyn Write) -> io::Result<()> + 's;

/// Whoever keeps a run that is under way.
pub trait Keep: Sync {
    /// Whether it is to be kept now. Asked at every beat.
    fn due(&self, progress: Progress) -> bool;

    /// Keeps it: `save` writes it. The run waits meanwhile, and goes on whatever comes of it.
    fn keep(&self, progress: Progress, save: &Save<'_>);
}

/// Goes on with a run of a model from what was kept of it.
///
/// # Errors
/// Bytes that are not a run of this model.
///
/// # Panics
/// As [`run`](super::run).
pub fn resume<M: Model>(model: &M, from: &mut dyn Read, options: &Options<'_>) -> Result<Outcome<M>, Unreadable> {
    match options.list {
        ListKind::Wheel => resume_on::<M, RadixWheel<M::Event>>(model, from, options),
        ListKind::Reference => resume_on::<M, ReferenceList<M::Event>>(model, from, options),
    }
}

/// Reads what was kept of a run of a model, and forgets it: whether it could be gone on with.
///
/// # Errors
/// As [`resume`].
pub fn readable<M: Model>(model: &M, from: &mut dyn Read) -> Result<(), Unreadable> {
    Kept::<M, RadixWheel<M::Event>>::read(model, from).map(drop)
}

fn resume_on<M: Model, L: FutureEventList<M::Event>>(
    model: &M,
    from: &mut dyn Read,
    options: &Options<'_>,
) -> Result<Outcome<M>, Unreadable> {
    let Kept { shards, carried_out } = Kept::read(model, from)?;
    Ok(Conductor::<M, L>::new(model, shards, options).conduct(Some(carried_out)))
}

/// A run between two steps.
struct Kept<M: Model, L> {
    shards: Vec<ShardRun<M, L>>,
    /// Interventions carried out.
    carried_out: usize,
}

impl<M: Model, L: FutureEventList<M::Event>> Kept<M, L> {
    fn read(model: &M, from: &mut dyn Read) -> Result<Self, Unreadable> {
        let mut from = Decoder::new(from);
        let (shards, carried_out): (usize, usize) = from.take()?;
        if shards != model.shards() {
            return Err(Unreadable::Wrong(format!("{shards} shards where {} belong", model.shards())));
        }
        let before = model.interventions().partition_point(|&at| at < model.horizon());
        if carried_out > before {
            return Err(Unreadable::Wrong(format!("{carried_out} interventions of {before} are carried out")));
        }
        let read = (0..shards).map(|index| ShardRun::read(model, index, &mut from));
        let shards = read.collect::<Result<_, _>>()?;
        from.finish()?;
        Ok(Self { shards, carried_out })
    }
}

impl<M: Model, L: FutureEventList<M::Event>> Conductor<'_, M, L> {
    /// Lets the run be kept, if that is due.
    pub(super) fn keep(&self, keeper: &dyn Keep, carried_out: usize, progress: Progress) {
        if keeper.due(progress) {
            self.collect_mail();
            keeper.keep(progress, &|out| self.write(carried_out, out));
        }
    }

    fn write(&self, carried_out: usize, out: &mut dyn Write) -> io::Result<()> {
        let mut to = Encoder::new(out);
        to.put(&(self.model().shards(), carried_out))?;
        self.each_shard(|shard| shard.write(self.model(), &mut to))?;
        to.finish()
    }
}

//! Runs that are kept on their way and gone on with: one result, whenever and however.
//!
//! Keeps bytes in memory; knows no file.

use super::{Dense, LOOKAHEAD, TICK, memories, ticks};
use cloudmsg::engine::phold::Phold;
use cloudmsg::engine::{Keep, ListKind, Model, Options, Outcome, Progress, Save, readable, resume, run};
use cloudmsg::units::{Duration, Instant};
use proptest::prelude::*;
use std::sync::Mutex;

/// Keeps a run at every `each`-th beat.
struct Shelf {
    each: usize,
    asked: Mutex<usize>,
    kept: Mutex<Vec<(Progress, Vec<u8>)>>,
}

impl Shelf {
    fn new(each: usize) -> Self {
        Self { each, asked: Mutex::new(0), kept: Mutex::new(Vec::new()) }
    }

    fn take(&self) -> Vec<(Progress, Vec<u8>)> {
        std::mem::take(&mut *self.kept.lock().expect("no test panics with it"))
    }
}

impl Keep for Shelf {
    fn due(&self, _: Progress) -> bool {
        let mut asked = self.asked.lock().expect("no test panics with it");
        *asked += 1;
        asked.is_multiple_of(self.each)
    }

    fn keep(&self, progress: Progress, save: &Save<'_>) {
        let mut bytes = Vec::new();
        save(&mut bytes).expect("a vector takes everything");
        self.kept.lock().expect("no test panics with it").push((progress, bytes));
    }
}

/// Everything that a run leaves behind but its memory.
fn left(model: &Dense, outcome: &Outcome<Dense>) -> impl PartialEq + std::fmt::Debug {
    let shown: Vec<_> = outcome.states.iter().map(|state| state.1.len()).collect();
    let counts = (outcome.fingerprint, outcome.events, outcome.sent, outcome.left, outcome.interventions);
    (counts, memories(model, outcome), outcome.pending.clone(), shown)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 40, ..ProptestConfig::default() })]

    /// A pass proves: whenever a run is kept, going on with it in any other way ends as the run that was not interrupted, and
    /// as the one that was kept: interventions, ties and mail on its way included.
    #[test]
    fn a_run_that_is_gone_on_with_has_the_same_result(
        (pairs, shards) in (1_u32..20, 1_usize..8),
        (beat, each) in (1_u64..300, 1_usize..6),
        (threads, divisor) in (1_usize..4, 0_u64..8),
    ) {
        let model = Dense::new(2 * pairs, shards);
        let whole = model.run(&Options::default());
        let shelf = Shelf::new(each);
        let window = |divisor: u64| (divisor > 0).then(|| Duration::from_micros(LOOKAHEAD * TICK / divisor.max(1)));
        let under_way = Options { beat, keep: Some(&shelf), window: window(7 - divisor), ..Options::default() };
        let interrupted = model.run(&under_way);
        prop_assert_eq!(left(&model, &interrupted), left(&model, &whole));
        let kept = shelf.take();
        for (n, (progress, bytes)) in kept.iter().enumerate().filter(|(n, _)| n % (1 + kept.len() / 8) == 0) {
            let list = [ListKind::Wheel, ListKind::Reference][n % 2];
            let options = Options { threads, list, window: window(divisor), pending: true, ..Options::default() };
            readable(&model, &mut &bytes[..]).expect("it was written by this program");
            let resumed = resume(&model, &mut &bytes[..], &options).expect("it was written by this program");
            prop_assert!(left(&model, &resumed) == left(&model, &whole), "at {:?}", progress);
        }
    }
}

/// A pass proves: a run may be kept, gone on with and kept again at every beat, and what is kept is as long each time as
/// that of the run that was never interrupted.
#[test]
fn a_run_may_be_interrupted_at_every_beat() {
    fn options(shelf: &Shelf, list: ListKind) -> Options<'_> {
        Options { beat: 100, keep: Some(shelf), list, ..Options::default() }
    }
    for (shards, list) in [(1, ListKind::Wheel), (1, ListKind::Reference), (5, ListKind::Wheel)] {
        let model = Phold::new(200, shards, 9, Instant::from_micros(20_000_000));
        let shelf = Shelf::new(1);
        let whole = run(&model, model.states(), &options(&shelf, list));
        let kept = shelf.take();
        assert!(kept.len() > 20);
        let (_, mut at) = kept[0].clone();
        for (progress, bytes) in &kept[1..] {
            let shelf = Shelf::new(1);
            let resumed = resume(&model, &mut &at[..], &options(&shelf, list)).expect("it was written by this program");
            assert_eq!((resumed.fingerprint, resumed.events), (whole.fingerprint, whole.events));
            let (again, next) = shelf.take().swap_remove(0);
            assert_eq!((again, next.len()), (*progress, bytes.len()));
            at = next;
        }
    }
}

/// A pass proves: what is cut, lengthened, of another world or nonsense is refused, and never a panic.
#[test]
fn what_was_not_kept_of_this_world_is_refused() {
    let model = Dense::new(12, 2);
    let shelf = Shelf::new(3);
    model.run(&Options { beat: 500, keep: Some(&shelf), ..Options::default() });
    let (_, bytes) = shelf.take().swap_remove(0);
    let refused = |model: &Dense, bytes: &[u8]| readable(model, &mut &bytes[..]).map_err(|why| why.to_string());
    assert_eq!(refused(&model, &bytes), Ok(()));
    for cut in 0..bytes.len() {
        assert_eq!(refused(&model, &bytes[..cut]), Err("it ends too soon".to_owned()), "{cut}");
    }
    let longer = [&bytes[..], &[0]].concat();
    assert_eq!(refused(&model, &longer), Err("something follows its end".to_owned()));
    assert_eq!(refused(&Dense::new(12, 3), &bytes), Err("2 shards where 3 belong".to_owned()));
    assert_eq!(refused(&Dense::new(13, 2), &bytes), Err("12 entries where 13 belong".to_owned()));
    let mut few = Dense::new(12, 2);
    few.interventions = vec![ticks(0)];
    assert!(refused(&few, &bytes).is_err_and(|why| why.ends_with("interventions of 1 are carried out")));
    // Whatever a byte becomes, it is read as something or refused.
    for place in 0..bytes.len() {
        for other in [0, 1, 0x7f, 0x80, 0xff] {
            let mut changed = bytes.clone();
            changed[place] = other;
            let _either = refused(&model, &changed);
        }
    }
    assert_eq!(model.shards(), 2);
}

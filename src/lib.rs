//! `cloudmsg`: a deterministic discrete-event simulator of a cloud-messaging ecosystem.
//!
//! Handsets, carriers, relay servers, presence and look-up services, activation, updates, partitions, and those who
//! listen: the simulator measures how late messages come, how often they fall back to SMS, what that costs, and whose
//! identifying data cross the wire on the way. Its flagship case is MIUI's Cloud Messaging before and after the update
//! of 10 August 2014.
//!
//! # The way data flow
//!
//! ```text
//! scenario TOML ─read─▶ Study ─build─▶ World ─engine::run(Ecosystem)─▶ Ledger ─summarise─▶ Summary ─▶ csv · charts · page
//!              (form, units,    (functions of         (integers only,            (floats begin
//!               all mistakes)    draws; floats end)    merged by +)               again here)
//! ```
//!
//! Each arrow is one function, and none points back.
//!
//! # The rooms
//!
//! | room | what it holds | imports |
//! |---|---|---|
//! | [`units`] | time in whole microseconds, identifiers, money, probabilities; what figures are counted in, and bounds on them; text from elsewhere made harmless | nothing |
//! | [`random`] | numbers with addresses, laws, integer tables, permutations, samples of the unit cube | units |
//! | [`engine`] | the discrete-event kernel: future event lists, windows, shards, fingerprint; a run on its way as bytes, and gone on with | units |
//! | [`ledger`] | what happened, counted exactly: deliveries, costs, crossings, holdings, load, customers of stations; what a witness noted of single messages; the laws a run is held against | units |
//! | [`scenario`] | the language: a file becomes validated values, or all its mistakes; the same declarations describe it for editors | units, random, ledger's names |
//! | [`world`] | who lives where, knows whom, wants what; links and tariffs. Immutable in a run | units, random, ledger's names, scenario in its builders |
//! | [`model`] | the behaviour of handsets, data centres and message centres; of textbook stations | units, random, engine, ledger, world |
//! | [`analysis`] | from counts to figures with units and intervals; queueing theory | units, ledger |
//! | [`experiment`] | arms, replications, what nobody knows, and the points of sweeps, side by side; the search for the cheapest fleet, the story of a message, answers on paper worked out again; runs handed to whoever keeps them | all of these |
//! | [`report`] | files, checkpoints among them, charts, pages, texts and tables from plain data | analysis, ledger's names |
//! | [`cli`] | arguments, progress, messages, exit codes; the only reader of the wall clock | anything; nothing imports it |
//!
//! A test holds this table.
//!
//! # Invariants, mostly absences
//!
//! - The engine does not know what a message is. The ledger does not know what a handset is. The world does not know
//!   what happened. Nobody but `cli` knows what time it is.
//! - The same scenario, seed and version give the same fingerprint on any number of threads and shards, with any window
//!   and either future event list, in debug and release. Between the building of the world and the ledger there is no
//!   floating point, nothing follows from the order of a hash map, and events are ordered by their content.
//! - A draw is addressed by (seed, replication, stream, entity, n). What people want never depends on policy, so arms
//!   are compared on the same people, wishes and luck.
//! - A handset never reads a server's state, nor a server a handset's: what one knows of the other has travelled. Truth
//!   that only the ledger needs travels as notices on which nobody acts.
//! - Every message composed comes to exactly one end, which its sender's outbox (between owners) or its message centre
//!   (else) pronounces. The books are audited at the end of every run, each law against what was counted on another path; a
//!   run that does not balance is a panic with its seed, never a result.
//!
//! # Decisions that shaped it
//!
//! - An event is one `u128`: time (44 bits), target (28), kind (6), argument (50). A message id fits the argument
//!   (handset, activity, turn), because parties, texts and thinking times are functions of it; so messages on the way
//!   need no records but in their sender's outbox.
//! - Whether and when the service is on, bound and updated is a function of draws, policy and outages, so anybody may know
//!   the truth about anybody. What is fixed about a handset (carriers, SIMs, where it is, whether anything happens to it)
//!   is drawn once and kept in two bytes.
//! - Every hop is a seat with a book of its own, and an observer is a set of seats. The ledger knows which protections give
//!   way, the analysis who sits where.
//! - People without the service have no state. Whether and when an SMS reaches them, and what they answer, is drawn where
//!   the message centre handles it; their own SMS are a fluid load on it.
//! - In a scaled run, where one handset stands for many, a simulated job takes the work of all it stands for, spread over
//!   as many servers as they would have come to ([`world::FleetRules`]).
//! - A scenario may have textbook stations instead of an ecosystem. They have a world, a model and a record of their own, and
//!   share the kernel, the draws and the computed departures, so what theory says of them it says of these too.
//! - Behind the ledger everything works on one stream of figures by arm, replication and name
//!   ([`analysis::figures_of`]): summaries, intervals, bounds, sweeps and plans, whether it comes from runs or is read again
//!   from a folder. Nothing there depends on the order in which runs ended, so results may be cut, resumed and extended.
//! - Pictures and pages are drawn from the digits that stand in the folder's files, so that they can be drawn again from it. A
//!   page is one file that asks nothing of any network; text that comes from a scenario is made harmless in one place.
//! - A story is told by a witness in the ledger: it notes what happens to a message and changes nothing, no fingerprint has
//!   it, and its sums are those of the books.
//! - A checkpoint is a run between two steps of the engine: what has changed since the start, and nothing that follows from
//!   the world, which is built again. The engine writes it as a stream of plain values and reads it into the columns of a
//!   fresh state, so no second copy is ever held; the report room seals the stream with a hash that is checked before
//!   anything of it is believed. A run is named by arm, setting and replication within a study, so all that runs jobs
//!   (rounds, ranges, pilots) can be gone on with. Nothing of threads, list or windows is in it.
//! - The service's data centres share a shard, so that what the operator learns first and when is one set.
pub mod analysis;
pub mod cli;
pub mod engine;
pub mod experiment;
pub mod ledger;
pub mod model;
pub mod random;
pub mod report;
pub mod scenario;
pub mod units;
pub mod world;

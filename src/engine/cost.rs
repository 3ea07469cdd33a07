//! How cost grows with handsets, what bounds it, and what was tried and not kept.
//!
//! A page without code. All figures are of two cores of a 2024 server processor (32 MiB of shared cache) with the
//! scenarios of `scenarios/scale`: one ecosystem, one day, exposure recorded. Absolute times of such machines drift by a
//! factor of two, so comparisons were made in turn within one sitting.
//!
//! # What a handset-day costs
//!
//! 79 events a handset-day, at every size. Of the 85 that there were before unneeded ones went: 21 ends of coverage spells, 42
//! of setting a channel up and losing it, 7 of look-ups, 15 of messages and of what the owner does. An event takes some 2,200
//! instructions in a small world (20,000 handsets, two days): 350 for the future event list, windows and fingerprint, 400 for
//! two random blocks, about a sixth of all for the exposure record, the rest for the model.
//!
//! | handsets | hours | threads | events | seconds | handset-days a second | nanoseconds an event | resident bytes a handset |
//! |--:|--:|--:|--:|--:|--:|--:|--:|
//! | 100,000 | 24 | 1 | 7.9 M | 2.8 | 36,000 | 351 | 266 |
//! | 1,000,000 | 24 | 1 | 79 M | 20.9 to 24.4 | 41,000 to 48,000 | 264 to 308 | 120 |
//! | 10,000,000 | 24 | 1 | 791 M | 237.6 | 42,100 | 300 | 102 |
//! | 85,000,000 | 24 | 2 | 6,723 M | 1,274 | 66,700 | 189 | 101 |
//!
//! Everything is in the seconds: building the world, the run, closing the books, analysis, writing the files, which a small run
//! feels most. So a handset-day costs about the same from a hundred thousand handsets to tens
//! of millions. What grows is the distance to memory: the records leave the cache, and only touching them a batch of 24
//! events ahead keeps handlers from waiting for each (1.08 at a million handsets in three rounds, 2 to 4 at ten million in the
//! prototype). By day an event takes longer than by night, because messages meet other handsets and phonebooks far away
//! while spells stay with their own: 289 ns in an hour at noon against 246 in the first two hours at ten million; at 85
//! million the run made 8.0 to 8.6 million events a second in its first hours and 4.2 to 4.6 by day, as five-second
//! samples of one run on a machine that drifts.
//!
//! # What bounds it
//!
//! **Memory.** 68 bytes a handset of state (record and beliefs in one line of 64, the registry's 4), 2 of what is fixed about it,
//! 17 an event pending with 1.2 of them a handset, the rest ledger and what messages under way need. The exposure record follows at
//! most 4 million people and 32 thousand owners' acquaintances, so it is lost among the millions and most of a small run.
//!
//! **Threads.** Two threads over one: 1.49 for the first two hours of ten million handsets, 1.36 for an hour at noon; 1.45
//! for the first ten minutes of 85 million with building the world (74.7 against 108.3 s, one round); a day of 85 million
//! on one thread was not run. Through its day on two, both cores were 95 % busy. Nothing at a million or less, where a
//! window of 20 ms holds some twenty events and runs on one thread. The data centres are one shard and make 38 % of all
//! work, so that no number of threads gives more than 2.6. The lookahead is the least floor of any link, Wi-Fi's 10 ms and
//! the domestic 10 ms; it is what the model is about, and cannot be longer.
//!
//! **The kernel.** PHOLD's whole loop, one thread, ten million pending and a million processes: 12.5 to 14.4 M events a
//! second beside other simulators, 10 to 12 times the best of them (dvcompute .93 to 1.26 M, ns-3 1.17 to 1.26 M, in turn,
//! two rounds), 16 M in the quietest minute. `benches/peers.py` holds it against them. `benches/phold.rs` holds the list
//! against others under the same loop: 21.7 times `BinaryHeap`, 35 times `priority-queue` (the bare hold model 38 and 65
//! times), and two threads over one 1.64, medians of three runs in turn. The whole model comes to a fifth of that rate.
//!
//! # What paid
//!
//! Of the flagship (80 M events), alternately on one machine, two rounds: 20.1 to 21.1 s before, 11.3 to 13.0 s after, 1.7 times
//! as fast. The program's first form, which recorded a small part of what crosses the wire and knew neither lives nor second SIMs,
//! took 12.4 to 13.2 s. What made the difference: one random block for two or three
//! questions (3.8 blocks an event before, 2.0 after), two bytes for what was drawn anew at each event, greetings counted together and
//! opened out when the books are closed, envelopes worked out once, a tournament instead of a priority queue for the least
//! loaded node (5 % of a run), abandoned connections told only where nothing replaces them (6 % of events).
//!
//! # What was tried and not kept
//!
//! | what | why it was tried | what it gave |
//! |---|---|---|
//! | fat link-time optimisation in one unit | calls between rooms | 1.01 of thin, at 1.4 times the time to build |
//! | huge pages by the allocator (`GLIBC_TUNABLES=glibc.malloc.hugetlb=1`) | misses of the page table | 1.11 to 1.16 at 3 million handsets; nothing for PHOLD. Not built in: it takes the environment or code the compiler cannot check, and 1.3 is what such code must bring. Whoever runs tens of millions of handsets may set the variable |
//! | loading the next chunk while one is unloaded | a bucket's chunks lie apart | within noise, 92 and 81 ns an event before, 87 and 106 after |
//! | a thin bound of 24 events a window | more windows on two threads | slower than one thread wherever another program is about: 7.2 s against 2.8 s |
//! | doubling the bound after each late meeting | cores that others take | late windows of ordinary imbalance turned a day of 85 million serial; waits are averaged now |
//! | Philox with 7 rounds | a sixth of a run was drawing | some 3 %, estimated; not worth a weaker generator. One block now serves two or three questions instead |
//! | a handset's class of phonebook in a column | searched for at each message | a cache miss where 300 instructions do |
//! | ends of connections in the registry instead of events | an eighth of all events | not built: traffic moves the phase of pings, and an order of expiry at the data centre costs what events cost. A handset now tells of an abandoned connection only if no other replaces it first: 6 to 8 % fewer events, the same ledger |
//! | pings counted by silences | exact against single pings | counts another thing than the keep-alives an operator sees; reverted |
//! | one counter for each pattern of a message's identifiers | the exposure record | finding the key costs what three tallies cost; only greetings, three quarters of all, are counted so |
//! | hash tables that grow to the exact size | bytes an acquaintance | 170 million instructions of growing in a small run; they grow by half |
//! | merging tables of one hash without making room first | a pass at the end | entries come in hash order and heap up: 36 times the work |
//!
//! # What simplification costs
//!
//! The presence cache has four entries, 24 bytes. Against one that forgets nobody, paired, 20,000 handsets over seven days: the
//! share of fallbacks moves by 0.02 %, numbers disclosed for each SMS saved by 0.04 %; with odds of acquaintance of 5, the top
//! of their range, by 0.04 % and 0.13 %. Only far outside (odds of 50) would four be too few: 1.6 %, which five entries make
//! 0.8 % and six 0.4 %. Keep-alives counted by arithmetic give every headline to the last digit that an event for each
//! ping gives; the count of pings is 3.5 % higher, because single pings are put off by traffic. `tests/ecosystem/fidelity.rs`
//! holds both.

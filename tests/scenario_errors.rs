//! What a user sees for each kind of mistake in a scenario: the drawn text, as a snapshot.
//!
//! Each mistake is made in a small file that extends the shipped base, so that line and column stay put.

#[path = "scenario_errors/files.rs"]
mod files;
#[path = "scenario_errors/forms.rs"]
mod forms;
#[path = "scenario_errors/scripts.rs"]
mod scripts;
#[path = "scenario_errors/slo.rs"]
mod slo;
#[path = "scenario_errors/sweep.rs"]
mod sweep;

use cloudmsg::scenario::{read, render};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// A folder with the shipped base, and in it a study with the keys of a shortest valid one, then `extra`.
struct Desk(TempDir);

/// Head of every study here: eight lines.
const HEAD: &str = r#"extends = "base/miui-2014.toml"
[study]
start = "2014-07-28T00:00:00+08:00"
duration = "28 days"
[population]
handsets = 1_000
represents = 60_000_000

"#;

impl Desk {
    fn new() -> Self {
        let desk = Self(tempfile::tempdir().expect("a temporary folder can be made"));
        let base = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml");
        fs::create_dir(desk.0.path().join("base")).expect("the folder is empty");
        fs::copy(base, desk.0.path().join("base/miui-2014.toml")).expect("the base is part of the crate");
        desk
    }

    fn with(self, name: &str, text: &str) -> Self {
        fs::write(self.0.path().join(name), text).expect("the folder is ours");
        self
    }

    fn folder(self, name: &str) -> Self {
        fs::create_dir_all(self.0.path().join(name)).expect("the folder is ours");
        self
    }

    /// The drawn mistakes of `study.toml`.
    fn mistakes(&self, settings: &[&str]) -> String {
        self.mistakes_of("study.toml", settings)
    }

    /// The drawn mistakes of a file, the temporary folder's name taken out.
    fn mistakes_of(&self, file: &str, settings: &[&str]) -> String {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let drawn = match read(&self.0.path().join(file), &settings) {
            Ok(study) => format!("read without a mistake: {}", study.name),
            Err(mistakes) => render(&mistakes, false),
        };
        drawn.replace(&format!("{}/", self.0.path().display()), "")
    }
}

/// The mistakes of the head with `extra` below.
fn below_head(extra: &str) -> String {
    Desk::new().with("study.toml", &format!("{HEAD}{extra}")).mistakes(&[])
}

/// The mistakes of the head with one stretch replaced.
fn head_with(from: &str, to: &str) -> String {
    assert!(HEAD.contains(from), "the head has `{from}`");
    Desk::new().with("study.toml", &HEAD.replace(from, to)).mistakes(&[])
}

#[test]
fn the_head_alone_is_right() {
    assert_eq!(below_head(""), "read without a mistake: study");
}

#[test]
fn unknown_keys() {
    insta::assert_snapshot!(below_head("[client]\ndelivery_timr = \"200 s\"\n[clint]\nping = \"3 s\"\n"));
}

#[test]
fn wrong_units() {
    insta::assert_snapshot!(below_head(
        "[client]\nping = \"600 sec\"\ndelivery_timer = \"300\"\n[sites.beijing.relay]\nrate = \"30000\"\n"
    ));
}

#[test]
fn wrong_types() {
    insta::assert_snapshot!(below_head(
        "[client]\nping = 600\nfallback = \"yes\"\nlookup_queue = \"16\"\nbackoff = \"none\"\nnumbers = \"cleer\"\n"
    ));
}

#[test]
fn a_law_is_pointed_at_where_it_is_wrong() {
    insta::assert_snapshot!(below_head(
        "[workload]\nthink = \"lognormal(median 122 sec, sigma 1.61)\"\nturns = \"mix(0.5: fixed(1), 0.4: fixed(2))\"\n\
         gap = \"gamma(1, 2)\"\n[connectivity]\non = \"exp(2 s\"\noff = \"fixed(0 s)\"\n"
    ));
}

#[test]
fn shares_that_do_not_sum_to_one() {
    insta::assert_snapshot!(below_head(
        "[countries.CN]\nshare = 0.5\naccess = { wifi = 0.9 }\n[countries.SG.carriers.starhub]\nshare = 0.5\n"
    ));
    insta::assert_snapshot!("shares_of_countries", below_head("[countries.CN]\nshare = 0.5\n"));
    insta::assert_snapshot!("a_share_above_one", below_head("[countries.CN]\nshare = 97\n"));
}

#[test]
fn more_owners_than_lines() {
    insta::assert_snapshot!(head_with("60_000_000", "60_000_000_000"));
}

#[test]
fn more_people_than_numbers() {
    let study = format!("{HEAD}[countries.CN]\nlines = 99_000_000_000\n").replace("60_000_000", "1_000");
    insta::assert_snapshot!(Desk::new().with("study.toml", &study).mistakes(&[]));
}

#[test]
fn times_outside_the_study() {
    insta::assert_snapshot!(below_head(
        "[timeline.early]\nat = \"2014-07-01T00:00:00+08:00\"\nduration = \"1 h\"\nname_outage = { place = \"CN\" }\n\
         [timeline.late]\nat = \"+28 days\"\nmigration = { country = \"IN\", site = \"beijing\" }\n\
         [timeline.long]\nat = \"+27 days\"\nduration = \"2 days\"\nsite_outage = { site = \"beijing\" }\n\
         [timeline.undated]\nat = \"2014-08-10\"\nduration = \"1 h\"\nname_outage = { place = \"HK\" }\n"
    ));
    let disabled =
        "[timeline.late]\nat = \"+28 days\"\nenabled = false\nduration = \"1 h\"\nname_outage = { place = \"CN\" }\n";
    assert_eq!(below_head(disabled), "read without a mistake: study");
}

#[test]
fn names_that_do_not_exist() {
    insta::assert_snapshot!(below_head(
        "[countries.IN]\nlanguage = \"englisch\"\nhours = \"de\"\nhome = \"bejing\"\n[wan]\nCN-IM = { floor = \"1 ms\" }\n\
         [population.corridors]\nCN-ZZ = 1\n[timeline.cut]\nat = \"+1 day\"\nduration = \"1 h\"\n\
         partition = { from = \"CM\", to = \"IN\" }\n\
         [timeline.crowd]\nat = \"+1 day\"\nduration = \"1 h\"\nflash_crowd = { factor = 9, countries = [\"CN\", \"XX\"] }\n"
    ));
}

#[test]
fn carriers_with_mistakes() {
    insta::assert_snapshot!(below_head(
        "[countries.HK.carriers.csl]\nmnc = \"0\"\nsms = { on_net = \"0.27 USD\" }\n[countries.HK]\nutc_offset = \"8\"\nmcc = 45\n"
    ));
    insta::assert_snapshot!("carrier_without_keys", below_head("[countries.HK.carriers.smarton]\nshare = 0.1\n"));
}

#[test]
fn interventions_that_contradict_each_other() {
    let entry = |name: &str, at: &str, effect: &str| {
        format!("[timeline.{name}]\nat = \"{at}\"\nduration = \"3 h\"\n{effect}\n")
    };
    let cut = "partition = { from = \"IN\", to = \"CN\" }";
    let back = "partition = { from = \"CN\", to = \"IN\", direction = \"one-way\" }";
    let down = "site_outage = { site = \"beijing\" }";
    let nodes = "node_outage = { site = \"beijing\", nodes = 40 }";
    let crowd = "flash_crowd = { factor = 9 }";
    let crowd_cn = "flash_crowd = { factor = 2, countries = [\"CN\"] }";
    let text = [
        entry("cut", "+1 day", cut),
        entry("cut-back", "+25 h", back),
        entry("down", "+2 days", down),
        entry("nodes", "+49 h", nodes),
        entry("crowd", "+3 days", crowd),
        entry("crowd-cn", "+74 h", crowd_cn),
    ];
    insta::assert_snapshot!(below_head(&text.concat()));
    let apart = [entry("cut", "+1 day", cut), entry("cut-back", "+27 h", back)].concat();
    assert_eq!(below_head(&apart), "read without a mistake: study");
}

#[test]
fn sales_and_account_outages_that_contradict_each_other() {
    let entry = |name: &str, at: &str, effect: &str| {
        format!("[timeline.{name}]\nat = \"{at}\"\nduration = \"3 h\"\n{effect}\n")
    };
    let text = [
        entry("error", "+1 day", "account_outage = { site = \"beijing\" }"),
        entry("more-error", "+26 h", "account_outage = { site = \"beijing\" }"),
        entry("sale", "+2 days", "sale = { share = 0.004, countries = [\"IN\", \"CN\"] }"),
        entry("sale-everywhere", "+49 h", "sale = { share = \"1 %\" }"),
        entry("sale-elsewhere", "+49 h", "sale = { share = \"1 %\", countries = [\"HK\"] }"),
        "[timeline.endless]\nat = \"+3 days\"\nsale = { share = 0.1 }\n".to_owned(),
    ];
    insta::assert_snapshot!("endless", below_head(&text.concat()));
    insta::assert_snapshot!(below_head(&text[..5].concat()));
}

#[test]
fn second_sims_without_shares() {
    let without = "[countries.XX]\nshare = 0.0";
    let base = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/base/miui-2014.toml"))
        .expect("the base is part of the crate");
    let hong_kong: Vec<String> = base
        .split("[countries.HK]")
        .nth(1)
        .expect("the base has Hong Kong")
        .split("[countries.TW]")
        .next()
        .expect("the rest begins with it")
        .lines()
        .filter(|line| !line.starts_with("second_sim") && !line.starts_with("share = 0.006"))
        .map(|line| line.replace("countries.HK", "countries.XX"))
        .collect();
    insta::assert_snapshot!(below_head(&format!("{without}{}", hong_kong.join("\n"))));
    insta::assert_snapshot!(
        "of_more_than_all",
        below_head("[countries.HK]\ncarriers.csl.second_sim = 0.9\ncarriers.smartone.second_sim = 0.2\n")
    );
}

#[test]
fn activations_that_cannot_be() {
    insta::assert_snapshot!(below_head(
        "[activation]\nform = \"smoke\"\nonce_per_sim = 1\nguard_retry = \"10 min\"\nsms_delay = 6\n\
         [countermeasures]\ndisabled_app = 2\ndisabled_still_conects = true\n"
    ));
    insta::assert_snapshot!("failures", below_head("[activation]\nno_balance = 0.6\nother_failure = 0.5\n"));
}

#[test]
fn entries_of_the_timeline_that_are_no_interventions() {
    insta::assert_snapshot!(below_head(
        "[timeline.nothing]\nat = \"+1 day\"\n\
         [timeline.two]\nat = \"+1 day\"\nduration = \"1 h\"\nname_outage = { place = \"CN\" }\nsite_outage = { site = \"beijing\" }\n\
         [timeline.endless]\nat = \"+1 day\"\nname_outage = { place = \"CN\" }\n\
         [timeline.backwards]\nat = \"+2 days\"\nuntil = \"+1 day\"\nname_outage = { place = \"CN\" }\n\
         [timeline.update]\nat = \"+1 day\"\nduration = \"1 h\"\n\
         ota = { default = \"opt-inn\", numbers = \"tls\", uptake = \"steps(2 days: 0.5, 1 day: 0.6)\" }\n\
         [timeline.nodes]\nat = \"+1 day\"\nduration = \"1 h\"\nnode_outage = { site = \"beijing\", nodes = 500 }\n"
    ));
}

#[test]
fn updates_that_no_handset_can_take() {
    let ota = |name: &str, at: &str, keys: &str| {
        format!("[timeline.{name}]\nat = \"{at}\"\nota = {{ default = \"opt-in\", numbers = \"tls\", {keys} }}\n")
    };
    let text = [
        ota("never-offered", "+1 day", "offer = \"steps(0 days: 0, 9 days: 0)\""),
        ota("never-installed", "+2 days", "poll = \"1 day\", install = \"logistic(mid 1 day, spread 1 h, never 1)\""),
        ota("nobody", "+3 days", "uptake = \"steps(0 days: 0)\""),
        ota("too-late", "+20 days", "offer = \"steps(0 days: 0, 5 days: 1)\", install = \"steps(4 days: 0.5)\""),
        ota("slow", "+25 days", "uptake = \"logistic(mid 30 days, spread 1 day, never 0)\""),
        ota("built-late", "+21 days", "cadence = { stable = { every = \"60 days\", first = \"30 days\" } }"),
    ];
    insta::assert_snapshot!(below_head(&text.concat()));
    let lagging = ota("lag", "+27 days", "lag = { CN = \"2 days\" }");
    assert_eq!(below_head(&lagging), "read without a mistake: study", "the others have it at once");
    let disabled = ota("late", "+20 days", "offer = \"steps(9 days: 1)\"").replace("ota =", "enabled = false\nota =");
    assert_eq!(below_head(&disabled), "read without a mistake: study");
}

#[test]
fn updates_with_steps_that_do_not_fit() {
    insta::assert_snapshot!(below_head(
        "[timeline.both]\nat = \"+1 day\"\n\
         ota = { default = \"on\", numbers = \"tls\", uptake = \"steps(0 h: 1)\", poll = \"1 day\", offer = \"steps(0 h: 1)\" }\n\
         [timeline.kinds]\nat = \"+2 days\"\n[timeline.kinds.ota]\ndefault = \"on\"\nnumbers = \"tls\"\n\
         cadence = { a = { share = 0.5, every = \"7 days\", first = \"8 days\" }, b = { share = 0.6, every = \"1 day\" } }\n\
         lag = { CM = \"1 day\", IN = \"soon\" }\npoll = \"0 s\"\n\
         [timeline.shares]\nat = \"+3 days\"\n[timeline.shares.ota]\ndefault = \"on\"\nnumbers = \"tls\"\n\
         cadence = { a = { share = 0.5, every = \"7 days\" }, b = { share = 0.4, every = \"1 day\" } }\n"
    ));
}

#[test]
fn bans_and_numbers_without_codes() {
    insta::assert_snapshot!(below_head(
        "[timeline.first]\nat = \"+1 day\"\nban = { country = \"IN\" }\n\
         [timeline.again]\nat = \"+2 days\"\nduration = \"1 day\"\nban = { country = \"IN\" }\n"
    ));
    insta::assert_snapshot!(
        "numbers_without_codes",
        below_head(
            "[countries.HK]\nnumber_digits = 7\n[countries.MY]\ntrunk_prefix = \"zero\"\nnational_form = 1.5\n\
             [sites.beijing]\ndefault_country = \"CM\"\n[countermeasures]\nfirewal = 0.1\n\
             [timeline.gone]\nat = \"+1 day\"\nban = { country = \"XX\" }\n"
        )
    );
    assert_eq!(
        below_head("[timeline.ban]\nat = \"+1 day\"\nban = { country = \"IN\" }\n[countermeasures]\nfirewall = 0.1\n"),
        "read without a mistake: study"
    );
}

#[test]
fn numbers_out_of_bounds() {
    insta::assert_snapshot!("zero_handsets", head_with("1_000", "0"));
    insta::assert_snapshot!("too_many_handsets", head_with("1_000", "268_431_361"));
    insta::assert_snapshot!("more_handsets_than_represented", head_with("60_000_000", "999"));
    let huge = HEAD.replace("1_000", "1_000\nphonebook_limit = 99999999999999999999999");
    let more = "[client]\nping = \"1e300 days\"\nconnect_bytes = 1.5\ndedup = -3\n\
                [sites.beijing.relay]\nconnections = 0xffffffffffffffffffff\n\
                [workload]\nopens_per_day = inf\nstrangers = nan\n";
    insta::assert_snapshot!("overflow", Desk::new().with("study.toml", &(huge + more)).mistakes(&[]));
}

#[test]
fn spans_that_cannot_be() {
    insta::assert_snapshot!("too_long", head_with("28 days", "201 days"));
    insta::assert_snapshot!("too_short", head_with("28 days", "59 s"));
    insta::assert_snapshot!("warm_up", head_with("\"28 days\"", "\"2 days\"\nwarm_up = \"2 days\"\nreplications = 0"));
    insta::assert_snapshot!("no_start", head_with("start = \"2014-07-28T00:00:00+08:00\"\n", ""));
    insta::assert_snapshot!("no_base", Desk::new().with("study.toml", "# nothing yet\n[study]\n").mistakes(&[]));
    insta::assert_snapshot!("zero_floor", below_head("[wan]\nCN-IN = { floor = \"0 s\" }\n"));
}

#[test]
fn toml_that_is_none() {
    insta::assert_snapshot!("bare_word", head_with("\"28 days\"", "28 days"));
    insta::assert_snapshot!("twice", below_head("[client]\nping = \"3 s\"\nping = \"4 s\"\n"));
    insta::assert_snapshot!("broken_off", below_head("[client\nping = \"3 s"));
}

#[test]
fn arms_and_settings() {
    insta::assert_snapshot!(
        "arms",
        below_head(
            "[arm.short]\nstudy.duration = \"3 days\"\nclient.pings = \"3 s\"\n[arm.long]\nclient.pings = \"4 s\"\n"
        )
    );
    let base = format!("{HEAD}[client]\npings = \"3 s\"\n[arm.a]\n[arm.b]\n");
    insta::assert_snapshot!("seen_by_two_arms", Desk::new().with("study.toml", &base).mistakes(&[]));
    let plain = Desk::new().with("study.toml", HEAD);
    insta::assert_snapshot!(
        "settings",
        plain.mistakes(&["population.handsets=many", "client.pnig=3 s", "client.ping=\"3 sec\""])
    );
    insta::assert_snapshot!("setting_without_value", plain.mistakes(&["population.handsets", "client.ping=\"3 s"]));
    assert_eq!(plain.mistakes(&["study.duration=3 days", "population.handsets=1e4"]), "read without a mistake: study");
}

#[test]
fn deletions_of_what_is_not_kept() {
    let study = |more: &str| {
        let purge = "[timeline.purge]\nat = \"+1 day\"\ndeletion = { what = [\"lookup-log\", \"backups\"] }\n";
        below_head(&format!("{more}{purge}"))
    };
    insta::assert_snapshot!("deletion_of_nothing", study(""));
    insta::assert_snapshot!(
        "kept_for_too_short",
        below_head("[holdings]\nlookup_log = \"5 min\"\naccounts = \"none\"\n")
    );
    assert_eq!(
        study("[holdings]\nlookup_log = \"30 days\"\n[micloud]\nshare = 0.1\n"),
        "read without a mistake: study"
    );
}

#[test]
fn designs_that_contradict_themselves() {
    insta::assert_snapshot!("asks_nobody", below_head("[client]\nlookup_on = []\n"));
    let book = "book = { every = \"1 day\" }\n";
    insta::assert_snapshot!("book_without_route", below_head(&format!("[client]\nlookup_on = []\n{book}")));
    let told = format!("[client]\nlookup_on = []\nroute = \"registered\"\n{book}");
    assert_eq!(below_head(&told), "read without a mistake: study");
    assert_eq!(below_head(&format!("[client]\n{book}")), "read without a mistake: study");
    insta::assert_snapshot!(
        "prices_of_nothing",
        below_head("[client]\nbucket_bits = 20\nprivate_lookup = { bytes = \"4 KiB\", server_time = \"2 ms\" }\n")
    );
    let later = "[client]\nbucket_bits = 20\n[timeline.update]\nat = \"+1 day\"\n\
                 ota = { default = \"opt-in\", numbers = \"bucket\", uptake = \"steps(1 h: 1)\" }\n";
    assert_eq!(below_head(later), "read without a mistake: study");
    insta::assert_snapshot!(
        "keeps_nothing",
        below_head("[client]\nroute = \"registered\"\nfallback = false\n[sites.beijing.relay]\nretention = \"1 s\"\n")
    );
    insta::assert_snapshot!(
        "wrong_designs",
        below_head(
            "[client]\nlookup_on = [\"open\", \"clos\", \"open\"]\nroute = \"registred\"\ncache_entries = 3\n\
             book = { every = \"1 s\", upload = \"half\" }\nbucket_bits = 64\nprivate_lookup = { bytes = 3 }\n\
             [service]\nrun_by = \"nobody\"\n"
        )
    );
}

#[test]
fn profiles() {
    let study = |arms: &str| format!("{HEAD}{arms}");
    let desk = |arms: &str, profile: &str| {
        Desk::new().with("study.toml", &study(arms)).with("hashed.toml", profile).mistakes(&[])
    };
    let named = "[arm.plain]\n[arm.hashed]\nprofile = \"hashed.toml\"\n";
    assert_eq!(desk(named, "[client]\nnumbers = \"hash\"\n"), "read without a mistake: study");
    insta::assert_snapshot!("profile_with_a_mistake", desk(named, "[client]\nnumbers = \"hush\"\nbook = 3\n"));
    insta::assert_snapshot!(
        "profile_with_foreign_keys",
        desk(named, "extends = \"study.toml\"\nprofile = \"hashed.toml\"\n[study]\nseed = 3\n[arm.one]\n")
    );
    insta::assert_snapshot!("profile_missing", desk("[arm.one]\nprofile = \"hushed.toml\"\n", ""));
    insta::assert_snapshot!(
        "profile_elsewhere",
        desk("[arm.one]\nprofile = \"../hashed.toml\"\n[arm.two]\nprofile = 3\n", "")
    );
    let whole = Desk::new()
        .with("study.toml", &format!("profile = \"hashed.toml\"\n{HEAD}"))
        .with("hashed.toml", "[client]\nnumbers = \"hush\"\n");
    insta::assert_snapshot!("profile_of_the_study", whole.mistakes(&[]));
    let beside = format!("profile = \"hashed.toml\"\n{HEAD}[arm.one]\n");
    let beside = Desk::new().with("study.toml", &beside).with("hashed.toml", "[client]\nnumbers = \"hash\"\n");
    insta::assert_snapshot!("profile_beside_arms", beside.mistakes(&[]));
}

/// Later keys win: the base, the profile, the study's own keys, settings.
#[test]
fn a_profile_lies_between_what_is_extended_and_the_keys_beside_it() {
    let profile = "[client]\nping = \"11 s\"\nreply_timeout = \"1 s\"\nserver_timeout = \"40 s\"\n";
    let desk = Desk::new()
        .with(
            "study.toml",
            &format!("profile = \"hashed.toml\"\n{HEAD}[client]\nping = \"22 s\"\nserver_timeout = \"50 s\"\n"),
        )
        .with("hashed.toml", profile);
    let path = desk.0.path().join("study.toml");
    let client = |settings: &[&str]| {
        let settings: Vec<String> = settings.iter().map(|setting| (*setting).to_owned()).collect();
        let study = read(&path, &settings).unwrap_or_else(|mistakes| panic!("{}", render(&mistakes, false)));
        assert!(!study.resolved.contains("profile"), "{}", study.resolved);
        let c = study.arms[0].scenario().client.clone();
        [c.ping, c.reply_timeout, c.server_timeout].map(|length| length.to_string())
    };
    assert_eq!(client(&[]), ["22 s", "1 s", "50 s"]);
    assert_eq!(client(&["profile=hashed.toml"]), ["11 s", "1 s", "40 s"]);
    assert_eq!(client(&["profile=hashed.toml", "client.ping=33 s"]), ["33 s", "1 s", "40 s"]);
}

#[test]
fn several_at_once_in_the_order_of_the_file() {
    insta::assert_snapshot!(below_head(
        "[timeline.opt-in]\nat = \"2014-09-10T12:00:00+08:00\"\nota = { default = \"off\", numbers = \"hash\", uptake = \"logistic(mid 4 days)\" }\n\
         [countries.IN]\nroaming = 3\n[client]\nfallback = 1\n"
    ));
}

proptest::proptest! {
    /// Whatever is typed into a study at whatever place, the reader answers and the answer can be drawn.
    #[test]
    fn no_typing_makes_the_reader_panic(
        place in 0.0..1.0_f64,
        cut in 0_usize..12,
        typed in "[-a-z0-9 .,:=\"'\\[\\](){}#\n\\\\µ€%/+_]{0,12}",
    ) {
        let study = include_str!("../scenarios/opt-in-2014-26-weeks.toml");
        let mut begin = (place * study.len() as f64) as usize;
        while !study.is_char_boundary(begin) {
            begin -= 1;
        }
        let mut end = (begin + cut).min(study.len());
        while !study.is_char_boundary(end) {
            end += 1;
        }
        let text = format!("{}{typed}{}", &study[..begin], &study[end..]);
        let setting = format!("client.{typed}");
        let drawn = Desk::new().with("study.toml", &text).mistakes(&[]);
        proptest::prop_assert!(!drawn.is_empty());
        let drawn = Desk::new().with("study.toml", study).mistakes(&[&setting, &format!("client.ack_delay={typed}")]);
        proptest::prop_assert!(!drawn.is_empty());
    }
}

#[test]
fn unknowns_that_are_no_settings() {
    insta::assert_snapshot!(below_head(
        "[unknown]\n\"population.opt_in\" = 0.05\n\"study.seed\" = [1, 2]\n\"client.ping\" = []\n\
         \"population.\" = [1]\npopulation.opt_in = [0.1]\n"
    ));
}

#[test]
fn values_of_unknowns_that_are_wrong_in_the_study() {
    insta::assert_snapshot!(below_head(
        "[unknown]\n\"population.opt_in\" = [0.05, 1.5]\n\"client.pong\" = [\"5 s\"]\n\
         \"client.ping\" = [\"600 s\", \"5\"]\n\"arm.other.client.fallback\" = [false]\n"
    ));
}

#[test]
fn unknowns_of_one_arm() {
    insta::assert_snapshot!(below_head("[arm.one]\nunknown.client.ping = [\"5 s\"]\n[arm.two]\n"));
}

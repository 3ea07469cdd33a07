//! Dense identifiers of the simulated world. An identifier says which, never where in memory.

use serde::{Deserialize, Serialize};

macro_rules! id {
    ($(#[$doc:meta])* $name:ident, $repr:ty) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub $repr);

        impl $name {
            /// The identifier as an index into a column.
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    };
}

id! {
    /// A simulated handset and its owner: `0..handsets`.
    HandsetId, u32
}
id! {
    /// A person with a phone number who never uses the service: dense over all countries.
    PersonId, u32
}
id! {
    /// A site of stations (a data centre or a carrier's core): `0..sites`.
    SiteId, u16
}
id! {
    /// A mobile carrier: `0..carriers`, over all countries.
    CarrierId, u16
}
id! {
    /// A country of the scenario, in the order of its name.
    CountryId, u16
}

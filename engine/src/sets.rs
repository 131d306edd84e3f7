//! Small macros that write match arms, and nothing else.

/// The names of an enum's variants, whatever they hold: of rejections, and of all that the macros
/// below write.
///
/// ```
/// use engine::Named as _;
///
/// enum Rejection { Taken(u64), Closed { since: u64 } }
/// engine::named! { Rejection { Taken = "taken", Closed = "closed" } }
///
/// assert_eq!(Rejection::Closed { since: 7 }.name(), "closed");
/// ```
#[macro_export]
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl $crate::Named for $type {
            fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $name),+ }
            }
        }
    };
}

/// The events of a process: an enum whose variants hold the payload's own struct, named on disk,
/// with the schema written today. Where a layout has changed, the frozen older ones follow, each
/// with a `From` into the next use.
///
/// ```
/// use serde::{Deserialize, Serialize};
/// use schemars::JsonSchema;
/// use engine::{EventSet as _, Named as _};
///
/// /// Someone said that something is broken.
/// #[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
/// pub struct Reported { pub summary: String, pub loud: bool }
///
/// mod v1 {
///     use serde::{Deserialize, Serialize};
///     #[derive(Serialize, Deserialize)]
///     pub struct Reported { pub summary: String }
/// }
///
/// impl From<v1::Reported> for Reported {
///     fn from(v1: v1::Reported) -> Self { Self { summary: v1.summary, loud: false } }
/// }
///
/// engine::events! {
///     /// What may have happened.
///     pub enum Event {
///         /// Someone said so.
///         Reported = "reported", 2, { 1 => v1::Reported },
///     }
/// }
///
/// let old = engine::codec::to_bytes(&v1::Reported { summary: "mail is down".into() });
/// let event = Event::decode("reported", 1, &old)?;
/// assert_eq!((event.name(), event.schema()), ("reported", 2));
/// # Ok::<(), engine::DecodeError>(())
/// ```
#[macro_export]
macro_rules! events {
    ($(#[$doc:meta])* pub enum $set:ident {
        $($(#[$about:meta])* $event:ident = $name:literal, $schema:literal
            $(, { $($old:literal => $frozen:ty),+ $(,)? })?),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq)]
        pub enum $set { $($(#[$about])* $event($event)),+ }

        $crate::named! { $set { $($event = $name),+ } }

        impl $crate::EventSet for $set {
            const KINDS: &'static [(&'static str, u16)] = &[$(($name, $schema)),+];

            fn schema(&self) -> u16 {
                match self { $(Self::$event(_) => $schema),+ }
            }

            fn encode(&self) -> Vec<u8> {
                match self { $(Self::$event(event) => $crate::codec::to_bytes(event)),+ }
            }

            fn decode(name: &str, schema: u16, payload: &[u8]) -> Result<Self, $crate::DecodeError> {
                match (name, schema) {
                    $(($name, $schema) => $crate::codec::from_bytes::<$event>(payload).map(Self::$event),
                    $($(($name, $old) => $crate::codec::from_bytes::<$frozen>(payload)
                        .map(|old| Self::$event(old.into())),)+)?)+
                    $(($name, schema) => Err($crate::DecodeError::Schema { name: $name.to_owned(), schema }),)+
                    (name, _) => Err($crate::DecodeError::Name(name.to_owned())),
                }
            }

            fn to_json(&self) -> $crate::json::Value {
                match self { $(Self::$event(event) => $crate::json::of(event)),+ }
            }

            fn schemas() -> Vec<(&'static str, $crate::json::Schema)> {
                vec![$(($name, $crate::json::schema_of::<$event>())),+]
            }
        }

        $(impl From<$event> for $set {
            fn from(event: $event) -> Self { Self::$event(event) }
        })+
    };
}

/// The commands of a process: an enum whose variants hold the body's own struct.
///
/// Bodies should be `#[serde(deny_unknown_fields)]`, so that a misspelt field is an error and not
/// a silence.
#[macro_export]
macro_rules! commands {
    ($(#[$doc:meta])* pub enum $set:ident {
        $($(#[$about:meta])* $command:ident = $name:literal),+ $(,)?
    }) => {
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, serde::Serialize)]
        pub enum $set { $($(#[$about])* $command($command)),+ }

        $crate::named! { $set { $($command = $name),+ } }

        impl $crate::CommandSet for $set {
            const NAMES: &'static [&'static str] = &[$($name),+];

            fn from_json(name: &str, body: $crate::json::Value) -> Result<Self, $crate::CommandError> {
                match name {
                    $($name => $crate::json::body($name, body).map(Self::$command),)+
                    _ => Err($crate::CommandError::UnknownCommand {
                        name: name.to_owned(),
                        known: Self::NAMES.to_vec(),
                    }),
                }
            }

            fn to_json(&self) -> $crate::json::Value {
                match self { $(Self::$command(command) => $crate::json::of(command)),+ }
            }

            fn schemas() -> Vec<(&'static str, $crate::json::Schema)> {
                vec![$(($name, $crate::json::schema_of::<$command>())),+]
            }
        }

        $(impl From<$command> for $set {
            fn from(command: $command) -> Self { Self::$command(command) }
        })+
    };
}

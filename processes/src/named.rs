//! The names of rejections.

/// Writes [`engine::Named`] for the variants of a rejection, whatever they hold.
macro_rules! named {
    ($type:ident { $($variant:ident = $name:literal),+ $(,)? }) => {
        impl engine::Named for $type {
            fn name(&self) -> &'static str {
                match self { $(Self::$variant { .. } => $name),+ }
            }
        }
    };
}

pub(crate) use named;

//! Closed lists: kinds that have a word each in tables, records and outputs.

/// Gives an enum its words: `ALL`, `slug` and `parse`. The list must be in the order of the enum.
#[macro_export]
macro_rules! slugs {
    ($name:ident { $($variant:ident = $slug:literal,)* }) => {
        impl $name {
            /// All values, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word used in tables, records and outputs.
            pub const fn slug(self) -> &'static str {
                match self {
                    $($name::$variant => $slug,)*
                }
            }

            /// The value that a word means; `None` for any other word.
            pub fn parse(slug: &str) -> Option<$name> {
                match slug {
                    $($slug => Some($name::$variant),)*
                    _ => None,
                }
            }
        }
    };
}

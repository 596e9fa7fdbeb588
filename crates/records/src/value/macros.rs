//! Implementations that every generated type has in common.

/// Implements the traits of a view that stands on an object (`root`), or on the view that it extends (`child`).
macro_rules! view {
    (root $name:ident, $inner:ident, $schema:literal) => {
        impl<'a> View<'a> for $name<'a> {
            const SCHEMA: SchemaId = SchemaId($schema);

            fn from_object(object: Object<'a>) -> Self {
                Self(object)
            }

            fn as_object(&self) -> &Object<'a> {
                &self.0
            }
        }
        view!(both $name, $inner);
    };
    (child $name:ident, $inner:ident, $schema:literal) => {
        impl<'a> View<'a> for $name<'a> {
            const SCHEMA: SchemaId = SchemaId($schema);

            fn from_object(object: Object<'a>) -> Self {
                Self($inner::from_object(object))
            }

            fn as_object(&self) -> &Object<'a> {
                self.0.as_object()
            }
        }
        view!(both $name, $inner);
    };
    (both $name:ident, $inner:ident) => {
        impl<'a> std::ops::Deref for $name<'a> {
            type Target = $inner<'a>;

            fn deref(&self) -> &$inner<'a> {
                &self.0
            }
        }

        impl<'a> FromJson<'a> for $name<'a> {
            fn from_json(json: Json<'a>) -> Option<Self> {
                Object::of_schema(json, Self::SCHEMA).map(Self::from_object)
            }
        }

        impl std::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.as_object().fmt(f)
            }
        }
    };
}

/// Implements the look-ups of an enum by the schema's table.
macro_rules! members {
    ($name:ident) => {
        impl Members for $name {
            fn from_value(value: i64) -> Option<Self> {
                let at = Self::definition()
                    .members
                    .iter()
                    .position(|m| m.value.is_some_and(|v| i64::from(v) == value));
                at.map(|i| Self::ALL[i])
            }

            fn from_name(name: &str) -> Option<Self> {
                let is = |text: &str| text.eq_ignore_ascii_case(name);
                let at = Self::definition().members.iter().position(|m| is(m.name) || is(m.ident));
                at.map(|i| Self::ALL[i])
            }

            fn value(self) -> Option<i32> {
                Self::definition().members[self as usize].value
            }

            fn name(self) -> &'static str {
                Self::definition().members[self as usize].name
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.name())
            }
        }
    };
}

//! The parts that every owned type has in common.

/// Declares an owned type: its schema, and for each field the names of its setters, its type and its key.
macro_rules! made {
    (
        $(#[$doc:meta])* $name:ident = $schema:literal;
        $( $(#[$field_doc:meta])* $with:ident $set:ident: $ty:ty = $key:literal; )*
    ) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash)]
        pub struct $name(OwnedObject);

        impl $name {
            /// Creates one without any field.
            pub fn new() -> Self {
                Self(OwnedObject::new(SchemaId($schema)))
            }

            /// Reads one from its JSON.
            ///
            /// # Errors
            /// As [`OwnedObject::parse`].
            pub fn parse(json: &str) -> Result<Self, Error> {
                OwnedObject::parse(SchemaId($schema), json).map(Self)
            }

            /// Returns it as a parsed one, with an accessor for each field.
            pub fn view(&self) -> schema::$name<'_> {
                View::from_object(self.0.object())
            }

            $(
                $(#[$field_doc])*
                #[must_use]
                pub fn $with(mut self, value: impl Put<$ty>) -> Self {
                    self.0.put_field($key, value);
                    self
                }

                #[doc = concat!("Sets `", $key, "`.")]
                pub fn $set(&mut self, value: impl Put<$ty>) {
                    self.0.put_field($key, value);
                }
            )*
        }

        impl Made for $name {
            const SCHEMA: SchemaId = SchemaId($schema);

            fn from_object(object: OwnedObject) -> Result<Self, OwnedObject> {
                if object.is_of(Self::SCHEMA) { Ok(Self(object)) } else { Err(object) }
            }

            fn as_object(&self) -> &OwnedObject {
                &self.0
            }

            fn into_object(self) -> OwnedObject {
                self.0
            }
        }

        impl Default for $name {
            fn default() -> Self {
                Self::new()
            }
        }

        impl std::ops::Deref for $name {
            type Target = OwnedObject;

            fn deref(&self) -> &OwnedObject {
                &self.0
            }
        }

        impl std::ops::DerefMut for $name {
            fn deref_mut(&mut self) -> &mut OwnedObject {
                &mut self.0
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl From<schema::$name<'_>> for $name {
            fn from(view: schema::$name<'_>) -> Self {
                Self(OwnedObject::copy_of(view.as_object()))
            }
        }

        impl Put<schema::$name<'static>> for $name {
            fn put(self, out: &mut Vec<u8>) {
                out.extend_from_slice(self.as_str().as_bytes());
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                self.0.serialize(serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                super::data_model::deserialize_object(SchemaId($schema), deserializer).map(Self)
            }
        }
    };
}

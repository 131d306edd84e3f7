//! What a JSON schema says, and no more: serde would also take the entries of a list for the fields
//! of an object, `{"name": null}` for the name, and no `1.0` for a whole number.

use serde::de::value::{MapDeserializer, SeqDeserializer, StringDeserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, Unexpected,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;
use serde_json::{Error, Map, Number, Value};

/// A value, taken as its schema says.
pub(super) struct Exact(pub(super) Value);

impl IntoDeserializer<'_, Error> for Exact {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

fn visit_list<'de, V: Visitor<'de>>(list: Vec<Value>, visitor: V) -> Result<V::Value, Error> {
    let mut entries = SeqDeserializer::new(list.into_iter().map(Exact));
    let value = visitor.visit_seq(&mut entries)?;
    entries.end()?;
    Ok(value)
}

fn visit_object<'de, V: Visitor<'de>>(
    object: Map<String, Value>,
    visitor: V,
) -> Result<V::Value, Error> {
    let fields = object.into_iter().map(|(name, value)| (name, Exact(value)));
    let mut fields = MapDeserializer::new(fields);
    let value = visitor.visit_map(&mut fields)?;
    fields.end()?;
    Ok(value)
}

/// Whether it is a whole number is a matter of its value, not of how it is written.
#[expect(clippy::cast_possible_truncation, reason = "whole, and within the bounds")]
#[expect(clippy::cast_sign_loss, reason = "not negative")]
fn visit_number<'de, V: Visitor<'de>>(number: &Number, visitor: V) -> Result<V::Value, Error> {
    const U64_BOUND: f64 = 18_446_744_073_709_551_616.0;
    const I64_MIN: f64 = -9_223_372_036_854_775_808.0;
    if let Some(number) = number.as_u64() {
        return visitor.visit_u64(number);
    }
    if let Some(number) = number.as_i64() {
        return visitor.visit_i64(number);
    }
    let number = number.as_f64().unwrap_or(f64::NAN);
    if number.fract() != 0.0 {
        visitor.visit_f64(number)
    } else if (0.0..U64_BOUND).contains(&number) {
        visitor.visit_u64(number as u64)
    } else if (I64_MIN..0.0).contains(&number) {
        visitor.visit_i64(number as i64)
    } else {
        visitor.visit_f64(number)
    }
}

impl<'de> Deserializer<'de> for Exact {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self.0 {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(value),
            Value::Number(number) => visit_number(&number, visitor),
            Value::String(text) => visitor.visit_string(text),
            Value::Array(list) => visit_list(list, visitor),
            Value::Object(object) => visit_object(object, visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        if self.0.is_null() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        if self.0.is_array() {
            return Err(Error::invalid_type(Unexpected::Seq, &visitor));
        }
        self.deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        let object = match self.0 {
            Value::String(name) => return visitor.visit_enum(Variant { name, value: None }),
            Value::Object(object) if object.len() == 1 => object,
            Value::Object(_) => return Err(Error::invalid_value(Unexpected::Map, &visitor)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => {
                return self.deserialize_any(visitor);
            }
        };
        let mut fields = object.into_iter();
        let (name, value) = fields.next().unwrap_or_default();
        visitor.visit_enum(Variant { name, value: Some(value) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

/// A name alone, or with what belongs to it.
struct Variant {
    name: String,
    value: Option<Value>,
}

impl<'de> EnumAccess<'de> for Variant {
    type Error = Error;
    type Variant = Self;

    fn variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<(T::Value, Self), Error> {
        let name: StringDeserializer<Error> = self.name.clone().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl Variant {
    /// What belongs to the name.
    fn content(self) -> Result<Value, Error> {
        let Self { name, value } = self;
        value.ok_or_else(|| {
            Error::custom(format!("{name} alone is not enough; write {{\"{name}\": …}}"))
        })
    }
}

impl<'de> VariantAccess<'de> for Variant {
    type Error = Error;

    fn unit_variant(self) -> Result<(), Error> {
        let name = self.name;
        match self.value {
            None => Ok(()),
            Some(_) => Err(Error::custom(format!("nothing belongs to it; write {name:?}"))),
        }
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Error> {
        seed.deserialize(Exact(self.content()?))
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Error> {
        Exact(self.content()?).deserialize_any(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        Exact(self.content()?).deserialize_struct("", fields, visitor)
    }
}

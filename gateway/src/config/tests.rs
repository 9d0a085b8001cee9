use std::fmt;

use serde::{
    Deserializer,
    de::{self, Visitor},
    forward_to_deserialize_any,
};

use super::*;

/// Hears which keys a table asks for, and gives it none.
struct Listener;

/// The keys that were asked for.
#[derive(Debug)]
struct Heard(&'static [&'static str]);

impl<'de> Deserializer<'de> for Listener {
    type Error = Heard;

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Heard> {
        Err(Heard(fields))
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Heard> {
        Err(de::Error::custom("no table"))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map enum identifier ignored_any
    }
}

impl de::Error for Heard {
    fn custom<T: fmt::Display>(_message: T) -> Self {
        Self(&[])
    }
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.0)
    }
}

impl std::error::Error for Heard {}

#[track_caller]
fn has_keys<T: de::DeserializeOwned + fmt::Debug>(keys: &'static [&'static str]) {
    let Heard(fields) = T::deserialize(Listener).unwrap_err();
    let sorted = |keys: &[&'static str]| {
        let mut keys = keys.to_vec();
        keys.sort_unstable();
        keys
    };
    assert_eq!(sorted(keys), sorted(fields));
}

#[test]
fn the_keys_of_a_table_are_those_that_it_reads() {
    has_keys::<Config>(Config::KEYS);
    has_keys::<Admin>(Admin::KEYS);
    has_keys::<Audit>(Audit::KEYS);
    has_keys::<Limits>(Limits::KEYS);
    has_keys::<OpenHosts>(OpenHosts::KEYS);
    has_keys::<MailRulesConfig>(MailRulesConfig::KEYS);
    has_keys::<Proxies>(Proxies::KEYS);
    has_keys::<ListenerTls>(ListenerTls::KEYS);
    has_keys::<Tokens>(Tokens::KEYS);
    has_keys::<UpstreamConfig>(UpstreamConfig::KEYS);
    has_keys::<Account>(Account::KEYS);
}

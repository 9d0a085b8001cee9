//! A line at a time, sixteen digits in each step. What is inlined is one instruction, or a few, also where the wasm is
//! built to be small.

use core::arch::wasm32::{
    i8x16_add, i8x16_shuffle, u8x16, u8x16_lt, u8x16_splat, u8x16_sub_sat, u8x16_swizzle,
    u16x8_shl, u16x8_shr, u32x4_splat, u64x2, u64x2_extract_lane, v128, v128_and, v128_or,
};

use super::LINE;

/// Octets that a step reads; the digits are of twelve of them.
type Block = [u8; 16];

/// Writes the digits of a line. The last step begins in the one before, and the line ends with it.
pub(super) fn encode(line: &[u8; LINE], digits: &mut [u8; 76]) {
    store::<0>(digits, first_twelve(load::<0>(line)));
    store::<16>(digits, first_twelve(load::<12>(line)));
    store::<32>(digits, first_twelve(load::<24>(line)));
    store::<48>(digits, first_twelve(load::<36>(line)));
    store::<60>(digits, last_twelve(load::<41>(line)));
}

#[inline(always)]
fn first_twelve(block: v128) -> v128 {
    encoded(i8x16_shuffle::<
        1,
        0,
        2,
        1,
        4,
        3,
        5,
        4,
        7,
        6,
        8,
        7,
        10,
        9,
        11,
        10,
    >(block, block))
}

#[inline(always)]
fn last_twelve(block: v128) -> v128 {
    encoded(i8x16_shuffle::<
        5,
        4,
        6,
        5,
        8,
        7,
        9,
        8,
        11,
        10,
        12,
        11,
        14,
        13,
        15,
        14,
    >(block, block))
}

/// Of each three octets a, b and c, given as b a c b: four digits.
#[inline(always)]
fn encoded(octets: v128) -> v128 {
    let part = |mask| v128_and(octets, u32x4_splat(mask));
    let first = u16x8_shr(part(0x0000_fc00), 10);
    let second = u16x8_shl(part(0x0000_03f0), 4);
    let third = u16x8_shr(part(0x0fc0_0000), 6);
    let fourth = u16x8_shl(part(0x003f_0000), 8);
    digit(v128_or(v128_or(first, second), v128_or(third, fourth)))
}

/// What is to be added to each value is found by a number for its range: 0 to 25, to 51, to 61, 62, 63.
#[inline(always)]
fn digit(values: v128) -> v128 {
    const fn step(digit: u8, value: u8) -> u8 {
        digit.wrapping_sub(value)
    }
    const NUMBER: u8 = step(b'0', 52);
    let upper = v128_and(u8x16_lt(values, u8x16_splat(26)), u8x16_splat(13));
    let range = v128_or(u8x16_sub_sat(values, u8x16_splat(51)), upper);
    let steps = u8x16(
        step(b'a', 26),
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        NUMBER,
        step(b'+', 62),
        step(b'/', 63),
        b'A',
        0,
        0,
    );
    i8x16_add(values, u8x16_swizzle(steps, range))
}

/// The compiler makes one instruction of it, as of [`store`].
#[inline(always)]
fn load<const AT: usize>(line: &[u8; LINE]) -> v128 {
    let block = line.get(AT..).and_then(<[u8]>::first_chunk::<16>);
    let block: Block = block.copied().unwrap_or_default();
    let [a, b, c, d, e, f, g, h, rest @ ..] = block;
    u64x2(
        u64::from_le_bytes([a, b, c, d, e, f, g, h]),
        u64::from_le_bytes(rest),
    )
}

#[inline(always)]
fn store<const AT: usize>(digits: &mut [u8; 76], block: v128) {
    let place = digits.get_mut(AT..).and_then(<[u8]>::first_chunk_mut::<16>);
    if let Some((low, high)) = place.and_then(|place| place.split_at_mut_checked(8)) {
        low.copy_from_slice(&u64x2_extract_lane::<0>(block).to_le_bytes());
        high.copy_from_slice(&u64x2_extract_lane::<1>(block).to_le_bytes());
    }
}

/** xxHash32 straight from its specification: one byte at a time, in exact integers, without tricks. For tests only. */
const PRIME_1 = 2654435761n
const PRIME_2 = 2246822519n
const PRIME_3 = 3266489917n
const PRIME_4 = 668265263n
const PRIME_5 = 374761393n

const wrap = (value: bigint): bigint => BigInt.asUintN(32, value)
const rotate = (value: bigint, bits: bigint): bigint => wrap((value << bits) | (value >> (32n - bits)))

function wordAt(data: Uint8Array, at: number): bigint {
  let word = 0n
  for (let byte = 3; byte >= 0; byte--) word = word * 256n + BigInt(data[at + byte])
  return word
}

export function bytewiseXxhash32(data: Uint8Array, seed: number): number {
  const start = wrap(BigInt(seed))
  let hash = wrap(start + PRIME_5)
  let at = 0
  if (data.length >= 16) {
    const lanes = [wrap(start + PRIME_1 + PRIME_2), wrap(start + PRIME_2), start, wrap(start - PRIME_1)]
    for (; at + 16 <= data.length; at += 16)
      lanes.forEach((lane, index) => {
        lanes[index] = wrap(rotate(wrap(lane + wordAt(data, at + index * 4) * PRIME_2), 13n) * PRIME_1)
      })
    hash = wrap(rotate(lanes[0], 1n) + rotate(lanes[1], 7n) + rotate(lanes[2], 12n) + rotate(lanes[3], 18n))
  }
  hash = wrap(hash + BigInt(data.length))
  for (; at + 4 <= data.length; at += 4) hash = wrap(rotate(wrap(hash + wordAt(data, at) * PRIME_3), 17n) * PRIME_4)
  for (; at < data.length; at++) hash = wrap(rotate(wrap(hash + BigInt(data[at]) * PRIME_5), 11n) * PRIME_1)
  hash = wrap((hash ^ (hash >> 15n)) * PRIME_2)
  hash = wrap((hash ^ (hash >> 13n)) * PRIME_3)
  return Number(hash ^ (hash >> 16n))
}

/** C structures of function pointers in the engine's memory, where a pointer and an `int` are one word of 4 bytes. */
import type { SqliteMemory } from './library.ts'

/** By name: the signature and the function. Parameters are addresses, ints, and 64-bit ints as `bigint`. */
export type Methods = Readonly<Record<string, readonly [signature: string, call: (...parameters: never[]) => number | void]>>

const WORD_BYTES = 4

/**
 * Lays out a structure that is never freed.
 * @param fields in their order; a number stands for itself, a name for a method, or for a null pointer where there is none
 * @returns its address
 */
export function structOf(memory: SqliteMemory, fields: readonly (number | string)[], methods: Methods): number {
  const address = memory.alloc(fields.length * WORD_BYTES)
  fields.forEach((field, index) => {
    const method = typeof field === 'string' ? methods[field] : undefined
    const word = typeof field === 'number' ? field : method ? memory.installFunction(...method) : 0
    memory.poke32(address + index * WORD_BYTES, word)
  })
  return address
}

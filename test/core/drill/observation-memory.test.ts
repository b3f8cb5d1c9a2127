/** What is kept of what images showed, and what has to go. */
import { describe, expect, it } from 'vitest'
import { ObservationMemory } from '../../../core/drill/observation-memory.ts'
import type { Observation } from '../../../core/drill/recovery.ts'

const shows = (text: string, replayed = 0): Observation => ({ ok: true, observed: text, text, key: `key of ${text}`, replayed, mounts: null })

describe('the memory of observations', () => {
  it('keeps each different observation once', () => {
    const memory = new ObservationMemory()
    const first = shows('a')
    memory.keep('one', first)
    expect(memory.keep('other', shows('a')).observation).toBe(first)
    expect(memory.ofImages('other')).toBe(first)
  })

  it('tells apart what was replayed to show the same', () => {
    const memory = new ObservationMemory()
    memory.keep('one', shows('a', 1))
    memory.keep('other', shows('a', 2))
    expect([memory.ofImages('one')?.replayed, memory.ofImages('other')?.replayed]).toEqual([1, 2])
  })

  it('tells apart what file systems took to be mounted', () => {
    const memory = new ObservationMemory()
    const facts = [null, { journalBlocks: 0, checks: 0, repairs: 0 }, { journalBlocks: 2, checks: 0, repairs: 0 }, { journalBlocks: 0, checks: 1, repairs: 0 }, { journalBlocks: 0, checks: 1, repairs: 1 }]
    facts.forEach((mounts, index) => memory.keep(`${index}`, { ...shows('a'), mounts }))
    expect(facts.map((_, index) => memory.ofImages(`${index}`)?.mounts)).toEqual(facts)
  })

  it('forgets first what was not asked for longest', () => {
    const memory = new ObservationMemory({ mostText: 300 })
    for (const text of ['a', 'b']) memory.keep(text, shows(text))
    memory.ofImages('a')
    memory.keep('c', shows('c'))
    expect(['a', 'b', 'c'].map((images) => memory.ofImages(images) !== null)).toEqual([true, false, true])
  })

  it('is bounded by the size of what was shown, and by the images', () => {
    const bySize = new ObservationMemory({ mostText: 1000 })
    const [first, second, third] = ['a', 'b', 'c'].map((letter) => letter.repeat(400)) as [string, string, string]
    for (const text of [first, second, third]) bySize.keep(text, shows(text))
    expect([first, second, third].map((images) => bySize.ofImages(images) !== null)).toEqual([false, true, true])
    const byImages = new ObservationMemory({ mostImages: 1 })
    for (const images of ['one', 'other']) byImages.keep(images, shows('a'))
    expect(byImages.ofImages('one')).toBeNull()
    expect(byImages.ofImages('other')).not.toBeNull()
  })

  it('returns an observation too large to be kept', () => {
    const memory = new ObservationMemory({ mostText: 3 })
    const large = shows('abcdef')
    expect(memory.keep('one', large).observation).toBe(large)
    expect(memory.ofImages('one')).toBeNull()
  })
})

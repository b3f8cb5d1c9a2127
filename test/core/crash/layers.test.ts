/** What each layer of the sweep makes of a few writes. */
import { describe, expect, it } from 'vitest'
import { LAYERS, layerStates } from '../../../core/crash/index.ts'
import type { LayerName, LayerOptions } from '../../../core/crash/index.ts'
import { parseTrace } from '../../litmus/trace.ts'
import { cursorAfter, optionsOf, textOfState } from './literal-states.ts'

describe('layers', () => {
  const twoWrites = parseTrace('W1@0 C1 W2@1-2 C2 W3@3')
  const imagesOf = (layer: LayerName, change: Partial<LayerOptions> = {}, steps = twoWrites): readonly string[] => {
    const cursor = cursorAfter(steps, [9])
    const texts = new Set<string>()
    for (let seed = 0; seed < 20; seed++)
      for (const state of layerStates(layer, cursor, optionsOf(String(seed), change))) texts.add(`${state.kind} ${textOfState(cursor, state)}`)
    cursor.release()
    return [...texts].sort()
  }

  it('flush boundaries: all or nothing of what had completed', () => {
    expect(imagesOf('flush-boundaries')).toEqual(['power-cut ---------', 'power-cut 122------'])
    expect(LAYERS['flush-boundaries'].instants).toBe('promises')
  })

  it('prefixes: the run up to here, by each kind of crash', () => {
    expect(imagesOf('prefixes')).toEqual([
      'os-reset 122------', 'power-cut 122------', 'power-cut 1223-----', 'process-kill 1223-----',
    ])
  })

  it('omit one: everything but one write', () => {
    expect(imagesOf('omit-one')).toEqual(['power-cut -223-----', 'power-cut 1--3-----', 'power-cut 122------'])
  })

  it('tear one: one write in part, with or without what came after', () => {
    expect(imagesOf('tear-one').filter((text) => text.startsWith('power-cut'))).toEqual([
      'power-cut 1-2------', 'power-cut 1-23-----', 'power-cut 12-------', 'power-cut 12-3-----',
      'power-cut 122------', 'power-cut 1223-----',
    ])
  })

  it('tear one: its beginning alone, its end alone, each of every length, and then with holes', () => {
    const cursor = cursorAfter(parseTrace('W1@0-3'), [5])
    const shapes = [new Set<string>(), new Set<string>(), new Set<string>()]
    for (let seed = 0; seed < 60; seed++)
      layerStates('tear-one', cursor, optionsOf(String(seed))).filter(({ kind }) => kind === 'power-cut')
        .forEach((state, shape) => shapes[shape]!.add(textOfState(cursor, state)))
    const [beginnings, ends, holes] = shapes.map((texts) => [...texts].sort())
    expect(beginnings).toEqual(['1----', '11---', '111--'])
    expect(ends).toEqual(['---1-', '--11-', '-111-'])
    expect(holes).toContain('1--1-')
    cursor.release()
  })

  it('tear one: after a reset whatever was in flight is torn, and nothing else', () => {
    const texts = imagesOf('tear-one', {}, parseTrace('W1@0-1 C1 W2@3-4')).filter((text) => text.startsWith('os-reset'))
    expect(texts).toEqual(['os-reset 11-------', 'os-reset 11--2----', 'os-reset 11-2-----', 'os-reset 11-22----'])
  })

  it('append exposure: an append without its data, where nothing had been before', () => {
    expect(imagesOf('append-exposure')).toEqual([])
    const cursor = cursorAfter(twoWrites, [9], false, '0')
    const texts = new Set<string>()
    for (let seed = 0; seed < 20; seed++)
      for (const state of layerStates('append-exposure', cursor, optionsOf(String(seed)))) texts.add(textOfState(cursor, state))
    expect([...texts].sort()).toEqual(['022300000', '100300000', '120300000', '122000000'])
    cursor.release()
  })

  it('append exposure: never of a write over another one, be it in the cache only', () => {
    const cursor = cursorAfter(parseTrace('W1@0 C1 W2@0 W3@1'), [3], false, '0')
    const texts = new Set<string>()
    for (let seed = 0; seed < 20; seed++)
      for (const state of layerStates('append-exposure', cursor, optionsOf(String(seed)))) texts.add(textOfState(cursor, state))
    expect([...texts].sort()).toEqual(['200', '230'])
    cursor.release()
  })

  it('device damage: garbage or zeros in the block of one write, never beyond it, and only where the device is not power-safe', () => {
    expect(imagesOf('device-damage')).toEqual([])
    const texts = imagesOf('device-damage', { powerSafe: false })
    for (const text of texts) expect(text).toMatch(/^power-cut [1?0][2?0]{2}[3?0][-?0]{4}-$/)
    expect(texts.some((text) => text.includes('?'))).toBe(true)
    expect(texts.some((text) => text.includes('0'))).toBe(true)
  })

  it('device damage: own sectors or neighbours, each of which is hit at some time', () => {
    const texts = imagesOf('device-damage', { powerSafe: false }, parseTrace('W1@2-3'))
    for (let sector = 0; sector < 8; sector++)
      for (const content of ['?', '0']) expect(texts.some((text) => text.charAt('power-cut '.length + sector) === content)).toBe(true)
    for (const text of texts) expect(text).toMatch(/^power-cut (--[1?0]{2}-{5}|[-?0]{2}11[-?0]{4}-)$/)
  })

  it('device damage: ends with the block of a write that fills it', () => {
    const texts = imagesOf('device-damage', { powerSafe: false }, parseTrace('W1@0-7'))
    expect(texts.length).toBeGreaterThan(10)
    for (const text of texts) expect(text).toMatch(/^power-cut [1?0]{8}-$/)
  })

  it('device damage: also where blocks are kept whole', () => {
    const texts = imagesOf('device-damage', { powerSafe: false, atomicSectors: 8 })
    for (const content of ['?', '0']) expect(texts.some((text) => text.includes(content))).toBe(true)
  })

  it('seeded picks: each write there, lost or torn, from nothing to everything', () => {
    const texts = imagesOf('seeded-picks', { seededPicks: 20 })
    expect(texts).toEqual(imagesOf('exhaustive').filter((text) => text.startsWith('power-cut')))
  })

  it('exhaustive: nothing where an instant has more states than are wanted', () => {
    expect(imagesOf('exhaustive', { mostExhaustive: 15 }).filter((text) => text.startsWith('power-cut'))).toEqual([])
    expect(imagesOf('exhaustive', { mostExhaustive: 16 }).filter((text) => text.startsWith('power-cut'))).toHaveLength(16)
  })
})

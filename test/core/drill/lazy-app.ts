/** An application that keeps what it is told in memory until it is closed, and promises nothing of a crash. */
import { committed, defineApp, scenario } from '../../../core/index.ts'
import type { AppContext, Scenario } from '../../../core/index.ts'
import { letter, readSector, SECTOR, toSector } from './toys.ts'
import type { Overrides } from './toys.ts'

export interface LazyHabits {
  readonly close?: 'all' | 'all but the last' | 'nothing' | 'throws' | 'hangs' | 'spins'
}

export function lazy({ close }: LazyHabits) {
  return defineApp({
    name: 'lazy',
    volumes: { log: '64KiB' },
    boot: async ({ volumes: { log }, clock }: AppContext<'log'>) => {
      const texts: string[] = []
      for (let text = await readSector(log, 0); text !== ''; text = await readSector(log, texts.length)) texts.push(text)
      let stored = texts.length
      const store = async (end: number): Promise<void> => {
        for (; stored < end; stored++) await log.write(stored * SECTOR, toSector(texts[stored]!), { label: 'store' })
      }
      return {
        append: (text: string) => texts.push(text),
        readAll: () => [...texts],
        close: async () => {
          if (close === 'throws') throw new Error('no pen')
          if (close === 'hangs') await new Promise<never>(() => {})
          while (close === 'spins') await clock.sleep(1000)
          if (close !== 'nothing') await store(close === 'all' ? texts.length : texts.length - 1)
        },
      }
    },
    ...(close ? { close: (book: { close: () => Promise<void> }) => book.close() } : {}),
  })
}

export function lazyScenario(habits: LazyHabits, overrides: Overrides = {}): Scenario {
  const base = scenario({
    name: 'toy/lazy',
    machines: { book: lazy(habits) },
    operation: letter,
    apply: ({ book }, text) => committed(book.append(text)),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text] },
    observe: ({ book }) => book.readAll(),
    operations: 8,
    durability: 'none',
    policy: false,
  })
  return { ...base, ...overrides } as Scenario
}

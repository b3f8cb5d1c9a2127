/**
 * Applications of a few lines, each right unless a switch makes it wrong: one switch, one verdict.
 * Every sector holds one text, so that a device never tears it.
 */
import { committed, defineApp, fc, scenario } from '../../../core/index.ts'
import type { AppContext, Scenario, Volume } from '../../../core/index.ts'
import { registers } from '../../../core/oracle/index.ts'
import type { RegisterWrites } from '../../../core/oracle/index.ts'

export const SECTOR = 512

export function toSector(text: string): Uint8Array {
  const sector = new Uint8Array(SECTOR)
  new TextEncoder().encodeInto(text, sector)
  return sector
}

export async function readSector(volume: Volume, index: number): Promise<string> {
  return new TextDecoder().decode(await volume.read(index * SECTOR, SECTOR)).replace(/\0+$/, '')
}

/** What a notebook does wrong. All default to what is right. */
export interface NotebookHabits {
  /** Acknowledge without a flush. */
  readonly forgetsFlush?: boolean
  /** Show after a boot what may be in the device's cache only. */
  readonly forgetsOpenFlush?: boolean
  /** Claim at every boot that records had to be replayed. */
  readonly alwaysReplays?: boolean
  /** Add more than the platform's parts. */
  readonly atBoot?: (context: AppContext<'log'>, texts: string[]) => Promise<void> | void
  readonly atAppend?: (text: string, context: AppContext<'log'>, texts: string[]) => Promise<void> | void
  readonly atRead?: (texts: string[]) => unknown
}

export interface Notebook {
  readonly append: (text: string) => Promise<number>
  readonly readAll: () => unknown
}

/** Appends one sector for each text. */
export function notebook(habits: NotebookHabits = {}) {
  return defineApp({
    name: 'notebook',
    volumes: { log: '64KiB' },
    boot: (context: AppContext<'log'>) => openNotebook(context, habits),
    quiesce: { freeze: () => undefined, clean: true },
    replayed: () => (habits.alwaysReplays ? 1 : 0),
  })
}

async function openNotebook(context: AppContext<'log'>, habits: NotebookHabits): Promise<Notebook> {
  const { log } = context.volumes
  const texts: string[] = []
  for (let text = await readSector(log, 0); text !== ''; text = await readSector(log, texts.length)) texts.push(text)
  await habits.atBoot?.(context, texts)
  if (texts.length > 0 && !habits.forgetsOpenFlush) await log.flush({ label: 'open' })
  const turn = context.mutex()
  const append = async (text: string): Promise<number> => {
    await habits.atAppend?.(text, context, texts)
    await log.write(texts.length * SECTOR, toSector(text), { label: 'append' })
    if (!habits.forgetsFlush) await log.flush({ label: 'append' })
    return texts.push(text)
  }
  return { append: (text) => turn.run(() => append(text)), readAll: () => habits.atRead?.(texts) ?? [...texts] }
}

export const letter = fc.string({ unit: fc.constantFrom(...'abcdefghij'), minLength: 1, maxLength: 3 })

/** Anything of a scenario that a test wants otherwise. */
export type Overrides = Partial<Omit<Scenario, 'machines'>>

export function notebookScenario(habits: NotebookHabits = {}, overrides: Overrides = {}): Scenario {
  const base = scenario({
    name: 'toy/notebook',
    machines: { book: notebook(habits) },
    operation: letter,
    apply: async ({ book }, text) => committed(await book.append(text)),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text] },
    observe: ({ book }) => book.readAll(),
    operations: 12,
  })
  return { ...base, ...overrides } as Scenario
}

/** A register of six words in two halves, each in a sector of its own, in one write. */
export function halves(checked: boolean) {
  return defineApp({
    name: 'halves',
    volumes: { log: '64KiB' },
    boot: async ({ volumes: { log }, mutex }: AppContext<'log'>) => {
      const values: string[] = []
      for (;;) {
        const [left, right] = [await readSector(log, 2 * values.length), await readSector(log, 2 * values.length + 1)]
        if (left === '' && right === '') break
        if (checked && left !== right) break
        values.push(left + right)
      }
      if (checked) await log.writeZeroes(2 * values.length * SECTOR, 2 * SECTOR, { label: 'cut' })
      await log.flush()
      const turn = mutex()
      const append = async (text: string): Promise<number> => {
        const bytes = new Uint8Array(2 * SECTOR)
        bytes.set(toSector(text))
        bytes.set(toSector(text), SECTOR)
        await log.write(2 * values.length * SECTOR, bytes, { label: 'halves' })
        await log.flush()
        return values.push(text + text)
      }
      return { append: (text: string) => turn.run(() => append(text)), readAll: () => [...values] }
    },
  })
}

export function halvesScenario(checked: boolean): Scenario {
  return scenario({
    name: 'toy/halves',
    machines: { book: halves(checked) },
    operation: letter,
    apply: async ({ book }, text) => committed(await book.append(text)),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text + text] },
    observe: ({ book }) => book.readAll(),
    operations: 12,
  })
}

const KEYS = 4

/** Keys in sectors of their own (`together`: in one), written by transactions over two of them. */
export function shelf(together: boolean) {
  return defineApp({
    name: 'shelf',
    volumes: { data: '64KiB' },
    boot: async ({ volumes: { data }, mutex }: AppContext<'data'>) => {
      const values = new Map<string, string>()
      const load = (text: string): void =>
        Object.entries(JSON.parse(text || '{}') as object).forEach(([key, value]) => values.set(key, value as string))
      for (let sector = 0; sector < KEYS; sector++) load(await readSector(data, sector))
      await data.flush()
      const turn = mutex()
      const store = async ({ writes }: RegisterWrites<string>): Promise<void> => {
        for (const { key, value } of writes) values.set(key, value!)
        const whole = JSON.stringify(Object.fromEntries(values))
        if (together) await data.write(0, toSector(whole))
        else
          for (const { key, value } of writes)
            await data.write(Number(key) * SECTOR, toSector(JSON.stringify({ [key]: value })))
        await data.flush()
      }
      return {
        store: (writes: RegisterWrites<string>) => turn.run(() => store(writes)),
        readAll: () => new Map(values),
      }
    },
  })
}

export function shelfScenario(together: boolean): Scenario {
  return scenario({
    name: 'toy/shelf',
    machines: { shelf: shelf(together) },
    operation: fc.record<RegisterWrites<string>>({
      writes: fc.uniqueArray(fc.record({ key: fc.nat(KEYS - 1).map(String), value: letter }), {
        minLength: 2,
        maxLength: 2,
        selector: ({ key }) => key,
      }),
    }),
    apply: ({ shelf: { store } }, transaction) => store(transaction),
    model: registers<string>(),
    observe: ({ shelf: { readAll } }) => readAll(),
    operations: 15,
    clients: 1,
  })
}

/** An estate as a user writes it, small enough that a history takes a fraction of a second. */

/** Two machines that count: one keeps every addition at once, the other only when it is asked to come to rest. */
export const SMALL_ESTATE = `import { assumedMinutes, backupPolicies, backupVaults, defineApp, estate, fc, scenario } from 'seeddrill'
import type { Strategy } from 'seeddrill'
import { policies } from 'seeddrill/policies'

type Add = { readonly to: 'careful' | 'lazy'; readonly amount: number }

const counter = (name: string, storesAtOnce: boolean) => defineApp({
  name,
  volumes: { data: '16KiB' },
  async boot({ volumes: { data }, mutex }) {
    const lock = mutex()
    const [digits = 0, ...rest] = await data.read(0, 512)
    let total = digits === 0 ? 0 : Number(new TextDecoder().decode(Uint8Array.from(rest.slice(0, digits))))
    const store = async () => {
      const text = new TextEncoder().encode(String(total))
      const sector = new Uint8Array(512)
      sector[0] = text.length
      sector.set(text, 1)
      await data.write(0, sector)
      await data.flush()
    }
    const add = async (amount: number) => {
      total = amount === 0 ? 0 : total + amount
      if (storesAtOnce) await store()
    }
    return { add: (amount: number) => lock.run(() => add(amount)), store: () => lock.run(store), total: () => total }
  },
  quiesce: (own: { store: () => Promise<void> }) => own.store(),
})

const counters = scenario({
  name: 'counters',
  machines: { careful: counter('careful', true), lazy: counter('lazy', false) },
  operation: fc.record({ to: fc.constantFrom('careful' as const, 'lazy' as const), amount: fc.integer({ min: 1, max: 9 }) }),
  clients: 1,
  apply: (machines, { to, amount }: Add) => machines[to].add(amount),
  model: { initial: { careful: 0, lazy: 0 }, step: (state, { to, amount }: Add) => ({ ...state, [to]: amount === 0 ? 0 : state[to] + amount }) },
  observe: ({ careful, lazy }) => ({ careful: careful.total(), lazy: lazy.total() }),
})

export default estate({
  name: 'counters',
  summary: 'two machines that count',
  scenario: counters,
  machines: { careful: { provisionedGiB: 32, changedGiBPerDay: 1 } },
  operationsPerHour: 2,
  dependencies: [{ item: 'nsg', prepared: true }, { item: 'dns' }],
  timing: { 'region-loss': { decision: assumedMinutes(10, 10, 'a drill says so') } },
  mishap: { to: 'careful', amount: 0 },
  parts: {
    careful: { touches: ({ to }: Add) => to === 'careful', show: ({ careful }: { careful: number }) => careful },
    lazy: { touches: ({ to }: Add) => to === 'lazy', show: ({ lazy }: { lazy: number }) => lazy },
  },
})

export const hourly: Strategy = {
  id: 'asr-hourly',
  title: 'points every hour only',
  replication: { policy: { ...policies.asr, name: 'asr-hourly', crashPointIntervalUs: 3_600_000_000 }, choice: 'latest-processed' },
}

export const geo: Strategy = { id: 'backup-geo', title: 'backups in two regions', backup: { policy: backupPolicies.enhanced, vault: backupVaults.crossRegion } }
`

/** A bug is its twin with one part exchanged; and the page that tells people of the zoo is current. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { VERDICTS } from '../../../core/index.ts'
import type { Scenario } from '../../../core/index.ts'
import { canary, estateZoo, zoo, ZOO_AREAS } from '../../../scenarios/zoo/index.ts'
import type { EstateBug, ZooBug } from '../../../scenarios/zoo/index.ts'

const page = readFileSync(new URL('../../../docs/zoo.md', import.meta.url), 'utf8')
const MAY_DIFFER: readonly (keyof Scenario)[] = ['name', 'machines', 'policy']
/** Where the device is what is wrong, it is what differs. */
const DEVICE_MAY_DIFFER: readonly (keyof Scenario)[] = [...MAY_DIFFER, 'faults', 'destructive', 'device']

const rowOf = ({ id, area, app, summary, source }: ZooBug | EstateBug): string => `| \`${id}\` | ${area} | ${app} | ${summary} | ${source} |`

describe('every bug of the zoo', () => {
  it('has an id of its own in kebab-case, and a known area', () => {
    const all = [...zoo, ...estateZoo]
    const ids = all.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    for (const { id, area } of all) {
      expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(ZOO_AREAS).toContain(area)
    }
  })

  it.each(zoo.map((bug) => [bug.id, bug] as const))('%s shares everything else with its twin', (id, { area, bug, twin, expected }) => {
    expect(bug.name).toBe(`zoo/${id}`)
    expect(twin.name).toMatch(/^zoo\/twin\//)
    const fields = [...new Set([...Object.keys(bug), ...Object.keys(twin)])] as (keyof Scenario)[]
    const differing = fields.filter((field) => bug[field] !== twin[field])
    expect(differing.length).toBeGreaterThan(1)
    const allowed = area === 'device' ? DEVICE_MAY_DIFFER : MAY_DIFFER
    expect(differing.filter((field) => !allowed.includes(field))).toEqual([])
    expect(expected.length).toBeGreaterThan(0)
    expect(expected.length).toBeLessThanOrEqual(3)
    expect(expected.every((verdict) => verdict in VERDICTS)).toBe(true)
  })

  it('has a twin of its own name, and the canary is none of them', () => {
    const twins = [...new Set(zoo.map(({ twin }) => twin))]
    expect(new Set(twins.map(({ name }) => name)).size).toBe(twins.length)
    expect(zoo.map(({ bug }) => bug.name)).not.toContain(canary.scenario.name)
  })

  it('is a row of docs/zoo.md, which has no other', () => {
    const rows = page.split('\n').filter((line) => line.startsWith('| `'))
    expect(rows).toEqual([...zoo, ...estateZoo].map(rowOf))
  })
})

/** A wrong definition is refused where it is written, by the name of the field. */
import { describe, expect, it } from 'vitest'
import { defineApp, scenario } from '../../../core/index.ts'
import { policies } from '../../../core/replication/policies.ts'
import { letter, notebook } from './toys.ts'

const base = {
  name: 'toy/defined',
  machines: { book: notebook() },
  operation: letter,
  apply: () => undefined,
  model: { initial: [], step: (state: unknown) => state },
  observe: () => [],
}
const define = (change: object) => () => scenario({ ...base, ...change } as typeof base)
const withVolumes = (volumes: unknown) => ({ machines: { book: { ...notebook(), volumes } } })
const pair = { left: notebook(), right: notebook() }

const WRONG: readonly (readonly [string, object, RegExp])[] = [
  ['an unknown field', { disaster: [] }, /no field "disaster"; the fields are name, .*disasters, device/],
  ['an unknown disaster', { disasters: ['flood'] }, /disasters must be of machine-loss, region-loss, got "flood"/],
  ['a disaster outside a list', { disasters: 'region-loss' }, /disasters must be a list .* got "region-loss"/],
  ['a destructive fault that is none', { destructive: ['stall'] }, /destructive must be of torn, .*, got "stall"/],
  ['a fault that is survived and destructive', { faults: ['torn'], destructive: ['torn'] }, /torn is in faults and in destructive/],
  ['an unknown fault', { faults: ['stall', 'flood'] }, /faults must be of .*, got "flood"/],
  ['a machine with a slash', { machines: { 'a/b': notebook() } }, /a machine's name .* got "a\/b"/],
  ['a machine without a name', { machines: { '': notebook() } }, /a machine's name .* got ""/],
  ['no volumes', withVolumes(undefined), /machines\.book\.volumes must name at least one/],
  ['a volume of no size', withVolumes({ log: 'big' }), /machines\.book\.volumes\.log: .*multiple of 4KiB.* got big/],
  ['a volume of an odd size', withVolumes({ log: 512 }), /volumes\.log: .*multiple of 4KiB/],
  ['a volume above 2 TiB', withVolumes({ log: '2049GiB' }), /volumes\.log: .*at most 2048GiB; got 2049GiB/],
  ['a policy by name', { policy: 'asr' }, /policy must be false or a policy such as policies\.asr, got "asr"/],
  ['no policy at all', { policy: null }, /policy must be false or a policy .* got null/],
  ['part of a policy', { policy: { name: 'mine' } }, /policy\.crashPointIntervalUs must be a number; got undefined/],
  ['a policy that cannot be', { policy: { ...policies.fast, crashPointIntervalUs: 0 } }, /crashPointIntervalUs: must be a positive/],
  ['a model without a beginning', { model: { step: base.model.step } }, /model\.initial is missing/],
  ['sync over two machines', { durability: 'sync', machines: pair }, /"sync" means one real-time prefix .* 2 machines/],
  ['none over two machines', { durability: 'none', machines: pair }, /"none" means one real-time prefix .* use one machine/],
]

describe('scenario refuses', () => {
  it.each(WRONG)('%s', (_, change, message) => {
    expect(define(change)).toThrow(message)
    expect(define(change)).toThrow(/^scenario\(toy\/defined\): /)
  })
})

const RIGHT: readonly (readonly [string, object])[] = [
  ['nothing optional', {}],
  ['a field that is undefined', { policy: undefined, disasters: undefined }],
  ['no disasters', { disasters: [], faults: [] }],
  ['no replication', { policy: false }],
  ...Object.values(policies).map((policy) => [`the policy ${policy.name}`, { policy }] as const),
  ['a model that begins with undefined', { model: { ...base.model, initial: undefined } }],
  ['sync on one machine', { durability: 'sync' }],
  ['ack over two machines', { durability: 'ack', machines: pair }],
  ['the largest volume', withVolumes({ log: '2048GiB' })],
]

describe('scenario takes', () => {
  it.each(RIGHT)('%s', (_, change) => {
    expect(define(change)().name).toBe('toy/defined')
  })
})

it('defineApp refuses what no disk can be', () => {
  expect(() => defineApp({ ...notebook(), volumes: { log: '4096GiB' } })).toThrow(/volumes\.log: .*at most 2048GiB/)
})

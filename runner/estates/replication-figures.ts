/** How the figures of a replication policy are known: those of a preset by its sources, others by whoever stated them. */
import { policies, sourceOf } from '../../core/replication/index.ts'
import type { FigureSource, PolicyName, ReplicationPolicy } from '../../core/replication/index.ts'

export interface ReplicationFigure extends FigureSource {
  /** `uplink/link/bytesPerSecond`. */
  readonly path: string
  readonly value: number
}

const OWN: FigureSource = { provenance: 'assumed', source: 'stated by the strategy' }

/** Every number of the policy, in its order. */
export function replicationFigures(policy: ReplicationPolicy): readonly ReplicationFigure[] {
  const preset = presetOf(policy)
  const known = new Map(numbersIn(policies[preset], []).map(({ path, value }) => [path.join('.'), value]))
  return numbersIn(policy, []).map(({ path, value }) => {
    const field = path.join('.')
    return { path: path.join('/'), value, ...((known.get(field) === value && sourceOf(preset, field)) || OWN) }
  })
}

/** The one that it shares most fields with. */
function presetOf(policy: ReplicationPolicy): PolicyName {
  const shared = (name: PolicyName): number => {
    const preset: Readonly<Record<string, unknown>> = { ...policies[name] }
    return Object.entries(policy).filter(([field, value]) => JSON.stringify(value) === JSON.stringify(preset[field])).length
  }
  return (Object.keys(policies) as PolicyName[]).reduce((nearest, name) => (shared(name) > shared(nearest) ? name : nearest))
}

function numbersIn(value: unknown, path: readonly string[]): readonly { readonly path: readonly string[]; readonly value: number }[] {
  if (typeof value === 'number') return [{ path, value }]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([field, inner]) => numbersIn(inner, [...path, field]))
}

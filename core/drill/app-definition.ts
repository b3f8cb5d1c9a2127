/** `defineApp`: the checked, inferred way to state an application. */
import type { AppDefinition } from '../machine/app.ts'
import type { NoProperties, Properties, PropertyKind } from '../machine/properties.ts'
import { disksOf } from '../machine/app-disks.ts'
import { stamped } from './origin.ts'
import { shortText } from './text.ts'

/**
 * States an application. Returns its argument.
 * @throws TypeError when `name`, `volumes` or `boot` is missing or `properties` has an unknown kind; RangeError for a size that is no multiple of 4 KiB
 */
export function defineApp<
  VolumeName extends string,
  Instance,
  const Declared extends Properties = NoProperties,
  FileSystemName extends string = string,
>(app: AppDefinition<VolumeName, Instance, Declared, FileSystemName>): AppDefinition<VolumeName, Instance, Declared, FileSystemName> {
  if (typeof app.name !== 'string' || app.name === '') throw new TypeError('defineApp: name must be a non-empty string')
  if (typeof app.boot !== 'function') throw new TypeError(`defineApp(${app.name}): boot must be a function`)
  const disks = disksOf(app, `defineApp(${app.name}): `)
  if (disks.length === 0) throw new TypeError(`defineApp(${app.name}): volumes must name at least one volume, or fileSystems one`)
  const problem = problemOfProperties(app.properties)
  if (problem !== null) throw new TypeError(`defineApp(${app.name}): ${problem}`)
  return stamped(app)
}

const KINDS: readonly PropertyKind[] = ['always', 'sometimes', 'reachable', 'unreachable']

/** What is wrong with a catalogue of properties, which need not come from TypeScript; null when nothing is. */
export function problemOfProperties(properties: unknown): string | null {
  if (properties === undefined) return null
  if (typeof properties !== 'object' || properties === null || Array.isArray(properties))
    return `properties must be like { 'the log wraps round': 'sometimes' }, got ${shortText(properties)}`
  for (const [name, kind] of Object.entries(properties))
    if (!KINDS.includes(kind as PropertyKind))
      return `properties[${JSON.stringify(name)}] must be one of ${KINDS.join(', ')}, got ${shortText(kind)}`
  return null
}

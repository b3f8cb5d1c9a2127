/** `defineApp`: the checked, inferred way to state an application. */
import type { AppDefinition } from '../machine/app.ts'
import { parseSize } from '../machine/size.ts'

/**
 * States an application. Returns its argument.
 * @throws TypeError when `name`, `volumes` or `boot` is missing; RangeError for a size that is no multiple of 4 KiB
 */
export function defineApp<VolumeName extends string, Instance>(
  app: AppDefinition<VolumeName, Instance>,
): AppDefinition<VolumeName, Instance> {
  if (typeof app.name !== 'string' || app.name === '') throw new TypeError('defineApp: name must be a non-empty string')
  if (typeof app.boot !== 'function') throw new TypeError(`defineApp(${app.name}): boot must be a function`)
  const volumes = Object.entries(app.volumes ?? {}) as [string, AppDefinition['volumes'][string]][]
  if (volumes.length === 0) throw new TypeError(`defineApp(${app.name}): volumes must name at least one volume`)
  for (const [name, size] of volumes) parseSize(size, `defineApp(${app.name}): volumes.${name}`)
  return app
}

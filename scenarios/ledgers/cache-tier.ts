/**
 * A cache tier: what it holds is in memory and comes from elsewhere. Nothing is lost with it but time: it starts empty, and
 * how long it takes until it is warm is a duration of the estate (`warmUp`), not of this program.
 */
import { defineApp } from '../../core/index.ts'
import type { AppContext } from '../../core/index.ts'
import { WebServer } from '../orders/web-server.ts'

export class CacheTier {
  readonly #values = new Map<string, string>()

  /** A value, loaded where it is not known. */
  async read(key: string, load: () => Promise<string>): Promise<string> {
    let value = this.#values.get(key)
    if (value === undefined) this.#values.set(key, (value = await load()))
    return value
  }

  /** What may have changed; null: all of it. */
  forget(keys: readonly string[] | null): void {
    if (keys === null) this.#values.clear()
    else for (const key of keys) this.#values.delete(key)
  }
}

/** The tier as an application: an operating system with a configuration, as the web server has it, and empty memory. */
export function cacheTier() {
  return defineApp({
    name: 'cache-tier',
    fileSystems: { system: { size: '512KiB', boot: true, systemLogEveryUs: 1_800_000_000 } },
    boot: async (context: AppContext<never, Record<never, never>, 'system'>) => {
      await WebServer.open(context)
      return new CacheTier()
    },
    quiesce: () => {},
  })
}

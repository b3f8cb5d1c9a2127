/** The machine through which transfers go: it holds nothing, and takes one transfer at a time. */
import { defineApp } from '../../core/index.ts'
import type { AppContext } from '../../core/index.ts'
import { WebServer } from '../orders/web-server.ts'

export interface Desk {
  /** After all that was asked for before. */
  readonly inTurn: <Answer>(request: () => Promise<Answer>) => Promise<Answer>
}

export function desk() {
  return defineApp({
    name: 'desk',
    fileSystems: { system: { size: '512KiB', boot: true, systemLogEveryUs: 1_800_000_000 } },
    boot: async (context: AppContext<never, Record<never, never>, 'system'>): Promise<Desk> => {
      const lock = context.mutex()
      await WebServer.open(context)
      return { inTurn: (request) => lock.run(request) }
    },
    quiesce: () => {},
  })
}

/** `seeddrill worker`: does drills of runs on other machines. */
import { counted } from '../../reports/index.ts'
import { exitCode } from '../exit-codes.ts'
import { connect, loadQueuePackages } from '../farm/packages.ts'
import { serveFarm } from '../farm/serve.ts'
import type { Host } from '../host.ts'
import { listenForInterruptions } from '../interruptions.ts'
import { manifest } from '../package-root.ts'
import { defaultWorkers } from '../run-options.ts'
import { publicAddress } from '../values.ts'

export interface WorkerFlags {
  readonly queue: string
  readonly workers?: number
}

/**
 * Ends when it is interrupted, once the batches that it had begun are done; a second time at once.
 * @returns the exit code
 * @throws UsageError when packages are missing or nothing answers
 */
export async function workerCommand({ queue, workers }: WorkerFlags, host: Host): Promise<number> {
  const threads = workers ?? defaultWorkers(host.processors)
  const packages = await loadQueuePackages()
  const redis = await connect(queue, packages)
  const end = new AbortController()
  const tell = (line: string): void => void host.stdout.write(`seeddrill worker: ${line}\n`)
  const interruptions = listenForInterruptions(() => {
    tell('finishes what it has begun')
    end.abort()
  })
  try {
    tell(`waits for runs at ${publicAddress(queue)}, with ${counted(threads, 'thread')}`)
    await serveFarm({ redis, packages, workers: threads, cwd: host.cwd, version: manifest.version, tell, signal: end.signal })
    return exitCode('passed')
  } finally {
    interruptions.dispose()
  }
}

/** A thread that answers as an engine would, from a text: what goes wrong with threads needs no run. */
import { openEngineThread } from '../../../runner/explore/engine-thread.ts'
import type { EngineThread, ThreadOptions } from '../../../runner/explore/engine-thread.ts'

const ORDER = { scenario: { name: 'stub', bundle: null, file: null, codeHash: '' }, subject: { kind: 'seed', seed: 's' } } as const

/** @param body of a function of `id`, `question`, `args` and `tell` */
export function stubThread(body: string, options: ThreadOptions = {}): EngineThread {
  const text = `import { parentPort } from 'node:worker_threads'
    const tell = (reply) => parentPort.postMessage(reply)
    parentPort.on('message', ({ id, question, args }) => { ${body} })`
  return openEngineThread(ORDER, { ...options, script: new URL(`data:text/javascript,${encodeURIComponent(text)}`) })
}

/**
 * An engine whose work is done in threads, so that keys never wait: one for what follows the cursor, and another for what
 * takes long, so that a person can go on looking while a sweep runs.
 */
import type { Engine } from '../../core/drill/explore/engine.ts'
import type { EngineOrder } from './engine-order.ts'
import { openEngineThread } from './engine-thread.ts'
import type { ThreadOptions } from './engine-thread.ts'

/** @throws EngineError when the run cannot be opened: no thread is left behind */
export async function openEngine(order: EngineOrder, options: ThreadOptions = {}): Promise<Engine> {
  const near = openEngineThread(order, options)
  const far = openEngineThread(order, options)
  // Whoever asks for something long again no longer waits for what was asked before.
  const anew = () => {
    far.giveUp()
    return far
  }
  const close = async (): Promise<void> => void (await Promise.all([near.close(), far.close()]))
  try {
    const opened = await near.ask('open', [])
    return {
      opened,
      look: (seq) => near.ask('look', [seq]),
      files: (seq) => near.ask('files', [seq]),
      pull: (pull, plan) => near.ask('pull', [pull, plan]),
      again: (branch) => near.ask('again', [branch]),
      sweep: (onProgress) => anew().ask('sweep', [], onProgress),
      shrink: (branch, onProgress) => anew().ask('shrink', [branch], onProgress),
      giveUp: (what) => (what === 'pull' ? near : far).giveUp(),
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** Puts the view on the terminal and takes it down again. Loaded only when a view is wanted. */
import { render } from 'ink'
import type { Colors } from 'picocolors/types.js'
import type { RunEvent } from '../../core/drill/events.ts'
import { RunView } from './run-view.tsx'
import { createViewStore } from './view-store.ts'

const FRAMES_A_SECOND = 5

export interface View {
  hear(event: RunEvent): void
  /** Leaves the screen as it was before the view. */
  close(): Promise<void>
}

export function openView(colors: Colors, onInterrupt: () => void): View {
  const store = createViewStore()
  let onGone = (): void => {}
  const gone = new Promise<void>((resolve) => (onGone = resolve))
  const instance = render(<RunView store={store} colors={colors} onInterrupt={onInterrupt} onGone={onGone} />, {
    exitOnCtrlC: false,
    maxFps: FRAMES_A_SECOND,
  })
  return {
    hear: store.hear,
    async close() {
      store.close()
      await gone
      instance.unmount()
      await instance.waitUntilExit()
    },
  }
}

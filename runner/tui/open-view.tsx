/** Puts the view on the terminal and takes it down again. Loaded only when a view is wanted. */
import { render } from 'ink'
import type { Colors } from 'picocolors/types.js'
import type { RunEvent } from '../../core/drill/events.ts'
import { copyToClipboard } from './clipboard.ts'
import { ASCII, UNICODE } from './glyphs.ts'
import { keepConsole } from './keep-console.ts'
import { createLiveView } from './live/live-view.ts'
import { paletteOf } from './palette.ts'
import { RunView } from './run-view.tsx'
import { enterScreen } from './terminal-screen.ts'
import { createViewStore } from './view-store.ts'

/** Of a run that nobody touches there are five snapshots a second; a person at the keys sees more. */
const FRAMES_A_SECOND = 15

export interface View {
  hear(event: RunEvent): void
  /** Leaves the screen as it was before the view. */
  close(): Promise<void>
}

export interface ViewOptions {
  readonly colors: Colors
  /** The terminal shows no Unicode. */
  readonly ascii: boolean
  /** Each press of the keys that stop a run. */
  readonly onInterrupt: () => void
  /** Where frames go and keys come from; default: those of the process. */
  readonly stdout?: NodeJS.WriteStream
  readonly stdin?: NodeJS.ReadStream
}

export function openView({ colors, ascii, onInterrupt, stdout = process.stdout, stdin = process.stdin }: ViewOptions): View {
  const store = createViewStore()
  const view = createLiveView(store, { stop: onInterrupt, copy: (text) => copyToClipboard(text, (sequence) => void stdout.write(sequence)) })
  const style = { palette: paletteOf(colors), glyphs: ascii ? ASCII : UNICODE }
  let onGone = (): void => {}
  const gone = new Promise<void>((resolve) => (onGone = resolve))
  const screen = enterScreen({ stdout, stdin })
  const printed = keepConsole()
  const instance = render(<RunView view={view} style={style} onGone={onGone} />, { exitOnCtrlC: false, patchConsole: false, maxFps: FRAMES_A_SECOND, stdout, stdin })
  // Ink draws once more when the process ends, after all who listen to that: it must have ended before the screen is left.
  const leave = (): void => {
    process.off('exit', leave)
    process.off('SIGHUP', onHangUp)
    instance.unmount()
    screen.restore()
  }
  // The only signal that nobody else waits for.
  const onHangUp = (): void => {
    leave()
    process.kill(process.pid, 'SIGHUP')
  }
  process.prependListener('exit', leave)
  process.on('SIGHUP', onHangUp)
  return {
    hear: store.hear,
    async close() {
      store.close()
      await gone
      leave()
      await instance.waitUntilExit()
      printed.release()
    },
  }
}

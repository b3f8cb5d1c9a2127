/** Puts the view on the terminal and takes it down again. Loaded only when a view is wanted. */
import type { Colors } from 'picocolors/types.js'
import type { RunEvent } from '../../core/drill/events.ts'
import { copyToClipboard } from './clipboard.ts'
import { draw } from './draw.tsx'
import { ASCII, UNICODE } from './glyphs.ts'
import { keepConsole } from './keep-console.ts'
import { createLiveView } from './live/live-view.ts'
import { paletteOf } from './palette.ts'
import { listenForSuspension } from './put-aside.ts'
import { RunView } from './run-view.tsx'
import { enterScreen } from './terminal-screen.ts'
import { createViewStore } from './view-store.ts'
import { messageOf } from '../usage-error.ts'

export interface View {
  hear(event: RunEvent): void
  /** Leaves the screen as it was before the view. Resolves with what broke in the view, in one line; null: nothing. */
  close(): Promise<string | null>
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
  const screen = enterScreen({ stdout, stdin })
  const suspension = listenForSuspension(screen)
  const view = createLiveView(store, { stop: onInterrupt, suspend: suspension.suspend, copy: (text) => copyToClipboard(text, (sequence) => void stdout.write(sequence)) })
  const style = { palette: paletteOf(colors), glyphs: ascii ? ASCII : UNICODE }
  let onGone = (): void => {}
  const gone = new Promise<void>((resolve) => (onGone = resolve))
  const printed = keepConsole()
  const drawing = draw(<RunView view={view} style={style} onGone={onGone} />, { stdout, stdin })
  suspension.draws(drawing)
  // Ink draws once more when the process ends, after all who listen to that: it must have ended before the screen is left.
  const leave = (): void => {
    process.off('exit', leave)
    process.off('SIGHUP', onHangUp)
    suspension.dispose()
    drawing.close()
    screen.restore()
  }
  // The only signal that nobody else waits for.
  const onHangUp = (): void => {
    leave()
    process.kill(process.pid, 'SIGHUP')
  }
  process.prependListener('exit', leave)
  process.on('SIGHUP', onHangUp)
  // The run goes on, and the keys that stop it are the terminal's own again.
  const broken = drawing.broke.catch((error: unknown) => {
    leave()
    return `the live view broke, and the run went on without it: ${messageOf(error)}`
  })
  return {
    hear: store.hear,
    async close() {
      store.close()
      const problem = await Promise.race([gone, broken])
      leave()
      printed.release()
      return problem ?? null
    },
  }
}

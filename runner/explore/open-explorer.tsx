/** Puts the explorer on the terminal and waits until a person leaves it. Loaded only when there is one. */
import { render } from 'ink'
import type { Engine } from '../../core/drill/explore/engine.ts'
import { ASCII, UNICODE } from '../tui/glyphs.ts'
import { paletteOf } from '../tui/palette.ts'
import { createDriver } from './driver.ts'
import { Explorer } from './explorer.tsx'
import type { ExplorerExit, ExplorerHost } from './host.ts'

const FRAMES_A_SECOND = 15

export interface OpenedExplorer {
  /** Settles when a person left, or after {@link close}. */
  readonly left: Promise<ExplorerExit>
  /** Takes the explorer down: for signals. The engine is not closed, it belongs to the caller. */
  close(): void
}

export function openExplorer(engine: Engine, { colors, ascii, stdout, stdin, deeds }: ExplorerHost): OpenedExplorer {
  const driver = createDriver(engine, deeds)
  const style = { palette: paletteOf(colors), glyphs: ascii ? ASCII : UNICODE }
  let how: ExplorerExit['how'] = 'interrupted'
  const instance = render(
    <Explorer
      driver={driver}
      style={style}
      onEnd={(ended) => {
        how = ended
        instance.unmount()
      }}
    />,
    { exitOnCtrlC: false, maxFps: FRAMES_A_SECOND, patchConsole: false, ...(stdout && { stdout }), ...(stdin && { stdin }) },
  )
  const left = instance.waitUntilExit().then((): ExplorerExit => {
    driver.close()
    return { how, branches: driver.state().tried.map(({ branch }) => branch) }
  })
  return { left, close: () => instance.unmount() }
}

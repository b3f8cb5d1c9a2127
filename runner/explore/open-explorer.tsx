/** Puts the explorer on the terminal and waits until a person leaves it. Loaded only when there is one. */
import type { Engine } from '../../core/drill/explore/engine.ts'
import { draw } from '../tui/draw.tsx'
import { ASCII, UNICODE } from '../tui/glyphs.ts'
import { paletteOf } from '../tui/palette.ts'
import { createDriver } from './driver.ts'
import { Explorer } from './explorer.tsx'
import type { ExplorerExit, ExplorerHost } from './host.ts'

export interface OpenedExplorer {
  /** Settles when a person left, or after {@link close}. Rejects with what broke in what is drawn. */
  readonly left: Promise<ExplorerExit>
  /** Takes the explorer down: for signals. The engine is not closed, it belongs to the caller. */
  close(): void
}

export function openExplorer(engine: Engine, { colors, ascii, stdout, stdin, deeds, suspension }: ExplorerHost): OpenedExplorer {
  const driver = createDriver(engine, deeds, suspension && { suspend: suspension.suspend })
  const style = { palette: paletteOf(colors), glyphs: ascii ? ASCII : UNICODE }
  let end: (how: ExplorerExit['how']) => void = () => {}
  const ended = new Promise<ExplorerExit['how']>((resolve) => (end = resolve))
  const drawing = draw(<Explorer driver={driver} style={style} onEnd={end} />, { stdout, stdin })
  suspension?.draws(drawing)
  const goAway = (): void => {
    suspension?.draws(null)
    drawing.close()
    driver.close()
  }
  const left = Promise.race([ended, drawing.broke])
    .finally(goAway)
    .then((how): ExplorerExit => ({ how, branches: driver.state().tried.map(({ branch }) => branch) }))
  return {
    left,
    close() {
      goAway()
      end('interrupted')
    },
  }
}

/** A list to choose from, on the terminal. Loaded only when there is something to choose. */
import { useState } from 'react'
import { Box, useInput } from 'ink'
import { draw } from '../tui/draw.tsx'
import { keyNames } from '../tui/key-names.ts'
import { Line } from '../tui/line.tsx'
import type { Style } from '../tui/row.ts'
import { useTerminalSize } from '../tui/terminal-size.ts'
import { afterKey, chooserFrame } from './chooser-frame.ts'
import type { DrawStreams } from '../tui/draw.tsx'
import type { Suspension } from '../tui/put-aside.ts'

/** The place of what was chosen, or how it was left. */
export type Chosen = number | 'leave' | 'interrupt'

export interface Chooser {
  /** Rejects with what broke in what is drawn. */
  readonly chosen: Promise<Chosen>
  close(): void
}

export interface ChooserOptions extends DrawStreams {
  readonly style: Style
  readonly suspension: Pick<Suspension, 'draws' | 'suspend'>
}

export function openChooser(title: string, texts: readonly string[], { style, suspension, stdout, stdin }: ChooserOptions): Chooser {
  let choose: (chosen: Chosen) => void = () => {}
  const made = new Promise<Chosen>((resolve) => (choose = resolve))
  // Outlives what is drawn: where one stood is where one goes on.
  const place = { at: 0 }
  const drawing = draw(<List place={place} title={title} texts={texts} style={style} onChosen={choose} onSuspend={suspension.suspend} />, { stdout, stdin })
  suspension.draws(drawing)
  const close = (): void => {
    suspension.draws(null)
    drawing.close()
  }
  return { chosen: Promise.race([made, drawing.broke]).finally(close), close }
}

interface ListProps {
  /** Keys come faster than frames, and each begins where the one before it led. */
  readonly place: { at: number }
  readonly title: string
  readonly texts: readonly string[]
  readonly style: Style
  readonly onChosen: (chosen: Chosen) => void
  readonly onSuspend: () => void
}

function List({ place, title, texts, style, onChosen, onSuspend }: ListProps) {
  const [at, setAt] = useState(place.at)
  const size = useTerminalSize()
  const press = (name: string): void => {
    const next = afterKey(name, place.at, texts.length)
    if (next === 'suspend') return onSuspend()
    if (typeof next === 'string') return onChosen(next === 'open' ? place.at : next)
    place.at = next
    setAt(next)
  }
  useInput((input, key) => keyNames(input, key).forEach(press))
  return (
    <Box flexDirection="column">
      {chooserFrame(title, texts, at, size, style).map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </Box>
  )
}

/** The explorer on the terminal: draws the frame of each state, and hands every key on. */
import { useEffect, useSyncExternalStore } from 'react'
import { Box, useInput, useStdin } from 'ink'
import { Line } from '../tui/line.tsx'
import { isTooSmall } from '../tui/panels.ts'
import type { Style } from '../tui/row.ts'
import { useTerminalSize } from '../tui/terminal-size.ts'
import type { Driver } from './driver.ts'
import { contextOf } from './keys.ts'
import type { Context } from './keys.ts'
import { keyNames } from '../tui/key-names.ts'
import type { ExplorerState } from './state.ts'
import { explorerFrame } from './views/frame.ts'

export interface ExplorerProps {
  readonly driver: Driver
  readonly style: Style
  readonly onEnd: (how: NonNullable<ExplorerState['ended']>) => void
}

/** On a terminal that is too small for a frame, what does something that can be seen: these keys, and whatever answers a question. */
const KEYS_WITHOUT_FRAME: ReadonlySet<string> = new Set(['q', 'escape', 'ctrl-c', 'ctrl-z'])
const QUESTIONS: ReadonlySet<Context> = new Set<Context>(['text', 'confirm'])

export function Explorer({ driver, style, onEnd }: ExplorerProps) {
  const state = useSyncExternalStore(driver.subscribe, driver.state)
  const size = useTerminalSize()
  const { isRawModeSupported } = useStdin()
  useInput(
    (input, key) => {
      for (const name of keyNames(input, key))
        if (!isTooSmall(size) || KEYS_WITHOUT_FRAME.has(name) || QUESTIONS.has(contextOf(driver.state()))) driver.dispatch({ type: 'key', key: name })
    },
    { isActive: isRawModeSupported },
  )
  useEffect(() => {
    if (state.ended) onEnd(state.ended)
  }, [state.ended, onEnd])
  return (
    <Box flexDirection="column">
      {explorerFrame(state, size, style).map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </Box>
  )
}

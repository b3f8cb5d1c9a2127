/** The explorer on the terminal: draws the frame of each state, and hands every key on. */
import { memo, useEffect, useSyncExternalStore } from 'react'
import { Box, Text, useInput, useStdin } from 'ink'
import { isTooSmall } from '../tui/panels.ts'
import type { Style } from '../tui/row.ts'
import { useTerminalSize } from '../tui/terminal-size.ts'
import type { Driver } from './driver.ts'
import { keyNames } from '../tui/key-names.ts'
import type { ExplorerState } from './state.ts'
import { explorerFrame } from './views/frame.ts'

export interface ExplorerProps {
  readonly driver: Driver
  readonly style: Style
  readonly onEnd: (how: NonNullable<ExplorerState['ended']>) => void
}

/** What does something even where nothing can be seen of it. */
const BLIND_KEYS: ReadonlySet<string> = new Set(['q', 'escape', 'ctrl-c'])

export function Explorer({ driver, style, onEnd }: ExplorerProps) {
  const state = useSyncExternalStore(driver.subscribe, driver.state)
  const size = useTerminalSize()
  const { isRawModeSupported } = useStdin()
  useInput(
    (input, key) => {
      const names = keyNames(input, key).filter((name) => !isTooSmall(size) || BLIND_KEYS.has(name))
      for (const name of names) driver.dispatch({ type: 'key', key: name })
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

/** Most rows stay as they are when the cursor moves by one event. */
const Line = memo(({ line }: { readonly line: string }) => <Text wrap="truncate-end">{line === '' ? ' ' : line}</Text>)

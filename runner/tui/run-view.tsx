/** The view of a run: draws the frame of each snapshot, and hands every key on. */
import { useEffect, useSyncExternalStore } from 'react'
import { Box, useInput, useStdin } from 'ink'
import { Line } from './line.tsx'
import { frame } from './frame.ts'
import { keyNames } from './key-names.ts'
import type { LiveView } from './live/live-view.ts'
import type { Style } from './row.ts'
import { useTerminalSize } from './terminal-size.ts'

export interface RunViewProps {
  readonly view: LiveView
  readonly style: Style
  /** The empty frame of a closed view has been drawn. */
  readonly onGone: () => void
}

export function RunView({ view, style, onGone }: RunViewProps) {
  const { snapshot, state } = useSyncExternalStore(view.subscribe, view.shown)
  const size = useTerminalSize()
  const { isRawModeSupported } = useStdin()
  useInput(
    (input, key) => {
      for (const name of keyNames(input, key)) view.press(name, size)
    },
    // Without a terminal there is no raw mode, and the signal comes by itself.
    { isActive: isRawModeSupported },
  )
  useEffect(() => {
    if (snapshot.closed) onGone()
  }, [snapshot.closed, onGone])
  return (
    <Box flexDirection="column">
      {frame({ snapshot, state, size }, style).map((line, index) => (
        <Line key={index} line={line} />
      ))}
    </Box>
  )
}

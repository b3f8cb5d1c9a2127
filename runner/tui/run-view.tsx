/** The view of a run: draws the frame of each snapshot, and turns Ctrl-C into an orderly end. */
import { useEffect, useSyncExternalStore } from 'react'
import { Box, Text, useInput, useStdin } from 'ink'
import type { Colors } from 'picocolors/types.js'
import { frame } from './frame.ts'
import { useTerminalSize } from './terminal-size.ts'
import type { ViewStore } from './view-store.ts'

/** Two quick presses arrive as one text, which Ink does not take apart. */
const CTRL_C = String.fromCharCode(3)

export interface RunViewProps {
  readonly store: ViewStore
  readonly colors: Colors
  readonly onInterrupt: () => void
  /** The empty frame of a closed view has been drawn. */
  readonly onGone: () => void
}

export function RunView({ store, colors, onInterrupt, onGone }: RunViewProps) {
  const snapshot = useSyncExternalStore(store.subscribe, store.snapshot)
  const { rows, columns } = useTerminalSize()
  const { isRawModeSupported } = useStdin()
  useInput(
    (input, key) => {
      const presses = key.ctrl && input === 'c' ? 1 : input.split(CTRL_C).length - 1
      if (presses > 0) store.stop()
      for (let press = 0; press < presses; press++) onInterrupt()
    },
    // Without a terminal there is no raw mode, and the signal comes by itself.
    { isActive: isRawModeSupported },
  )
  useEffect(() => {
    if (snapshot.closed) onGone()
  }, [snapshot.closed, onGone])
  // A frame as high as the terminal would make Ink clear the screen and its history each time.
  const lines = frame(snapshot, { rows: rows - 1, columns }, colors)
  return (
    <Box flexDirection="column">
      {lines.map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  )
}

/** A list to choose from, on the terminal. Loaded only when there is something to choose. */
import { useState } from 'react'
import { Box, render, Text, useInput } from 'ink'
import { useTerminalSize } from '../tui/terminal-size.ts'
import { afterKey, chooserFrame } from './chooser-frame.ts'

export interface Chooser {
  /** The place of what was chosen; null: nothing. */
  readonly chosen: Promise<number | null>
  close(): Promise<void>
}

export function openChooser(title: string, texts: readonly string[]): Chooser {
  let choose: (index: number | null) => void = () => {}
  const chosen = new Promise<number | null>((resolve) => (choose = resolve))
  const instance = render(<List title={title} texts={texts} onChosen={choose} />, { exitOnCtrlC: false })
  return {
    chosen,
    async close() {
      instance.unmount()
      await instance.waitUntilExit()
    },
  }
}

interface ListProps {
  readonly title: string
  readonly texts: readonly string[]
  readonly onChosen: (index: number | null) => void
}

function List({ title, texts, onChosen }: ListProps) {
  const [at, setAt] = useState(0)
  const { rows, columns } = useTerminalSize()
  useInput((input, key) => {
    if (key.ctrl && input === 'c') return onChosen(null)
    const name = key.downArrow ? 'j' : key.upArrow ? 'k' : key.return ? 'enter' : key.escape ? 'q' : input
    const next = afterKey(name, at, texts.length)
    if (next === 'leave') onChosen(null)
    else if (next === 'open') onChosen(at)
    else setAt(next)
  })
  return (
    <Box flexDirection="column">
      {chooserFrame(title, texts, at, { rows: rows - 1, columns }).map((line, index) => (
        <Text key={index} wrap="truncate-end">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  )
}

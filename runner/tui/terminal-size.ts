/** How large the terminal is, now and after each resize. */
import { useEffect, useState } from 'react'
import { useStdout } from 'ink'
import type { FrameSize } from './frame-size.ts'

/** Of an output that does not say. */
const FALLBACK: FrameSize = { rows: 24, columns: 80 }

export function useTerminalSize(): FrameSize {
  const { stdout } = useStdout()
  const measure = (): FrameSize => ({ rows: stdout.rows || FALLBACK.rows, columns: stdout.columns || FALLBACK.columns })
  const [size, setSize] = useState(measure)
  useEffect(() => {
    const onResize = (): void => setSize(measure)
    stdout.on('resize', onResize)
    return () => void stdout.off('resize', onResize)
  }, [stdout])
  return size
}

/** A row of a frame on the terminal. */
import { memo } from 'react'
import { Text } from 'ink'

/** Most rows stay as they are from one frame to the next. */
export const Line = memo(({ line }: { readonly line: string }) => <Text wrap="truncate-end">{line === '' ? ' ' : line}</Text>)

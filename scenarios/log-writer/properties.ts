/** What the log writer states of itself: what a campaign should have seen of it, and what is always so. */
import type { AppContext } from '../../core/machine/app.ts'
import type { Properties } from '../../core/machine/properties.ts'

export const LOG_WRITER_PROPERTIES = {
  'appends share a write': 'sometimes',
  'the log has several segments': 'sometimes',
  'recovery cuts a torn tail': 'reachable',
  'no record is durable before it is written': 'always',
} as const satisfies Properties

export type LogWriterContext = AppContext<'log', typeof LOG_WRITER_PROPERTIES>

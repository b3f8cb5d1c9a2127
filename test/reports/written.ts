/** What a reporter writes of a stream. */
import { createColors } from 'picocolors'
import type { ReporterFactory, RunEvent } from '../../reports/index.ts'

export function written(factory: ReporterFactory, events: readonly RunEvent[]): string {
  const parts: string[] = []
  const reporter = factory({ write: (text) => void parts.push(text), colors: createColors(true) })
  for (const event of events) reporter.onEvent(event)
  return parts.join('')
}

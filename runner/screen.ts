/** Decides who hears a run: the view for a person at a terminal, lines for everybody else, and the files. */
import { createColors } from 'picocolors'
import type { RunEvent } from '../core/drill/events.ts'
import { lineReporter } from '../reports/index.ts'
import type { Host } from './host.ts'
import { inGithubActions } from './github-surroundings.ts'
import { loadOwnReporters } from './own-reporters.ts'
import { openAudience } from './reporters.ts'
import type { ReporterSpec } from './reporters.ts'
import { showsUnicode, wantsColors, wantsView } from './terminal.ts'

export interface Screen {
  hear(event: RunEvent): void
  /** Waits for what reporters have begun. Resolves with what went wrong with a report so far, one line each. */
  settled(): Promise<readonly string[]>
  /**
   * Takes the view down, says once what it had said, and puts the files in their places.
   * @returns what went wrong with a report, one line each
   */
  close(): Promise<readonly string[]>
}

/**
 * @param onInterrupt Ctrl-C while the view holds the keyboard
 * @throws UsageError when a report could not be written, or a reporter cannot be loaded
 */
export async function openScreen(
  reporters: readonly ReporterSpec[],
  host: Host,
  colorsAllowed: boolean,
  onInterrupt: () => void,
): Promise<Screen> {
  const colors = wantsColors(host, colorsAllowed)
  const taken = reporters.some(({ file }) => file === null)
  const own = await loadOwnReporters(reporters.map(({ name }) => name), host.cwd)
  if (taken || !wantsView(host)) {
    const audience = openAudience(taken ? reporters : [...unnamed(reporters, host), ...reporters], host, colors, { own })
    return { hear: audience.hear, settled: audience.settled, close: audience.save }
  }
  const kept: string[] = []
  const { columns } = host.stdout
  const output = { write: (text: string) => void kept.push(text), colors: createColors(colors), ...(columns !== undefined && { columns }) }
  const lines = lineReporter(output, { progress: false })
  const files = openAudience(reporters, host, colors, { own, others: [lines] })
  const { openView } = await loadView(colors)
  const view = openView({ colors: createColors(colors), ascii: !showsUnicode(host), onInterrupt })
  return {
    hear(event) {
      files.hear(event)
      view.hear(event)
    },
    settled: files.settled,
    async close() {
      const broken = await view.close()
      host.stdout.write(kept.join(''))
      const problems = await files.save()
      return broken === null ? problems : [...problems, broken]
    },
  }
}

/** Who writes to standard output when nobody was named for it. */
function unnamed(reporters: readonly ReporterSpec[], host: Host): readonly ReporterSpec[] {
  const names = reporters.length === 0 && inGithubActions(host) ? ['line', 'github'] : ['line']
  return names.map((name) => ({ name, file: null }))
}

/** Ink takes a second to load and decides on colours while it does: nobody else should pay, and it must be told before. */
async function loadView(colors: boolean) {
  process.env.FORCE_COLOR = colors ? '1' : '0'
  return import('./tui/open-view.tsx')
}

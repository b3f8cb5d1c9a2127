/**
 * The scenes of all failures as one trace in virtual time, for ui.perfetto.dev and chrome://tracing: each different failure
 * is a process, as its first seed showed it, each lane a thread.
 */
import type { Scene } from '../core/drill/scene/scene.ts'
import { crashText } from './crash-text.ts'
import { plain } from './format.ts'
import { flows } from './perfetto/flows.ts'
import { markEvents } from './perfetto/mark-events.ts'
import { queueDepths } from './perfetto/queue-depth.ts'
import type { TraceDocument, TraceEvent } from './perfetto/trace-event.ts'
import type { Reporter, ReporterOutput } from './reporter.ts'
import type { TalliedScenario } from './tally.ts'
import { writeOnce } from './write-once.ts'

/** Writes once, at the end. */
export function perfettoReporter(output: ReporterOutput): Reporter {
  return writeOnce(({ rows }) => output.write(`${JSON.stringify(traceOf(rows))}\n`))
}

function traceOf(rows: readonly TalliedScenario[]): TraceDocument {
  return sceneTrace(rows.flatMap(({ scenario, failures }) => failures.map(({ first, seeds }): TracedScene => ({
    title: `${scenario.name} › ${first.verdict} ${crashText(first.crash)} (${first.fingerprint}, seed ${seeds[0]!})`, label: first.message, scene: first.scene,
  }))))
}

/** A scene that becomes a process of the trace. */
export interface TracedScene {
  readonly title: string
  readonly label: string
  readonly scene: Scene
}

export function sceneTrace(traced: readonly TracedScene[]): TraceDocument {
  const metadata = traced.flatMap((one, index) => processNames(one, index + 1))
  const events = traced.flatMap(({ scene }, index) => {
    const pid = index + 1
    return [...markEvents(scene, pid), ...queueDepths(scene, pid), ...flows(scene, pid)]
  })
  // The sort is stable: of one instant, what begins comes before what begins in it.
  return { traceEvents: [...metadata, ...events.sort((one, other) => one.ts - other.ts)], displayTimeUnit: 'ms' }
}

function processNames({ title, label, scene }: TracedScene, pid: number): TraceEvent[] {
  const process = { ph: 'M', pid, tid: 0, ts: 0 } as const
  return [
    { ...process, name: 'process_name', args: { name: plain(title) } },
    { ...process, name: 'process_labels', args: { labels: plain(label) } },
    { ...process, name: 'process_sort_index', args: { sort_index: pid } },
    ...scene.lanes.flatMap((lane, index): TraceEvent[] => [
      { ...process, tid: index + 1, name: 'thread_name', args: { name: plain(lane.side === 'recovered' ? `recovered ${lane.name}` : lane.name) } },
      { ...process, tid: index + 1, name: 'thread_sort_index', args: { sort_index: index } },
    ]),
  ]
}

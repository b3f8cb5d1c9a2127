/**
 * An application that keeps a log of texts on one volume: the smallest store whose durability can be right
 * or wrong, with the three usual answers to "when is an append durable?". Texts only; no index, no reader
 * of a part of the log, no truncation by the user.
 */
import type { AppDefinition, Size } from '../../core/machine/app.ts'
import { LogWriter } from './log-writer.ts'
import type { LogWriterOptions, SyncPolicy } from './options.ts'
import { LOG_WRITER_PROPERTIES } from './properties.ts'

export { LOG_WRITER_DEFECTS, LOG_WRITER_FLUSHES } from './defects.ts'
export type { DefectDescription, LogWriterDefect, LogWriterFlush } from './defects.ts'
export { LogWriter } from './log-writer.ts'
export type { Appended } from './log-writer.ts'
export type { LogWriterOptions, SyncPolicy } from './options.ts'
export { CorruptLogError } from './segment-reader.ts'

/** `LogWriterOptions`, and how large the volume is. */
export interface LogWriterAppOptions extends LogWriterOptions {
  /** Size of the volume `log`. Default 1 MiB. */
  readonly volumeSize?: Size
}

/** The log writer as an application. An app-consistent point of it needs no cut. */
export function logWriter(options: LogWriterAppOptions = {}): AppDefinition<'log', LogWriter, typeof LOG_WRITER_PROPERTIES> {
  const { volumeSize = '1MiB', ...writerOptions } = options
  return {
    name: 'log-writer',
    volumes: { log: volumeSize },
    properties: LOG_WRITER_PROPERTIES,
    boot: (context) => LogWriter.open(context, writerOptions),
    quiesce: { freeze: (log) => log.freeze(), thaw: (log) => log.thaw(), clean: true },
    close: (log) => log.close(),
    replayed: (log) => log.truncatedRecords,
  }
}

const DURABILITY = { always: 'ack', interval: 'sync', none: 'none' } as const satisfies Record<SyncPolicy, string>

/** The durability contract that a scenario states for a log writer with this policy. */
export const durabilityOf = (policy: SyncPolicy): 'ack' | 'sync' | 'none' => DURABILITY[policy]

import type { Request } from './request.ts'
import type { FlushEntry, LogEntry, WriteEntry } from './write-log.ts'

/**
 * The line of a request in the write log, at its submission. Written out field by field: entries are the most
 * frequent objects of a run, and spreading would cost as much as the rest.
 */
export function newEntry(
  { details, operation, process }: Request,
  disk: number,
  submitSeq: number,
  submitAt: number,
): LogEntry {
  if (details.kind === 'flush') {
    return {
      kind: 'flush',
      disk,
      operation,
      process,
      label: details.label,
      submitSeq,
      submitAt,
      completeSeq: null,
      completeAt: -1,
      failed: false,
      lying: false,
      discardsCovered: false,
    } satisfies FlushEntry
  }
  return {
    kind: details.kind as WriteEntry['kind'],
    disk,
    operation,
    process,
    label: details.label,
    submitSeq,
    submitAt,
    completeSeq: null,
    completeAt: -1,
    failed: false,
    lba: details.lba,
    sectors: details.sectors,
    data: details.data,
    fua: details.fua,
    diskPosition: 0,
    storedLba: details.lba,
    storedFrom: 0,
    storedTo: details.sectors,
    skipped: null,
  } satisfies WriteEntry
}

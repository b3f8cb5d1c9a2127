/** What programs changed in their file systems, as the write log marks it. */
import type { LogMark } from '../block/write-log.ts'
import type { Locate } from './options.ts'
import type { CauseWrite } from './result.ts'
import type { Site } from './site.ts'

export interface FileChange {
  readonly mark: LogMark
  readonly disk: string
}

/** In their order, up to a position of the log. */
export function fileChanges({ machines, log }: Site, seq: number): readonly FileChange[] {
  const all = machines.flatMap(({ files, disks }) =>
    files.flatMap((held, index) => (held?.changes ?? []).map((change) => ({ at: change.seq, disk: disks[index]!.id }))))
  return all
    .filter(({ at }) => at >= log.base && at <= seq)
    .map(({ at, disk }) => ({ mark: log.step(at) as LogMark, disk }))
    .sort((one, other) => one.mark.seq - other.mark.seq)
}

export function describeChange({ log }: Site, { mark, disk }: FileChange, state: CauseWrite['state'], locate: Locate): CauseWrite {
  const origin = log.origins?.get(mark.seq)
  const line = (origin && locate(origin)) ?? null
  return { name: `M${mark.seq}`, label: mark.name, disk, state, operation: mark.operation, line }
}

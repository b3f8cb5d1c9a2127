/** One instant of a run as plain lines: the panes below each other. */
import type { Look, LookFiles } from '../../core/drill/explore/look.ts'
import { clip, counted, plain, virtualTime } from '../../reports/index.ts'

const COLUMNS = 120
/** Of a list; the rest is counted. `--json` has all. */
const MOST_ROWS = 20

export function lookLines(look: Look): readonly string[] {
  const { seq, atUs, phase, operations, operationCounts, writes, disks, points, replica, bytes, model } = look
  const { must, may, mustNot } = operationCounts
  return [
    `step ${seq} at ${virtualTime(atUs)}, ${phase}`,
    ...list(`operations: ${must} must be there after a crash here, ${may} may, ${mustNot} must not`, operations.map(({ id, client, label, outcome, demand }) =>
      `${demand.padEnd(8)} ${id} of client ${client}: ${label}, ${outcome ?? 'not answered'}`)),
    ...list('writes', writes.map(({ seq: at, name, disk, kind, label, epoch, state, line }) =>
      `${at === seq ? '>' : ' '} ${name.padEnd(6)} ${disk}  epoch ${epoch}  ${kind} ${label} · ${state}${line === null ? '' : ` · ${line}`}`)),
    ...list('disks', disks.map(({ disk, blocks, used, cells, replica: other }) => {
      const lag = other?.filter((cell) => cell === 'lag').length ?? 0
      return `${disk}  ${used} of ${counted(blocks, 'block')} used, ${counted(cells.filter((cell) => cell === 'volatile' || cell === 'in-flight').length, 'cell')} at risk${other ? `, ${lag} not yet at the replica` : ''}`
    })),
    ...(replica ? [`replica: ${replica.rpoUs === null ? 'no point can be chosen' : `a loss of ${virtualTime(replica.rpoUs)} with the newest point`}, ${virtualTime(replica.lagUs)} and ${counted(replica.lagBytes, 'byte')} behind`] : []),
    ...list('recovery points', points.map(({ id, taggedUs, availableUs, state, dishonest }) =>
      `${id}  of ${virtualTime(taggedUs)}, from ${virtualTime(availableUs)} on, ${state}${dishonest === null ? '' : ` · ${dishonest}`}`)),
    ...(bytes ? list(`${bytes.write} on ${bytes.disk}, block at ${bytes.offset}: before | after`, bytes.rows.map(({ offset, before, after }) => `${offset.toString(16).padStart(8, '0')}  ${before} | ${after}`)) : []),
    ...list('the model shows', model),
  ].map((line) => clip(plain(line), COLUMNS))
}

export function filesLines(disks: readonly LookFiles[]): readonly string[] {
  return disks.flatMap(({ disk, tree, treeLeftOut, fsck }) => [
    ...list(`files of ${disk} after a power cut here`, tree.map(({ path, kind, bytes }) => `${path}${kind === 'file' ? `  ${counted(bytes, 'byte')}` : `  ${kind}`}`), treeLeftOut),
    ...list('fsck', fsck.length === 0 ? ['clean'] : fsck),
  ]).map((line) => clip(plain(line), COLUMNS))
}

/** Nothing where there are no rows. */
export function list(title: string, rows: readonly string[], leftOut = 0): readonly string[] {
  if (rows.length === 0) return []
  const more = Math.max(0, rows.length - MOST_ROWS) + leftOut
  return [title, ...rows.slice(0, MOST_ROWS).map((row) => `  ${row}`), ...(more > 0 ? [`  … ${more} more`] : [])]
}

/** What a copy stands for that is put together of copies of single machines, each with a cut of its own. */
import type { PointKind } from '../../replication/pending-point.ts'
import type { ProtectedEstate } from './protected-estate.ts'

interface MachinePoint {
  readonly kind: PointKind
  readonly cutVector: readonly number[]
  readonly cutAtUs: number
  readonly firstTag: { readonly seq: number }
  readonly lastTag: { readonly seq: number }
}

/** Weakest first: of several copies at once the weakest label is true. */
const LABELS: readonly PointKind[] = ['crash-consistent', 'file-system-consistent', 'app-consistent']

/** @param points one for each machine, in the order of the machines */
export function joinedCopy(site: ProtectedEstate['site'], points: readonly MachinePoint[]) {
  return {
    cut: {
      kind: LABELS.find((label) => points.some(({ kind }) => kind === label))!,
      vector: joinedVector(site, points),
      atUs: Math.min(...points.map(({ cutAtUs }) => cutAtUs)),
    },
    answeredUpTo: Math.min(...points.map(({ firstTag }) => firstTag.seq)),
    seq: Math.max(...points.map(({ lastTag }) => lastTag.seq)),
  }
}

/** Of each disk the component of its own machine's point. */
function joinedVector({ machines, disks }: ProtectedEstate['site'], points: readonly MachinePoint[]): number[] {
  const vector: number[] = new Array<number>(disks.length).fill(0)
  machines.forEach((machine, place) => {
    for (const { index } of machine.disks) vector[index] = points[place]!.cutVector[index]!
  })
  return vector
}

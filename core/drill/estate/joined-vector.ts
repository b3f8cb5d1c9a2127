/** The cut of a copy that is put together of copies of single machines. */
import type { ProtectedEstate } from './protected-estate.ts'

/** Of each disk the component of its own machine's point. */
export function joinedVector({ machines, disks }: ProtectedEstate['site'], points: readonly { readonly cutVector: readonly number[] }[]): number[] {
  const vector: number[] = new Array<number>(disks.length).fill(0)
  machines.forEach((machine, place) => {
    for (const { index } of machine.disks) vector[index] = points[place]!.cutVector[index]!
  })
  return vector
}

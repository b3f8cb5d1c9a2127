/**
 * What there is to recover from when one machine of several is lost. Machines of a consistency group fail over together,
 * whoever is lost; else the others keep the disks that they have, and have to agree with an older copy of the lost one.
 */
import type { BlockImage } from '../../block/block-image.ts'
import { chooseState } from './choose-state.ts'
import type { StateQuestion } from './choose-state.ts'
import type { ProtectedEstate } from './protected-estate.ts'
import type { RecoverableState, Unrecoverable } from './recoverable.ts'
import type { Protector } from './strategy.ts'

/** Changes nothing, as {@link chooseState}. */
export function chooseForMachine(protector: Protector, question: StateQuestion, lost: string): RecoverableState | Unrecoverable {
  const state = chooseState(protector, question)
  if (!state.ok || movesTogether(question.running, protector, lost)) return state
  return besideSurvivors(question.running, state, lost)
}

/** Only replication knows of groups. */
function movesTogether({ replication, site: { machines } }: ProtectedEstate, protector: Protector, lost: string): boolean {
  if (machines.length === 1) return true
  return protector === 'replication' && !replication!.failoverScope([lost]).ok
}

/** The survivors are cut where they are now: by everything that has completed. */
function besideSurvivors({ site }: ProtectedEstate, state: RecoverableState, lost: string): RecoverableState {
  const { machines, log } = site
  const vector = log.vector()
  const images: BlockImage[] = []
  for (const { id, disks } of machines)
    for (const disk of disks) {
      const copied = state.images[images.length]!
      if (id === lost) {
        images.push(copied)
        vector[disk.index] = state.cut.vector[disk.index]!
        continue
      }
      copied.release()
      images.push(disk.image.fork())
    }
  const via = state.via.kind === 'failover'
    ? state.via
    : { ...state.via, points: state.via.points.filter(({ point }) => point.machine === lost) }
  const own = via.kind === 'restore' ? via.points[0]!.point : null
  return {
    ...state,
    images,
    via,
    // Nobody brings the survivors to rest.
    cut: { kind: 'crash-consistent', vector, atUs: own ? own.cutAtUs : state.cut.atUs, oneCut: false },
    answeredUpTo: own ? own.firstTag.seq : state.answeredUpTo,
    seq: log.end - 1,
    points: own ? [own.id] : state.points,
    evidence: own ? own.evidence : state.evidence,
    survivors: machines.map(({ id }) => id).filter((id) => id !== lost),
  }
}

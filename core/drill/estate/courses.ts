/** What happens to the source when a disaster of each kind strikes, as data. */
import type { Course } from './course.ts'
import { DISASTERS } from './disaster.ts'
import type { EstateDisaster, EstateDisasterKind } from './disaster.ts'
import { PHASE_COURSES } from './phases.ts'

const COURSES: Readonly<Partial<Record<EstateDisasterKind, Course>>> = {
  'region-loss': {},
  'machine-loss': {},
  partition: { cause: 'loss-of-contact' },
  isolation: {
    changes: true,
    strike: (running) => {
      running.isolate()
      running.fence()
    },
  },
  // The operation itself is in the plan.
  'accidental-deletion': { damagedFrom: 'strike' },
  ransomware: {
    changes: true,
    strike: async (running) => {
      await running.encrypt()
      running.intrude()
    },
    damagedFrom: 'cause',
  },
  'silent-corruption': { changes: true, cause: (running, { index }) => running.rot(`rot/${index}`) },
  'operator-error': {},
  ...PHASE_COURSES,
}

/** Those that follow another disaster have none of their own. */
export const courseOf = (kind: EstateDisasterKind): Course => COURSES[kind] ?? {}

/**
 * What was lost is looked at when it is lost: nothing new reaches anybody. Where the source goes on, so do its copies
 * and their retention until somebody acts.
 */
export function lookUs({ kind, atUs, detectionUs, decisionUs }: EstateDisaster): number {
  const { extent, sourceLivesOn } = DISASTERS[kind]
  return extent === 'none' || sourceLivesOn ? atUs + detectionUs + decisionUs : atUs
}

/** Disasters that meet an estate in a certain phase: while it is not protected yet, not any more, or lives elsewhere. */
import { assumedMinutes } from '../../sim/index.ts'
import { called, monitored, none, regional } from './disaster-traits.ts'
import type { Afterwards, DisasterTraits } from './disaster-traits.ts'

const atHome = { damagesData: false, strikesLater: 0, commitsAtOnce: false, sourceLivesOn: false } as const
const regionLost = { ...atHome, extent: 'region', detection: monitored, decision: regional } as const
const planned = { ...atHome, extent: 'none', detection: none, decision: none, needs: 'replication' } as const
const quietHour = assumedMinutes(60, 720, 'a quiet hour is waited for once the target is protected', 2880)
const goingHome: Afterwards = { follows: 'region-loss', originalDisks: 'kept', since: 'protected-again', failback: 'planned' }

export const PHASE_DISASTERS = {
  'loss-in-initial-replication': {
    ...regionLost,
    counts: 'from-enabling',
    lead: assumedMinutes(1, 20, 'any time of the first hour or so', 240),
    summary: 'the source region is lost shortly after protection was enabled, while the first copy may still run',
  },
  'loss-in-resync': {
    ...regionLost,
    needs: 'replication',
    lead: assumedMinutes(5, 120, 'any time of the hours that a resync waits and takes', 720),
    summary: 'the memory of changes of a machine is lost, and the source region while source and replica are compared',
  },
  'loss-in-quiesce': {
    ...regionLost,
    lead: none,
    summary: 'the source region is lost while applications are brought to rest for a point',
  },
  'loss-after-cancelled-failover': {
    ...regionLost,
    needs: 'replication',
    lead: assumedMinutes(60, 360, 'any time of the hours after a false alarm', 2880),
    summary: 'a failover is cancelled midway, which ends replication; then the source region is lost in earnest',
  },
  'loss-during-failover': {
    ...atHome,
    extent: 'machine',
    needs: 'replication',
    detection: monitored,
    decision: called,
    lead: none,
    losesTarget: true,
    summary: 'all machines are lost, and while they are failed over the target region is lost as well; their own region is there',
  },
  'second-disaster': {
    ...regionLost,
    needs: 'replication',
    counts: 'from-cause',
    lead: assumedMinutes(30, 1440, 'any time of the days after a failover', 4320),
    afterwards: { follows: 'region-loss', originalDisks: 'kept', since: 'first-answer', failback: null },
    summary: 'the target region is lost in turn, some time after the estate was recovered there',
  },
  failback: {
    ...planned,
    counts: 'from-cause',
    lead: quietHour,
    afterwards: goingHome,
    summary: 'the estate goes home from the target as planned, with everything',
  },
  'failback-to-app-point': {
    ...planned,
    needs: 'replication-with-app-points',
    counts: 'from-cause',
    lead: quietHour,
    afterwards: { ...goingHome, failback: 'app-consistent' },
    summary: 'the estate goes home with the latest app-consistent point instead of everything',
  },
  'failback-to-lost-disks': {
    ...planned,
    counts: 'from-cause',
    lead: quietHour,
    afterwards: { ...goingHome, originalDisks: 'deleted' },
    summary: 'the original disks are gone: the estate is copied home in full before it goes there as planned',
  },
  'failback-after-split-brain': {
    ...planned,
    counts: 'from-cause',
    lead: quietHour,
    afterwards: { ...goingHome, follows: 'isolation' },
    summary: 'the source region lived on, and what it took is overwritten before the estate goes home as planned',
  },
  'test-failover': {
    ...atHome,
    extent: 'none',
    detection: none,
    decision: none,
    lead: none,
    isTest: true,
    summary: 'nothing is lost: the recovery is tried in a network of its own while the source goes on',
  },
  'single-machine-loss': {
    ...atHome,
    extent: 'machine',
    detection: monitored,
    decision: called,
    lead: none,
    oneMachine: true,
    summary: 'one machine and its disks are gone, the others stay',
  },
} as const satisfies Record<string, DisasterTraits>

/** Mistakes of real products, built in to show that the oracles find them. All are off by default. */
export interface ReplicationDefects {
  /** Tags of a group are placed without a barrier, each disk at a time of its own. */
  readonly ungroupedSnapshot?: boolean
  /** Tags are placed before the barrier is up. */
  readonly tagBeforeBarrier?: boolean
  /** Tags are taken from a disk whose write order is lost. */
  readonly pointInBitmapState?: boolean
  /** The last disk gets no tag; its part of the point is whatever its replica holds. */
  readonly tagSomeDisksOnly?: boolean
  /** A hook's failure counts as success. */
  readonly ignoreVeto?: boolean
  /** Applications are never asked to freeze. */
  readonly snapshotWithoutFreeze?: boolean
  /** Applications are thawed before the tags are placed, and nobody notices. */
  readonly earlyThawUnnoticed?: boolean
  /** File systems are not brought to rest before the tags are placed. */
  readonly fileSystemForgotten?: boolean
  /** An application that nobody can freeze counts as frozen. */
  readonly labelWithoutWriter?: boolean
  /** Tags are placed first, and only then the applications are asked to freeze. */
  readonly tagBeforeFreeze?: boolean
  /** Nobody looks whether a snapshot set holds every volume that its writer needs. */
  readonly omittedVolumeUnnoticed?: boolean
  /** The latest state is handed out whether or not its order is kept, in the middle of a resync as well. */
  readonly promotedMidResync?: boolean
  /** A transfer of a difference that is given up leaves what had arrived in the replica, and in a point. */
  readonly partialDeltaKept?: boolean
  /** One write in a few is acknowledged by the device and never passes the driver: a cache of the host or the controller had it. */
  readonly lostInHostCache?: boolean
  /** A second requester, which goes through no service that it shares with others, brings the same machines to rest at the same time. */
  readonly secondRequester?: boolean
  /** Stamps of the driver follow a clock that is set back. */
  readonly clockNotHeld?: boolean
  /** The recovery point objective is told from the listing of the newest point, not from its cut. */
  readonly rpoFromListing?: boolean
}

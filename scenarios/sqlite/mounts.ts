/**
 * Who has memory in the engine. A machine that crashes says nothing to anybody, so the mounts of machines that are gone
 * are given up by age: once there are too many, the one that was used longest ago. Nothing that a drill finds
 * depends on it, for no file is touched by it; a mount that is used after all is an error that says so.
 */
import type { Mount } from './mount.ts'
import { unmount } from './vfs.ts'

/** Many more machines than a drill has running at once. */
export const MOST_MOUNTED = 48

/** In the order of their last use. */
const mounted = new Set<Mount>()

/** Takes a mount in, or says that it is in use. */
export function keep(mount: Mount): void {
  mounted.delete(mount)
  if (mount.end) return
  mounted.add(mount)
  if (mounted.size <= MOST_MOUNTED) return
  const [oldest] = mounted
  mounted.delete(oldest!)
  unmount(oldest!, new Error(`sqlite: more than ${MOST_MOUNTED} databases are in use at once`))
}

/** Gives a mount up that is known not to be used any more. */
export function letGo(mount: Mount): void {
  mounted.delete(mount)
  unmount(mount, new Error('sqlite: the database was closed'))
}

/**
 * Ctrl-Z: the terminal goes back to the shell as it was, and `fg` brings back what was there. Raw mode keeps the key from the
 * terminal, so that the signal has to be sent; whoever else sends it is heard, too.
 */
import type { OwnScreen } from './terminal-screen.ts'

/** What has to let go of keyboard and screen, and takes them again. */
export interface PutAside {
  putAside(): void
  takeUp(): void
}

export interface Suspension {
  /** What is on the screen from now on; null: nothing. */
  draws(what: PutAside | null): void
  suspend(): void
  /** Gives the signal back to Node. */
  dispose(): void
}

/** A process that nobody can continue is not stopped by the signal (POSIX.1-2017, 2.4.3): it has the terminal again after so long. */
const STOPPED_WITHIN_MS = 50

/** All that the shell waits for: the command may have been begun by another one. Windows has no such signal. */
function stopGroup(): void {
  if (process.platform !== 'win32') process.kill(0, 'SIGTSTP')
}

/** @param stop comes back when the process goes on */
export function listenForSuspension(screen: Pick<OwnScreen, 'putAside' | 'takeUp'>, stop: () => void = stopGroup): Suspension {
  let drawn: PutAside | null = null
  let aside: NodeJS.Timeout | null = null
  const goOn = (): void => {
    aside = null
    process.on('SIGTSTP', suspend)
    screen.takeUp()
    drawn?.takeUp()
  }
  function suspend(): void {
    if (aside) return
    drawn?.putAside()
    screen.putAside()
    // With a listener the signal would not stop anything.
    process.off('SIGTSTP', suspend)
    aside = setTimeout(goOn, STOPPED_WITHIN_MS)
    stop()
  }
  process.on('SIGTSTP', suspend)
  return {
    draws: (what) => void (drawn = what),
    suspend,
    dispose() {
      if (aside) clearTimeout(aside)
      process.off('SIGTSTP', suspend)
    },
  }
}

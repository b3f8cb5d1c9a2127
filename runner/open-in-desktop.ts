/** Hands a file to whatever the person's desktop opens it with. */
import { spawn } from 'node:child_process'
import type { Host } from './host.ts'

export type Opener = (file: string, host: Pick<Host, 'env'>) => void

interface Desktop {
  readonly isThere: (env: Host['env']) => boolean
  readonly command: readonly [program: string, ...args: readonly string[]]
}

const always = (): boolean => true

/** By platform; any other has what Linux has. */
const DESKTOPS: Readonly<Partial<Record<NodeJS.Platform, Desktop>>> = {
  darwin: { isThere: always, command: ['open'] },
  // `start` takes a first argument in quotes for the title of a window.
  win32: { isThere: always, command: ['cmd', '/c', 'start', ''] },
}
const FREE_DESKTOP: Desktop = { isThere: ({ DISPLAY, WAYLAND_DISPLAY }) => Boolean(DISPLAY || WAYLAND_DISPLAY), command: ['xdg-open'] }

/** The program with its arguments; null: nobody sits at this machine, as in CI. */
export function desktopCommand(file: string, env: Host['env'], platform: NodeJS.Platform): readonly [string, ...string[]] | null {
  const { isThere, command: [program, ...args] } = DESKTOPS[platform] ?? FREE_DESKTOP
  return env['CI'] || !isThere(env) ? null : [program, ...args, file]
}

export const openInDesktop: Opener = (file, { env }) => {
  const command = desktopCommand(file, env, process.platform)
  if (command === null) return
  const [program, ...args] = command
  const child = spawn(program, args, { detached: true, stdio: 'ignore' })
  // A desktop without this program: the person is told the address as well.
  child.on('error', () => {})
  child.unref()
}

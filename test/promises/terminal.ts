/** A real terminal: a window of tmux with a shell in it, as a person has one. */
import { execFileSync, spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const BIN = fileURLToPath(new URL('../../runner/bin.js', import.meta.url))
const PATIENCE_MS = 90_000
const LOOK_EVERY_MS = 100

export const hasTmux = spawnSync('tmux', ['-V']).status === 0

export interface Terminal {
  /** Types a line into the shell. */
  line(text: string): void
  /** Presses keys, by the names of tmux. */
  press(...keys: readonly string[]): void
  /** The rows that are seen. */
  rows(): readonly string[]
  /** The rows as soon as they fit. */
  until(what: string, fits: (rows: readonly string[]) => boolean): Promise<readonly string[]>
  resize(columns: number, rows: number): void
  /** `alternate_on`, `cursor_flag` and the like: https://man.openbsd.org/tmux#FORMATS */
  state(name: string): string
  /** Of the program that the shell runs. */
  signal(name: NodeJS.Signals): void
  close(): void
}

let opened = 0

/** In the shell, `seeddrill` is the built command. */
export function openTerminal(cwd: string, columns: number, rows: number): Terminal {
  const socket = `seeddrill-${process.pid}-${++opened}`
  const { PATH = '', HOME = cwd } = process.env
  const tmux = (...args: readonly string[]): string => execFileSync('tmux', ['-L', socket, '-f', '/dev/null', ...args], { encoding: 'utf8', env: { PATH, HOME, LANG: 'C.UTF-8', SHELL: '/bin/sh' } })
  const size = ['-x', String(columns), '-y', String(rows)]
  tmux('new-session', '-d', '-s', 's', ...size, '-c', cwd, `exec env -i PATH='${PATH}' HOME='${HOME}' TERM="$TERM" LANG=C.UTF-8 PS1='$ ' sh`)
  const press = (...keys: readonly string[]): void => void tmux('send-keys', '-t', 's', ...keys)
  const line = (text: string): void => {
    tmux('send-keys', '-t', 's', '-l', text)
    press('Enter')
  }
  line(`seeddrill() { '${process.execPath}' '${BIN}' "$@"; }; clear`)
  const look = (): readonly string[] => tmux('capture-pane', '-p', '-t', 's').split('\n').slice(0, -1)
  return {
    line, press, rows: look,
    async until(what, fits) {
      for (const endMs = performance.now() + PATIENCE_MS; performance.now() < endMs; ) {
        const seen = look()
        if (fits(seen)) return seen
        await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS))
      }
      throw new Error(`${what} is not seen:\n${look().join('\n')}`)
    },
    resize: (newColumns, newRows) => void tmux('resize-window', '-t', 's', '-x', String(newColumns), '-y', String(newRows)),
    state: (name) => tmux('display-message', '-p', '-t', 's', `#{${name}}`).trim(),
    signal(name) {
      const shell = tmux('display-message', '-p', '-t', 's', '#{pane_pid}').trim()
      const [program] = execFileSync('pgrep', ['-P', shell], { encoding: 'utf8' }).trim().split('\n')
      process.kill(Number(program), name)
    },
    close: () => void spawnSync('tmux', ['-L', socket, 'kill-server']),
  }
}

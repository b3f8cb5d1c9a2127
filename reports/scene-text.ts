/** A mark of a scene in words and signs. */
import type { SceneMark, SceneMarkKind, SceneState } from '../core/drill/scene/scene.ts'
import { virtualTime } from './virtual-time.ts'

interface StateWords {
  /** One character, so that colour never carries a meaning alone; the same as in the drawing of the epochs where there is one. */
  readonly sign: string
  readonly words: string
}

export const STATE_WORDS: Readonly<Record<SceneState, StateWords>> = {
  ok: { sign: '✓', words: 'acknowledged' },
  failed: { sign: '×', words: 'failed' },
  unknown: { sign: '?', words: 'answered with an error: it may have been applied' },
  durable: { sign: '=', words: 'durable' },
  survived: { sign: '+', words: 'not durable, and survived' },
  lost: { sign: '−', words: 'lost' },
  torn: { sign: '%', words: 'torn: a part of it survived' },
  'in-flight': { sign: '?', words: 'in flight, not there' },
  lying: { sign: '!', words: 'acknowledged and made nothing durable' },
  'in-copy': { sign: '+', words: 'in the copy' },
  'not-in-copy': { sign: '−', words: 'not in the copy' },
}

export const KIND_SIGNS: Readonly<Record<SceneMarkKind, string>> = {
  submit: '?',
  ack: '✓',
  write: 'W',
  discard: 'D',
  'write-zeroes': '0',
  damage: '#',
  flush: '|',
  cache: '~',
  span: '·',
  freeze: '*',
  thaw: 'o',
  tag: '⚑',
  point: '⚑',
  boot: '^',
  crash: '✗',
  failover: '→',
  verdict: '!',
}

/** One line: what, which, how it ended, when, where in the code. */
export function markText(mark: SceneMark): string {
  const { kind, name, label, state, sectors, startUs, endUs, operation, line } = mark
  const parts = [
    `${name ? `${name} ` : ''}${kind === 'submit' ? 'asked' : kind}${label === '' ? '' : ` “${label}”`}`,
    ...(sectors ? [sectors[1] === 1 ? `sector ${sectors[0]}` : `sectors ${sectors[0]}–${sectors[0] + sectors[1] - 1}`] : []),
    ...(operation === undefined || kind === 'submit' || kind === 'ack' ? [] : [`operation ${operation}`]),
    ...(state ? [STATE_WORDS[state].words] : []),
    endUs === startUs ? `at ${virtualTime(startUs)}` : endUs === null ? `from ${virtualTime(startUs)} on, unfinished` : `${virtualTime(startUs)} to ${virtualTime(endUs)}`,
    ...(line ? [line] : []),
  ]
  return parts.join(' · ')
}

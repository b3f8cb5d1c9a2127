/** Holds what a person has chosen to see beside what happens in the run, and does what a key asks for. */
import type { FrameSize } from '../frame-size.ts'
import type { Copied } from '../clipboard.ts'
import type { ViewSnapshot, ViewStore } from '../view-store.ts'
import { BEGIN } from './live-state.ts'
import type { LiveState } from './live-state.ts'
import { press } from './press.ts'
import type { Effect } from './press.ts'

export interface Shown {
  readonly snapshot: ViewSnapshot
  readonly state: LiveState
}

export interface LiveView {
  readonly press: (key: string, size: FrameSize) => void
  readonly subscribe: (listener: () => void) => () => void
  readonly shown: () => Shown
}

export interface LiveDeeds {
  /** Each press: the first asks for an orderly end, the second for the end. */
  readonly stop: () => void
  /** Gives the terminal back to the shell until that says otherwise. */
  readonly suspend: () => void
  /** To the clipboard. */
  readonly copy: (text: string) => Copied
}

export function createLiveView(store: ViewStore, deeds: LiveDeeds): LiveView {
  const listeners = new Set<() => void>()
  let shown: Shown = { snapshot: store.snapshot(), state: BEGIN }
  const show = (next: Shown): void => {
    shown = next
    for (const listener of listeners) listener()
  }
  store.subscribe(() => show({ ...shown, snapshot: store.snapshot() }))

  function carryOut(effect: Effect): void {
    if (effect.effect === 'stop') {
      store.stop()
      return deeds.stop()
    }
    if (effect.effect === 'suspend') return deeds.suspend()
    const { ok, words } = deeds.copy(effect.text)
    show({ ...shown, state: { ...shown.state, message: { text: words, tone: ok ? 'ok' : 'warn' } } })
  }
  return {
    press(key, size) {
      const { state, effect } = press({ ...shown, size }, key)
      if (state !== shown.state) show({ ...shown, state })
      if (effect) carryOut(effect)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    shown: () => shown,
  }
}

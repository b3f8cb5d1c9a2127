/** Loads simjs, which publishes itself only to a browser's `window`: it gets one of its own. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { compileFunction } from 'node:vm'

export interface SimjsEntity {
  setTimer(duration: number): { done(callback: () => void): void }
}

export interface Simjs {
  readonly Entity: new (sim: unknown, name?: string) => SimjsEntity
  readonly Sim: new () => {
    addEntity<Entity extends SimjsEntity>(entity: new (sim: unknown, name?: string) => Entity): Entity
    simulate(endTime: number): boolean
  }
}

export function loadSimjs(): Simjs {
  const source = readFileSync(createRequire(import.meta.url).resolve('simjs'), 'utf8')
  const window: { Sim?: Simjs } = {}
  compileFunction(source, ['window'])(window)
  if (!window.Sim) throw new Error('simjs has not published itself')
  return window.Sim
}

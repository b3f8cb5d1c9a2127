/** Writes down in which order callbacks come. The same on Node itself. */
import fs from 'node:fs'

export async function order(): Promise<readonly string[]> {
  const seen: string[] = []
  const note = (what: string) => (): void => void seen.push(what)
  setTimeout(note('timeout 60'), 60)
  setTimeout(() => {
    note('timeout 10')()
    process.nextTick(note('tick of timeout'))
    void Promise.resolve().then(note('promise of timeout'))
  }, 10)
  process.nextTick(() => {
    note('tick')()
    process.nextTick(note('tick of tick'))
    queueMicrotask(note('microtask of tick'))
  })
  void Promise.resolve().then(() => {
    note('promise')()
    process.nextTick(note('tick of promise'))
    void Promise.resolve().then(note('promise of promise')).then(note('third promise'))
  })
  queueMicrotask(note('microtask'))
  let beats = 0
  await new Promise<void>((resolve) => {
    const interval = setInterval(() => {
      note('beat')()
      if (++beats < 3) return
      clearInterval(interval)
      resolve()
    }, 40)
  })
  const cleared = setTimeout(note('never'), 5)
  clearTimeout(cleared)
  await new Promise<void>((resolve) => setImmediate(() => setTimeout(resolve, 20)))
  await new Promise<void>((resolve) => fs.stat('/', () => {
    note('stat')()
    void Promise.resolve().then(note('promise of stat'))
    process.nextTick(note('tick of stat'))
    setTimeout(resolve, 1)
  }))
  return seen
}

/**
 * The canary: a store that keeps everything in memory and drops every write. A tester that does not find fault
 * with it finds nothing, so it is drilled before anything else, and what comes after counts only if it fails.
 */
import fc from 'fast-check'
import { defineApp, scenario } from '../../core/drill/index.ts'
import type { VerdictName } from '../../core/oracle/index.ts'

const forgetful = defineApp({
  name: 'forgetful',
  volumes: { data: '64KiB' },
  boot: () => {
    const texts: string[] = []
    return { append: (text: string) => void texts.push(text), readAll: () => texts }
  },
})

export const canary = {
  scenario: scenario({
    name: 'zoo/canary',
    machines: { box: forgetful },
    operation: fc.constantFrom('a', 'b', 'c'),
    apply: ({ box }, text) => box.append(text),
    model: { initial: [] as readonly string[], step: (state, text: string) => [...state, text] },
    observe: ({ box }) => box.readAll(),
    operations: 8,
    clients: 1,
    policy: false,
  }),
  expected: ['lost-ack'] as readonly VerdictName[],
  summary: 'a store that drops every write; if it is not caught, the tester is dead',
} as const

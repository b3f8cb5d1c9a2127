/**
 * Checks a replication policy that came from outside: first that every field is there and of its
 * type, by comparison with a preset, then what the policy itself demands.
 */
import { policies } from '../replication/policies.ts'
import { checkPolicy } from '../replication/policy.ts'
import type { ReplicationPolicy } from '../replication/policy.ts'
import { checkLinkFault, checkLinkProfile } from '../net/link-profile.ts'
import { shortText } from './text.ts'

/** Fields that may be null: no limit, or none. */
const NULLABLE = ['bytesPerSecond', 'compareBytesPerSecond', 'initialBytesPerSecond', 'maximumPoints', 'watchdogUs']

/** One line that says what is wrong, or null. Never throws. */
export function problemOfPolicy(where: string, value: unknown): string | null {
  return problemOfShape(where, value, policies.fast) ?? problemOfValues(where, value as ReplicationPolicy)
}

function problemOfShape(where: string, value: unknown, pattern: unknown): string | null {
  if (Array.isArray(pattern)) return problemOfList(where, value, pattern[0])
  if (typeof pattern !== 'object' || pattern === null) return problemOfLeaf(where, value, pattern)
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return `${where} must be an object; got ${shortText(value)}`
  for (const [name, part] of Object.entries(pattern)) {
    const wrong = problemOfShape(`${where}.${name}`, (value as Record<string, unknown>)[name], part)
    if (wrong) return wrong
  }
  return null
}

/** @param pattern of its items; undefined when the preset has none */
function problemOfList(where: string, value: unknown, pattern: unknown): string | null {
  if (!Array.isArray(value)) return `${where} must be a list; got ${shortText(value)}`
  for (const [index, item] of value.entries()) {
    const wrong = pattern === undefined ? null : problemOfShape(`${where}[${index}]`, item, pattern)
    if (wrong) return wrong
  }
  return null
}

function problemOfLeaf(where: string, value: unknown, pattern: unknown): string | null {
  if (value === null && NULLABLE.includes(where.slice(where.lastIndexOf('.') + 1))) return null
  const type = pattern === null ? 'number' : typeof pattern
  if (type === 'number') return Number.isFinite(value) ? null : `${where} must be a number; got ${shortText(value)}`
  return typeof value === type ? null : `${where} must be a ${type}; got ${shortText(value)}`
}

function problemOfValues(where: string, policy: ReplicationPolicy): string | null {
  try {
    checkPolicy(policy)
    checkLinkProfile(policy.uplink.link)
    for (const fault of policy.uplink.faults) checkLinkFault(fault)
    return null
  } catch (error) {
    return `${where}: ${error instanceof Error ? error.message : shortText(error)}`
  }
}

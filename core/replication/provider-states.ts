/** Whether the part that makes snapshots in a machine can work. */

interface ProviderRow {
  /** What is logged when a snapshot is asked for; null when all is well. */
  readonly code: number | null
  readonly meaning: string
}

/** Source: Azure Site Recovery, troubleshooting of app-consistent points. */
export const PROVIDER_STATES = {
  'registered': { code: null, meaning: 'it works' },
  'not-registered': { code: 0x80042304, meaning: 'no provider is registered' },
  'class-missing': { code: 0x80040154, meaning: 'the class of the provider is missing' },
  'service-disabled': { code: 0x80070422, meaning: 'the service of the provider is disabled' },
} as const satisfies Record<string, ProviderRow>

export type ProviderState = keyof typeof PROVIDER_STATES

/** A snapshot set that lacks a volume that its writer needs. Source: Volume Shadow Copy Service. */
export const VOLUME_NOT_IN_SET = { reason: 'volume-not-in-set', code: 0x800423f0 } as const

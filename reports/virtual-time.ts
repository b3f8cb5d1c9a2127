/** Virtual time as people read it. */

/** `12.345 ms`; `3.000 s` from a second on. */
export function virtualTime(us: number): string {
  const [unit, per] = us >= 1_000_000 ? (['s', 1_000_000] as const) : (['ms', 1000] as const)
  return `${(us / per).toFixed(3)} ${unit}`
}

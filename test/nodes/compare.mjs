/** Compares what several versions of Node found. */

/**
 * The first case, in the order of the first run, that another run has otherwise, and in what; null: all are equal.
 * @param {readonly { version: string, rows: readonly { name: string, facts: Readonly<Record<string, unknown>> }[] }[]} runs
 */
export function firstDifference([first, ...others]) {
  for (const [index, { name, facts }] of first.rows.entries())
    for (const { version, rows } of others) {
      const other = rows[index]
      if (other?.name !== name) return `${name}: Node ${version} has ${other?.name ?? 'no such case'}`
      const fields = [...new Set([...Object.keys(facts), ...Object.keys(other.facts)])].filter((field) => facts[field] !== other.facts[field])
      if (fields.length > 0) {
        const told = fields.map((field) => `${field} ${facts[field]} and ${other.facts[field]}`)
        return `${name}: Node ${first.version} and Node ${version} differ in ${told.join('; ')}`
      }
    }
  const longer = others.find(({ rows }) => rows.length > first.rows.length)
  return longer ? `${longer.rows[first.rows.length].name}: Node ${first.version} has no such case` : null
}

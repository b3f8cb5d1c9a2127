/** The source with the fault in it, or null when the text to replace is not there exactly once. */
export function plant(source, { find, replace }) {
  const parts = source.split(find)
  return parts.length === 2 ? parts.join(replace) : null
}

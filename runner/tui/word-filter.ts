/** What a person types after `/`: words that must all be there; one with `!` before it must not. */

/** Capitals do not matter; a filter without a word lets everything through. */
export function wordFilter(filter: string): (text: string) => boolean {
  const words = filter.toLowerCase().split(' ').filter((word) => word !== '' && word !== '!')
  return (text) => {
    const small = text.toLowerCase()
    return words.every((word) => (word.startsWith('!') ? !small.includes(word.slice(1)) : small.includes(word)))
  }
}

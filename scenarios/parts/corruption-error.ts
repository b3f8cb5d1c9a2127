/** The volumes of a store hold something that no crash of it can have left. It refuses to go on. */
export class CorruptionError extends Error {
  override readonly name = 'CorruptionError'
}

/** Says where something was stated that another part's check refuses. */

/** @throws RangeError with what `check` throws, behind the place */
export function checked(where: string, check: () => void): void {
  try {
    check()
  } catch (error) {
    throw new RangeError(`${where}: ${(error as Error).message}`, { cause: error })
  }
}

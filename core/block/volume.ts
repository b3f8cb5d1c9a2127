/**
 * The face of a disk that an application sees. Offsets and lengths are bytes and multiples
 * of the sector (512 B); a violation throws a RangeError that names the call.
 */
export interface WriteOptions {
  /** Force unit access: the completion of this write means that its own sectors are durable. Default false. */
  readonly fua?: boolean
  /** A word that says what this write is (`commit`, `page`, `superblock`); failures are told with it. Default `write`. */
  readonly label?: string
}

export interface FlushOptions {
  /** A word that says what this flush is for. Default `flush`. */
  readonly label?: string
}

/** Rejected with {@link IoError} when the device reports an error; pending for ever when the machine is gone. */
export interface Volume {
  readonly name: string
  readonly sizeBytes: number
  /** A copy of the bytes as the device holds them now (volatile cache included). */
  read(offset: number, length: number): Promise<Uint8Array>
  /** Resolves when the device has taken the data, which is durable only after a later {@link flush}. The data is copied at the call. */
  write(offset: number, data: Uint8Array, options?: WriteOptions): Promise<void>
  /** Makes durable every write that had *completed when this call was made*; later and in-flight writes are not covered. */
  flush(options?: FlushOptions): Promise<void>
  /** Tells the device that the bytes are not needed: they read as zeros afterwards. Ordered and volatile like a write. */
  discard(offset: number, length: number, options?: WriteOptions): Promise<void>
  /** Writes zeros without sending them. Ordered and volatile like a write. */
  writeZeroes(offset: number, length: number, options?: WriteOptions): Promise<void>
  /** The same calls for code that cannot await. */
  readonly sync: SyncVolume
}

export interface SyncVolume {
  read(offset: number, length: number): Uint8Array
  write(offset: number, data: Uint8Array, options?: WriteOptions): void
  flush(options?: FlushOptions): void
  discard(offset: number, length: number, options?: WriteOptions): void
  writeZeroes(offset: number, length: number, options?: WriteOptions): void
}

export type IoErrorCode = 'EIO' | 'ENOSPC'

/** What a device answers when a request fails. */
export class IoError extends Error {
  override readonly name = 'IoError'
  readonly code: IoErrorCode

  constructor(code: IoErrorCode, message: string) {
    super(`${code}: ${message}`)
    this.code = code
  }
}

/** What changes in the page cache, as far as it must be known to tell what survives the kill of a process. */
import type { AttributeChange, FileType } from './file-calls.ts'

/** A change by inode numbers, so that it can be made again elsewhere. */
export type CacheChange =
  | { readonly change: 'write'; readonly ino: number; readonly offset: number; readonly data: Uint8Array }
  | { readonly change: 'resize'; readonly ino: number; readonly sizeBytes: number }
  | { readonly change: 'allocate'; readonly ino: number; readonly offset: number; readonly length: number; readonly keepSize: boolean }
  | { readonly change: 'create'; readonly directory: number; readonly name: string; readonly ino: number; readonly type: FileType; readonly mode: number; readonly target: string }
  | { readonly change: 'link'; readonly directory: number; readonly name: string; readonly ino: number }
  | { readonly change: 'unlink'; readonly directory: number; readonly name: string }
  | { readonly change: 'rename'; readonly from: number; readonly name: string; readonly to: number; readonly newName: string }
  | { readonly change: 'attributes'; readonly ino: number; readonly attributes: AttributeChange }

export interface CachedStep {
  readonly change: CacheChange
  /** Where in the program the call was made; null when nobody wants to know. */
  readonly origin: Error | null
  /** Pages that have a block: the operating system may write them at any time. */
  readonly overwrites: readonly { readonly block: number; readonly data: Uint8Array }[]
}

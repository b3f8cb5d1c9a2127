/** What a file system can lie on: a simulated disk, or an image that nobody runs. */
import type { BlockImage } from '../block/block-image.ts'
import type { Disk } from '../block/disk.ts'
import { BLOCK_BYTES, SECTOR_BYTES, SECTORS_PER_BLOCK } from '../block/geometry.ts'
import type { RequestDetails } from '../block/request.ts'
import type { Process } from '../sim/process.ts'
import type { BlockDevice, BlockRequest } from './task.ts'

/** Everything takes effect at once, and for good. */
export function imageDevice(image: BlockImage): BlockDevice {
  return {
    blocks: Math.floor(image.sizeBytes / BLOCK_BYTES),
    submit(request, answer) {
      if (request.kind === 'read')
        return answer({ ok: true, data: image.read(request.block * BLOCK_BYTES, request.count * BLOCK_BYTES) })
      if (request.kind === 'write') image.write(request.block * BLOCK_BYTES, request.data)
      answer({ ok: true, data: null })
    },
  }
}

/**
 * A disk of a machine.
 * @param owner who asked for it, in whose name the log has it; null: the operating system itself
 * @param origin where it was asked for
 */
export function diskDevice(disk: Disk, owner: () => Process | null, origin: Error | null = null): BlockDevice {
  const { kernel } = disk
  return {
    blocks: Math.floor(disk.sizeBytes / BLOCK_BYTES),
    origin,
    submit(request, answer) {
      const current = kernel.current
      kernel.current = owner()
      try {
        disk.submit(detailsOf(request, origin), answer)
      } finally {
        kernel.current = current
      }
    },
  }
}

function detailsOf(request: BlockRequest, caller: Error | null): RequestDetails {
  if (request.kind === 'flush')
    return { kind: 'flush', lba: 0, sectors: 0, data: null, fua: false, label: request.label }
  const lba = request.block * SECTORS_PER_BLOCK
  if (request.kind === 'read')
    return { kind: 'read', lba, sectors: request.count * SECTORS_PER_BLOCK, data: null, fua: false, label: 'read' }
  const { data, label, fua = false, origin = caller } = request
  return { kind: 'write', lba, sectors: data.length / SECTOR_BYTES, data, fua, label, ...(origin && { origin }) }
}

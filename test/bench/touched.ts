/** Counts what an application asks of its volumes. */
import type { Volume } from '../../core/block/volume.ts'
import { SECTOR_BYTES } from '../../core/block/geometry.ts'
import type { AppDefinition } from '../../core/machine/app.ts'

export interface Touched {
  sectors: number
}

/** The same application; every sector that it reads, writes, zeroes or discards is added to `touched`. */
export function counted<Names extends string, Instance>(
  app: AppDefinition<Names, Instance>,
  touched: Touched,
): AppDefinition<Names, Instance> {
  return {
    ...app,
    boot(context) {
      const volumes = Object.fromEntries(
        Object.entries<Volume>(context.volumes).map(([name, volume]) => [name, countedVolume(volume, touched)]),
      ) as Record<Names, Volume>
      return app.boot({ ...context, volumes })
    },
  }
}

function countedVolume(volume: Volume, touched: Touched): Volume {
  const count = (bytes: number): void => void (touched.sectors += bytes / SECTOR_BYTES)
  return {
    name: volume.name,
    sizeBytes: volume.sizeBytes,
    sync: volume.sync,
    read: (offset, length) => (count(length), volume.read(offset, length)),
    write: (offset, data, options) => (count(data.length), volume.write(offset, data, options)),
    flush: (options) => volume.flush(options),
    discard: (offset, length, options) => (count(length), volume.discard(offset, length, options)),
    writeZeroes: (offset, length, options) => (count(length), volume.writeZeroes(offset, length, options)),
  }
}

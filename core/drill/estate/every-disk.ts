/** A copy that lacks disks, as machines meet it that boot from it: what nobody copied is new, and empty. */
import type { BlockImage } from '../../block/block-image.ts'
import { emptyImages } from '../empty-images.ts'
import type { ProtectedEstate } from './protected-estate.ts'

/**
 * @param ids of the disks that the images are of, in their order
 * @returns one image for each disk of the estate, in its order
 */
export function onEveryDisk({ site, estate, arena }: ProtectedEstate, ids: readonly string[], images: readonly BlockImage[]): readonly BlockImage[] {
  const copies = new Map(ids.map((id, place) => [id, images[place]!]))
  if (site.diskIds.every((id) => copies.has(id))) return site.diskIds.map((id) => copies.get(id)!)
  return emptyImages(estate.scenario, arena).map((empty, place) => {
    const copy = copies.get(site.diskIds[place]!)
    if (!copy) return empty
    empty.release()
    return copy
  })
}

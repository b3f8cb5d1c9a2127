/** Worlds end with their runs: hundreds of them go through one thread, each with disks of many megabytes. */
import { queryObjects } from 'node:v8'
import { expect, it } from 'vitest'
import { Arena } from '../../../../core/block/arena.ts'
import { runHistory, strategies } from '../../../../core/drill/estate/index.ts'
import { Kernel } from '../../../../core/sim/kernel.ts'
import { ordersEstate } from '../../../../scenarios/orders-estate.ts'

const living = (): Record<string, number> => ({
  kernels: queryObjects(Kernel, { format: 'count' }),
  arenas: queryObjects(Arena, { format: 'count' }),
})

it('keeps nothing of a history once its outcomes are told', async () => {
  const before = living()
  await runHistory(ordersEstate, [strategies['backup-standard']], { seed: 'one', kinds: ['ransomware'] })
  // A turn of the host: what runs last is still on its way out.
  await new Promise((resolve) => setTimeout(resolve, 0))
  expect(living()).toEqual(before)
})

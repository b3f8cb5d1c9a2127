/** The built-in estates, for `seeddrill compare` and `seeddrill advise`. */
import type { Estate } from '../core/index.ts'
import { ledgersEstate } from './ledgers-estate.ts'
import { ordersEstate } from './orders-estate.ts'

/** The first is taken where nobody names one. */
export const estates: readonly Estate[] = [ordersEstate, ledgersEstate]

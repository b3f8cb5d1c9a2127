import { decodeToken } from '../../../../core/index.ts'
import type { TokenPayload } from '../../../../core/index.ts'
import type { Branch } from '../../../../core/drill/explore/index.ts'

/** What a branch's token holds, read as a person's command would. */
export function payloadOf({ token }: Branch): TokenPayload {
  const decoded = decodeToken(token!)
  if (!decoded.ok) throw new Error(decoded.message)
  return decoded.payload
}

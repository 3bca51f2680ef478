import type { TokenEndpointResponse } from 'oauth4webapi'
import type { Tokens } from '../engine/ports/account.ts'

/** @param now when the answer came, epoch ms */
export function tokensOf(granted: TokenEndpointResponse, now: number): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: seconds } = granted
  return {
    accessToken,
    refreshToken: refreshToken ?? null,
    expiresAt: seconds === undefined ? null : now + seconds * 1000,
  }
}

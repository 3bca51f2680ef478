import { z } from 'zod'

const milliseconds = z.number().int().nonnegative()

/** How signing in behaves, at Microsoft's login host and at Box's. */
export const signInSwitches = {
  /** The page asks a person; or whoever is named in `login_hint`, else the usual account, allows or denies at once. */
  signInConsent: z.enum(['ask', 'allow', 'deny']),
  /** Programs that nobody registered may sign people in, as public clients with a loopback redirect. */
  signInUnknownClients: z.boolean(),
  /** A public client must prove by S256 that it is who asked; the service takes `plain` and none at all. */
  signInRequiresPkce: z.boolean(),
  /** People of the tenant may not consent; an administrator must. */
  signInAdminConsent: z.boolean(),
  signInCodeLifetimeMs: milliseconds,
  /** Since the refresh token was issued. */
  refreshTokenLifetimeMs: milliseconds,
  /** Who uses a refresh token a second time loses all that came of the same sign-in. */
  refreshReuseRevokes: z.boolean(),
  deviceCodeLifetimeMs: milliseconds,
  /** Seconds. */
  deviceCodeInterval: z.number().int().positive(),
  boxCodeLifetimeMs: milliseconds,
  boxRefreshTokenLifetimeMs: milliseconds,
  /** The port of a loopback redirect counts, as it seems to for Box's own app (box-and-peers.md 1.13). */
  boxExactPorts: z.boolean(),
}

const minute = 60_000
const day = 24 * 60 * minute

export const signInDefaults = {
  signInConsent: 'ask',
  signInUnknownClients: true,
  signInRequiresPkce: true,
  signInAdminConsent: false,
  signInCodeLifetimeMs: 10 * minute,
  refreshTokenLifetimeMs: 90 * day,
  refreshReuseRevokes: false,
  deviceCodeLifetimeMs: 15 * minute,
  deviceCodeInterval: 5,
  boxCodeLifetimeMs: 30_000,
  boxRefreshTokenLifetimeMs: 60 * day,
  boxExactPorts: false,
} as const

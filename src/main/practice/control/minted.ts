import { boxLinks } from '../box/link-table.ts'
import { graphLinks } from '../onedrive/link-table.ts'
import { type Code, type Device, tables } from '../sign-in/rows.ts'
import type { World } from '../storage/world.ts'

/** Of each kind; who has more of them looks at the newest. */
const most = 50

interface Kept {
  readonly secret?: string
}

interface Minted {
  readonly kind: string
  readonly secret: string
}

/**
 * What this cloud has handed out and whoever has it may use: for a test that looks whether a client has put it down
 * somewhere.
 */
export function mintedSecrets(world: World): { readonly secrets: readonly Minted[] } {
  const keysOf = (table: string): string[] =>
    [...world.table<Kept>(table).values()].flatMap(({ secret }) => secret ?? [])
  const devices = [...world.table<Device>(tables.device).values()]
  const kinds: Readonly<Record<string, readonly string[]>> = {
    'access token': [...world.accessTokens.keys()],
    'refresh token': [...world.refreshTokens.keys()],
    code: [...world.table<Code>(tables.code).keys()],
    'device code': devices.map(({ deviceCode }) => deviceCode),
    'upload to a drive': keysOf('session'),
    'upload to a mailbox': keysOf('attachment-session'),
    // No permission without a token; still nobody's business.
    'upload to a task': [...world.table('todo-session').keys()],
    'upload to Box': [...world.table('box-session').keys()],
    'upload to a printer': keysOf('print-session'),
    // Whoever has one may open the file, or must only be of the organization.
    'sharing link': [...boxLinks(world).keys(), ...graphLinks(world).keys()],
  }
  return {
    secrets: Object.entries(kinds).flatMap(([kind, secrets]) =>
      secrets.slice(-most).map((secret) => ({ kind, secret })),
    ),
  }
}

/** Every key of a policy file: one table that the reader, the tests and docs/policy.md are made from. */

import * as z from 'zod'
import { accountKinds, clouds } from '../../shared/contract.ts'
import { settings } from '../../shared/settings.ts'
import { pattern } from './patterns.ts'

interface PolicyKey<S extends z.ZodType = z.ZodType> {
  readonly schema: S
  /** For docs/policy.md: what it decides, and how that is held. */
  readonly means: string
  readonly example: z.input<S>
}

function key<S extends z.ZodType>(schema: S, example: z.input<S>, means: string): PolicyKey<S> {
  return { schema, means, example }
}

const most = 1_000

const tenant = z
  .string()
  .max(255)
  .transform((text) => text.toLowerCase())
  .refine(
    (text) => /^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/.test(text) || /^[\da-z-]+(?:\.[\da-z-]+)+$/.test(text),
    'expected the id of a tenant or one of its domains',
  )

/** Compared as a whole, so one spelling: no slash at the end, nothing after it. */
const endpoint = z
  .string()
  .max(2_048)
  .refine((text) => isRoot(text), 'expected an address like https://graph.microsoft.com (http on this computer only)')
  .transform((text) => rootOf(text))

const folder = z
  .string()
  .max(4_096)
  .refine((text) => /^(?:[/\\]|[A-Za-z]:[/\\]|~(?:[/\\]|$))/.test(text), 'expected an absolute folder, or one below ~')
  .refine((text) => !/[/\\]\.\.?(?:[/\\]|$)/.test(text), "expected a folder without '.' and '..' in it")

/** Below the setting's own bounds, a number: what can't be above a limit can be "no limit" still less. */
const limits = z.strictObject({
  'bandwidth.bytesPerSecond': settings['bandwidth.bytesPerSecond'].schema.unwrap().optional(),
  'transfers.large': settings['transfers.large'].schema.optional(),
  'transfers.small': settings['transfers.small'].schema.optional(),
})

const locked = z.strictObject(
  Object.fromEntries(Object.entries(settings).map(([name, { schema }]) => [name, (schema as z.ZodType).optional()])),
)

export const policyKeys = {
  version: key(z.literal(1), 1, 'The form of the file. Always there.'),
  contact: key(
    z.string().min(1).max(200).optional(),
    'it@example.com',
    'Whom people are told to ask. Decides nothing.',
  ),
  'accounts.kinds': key(
    z.array(z.enum(accountKinds)).max(most).optional(),
    ['microsoft', 'box'],
    'The kinds of accounts. Others are not offered, not added and not used. Without `practice` the practice cloud is off.',
  ),
  'accounts.clouds': key(
    z.array(z.enum(clouds)).max(most).optional(),
    ['global'],
    "Microsoft's clouds. An account that claims one and has its services elsewhere is refused too.",
  ),
  'accounts.tenants': key(
    z.array(tenant).max(most).optional(),
    ['contoso.com', '00000000-0000-4000-8000-000000000001'],
    'Organisations of Microsoft accounts, by id or by verified domain. Microsoft Graph itself is asked whose account it is, before the first other request of every run; where it does not say, the account is refused, so personal accounts are.',
  ),
  'accounts.endpoints': key(
    z.array(endpoint).max(most).optional(),
    ['https://graph.microsoft.com', 'https://login.microsoftonline.com'],
    'Where services may be, instead of what the clouds and Box say. All addresses of an account must be listed, those of sign-in too.',
  ),
  destinations: key(
    z.array(pattern).max(most).optional(),
    ['onedrive:sites/ID', 'box:/Team', 'print:'],
    'Where files may go: these addresses and what is below them; `print:` is everything of that kind. Compared as they are written, upper and lower case apart: another way to the same folder needs a line of its own.',
  ),
  'watches.folders': key(
    z.array(folder).max(most).optional(),
    ['/srv/scans', '~/Outbox'],
    'Folders that may be watched, with what is below them; `~` is the home folder of the person. Written as they really are, without links.',
  ),
  limits: key(
    limits.optional(),
    { 'bandwidth.bytesPerSecond': 5_000_000, 'transfers.large': 2 },
    'The highest value of a setting; people may go below. Of `bandwidth.bytesPerSecond`, `transfers.large` and `transfers.small`.',
  ),
  settings: key(
    locked.optional(),
    { 'network.caFile': '/etc/ssl/certs/contoso.pem' },
    'Settings with their values, locked: any of `longshore settings list`. They hold against options and the environment too.',
  ),
  links: key(
    z.enum(['never', 'organization', 'any']).optional(),
    'organization',
    'Which links to uploaded files may be made: none, those that only people of the organization open, or any. One that is there already and that more people open is not handed out either. What people do in the services themselves is decided there.',
  ),
  'links.days': key(
    z.number().int().min(1).max(3_650).optional(),
    30,
    'How long a link may live, in days. Without an end of its own a link ends then; one that is there already and lives longer is not handed out.',
  ),
  webUi: key(
    z.boolean().optional(),
    false,
    'Whether the local web UI may be opened. Where not, `longshore daemon` runs without it.',
  ),
} as const satisfies Record<string, PolicyKey>

export type PolicyKeyName = keyof typeof policyKeys

export const PolicyFile = z.strictObject({
  version: policyKeys.version.schema,
  contact: policyKeys.contact.schema,
  'accounts.kinds': policyKeys['accounts.kinds'].schema,
  'accounts.clouds': policyKeys['accounts.clouds'].schema,
  'accounts.tenants': policyKeys['accounts.tenants'].schema,
  'accounts.endpoints': policyKeys['accounts.endpoints'].schema,
  destinations: policyKeys.destinations.schema,
  'watches.folders': policyKeys['watches.folders'].schema,
  limits: policyKeys.limits.schema,
  settings: policyKeys.settings.schema,
  links: policyKeys.links.schema,
  'links.days': policyKeys['links.days'].schema,
  webUi: policyKeys.webUi.schema,
} satisfies Record<PolicyKeyName, z.ZodType>)
export type PolicyFile = z.output<typeof PolicyFile>

function isRoot(text: string): boolean {
  if (!URL.canParse(text)) return false
  const { protocol, hostname, username, password, search, hash } = new URL(text)
  const isPlain = protocol === 'http:' && /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(hostname)
  return (protocol === 'https:' || isPlain) && `${username}${password}${search}${hash}` === ''
}

/** Two spellings of one root become one: `HTTPS://Host:443/` and `https://host`. */
export function rootOf(text: string): string {
  return URL.canParse(text) ? new URL(text).href.replace(/\/+$/, '') : text
}

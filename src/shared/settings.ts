/** Every setting there is: one table that the engine, the command line, the form and the docs read. */

import * as z from 'zod'
import { isProxyChoice } from './proxy-choice.ts'
import { weekOf } from './week-schedule.ts'
import { languages } from './words/language-names.ts'

interface Setting<S extends z.ZodType = z.ZodType> {
  readonly schema: S
  readonly default: z.output<S>
  /** One sentence for people. */
  readonly description: string
}

function setting<S extends z.ZodType>(schema: S, value: z.output<S>, description: string): Setting<S> {
  return { schema, default: value, description }
}

/** As services make them: Microsoft's is a GUID, Box's 32 letters and digits. */
const ClientId = z.string().regex(/^[\w.-]{1,128}$/, 'letters, digits, dots, lines and underscores only')

export const settings = {
  'interface.language': setting(
    z.enum(['system', ...languages]),
    'system',
    'The language of the window, the page and the tray: system, en or de. The command line speaks English.',
  ),
  'interface.theme': setting(
    z.enum(['system', 'light', 'dark']),
    'system',
    'The colours of the window and the page: system, light or dark.',
  ),
  'bandwidth.bytesPerSecond': setting(
    z.number().int().min(1_024).max(1e12).nullable(),
    null,
    'Most bytes sent in a second by all transfers together; null for no limit.',
  ),
  'bandwidth.schedule': setting(
    z
      .string()
      .max(4_000)
      .refine((text) => weekOf(text) !== null, {
        error: 'rules like: mon-fri 8-18 2MB; sat,sun 0-24 none',
      })
      .nullable(),
    null,
    'Other limits at some hours of the week: `mon-fri 8-18 2MB; sat,sun 0-24 none`; null for the same limit always.',
  ),
  'transfers.large': setting(z.number().int().min(1).max(8), 4, 'Files of 10 MiB and more that are sent at once.'),
  'transfers.small': setting(
    z.number().int().min(1).max(64),
    64,
    'Smaller files that are sent at once, at most: it begins with eight, and more go while that is faster.',
  ),
  'transfers.keepSmallTimes': setting(
    z.boolean(),
    true,
    'Keep the modified time of files up to 4 MB too; false sends them in one request each, which is faster.',
  ),
  'transfers.readBack': setting(
    z.boolean(),
    true,
    'Read what is attached to mails and tasks back to prove it, since these services tell no hash; false trusts their answer: evidence `accepted`, and no file is put away for it.',
  ),
  'power.onBattery': setting(
    z.enum(['go-on', 'pause-when-low', 'pause']),
    'go-on',
    'While this computer runs on its battery: go-on, pause-when-low (below 20 %), or pause. It goes on by itself afterwards.',
  ),
  'history.keepDays': setting(
    z.number().int().min(1).max(36_500).nullable(),
    365,
    'Days that the history tells of what was done, skipped or canceled; null for ever.',
  ),
  'network.caFile': setting(
    z.string().max(4_096).nullable(),
    null,
    'A PEM file with certificates to trust besides those of this computer.',
  ),
  'network.proxy': setting(
    z.string().max(300).refine(isProxyChoice, {
      error: 'system, environment, none, or http://HOST:PORT; a name and a password go into --proxy-password-file',
    }),
    'system',
    "The proxy to go through: system, environment (HTTPS_PROXY and NO_PROXY), none, or a proxy's http://HOST:PORT.",
  ),
  'notifications.needsYou': setting(z.boolean(), true, 'A notification of the app when a file needs you.'),
  'notifications.signedOut': setting(
    z.boolean(),
    true,
    'A notification of the app when an account has to be signed in again.',
  ),
  'notifications.finished': setting(z.boolean(), true, 'A notification of the app when everything is uploaded.'),
  'startup.atLogin': setting(
    z.boolean(),
    false,
    'The app starts when you sign in to this computer. Takes effect while the app runs, and when it is next started.',
  ),
  'startup.hidden': setting(z.boolean(), true, 'Started so, the app shows only its tray icon, and no window.'),
  'accounts.microsoftClientId': setting(
    ClientId.nullable(),
    null,
    'The client id of the app registration that signs in to Microsoft; null for none.',
  ),
  'accounts.boxClientId': setting(
    ClientId.nullable(),
    null,
    'The client id of the app that signs in to Box; null for none.',
  ),
  'accounts.boxRedirectPort': setting(
    z.number().int().min(1_024).max(65_535),
    17_643,
    "The port of this computer where Box's sign-in comes back to: as in the redirect address of your app there.",
  ),
} as const satisfies Record<string, Setting>

export type SettingKey = keyof typeof settings
export type SettingValue<K extends SettingKey> = z.output<(typeof settings)[K]['schema']>

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(settings, key)
}

/** The stored value where it is valid, else the default: a bad value in the store never stops the program. */
export function settingOf<K extends SettingKey>(key: K, stored: Readonly<Record<string, unknown>>): SettingValue<K> {
  const { schema, default: value } = settings[key]
  const parsed = schema.safeParse(stored[key])
  return (stored[key] !== undefined && parsed.success ? parsed.data : value) as SettingValue<K>
}

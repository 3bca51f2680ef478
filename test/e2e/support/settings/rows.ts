/**
 * What somebody must see of each setting: one row a setting, without which the tests don't compile. What is looked at is in
 * page-effects.ts and app-effects.ts; docs/settings.md prints the table.
 */

import type { SettingKey } from '../../../../src/shared/settings.ts'

export interface SettingRow {
  /** Where its effect is: the daemon with its page in Chromium, or the app. */
  readonly face: 'browser' | 'electron'
  /** Another value than the usual one; null: it is made by the test, since it holds a port or a path. */
  readonly value: string | number | boolean | null
  /** What is looked at. */
  readonly look: string
  /** What is seen there with the usual value, and with the other one. */
  readonly usual: string
  readonly other: string
}

/** In the order in which they are set; they are set back from the last to the first. */
export const settingRows: { readonly [K in SettingKey]: SettingRow } = {
  'interface.theme': {
    face: 'browser',
    value: 'dark',
    look: 'the colours of the page',
    usual: 'light dark',
    other: 'dark',
  },
  'transfers.large': {
    face: 'browser',
    value: 2,
    look: 'how many of three large files are with the service at one moment',
    usual: '3 at once',
    other: '2 at once',
  },
  'transfers.small': {
    face: 'browser',
    value: 2,
    look: 'the same of three small files',
    usual: '3 at once',
    other: '2 at once',
  },
  'transfers.keepSmallTimes': {
    face: 'browser',
    value: false,
    look: 'what the service is asked for a small file',
    usual: 'create, put',
    other: 'simplePut',
  },
  'transfers.readBack': {
    face: 'browser',
    value: false,
    look: 'what proves a file that is attached to a draft',
    usual: 'hash, read back',
    other: 'accepted',
  },
  'history.keepDays': {
    face: 'browser',
    value: 30,
    look: 'a file that was done 40 days ago, in the history',
    usual: 'it is there',
    other: 'it is forgotten',
  },
  'network.caFile': {
    face: 'browser',
    value: null,
    look: 'a service behind a proxy that looks in, with an authority of its own',
    usual: 'tls-untrusted',
    other: 'reached',
  },
  'network.proxy': {
    face: 'browser',
    value: null,
    look: 'which of two proxies is asked',
    usual: "the environment's",
    other: "the setting's",
  },
  'accounts.microsoftClientId': {
    face: 'browser',
    value: 'of-ours-1',
    look: 'the client id that Microsoft is asked with, where nobody names one',
    usual: 'client-id-missing',
    other: 'of-ours-1',
  },
  'accounts.boxClientId': {
    face: 'browser',
    value: 'of-ours-2',
    look: 'the same for Box',
    usual: 'client-id-missing',
    other: 'of-ours-2',
  },
  'accounts.boxRedirectPort': {
    face: 'browser',
    value: 17_647,
    look: "where Box's page is to come back to",
    usual: '17643',
    other: '17647',
  },
  'bandwidth.bytesPerSecond': {
    face: 'browser',
    value: 7_000_000,
    look: 'the limit that the engine says it keeps',
    usual: 'none',
    other: '7000000',
  },
  'bandwidth.schedule': {
    face: 'browser',
    value: 'mon-sun 0-24 1MB',
    look: "whether that is the plan's",
    usual: 'no',
    other: 'yes',
  },
  'interface.language': {
    face: 'browser',
    value: 'de',
    look: 'the heading of the screen',
    usual: 'Settings',
    other: 'Einstellungen',
  },
  'power.onBattery': {
    face: 'browser',
    value: 'pause',
    look: 'a file that is added while the computer runs on its battery',
    usual: 'it is sent',
    other: 'it rests',
  },
  'startup.atLogin': {
    face: 'electron',
    value: true,
    look: "the desktop's list of what starts by itself",
    usual: 'not in it',
    other: 'in it',
  },
  'startup.hidden': {
    face: 'electron',
    value: false,
    look: 'how it is started so',
    usual: 'with --hidden',
    other: 'with its window',
  },
  'notifications.needsYou': {
    face: 'electron',
    value: false,
    look: 'a file fails while nobody looks',
    usual: 'told',
    other: 'silent',
  },
  'notifications.signedOut': {
    face: 'electron',
    value: false,
    look: 'an account is signed out while nobody looks',
    usual: 'told',
    other: 'silent',
  },
  'notifications.finished': {
    face: 'electron',
    value: false,
    look: 'everything is uploaded while nobody looks',
    usual: 'told',
    other: 'silent',
  },
}

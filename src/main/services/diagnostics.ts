/** What somebody who is asked for help wants to see: as text, redacted, without file contents and without tokens. */

import type { DiagnosticsPart } from '../../shared/diagnostics.ts'
import type { PolicyView } from '../../shared/policy-view.ts'
import { isSettingKey, settings } from '../../shared/settings.ts'
import type { SettingView } from '../../shared/setting-view.ts'
import * as z from 'zod'
import type { Step, Transfer, TransferStore } from '../engine/ports/store.ts'
import type { Accounts } from './accounts.ts'
import { NameHider } from './name-hider.ts'
import type { Settings } from './settings.ts'
import type { Watches } from './watches.ts'

export interface DiagnosticsParts {
  readonly store: Pick<TransferStore, 'summary' | 'page' | 'steps'>
  readonly accounts: Accounts
  readonly watches: Watches
  readonly settings: Settings
  /** What the administrator decided; null: nothing. */
  readonly policy: PolicyView | null
  readonly facts: Readonly<Record<string, string | number>>
  logLines(limit: number): readonly string[]
  /** Takes secrets out of text by value. */
  redact(text: string): string
}

const newestLines = 1_000
/** Transfers that need somebody, and how they came there. */
const explained = 50
const stepsEach = 100

interface Troubled {
  readonly transfer: Transfer
  readonly steps: readonly Step[]
}

/** @param hideNames no names of files, folders, places, accounts or people: a number stands for each */
export async function diagnosticsOf(parts: DiagnosticsParts, hideNames: boolean): Promise<DiagnosticsPart[]> {
  const { store, policy, facts } = parts
  const { transfers } = await store.page({ states: ['waiting', 'blocked', 'failed'], limit: explained })
  const troubled: Troubled[] = await Promise.all(
    transfers.map(async (transfer) => ({
      transfer,
      steps: await store.steps({ transferId: transfer.id, limit: stepsEach }),
    })),
  )
  const accounts = await parts.accounts.list()
  const watches = await parts.watches.list()
  const settingViews = await parts.settings.list()
  const hider = hideNames ? new NameHider() : null
  if (hider !== null) {
    for (const { name, user } of accounts) for (const each of [name, user ?? '']) hider.know(each)
    for (const { name, folder, destination } of watches)
      for (const each of [name, folder, destination]) hider.know(each)
    for (const { transfer } of troubled) for (const each of namesOf(transfer)) hider.know(each)
  }
  const file = (name: string, value: unknown): DiagnosticsPart => ({
    name,
    text: parts.redact(`${JSON.stringify(value, null, 2)}\n`),
  })
  const shown = (value: unknown): unknown => (hider === null ? value : hider.value(value))
  const lines = parts.logLines(newestLines)
  return [
    file('about.json', shown(facts)),
    file('summary.json', shown(await store.summary())),
    file('accounts.json', shown(accounts)),
    file('watches.json', shown(watches)),
    file('settings.json', hider === null ? settingViews : settingViews.map((view) => unnamed(view, hider))),
    file('policy.json', shown(policy)),
    file('troubled-transfers.json', shown(troubled)),
    {
      name: 'log.jsonl',
      text: parts.redact(lines.map((line) => `${hider === null ? line : hider.line(line)}\n`).join('')),
    },
  ]
}

/** What may stand in a sentence about it. */
function namesOf({ path, root, destination, folders, name, account, remote, failure }: Transfer): readonly string[] {
  const facts = Object.values(failure?.facts ?? {}).filter((fact) => !isNumber.test(fact))
  return [path, root, destination, ...folders, name, account, remote?.name ?? '', ...facts]
}

const isNumber = /^[\d.,:TZ+-]*$/

/** A text that somebody wrote may name something; one that was chosen from a list doesn't. */
function unnamed(view: SettingView, hider: NameHider): unknown {
  const { key, value, ...rest } = view
  const isOurs = isSettingKey(key) && (settings[key].schema instanceof z.ZodEnum || key === 'bandwidth.schedule')
  const isUsual = isSettingKey(key) && value === settings[key].default
  return { key, value: isOurs || isUsual ? value : hider.value(value), ...(hider.value(rest) as object) }
}

/** What control a setting gets, read from its schema: a new row of the table of settings needs nothing here. Pure. */

import * as z from 'zod'
import { settings } from '../../shared/settings.ts'
import type { SettingKey } from '../../shared/settings.ts'

export interface Control {
  readonly kind: 'number' | 'text' | 'switch' | 'choice' | 'week'
  /** Of a choice: what can be chosen. */
  readonly choices: readonly string[]
  readonly isOptional: boolean
  readonly min: number | null
  readonly max: number | null
  /** What one of the numbers that are written stands for: 1,000,000 where a person thinks in megabytes. */
  readonly scale: number
}

interface JsonSchema {
  readonly type?: string
  readonly enum?: readonly string[]
  readonly anyOf?: readonly JsonSchema[]
  readonly minimum?: number
  readonly maximum?: number
}

const megabyte = 1_000_000

const kinds: Readonly<Record<string, Control['kind']>> = { boolean: 'switch', string: 'text' }

export function controlOf(key: SettingKey): Control {
  const schema = z.toJSONSchema(settings[key].schema) as JsonSchema
  const choices = schema.anyOf ?? [schema]
  const main = choices.find(({ type }) => type !== 'null') ?? {}
  const byType = main.enum === undefined ? (kinds[main.type ?? ''] ?? 'number') : 'choice'
  const kind = key === 'bandwidth.schedule' ? 'week' : byType
  return {
    kind,
    choices: main.enum ?? [],
    isOptional: choices.some(({ type }) => type === 'null'),
    min: main.minimum ?? null,
    max: main.maximum ?? null,
    scale: kind === 'number' && key.endsWith('bytesPerSecond') ? megabyte : 1,
  }
}

/** As it stands in the field. */
export function textOf(value: unknown, { scale }: Control): string {
  if (typeof value === 'number') return String(value / scale)
  return typeof value === 'string' ? value : ''
}

/** What was meant, or null in a field that may not be empty. Commas are decimal points in half of the world. */
export function valueOf(text: string, control: Control): { readonly value: unknown } | null {
  const clean = text.trim()
  if (clean === '') return control.isOptional ? { value: null } : null
  if (control.kind !== 'number') return { value: clean }
  const number = Number(clean.replace(',', '.'))
  return Number.isFinite(number) ? { value: Math.round(number * control.scale) } : null
}

/** Whether the table of settings takes it. */
export function isValid(key: SettingKey, value: unknown): boolean {
  return settings[key].schema.safeParse(value).success
}

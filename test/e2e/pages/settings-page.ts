/** The Settings screen, in whichever language it speaks: a setting is found by its label. */

import type { Locator, Page } from 'playwright'
import type { SettingKey } from '../../../src/shared/settings.ts'
import { controlOf, textOf } from '../../../src/renderer/settings/controls.ts'
import de from '../../../src/shared/words/de.json' with { type: 'json' }
import en from '../../../src/shared/words/en.json' with { type: 'json' }

/** Both are the same shape. */
const languages = [en, de]

function labelsOf(key: SettingKey): string[] {
  const [section = '', name = ''] = key.split('.')
  return languages.map(({ settings: { label } }) => {
    const found = (label as Record<string, Record<string, string>>)[section]?.[name]
    if (found === undefined) throw new Error(`${key} has no label`)
    return found
  })
}

/** Exactly one of these. */
function oneOf(texts: readonly string[]): RegExp {
  return new RegExp(`^(?:${texts.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('|')})$`)
}

export class SettingsPage {
  readonly #page: Page

  constructor(page: Page) {
    this.#page = page
  }

  async open(): Promise<void> {
    const name = oneOf(languages.map(({ nav }) => nav.settings))
    await this.#page.getByRole('link', { name }).click()
    await this.field('bandwidth.bytesPerSecond').waitFor()
  }

  field(key: SettingKey): Locator {
    const name = oneOf(labelsOf(key))
    if (controlOf(key).kind === 'switch') return this.#page.getByRole('switch', { name })
    return this.#page.getByLabel(name)
  }

  /** As a person does it. */
  async set(key: SettingKey, value: unknown): Promise<void> {
    const { kind } = controlOf(key)
    const field = this.field(key)
    if (kind === 'switch') {
      if ((await this.read(key)) !== String(value)) await field.click()
      return
    }
    if (kind === 'choice') {
      await field.selectOption(String(value))
      return
    }
    await field.fill(this.text(key, value))
    const saves = languages.map(({ settings: { saveOf } }, at) => saveOf.replace('{{name}}', labelsOf(key)[at] ?? ''))
    await this.#page.getByRole('button', { name: oneOf(saves) }).click()
  }

  /** What its field would show of it. */
  text(key: SettingKey, value: unknown): string {
    const control = controlOf(key)
    return control.kind === 'switch' ? String(value) : textOf(value, control)
  }

  /** What its field shows. */
  async read(key: SettingKey): Promise<string> {
    const field = this.field(key)
    return controlOf(key).kind === 'switch' ? String(await field.getAttribute('aria-checked')) : field.inputValue()
  }
}

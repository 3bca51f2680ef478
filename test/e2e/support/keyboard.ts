/** A person without a mouse: presses keys, and knows where they are by what a screen reader would say. */

import type { Page } from 'playwright'

/** Presses until it is where it should be: how many stops there are on the way is for designers. */
export async function pressUntil(page: Page, key: string, isThere: () => Promise<boolean>): Promise<void> {
  for (let press = 0; press < 60; press += 1) {
    if (await isThere()) return
    await page.keyboard.press(key)
  }
  throw new Error(`${key} never led there, but to “${await focusedName(page)}”.`)
}

/** What has the focus: by its name of its own, its label, or what is written on it. */
export async function focusedName(page: Page): Promise<string> {
  const name = await page.evaluate<string>(`(() => {
    const { activeElement: at } = document
    return at?.getAttribute('aria-label') ?? at?.labels?.[0]?.textContent ?? at?.textContent ?? ''
  })()`)
  return name.trim()
}

/** Tab by Tab to what is called so, or begins so. */
export async function tabTo(page: Page, name: string): Promise<void> {
  await pressUntil(page, 'Tab', async () => (await focusedName(page)).startsWith(name))
}

/** Into the field of that label, instead of what is in it. */
export async function typeInto(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.press('Control+a')
  await page.keyboard.type(text)
}

/** What is called so is gone to and pressed. */
export async function pressOn(page: Page, name: string, key = 'Enter'): Promise<void> {
  await tabTo(page, name)
  await page.keyboard.press(key)
}

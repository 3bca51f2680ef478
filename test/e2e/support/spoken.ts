/** What a screen reader has to go by: the browser's own accessibility tree, and what live regions say. */

import type { CDPSession, Page } from 'playwright'

interface AxValue {
  readonly value?: unknown
}

interface AxNode {
  readonly ignored: boolean
  readonly role?: AxValue
  readonly name?: AxValue
  readonly description?: AxValue
  readonly value?: AxValue
  readonly properties?: readonly { readonly name: string; readonly value: AxValue }[]
}

/** How states are said, by the tree's names for them; what isn't here is left unsaid. */
const said: Readonly<Record<string, (value: unknown) => string | null>> = {
  checked: (value) => (value === 'true' ? 'checked' : value === 'mixed' ? 'partly checked' : 'not checked'),
  disabled: (value) => (value === true ? 'unavailable' : null),
  expanded: (value) => (value === true ? 'expanded' : 'collapsed'),
  hasPopup: (value) => (value === 'menu' ? 'has a menu' : null),
  invalid: (value) => (value === 'true' ? 'invalid' : null),
  level: (value) => `level ${String(value)}`,
  pressed: (value) => (value === 'true' ? 'pressed' : 'not pressed'),
  readonly: (value) => (value === true ? 'read only' : null),
  required: (value) => (value === true ? 'required' : null),
  selected: (value) => (value === true ? 'selected' : null),
}

function textOf(value: AxValue | undefined): string {
  return typeof value?.value === 'string' || typeof value?.value === 'number' ? String(value.value) : ''
}

function sentence(node: AxNode): string {
  const states = (node.properties ?? []).flatMap(({ name, value }) => said[name]?.(value.value) ?? [])
  const parts = [
    textOf(node.name) || 'NO NAME',
    textOf(node.role),
    textOf(node.value),
    ...states,
    textOf(node.description),
  ]
  return parts.filter((part) => part !== '').join('; ')
}

/** Which of how many lines, where a list isn't in the page as a whole. */
const placeInList = `(() => {
  const row = document.activeElement?.closest('[aria-rowindex]')
  const grid = row?.closest('[aria-rowcount]')
  return row && grid && row === document.activeElement
    ? 'line ' + row.getAttribute('aria-rowindex') + ' of ' + grid.getAttribute('aria-rowcount')
    : ''
})()`

/** Follows the focus of a page, and listens to its live regions. */
export class Listener {
  readonly #page: Page
  readonly #session: CDPSession

  private constructor(page: Page, session: CDPSession) {
    this.#page = page
    this.#session = session
  }

  static async at(page: Page): Promise<Listener> {
    const session = await page.context().newCDPSession(page)
    await session.send('Accessibility.enable')
    return new Listener(page, session)
  }

  /** What has the focus, as it is said: its name, what it is, how it stands, and its description. */
  async focused(): Promise<string> {
    const { result } = await this.#session.send('Runtime.evaluate', { expression: 'document.activeElement' })
    if (result.objectId === undefined || result.className === 'HTMLBodyElement') return 'the page'
    const { objectId } = result
    const { nodes } = await this.#session.send('Accessibility.getPartialAXTree', { objectId, fetchRelatives: false })
    const [node] = nodes as readonly AxNode[]
    if (node === undefined || node.ignored) return 'NOTHING IS SAID'
    const place = await this.#page.evaluate<string>(placeInList)
    return [sentence(node), place].filter((part) => part !== '').join('; ')
  }

  /** @returns what is said once the key has had its effect */
  async press(key: string): Promise<string> {
    await this.#page.keyboard.press(key)
    let before = ''
    // Said twice alike: it has come to rest.
    for (let look = 0; look < 40; look += 1) {
      await this.#page.waitForTimeout(50)
      const now = await this.focused()
      if (now === before) return now
      before = now
    }
    return before
  }
}

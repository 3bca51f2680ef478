/** A key with its modifiers as one word, `Mod` being Ctrl, or Command on a Mac: `Mod+Shift+O`, `F6`, `Space`. */

import type { Words } from '../../shared/words/words.ts'

interface Pressed {
  readonly key: string
  readonly ctrlKey: boolean
  readonly metaKey: boolean
  readonly shiftKey: boolean
  readonly altKey: boolean
}

export function comboOf(event: Pressed, isApple: boolean): string {
  const isMod = isApple ? event.metaKey : event.ctrlKey
  const key = event.key === ' ' ? 'Space' : event.key.length === 1 ? event.key.toUpperCase() : event.key
  // The shift of `?` is part of the character.
  const isShift = event.shiftKey && (event.key.length > 1 || /[A-Za-z]/.test(event.key))
  return [isMod ? 'Mod' : '', event.altKey ? 'Alt' : '', isShift ? 'Shift' : '', key]
    .filter((part) => part !== '')
    .join('+')
}

/** `Ctrl+Shift+O`, in German `Strg+Umschalt+O`; on a Mac `⇧⌘O`. */
export function keyText(combo: string, isApple: boolean, t: Words): string {
  const parts = combo.split('+')
  if (!isApple) return parts.map((part) => (/^(?:Mod|Shift|Alt)$/.test(part) ? t(`key.${part}`) : part)).join('+')
  const marks: Readonly<Record<string, string>> = { Mod: '⌘', Shift: '⇧', Alt: '⌥' }
  return parts.map((part) => marks[part] ?? part).join('')
}

/** Whether typing goes into this element: then letters are letters. */
export function takesText(target: EventTarget | null): boolean {
  const tag = (target as { tagName?: string } | null)?.tagName
  return tag === 'INPUT' || tag === 'TEXTAREA' || tag === 'SELECT'
}

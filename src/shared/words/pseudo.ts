/** A language that nobody speaks, made of English: every letter accented, half as long again, in brackets. Pure. */

import type { Tree } from './languages.ts'

const plain = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const odd = 'áƀçđéƒǵħíĵķłɱñóƥɋřšťúṽŵẋýžÁƁÇĐÉƑǴĦÍĴĶŁṀÑÓƤɊŘŠŤÚṼŴẊÝŽ'
const accented = new Map(Array.from(plain, (letter, at) => [letter, odd[at] ?? letter]))

/** Values that are put in, and what is typed as it stands: commands, addresses. */
const kept = /(\{\{?[^{}]*\}?\}|`[^`]*`)/

/** German is a third longer, and short words grow most. */
const padding = (letters: number): string => '·'.repeat(Math.ceil(letters * (letters < 12 ? 0.5 : 0.3)))

function pseudoText(text: string): string {
  const parts = text.split(kept)
  const letters = parts.filter((_, at) => at % 2 === 0).join('').length
  const said = parts.map((part, at) =>
    at % 2 === 0 ? Array.from(part, (letter) => accented.get(letter) ?? letter).join('') : part,
  )
  return `⟦${said.join('')}${padding(letters)}⟧`
}

export function pseudo(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([key, value]) => [key, typeof value === 'string' ? pseudoText(value) : pseudo(value)]),
  )
}

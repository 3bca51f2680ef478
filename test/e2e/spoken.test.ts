/**
 * The queue as somebody meets it who listens: key by key, what is said. Kept in docs/spoken-queue.md, so that a change of what
 * is said is seen by whoever makes it; `npm test -- --update spoken` writes it again.
 */

import { describe, expect, test } from 'vitest'
import { busyWorld, troubledWorld } from '../fakes/sample-worlds.ts'
import type { QueueWorld } from '../fakes/queue-world.ts'
import { noBrowser } from './support/browser.ts'
import { Listener } from './support/spoken.ts'
import { useBrowser, visiting } from './support/visit.ts'

interface Walk {
  readonly title: string
  readonly world: () => QueueWorld
  readonly keys: readonly string[]
}

const times = (key: string, many: number): string[] => Array.from({ length: many }, () => key)

const walks: readonly Walk[] = [
  { title: 'Through the page by Tab', world: busyWorld, keys: times('Tab', 22) },
  {
    title: 'Down the list, into a row and out again',
    world: busyWorld,
    keys: [
      ...times('F6', 4),
      ...times('ArrowDown', 6),
      'ArrowRight',
      'ArrowRight',
      'ArrowLeft',
      'ArrowLeft',
      'Shift+ArrowDown',
      'Escape',
      'End',
      'Home',
      'ArrowLeft',
      'ArrowRight',
    ],
  },
  {
    title: 'A file from near',
    world: busyWorld,
    keys: [...times('F6', 4), ...times('ArrowDown', 2), 'Enter', ...times('Tab', 8), 'Escape'],
  },
  { title: 'What needs a person', world: troubledWorld, keys: times('Tab', 24) },
]

const head = `# The queue, heard

What a screen reader is given, key by key: the name, what it is, how it stands, and its description. Written by
\`npm test -- --update spoken\` from the browser's own accessibility tree; a test fails where it says something else.
`

describe.skipIf(noBrowser !== null)(`who listens${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  const browser = useBrowser()

  test('hears a name for everything, where it is and how it stands', async () => {
    const chapters: string[] = []
    for (const { title, world, keys } of walks) {
      await visiting(
        browser(),
        world(),
        async ({ page }) => {
          await page.getByRole('row').nth(2).waitFor()
          const listener = await Listener.at(page)
          const lines: string[] = []
          for (const key of keys) lines.push(`| \`${key}\` | ${(await listener.press(key)).replaceAll('|', '\\|')} |`)
          chapters.push([`## ${title}`, '', '| key | what is said |', '|---|---|', ...lines, ''].join('\n'))
        },
        { locale: 'en-GB', timezoneId: 'UTC' },
      )
    }
    const transcript = [head, ...chapters].join('\n')
    expect(transcript).not.toMatch(/NO NAME|NOTHING IS SAID/)
    await expect(transcript).toMatchFileSnapshot('../../docs/spoken-queue.md')
  })
})

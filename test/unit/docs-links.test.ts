/** What the pages for people point to is there: pictures, other pages, and parts of them. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../../scripts/support/paths.ts'

const pages = globSync(['*.md', 'docs/*.md', 'test/*/README.md', 'src/main/practice/README.md'], {
  cwd: root,
}).toSorted()

/** As the places that show these pages make one of a heading. */
function anchor(heading: string): string {
  return heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-')
}

function anchorsOf(page: string): ReadonlySet<string> {
  const headings = readFileSync(join(root, page), 'utf8').matchAll(/^#+ (.+)$/gm)
  return new Set([...headings].map(([, heading]) => anchor(heading ?? '')))
}

function targetsOf(page: string): string[] {
  const text = readFileSync(join(root, page), 'utf8').replaceAll(/^```[^]*?^```/gm, '')
  const found = text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)
  return [...found].map(([, link, picture]) => link ?? picture ?? '').filter((target) => !/^[a-z]+:/.test(target))
}

test.each(pages)('%s leads nowhere that is not there', (page) => {
  for (const target of targetsOf(page)) {
    const [path = '', part] = target.split('#')
    const file = path === '' ? page : join(dirname(page), path)
    expect(existsSync(join(root, file)), target).toBe(true)
    if (part !== undefined) expect(anchorsOf(file), target).toContain(part)
  }
})

test('there are pages, and they lead somewhere', () => {
  expect(pages).toContain('docs/guide.md')
  expect(targetsOf('docs/guide.md').length).toBeGreaterThan(20)
})

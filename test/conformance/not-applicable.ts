/** Cases of a suite that a protocol doesn't have: said with the fact behind that, and shown in the table of all cases. */

import { expect, test } from 'vitest'

/** By the titles of cases. */
export type NotApplicable = Readonly<Partial<Record<string, string>>>

declare module 'vitest' {
  interface TaskMeta {
    notApplicable?: NotApplicable
  }
}

/** Within the `describe` of the suite that these titles are of. */
export function testNotApplicable(titles: readonly string[], facts: NotApplicable): void {
  test('what its protocol doesn’t have is a case, and has a fact as its reason', ({ task }) => {
    task.meta.notApplicable = facts
    for (const [title, fact] of Object.entries(facts)) {
      expect(titles).toContain(title)
      expect(fact?.length).toBeGreaterThan(20)
    }
  })
}

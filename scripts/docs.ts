/** `npm run docs`: writes the pages that are derived from the program. A test says when one is out of date. */

import { writeFileSync } from 'node:fs'
import { failuresPage } from './docs/failures-page.ts'
import { faultsPage } from './docs/faults-page.ts'
import { policyPage } from './docs/policy-page.ts'
import { checkedItems, countsOf, securityPage } from './docs/security-page.ts'

const pages = {
  'docs/failures.md': failuresPage,
  'docs/faults.md': faultsPage,
  'docs/policy.md': policyPage,
  'docs/security-checklist.md': securityPage,
}
for (const [path, page] of Object.entries(pages)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), page())
  process.stdout.write(`${path}\n`)
}
process.stdout.write(`${countsOf(checkedItems())}\n`)

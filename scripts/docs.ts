/** `npm run docs`: writes the pages that are derived from the program. A test says when one is out of date. */

import { writeFileSync } from 'node:fs'
import { complaintsPage } from './docs/complaints-page.ts'
import { failuresPage } from './docs/failures-page.ts'
import { faultsPage, shown, standing, standingInWords } from './docs/faults-page.ts'
import { openListUrl, readOpenList } from './docs/faults/open.ts'
import { policyPage } from './docs/policy-page.ts'
import { checkedItems, countsOf, securityPage } from './docs/security-page.ts'
import { settingsPage } from './docs/settings-page.ts'

// What a test shows is not open any more; the list never gets longer by itself.
const now = standing(shown())
writeFileSync(
  openListUrl,
  readOpenList()
    .filter((id) => now.open.includes(id))
    .map((id) => `${id}\n`)
    .join(''),
)

const pages = {
  'docs/complaints.md': complaintsPage,
  'docs/failures.md': failuresPage,
  'docs/faults.md': faultsPage,
  'docs/policy.md': policyPage,
  'docs/security-checklist.md': securityPage,
  'docs/settings.md': settingsPage,
}
for (const [path, page] of Object.entries(pages)) {
  writeFileSync(new URL(`../${path}`, import.meta.url), page())
  process.stdout.write(`${path}\n`)
}
process.stdout.write(`${countsOf(checkedItems())}\n`)
process.stdout.write(`Everything that may go wrong: ${standingInWords(now)}\n`)

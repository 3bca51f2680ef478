import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runAsOrdinaryUser, whyNoOrdinaryUser } from '../../support/ordinary-user.ts'
import { temporaryFolder } from '../../support/temporary-folder.ts'

const read = "require('node:fs').readFileSync(process.argv[1], 'utf8')"

test('an ordinary user is bound by permissions, and still reaches the checkout', async ({ skip }) => {
  const why = whyNoOrdinaryUser()
  if (why !== null) skip(why)
  const closed = join(temporaryFolder(), 'closed')
  writeFileSync(closed, 'secret')
  chmodSync(closed, 0o000)

  const refused = await runAsOrdinaryUser(process.execPath, ['-e', read, closed])
  expect(refused.code).toBe(1)
  expect(refused.stderr).toContain('EACCES')

  const allowed = await runAsOrdinaryUser(process.execPath, ['-e', read, import.meta.filename])
  expect(allowed).toMatchObject({ code: 0, stderr: '' })
})

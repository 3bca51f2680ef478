/** Runs the store's thread once, so that what it is made of lies in the compile cache: see run-vitest.ts. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { WorkerClient } from '../../src/main/worker/worker-client.ts'

const folder = mkdtempSync(join(tmpdir(), 'longshore-cache-'))
try {
  const { client } = await WorkerClient.start({ databasePath: join(folder, 'longshore.db') })
  await client.close()
} finally {
  rmSync(folder, { recursive: true, force: true })
}

/** `node open-owner.ts DATA_DIR`: becomes the owner for a moment, and prints its failure, or null. */

import { openOwner } from '../../src/main/owner.ts'

const [dataDir = ''] = process.argv.slice(2)
const opened = await openOwner({ dataDir, kind: 'command', runEngine: false, version: '0.0.0' })
if (opened.ok) await opened.value.close()
process.stdout.write(`${JSON.stringify(opened.ok ? null : opened.failure)}\n`)

/** `node open-key.ts KEY`: at a line of its input, opens the key or makes it, and prints something sealed with it. */

import { openVault } from './vaults.ts'

const [path = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
await new Promise((resolve) => process.stdin.once('data', resolve))
process.stdout.write(`${(await openVault(path)).seal('canary', 'test')}\n`)
process.stdin.destroy()

/** `node open-key.ts KEY`: at a line of its input, opens the key or makes it, and prints something sealed with it. */

import { openVault } from '../../src/main/secrets/vault.ts'

const [path = ''] = process.argv.slice(2)
process.stdout.write('ready\n')
process.stdin.once('data', () => {
  process.stdout.write(`${openVault(path, []).seal('canary', 'test')}\n`)
  process.stdin.destroy()
})

/** Faults that need a network of their own: as root, in a namespace that ends with its process. */

import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const child = fileURLToPath(new URL('../support/network-child.ts', import.meta.url))

/** Why none can be made here; null: one can. */
function whyNot(): string | null {
  try {
    execFileSync('unshare', ['-n', 'sh', '-c', 'ip link add near type veth peer name far && tc qdisc show'], {
      stdio: 'ignore',
    })
    return null
  } catch {
    return 'no network of its own: needs root on Linux, with unshare, ip and tc'
  }
}

test('fault-N28 fault-N24 fault-N03 IPv6 that leads nowhere, another network in mid-range, and two uploads over 64 kbit/s of which a tenth is lost', ({
  skip,
}) => {
  const reason = whyNot()
  if (reason !== null) skip(reason)
  // Without what notes where processes connect: nothing in there leads out.
  const { NODE_OPTIONS: _, LONGSHORE_TEST_EGRESS: __, ...env } = process.env
  const said = execFileSync('unshare', ['-n', process.execPath, child], { env, encoding: 'utf8', timeout: 90_000 })
  expect(JSON.parse(said)).toEqual({
    // The hole by itself is no way; beside an address that works nobody waits for it.
    blackHole: { alone: 'offline', beside: 'there' },
    otherNetwork: { changes: true, cut: 'interrupted', again: 'all' },
    // The shortest range there is.
    poorLine: { arrived: [true, true], units: 1 },
  })
})

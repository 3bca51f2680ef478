/**
 * One measured process: uploads one file through the whole engine (queue, store, worker, checkpoints, digest) and
 * prints what it took as one line of JSON. Arguments: data folder, file, address of the service, token.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks'
import { openOwner } from '../../src/main/owner.ts'

const [dataDir = '', file = '', graphUrl = ''] = process.argv.slice(2)

const opened = await openOwner({ dataDir, kind: 'command', runEngine: true, version: 'bench' })
if (!opened.ok) throw new Error(JSON.stringify(opened.failure))
const owner = opened.value
const { client } = owner
const account = await client.accounts.add({
  kind: 'microsoft',
  name: 'bench',
  graphUrl,
  loginUrl: graphUrl,
  tokens: { accessToken: 'bench-token-of-nobody' },
})
if (!account.ok) throw new Error(JSON.stringify(account.failure))

const delay = monitorEventLoopDelay({ resolution: 1 })
delay.enable()
const cpu = process.cpuUsage()
const begun = performance.now()
const queued = await client.queue.enqueue({ paths: [file], to: 'onedrive:/Bench' })
if (!queued.ok) throw new Error(JSON.stringify(queued.failure))
let last = ''
for await (const view of client.queue.states({ batch: queued.value.batch })) {
  if (view === 'listed') continue
  last = `${view.state} ${view.evidence ?? ''} ${view.failure?.message ?? ''}`
  if (['done', 'failed', 'blocked', 'skipped', 'canceled'].includes(view.state)) break
}
const wallMs = performance.now() - begun
const { user, system } = process.cpuUsage(cpu)
delay.disable()
await owner.close()
console.log(
  JSON.stringify({
    last: last.trim(),
    wallMs,
    cpuMs: (user + system) / 1_000,
    peakMiB: process.resourceUsage().maxRSS / 1_024,
    delayP99Ms: delay.percentile(99) / 1e6,
    delayMaxMs: delay.max / 1e6,
  }),
)
process.exit(last.startsWith('done') ? 0 : 1)

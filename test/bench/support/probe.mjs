// Loaded into a measured process (`node --import`): on SIGUSR2 it writes how long its event loop was held since the last
// time, and what memory it has, into the file that LONGSHORE_PROBE names. It looks a thousand times a second from the first
// time on, and not before: that alone would be more than an idle process takes.
import { renameSync, writeFileSync } from 'node:fs'
import { monitorEventLoopDelay } from 'node:perf_hooks'

const delay = monitorEventLoopDelay({ resolution: 1 })
process.on('SIGUSR2', () => {
  const file = process.env.LONGSHORE_PROBE ?? ''
  const memory = process.memoryUsage()
  const told = { p99Ms: delay.percentile(99) / 1e6, maxMs: delay.max / 1e6, ...memory }
  delay.enable()
  delay.reset()
  writeFileSync(`${file}.new`, JSON.stringify(told))
  renameSync(`${file}.new`, file)
})

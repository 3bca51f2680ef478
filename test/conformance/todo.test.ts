import { oneDriveBench, target } from '../support/onedrive-bench.ts'
import { attachmentsOf, task } from '../support/tasks.ts'
import { attachmentSuite } from './provider.ts'

for (const tls of [false, true]) {
  attachmentSuite(`To Do${tls ? ' over TLS' : ''}`, async () => {
    const { practice, provider } = await oneDriveBench({ tls })
    return {
      provider: await provider(task),
      target: (name, folders) => target(name, task, folders),
      stored: async ({ name }) => (await attachmentsOf(practice)).find((found) => found.name === name) ?? null,
      violations: async () => (await practice.control('GET', '/journal/violations')).violations,
    }
  })
}

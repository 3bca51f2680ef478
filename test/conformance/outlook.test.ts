import { attachmentsOf, draft } from '../support/mail.ts'
import { oneDriveBench, target } from '../support/onedrive-bench.ts'
import { attachmentSuite } from './provider.ts'

for (const tls of [false, true]) {
  // Sessions for small files too, so that every size of the suite goes both ways; and the position can be asked for.
  attachmentSuite(`Outlook${tls ? ' over TLS' : ''}`, async () => {
    const { practice, provider } = await oneDriveBench({ tls })
    await practice.switch({ mailSessionFrom: 0, mailStatusQuery: true })
    return {
      provider: await provider(draft),
      target: (name, folders) => target(name, draft, folders),
      stored: async ({ name }) => (await attachmentsOf(practice)).find((found) => found.name === name) ?? null,
      violations: async () => (await practice.control('GET', '/journal/violations')).violations,
    }
  })
}

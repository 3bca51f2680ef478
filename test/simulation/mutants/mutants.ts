/**
 * Mistakes that a client of this kind makes, planted in the engine's source as it is loaded: a test of the tests. Each must
 * be caught by some invariant within a thousand seeds.
 */

import type { Mutant } from './mutant.ts'
import { serviceMutants } from './service-mutants.ts'

const plan = 'src/main/engine/plan'
const transfer = 'src/main/engine/transfer'
const onedrive = 'src/main/providers/onedrive'

export const mutants: readonly Mutant[] = [
  {
    name: 'a lost session is begun anew without looking, and the destination renames',
    seed: 1,
    edits: [
      {
        file: `${plan}/session-outcomes.ts`,
        find: '  const { state, acknowledgedBytes } = facts.transfer\n',
        put: "  if (facts.size >= 0) return replan(facts, 'anew', { session: 'abandon' })\n  const { state, acknowledgedBytes } = facts.transfer\n",
      },
      { file: `${onedrive}/graph-call.ts`, find: "? 'fail' : 'replace'", put: "? ('rename' as 'fail') : 'replace'" },
    ],
  },
  {
    name: 'a page of HTML with 200 counts as success',
    seed: 15,
    edits: [
      {
        file: 'src/main/net/answer.ts',
        find: 'if (sink === undefined && isPageOfNetwork(',
        put: 'if (sink !== undefined && isPageOfNetwork(',
      },
      {
        file: `${onedrive}/session.ts`,
        find: "  return stored(asked.value, (item) => ({ kind: 'stored', item }))",
        put: `  if (answer.status === 200 && answer.json === undefined) {
    const missing = range.end < size ? [{ start: range.end, end: size }] : []
    return ok({ kind: 'more', missing, expiresAt: null })
  }
  return stored(asked.value, (item) => ({ kind: 'stored', item }))`,
      },
    ],
  },
  {
    name: 'the file is not looked at before and after reading',
    // Its evidence is the size: elsewhere the comparison at the end catches what was mixed.
    to: 'print:printers/practice-printer',
    seed: 63,
    edits: [
      {
        file: `${transfer}/body.ts`,
        find: ' || !sameVersion(now, this.#source.fingerprint)',
        put: ' || now === null',
      },
      {
        file: `${transfer}/perform.ts`,
        find: '  const { transfer, source, world } = run\n  if (source === null)',
        put: '  const { transfer, source, world } = run\n  if (source !== null) return ok(null)\n  if (source === null)',
      },
    ],
  },
  {
    name: 'after 416 the same range is sent again',
    seed: 218,
    edits: [
      {
        file: `${plan}/session-outcomes.ts`,
        find: "    case 'out-of-step':\n",
        put: `    case 'out-of-step':
      if (transfer.state === 'sending')
        return { event: null, step: null, next: sendNext(facts, complement(facts.session?.acknowledged ?? [], size)) }
`,
      },
    ],
  },
  {
    name: 'done without comparing',
    seed: 1,
    edits: [
      {
        file: `${plan}/presence.ts`,
        find: '  const comparable = digest',
        put: "  if (sameSize) return verified(item, 'size', facts)\n  const comparable = digest",
      },
    ],
  },
  {
    name: 'ranges go to the old address after a new session was made',
    seed: 48,
    edits: [
      {
        file: `${transfer}/transfer.ts`,
        find: '    if (touchesSession) run.session = await world.store.session(changed.id)',
        put: `    if (touchesSession) {
      const fresh = await world.store.session(changed.id)
      const held = run as { first?: string }
      if (fresh !== null) held.first ??= fresh.secret
      run.session = fresh === null ? null : { ...fresh, secret: held.first ?? fresh.secret }
    }`,
      },
    ],
  },
  {
    name: 'the next range goes before the acknowledgement is stored',
    seed: 1,
    edits: [
      {
        file: `${transfer}/transfer.ts`,
        find: '  await store(run, decision, events)\n  return decision.next',
        put: `  const storing = store(run, decision, events)
  if (decision.event === 'ack') storing.catch(() => undefined)
  else await storing
  return decision.next`,
      },
    ],
  },
  {
    name: 'done before there is evidence',
    seed: 2,
    edits: [{ file: `${plan}/presence.ts`, find: '    if (waits) return', put: '    if (waits && size < 0) return' }],
  },
  {
    name: 'another try at once, for ever',
    seed: 8,
    edits: [
      {
        file: `${plan}/reaction.ts`,
        find: 'return ms === undefined ? null : Math.round(ms * (1 + jitter / 4))',
        put: 'return ms === undefined ? 0 : 0 * jitter',
      },
    ],
  },
  {
    name: 'the token goes along with a range',
    seed: 1,
    edits: [
      {
        file: 'src/main/net/connections.ts',
        find: "if (authorization === 'account') return this.#withToken(rest)",
        put: 'if (authorization !== undefined) return this.#withToken(rest)',
      },
    ],
  },
  {
    name: 'the destination is asked to rename',
    seed: 1,
    edits: [
      { file: `${onedrive}/graph-call.ts`, find: "? 'fail' : 'replace'", put: "? ('rename' as 'fail') : 'replace'" },
    ],
  },
  {
    name: 'offsets of 32 bits (22 in this scale)',
    seed: 28,
    edits: [
      {
        file: 'src/main/providers/graph/content-range.ts',
        find: '`bytes ${start}-${end - 1}/${size}`',
        put: '`bytes ${start % 2 ** 22}-${(start % 2 ** 22) + end - start - 1}/${size}`',
      },
    ],
  },
  {
    name: 'back-off on the wall clock',
    seed: 350,
    edits: [
      {
        file: 'src/main/engine/steady-clock.ts',
        find: 'return Math.floor(this.#clock.monotonic() + this.#offset)',
        put: 'return this.#clock.now()',
      },
    ],
  },
  {
    name: 'a file counts as deleted because its root is unmounted',
    seed: 3,
    edits: [
      {
        file: 'src/main/files/sources.ts',
        find: '  if (!root.ok) return root.failure\n',
        put: "  if (!root.ok && root.failure.code !== 'root-offline') return root.failure\n",
      },
      {
        file: 'src/main/files/sources.ts',
        find: '    if (!probed.ok) return probed\n',
        put: '',
      },
      {
        file: 'src/main/files/sources.ts',
        find: '    return fail(rootFailure(error, root))',
        put: "    return rootFailure(error, root).code === 'root-offline' ? ok(root) : fail(rootFailure(error, root))",
      },
    ],
  },
  ...serviceMutants,
]

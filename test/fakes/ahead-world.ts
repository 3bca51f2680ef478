/** What would be uploaded, for faces that look ahead: files in memory, judged by the real rules of the destinations. */

import type { z } from 'zod'
import type { GraphConnection } from '../../src/main/engine/ports/http.ts'
import { type Provider, type Room, unknownRoom } from '../../src/main/engine/ports/provider.ts'
import { OneDriveProvider } from '../../src/main/providers/onedrive/index.ts'
import { OutlookProvider } from '../../src/main/providers/outlook/index.ts'
import { PrintProvider } from '../../src/main/providers/print/index.ts'
import { TodoProvider } from '../../src/main/providers/todo/index.ts'
import { createPlacing } from '../../src/main/services/placing.ts'
import { PreflightTally } from '../../src/main/services/preflight-tally.ts'
import type { contract } from '../../src/shared/contract.ts'
import { canonical, parseDestination } from '../../src/shared/destination.ts'
import { type Failure, FailureError, failure } from '../../src/shared/failure.ts'
import type { PreflightReport } from '../../src/shared/preflight.ts'
import { placingHere } from './folder-world.ts'
import { ManualClock } from './clock.ts'

const placing = createPlacing(() => placingHere)
const fingerprint = { size: 0, mtimeNs: `${Date.UTC(2026, 10, 21)}000000`, ctimeNs: '0', inode: '1', device: '1' }

type Request = z.output<(typeof contract)['queue']['preflight']['in']>

const connection: GraphConnection = {
  account: 'practice',
  graphUrl: 'https://graph.example',
  box: null,
  http: { request: () => Promise.reject(new Error('nothing is asked')), refusalOf: () => null },
}

export class AheadWorld {
  /** Path → bytes. What is below a path is in its folder; a path that isn't here has 1,000 bytes. */
  readonly files = new Map<string, number>()
  room: Omit<Room, 'refuses'> = unknownRoom
  /** Names at the destination itself; null: nobody looks. */
  there: readonly string[] | null = null
  speed: { bytesPerSecond: number; queuedBytes: number } | null = null
  /** What is open to be written. */
  readonly open = new Set<string>()
  /** What is wrong with the destination, and why it can't be asked. */
  wrong: Failure | null = null
  unasked: Failure | null = null
  /** Every question that came, in order. */
  readonly asked: Request[] = []

  async *look(request: Request): AsyncGenerator<PreflightReport> {
    this.asked.push(request)
    const { paths, to, account = 'practice', conflict, fixes, template } = request
    const missing = paths.find((path) => path.includes('missing'))
    if (missing !== undefined) throw new FailureError(failure('path-missing', { path: missing }))
    const { room, wrong, unasked, speed } = this
    const destination = canonical(to)
    const place = { account, destination, rules: rulesOf(destination), isFile: false, room, wrong, unasked, speed }
    const tally = new PreflightTally(place, { conflict, fixes, template })
    for (const path of paths)
      for (const file of this.#below(path))
        tally.add({
          ...file,
          ...placing(template, { ...file, root: path, fingerprint }),
          isOpen: this.open.has(file.path),
        })
    yield tally.report(false)
    for (const name of this.there ?? []) tally.there([], name)
    if (this.there !== null) tally.looked(true)
    yield tally.report(true)
  }

  #below(path: string) {
    const inside = [...this.files].filter(([each]) => each.startsWith(`${path}/`))
    if (inside.length === 0) return [fileAt(path, path, this.files.get(path) ?? 1_000)]
    return inside.map(([each, size]) => fileAt(path, each, size))
  }
}

function fileAt(named: string, path: string, size: number) {
  const parent = named.slice(0, named.lastIndexOf('/') + 1)
  const parts = path.slice(parent.length).split('/')
  return { path, folders: parts.slice(0, -1), name: parts.at(-1) ?? '', size }
}

function rulesOf(destination: string): Provider {
  const parsed = parseDestination(destination)
  const clock = new ManualClock()
  if (parsed.ok && parsed.value.kind === 'outlook') return new OutlookProvider({ connection, clock })
  if (parsed.ok && parsed.value.kind === 'print') return new PrintProvider({ connection, clock })
  if (parsed.ok && parsed.value.kind === 'todo') return new TodoProvider({ connection, clock })
  return new OneDriveProvider({ connection, clock, keepTimesOfSmallFiles: true })
}

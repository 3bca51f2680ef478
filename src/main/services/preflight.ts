/** Looks at what would be uploaded, and at where to, before anything is: nothing is enqueued, nothing is changed. */

import type { z } from 'zod'
import type { contract } from '../../shared/contract.ts'
import { parseTemplate } from '../../shared/destination-template.ts'
import { canonical } from '../../shared/destination.ts'
import { type Failure, FailureError, type Result, failure, ok, ruleOf } from '../../shared/failure.ts'
import type { PreflightReport } from '../../shared/preflight.ts'
import type { Placing } from '../engine/ports/placing.ts'
import { type Call, type NamesPage, type Providers, type Target, unknownRoom } from '../engine/ports/provider.ts'
import type { TransferStore } from '../engine/ports/store.ts'
import { absolutePaths } from './absolute-paths.ts'
import type { Accounts } from './accounts.ts'
import { type Patience, patiently, rulesOfPlace } from './place-rules.ts'
import { type Place, PreflightTally } from './preflight-tally.ts'
import type { Walk } from './uploads.ts'

type PreflightRequest = z.output<(typeof contract)['queue']['preflight']['in']>

export interface PreflightParts extends Patience {
  readonly walk: Walk
  readonly accounts: Pick<Accounts, 'choose'>
  readonly providers: Pick<Providers, 'serving'>
  readonly placing: Placing
  /** Which files programs of this person have open to write, as `device:inode`; null: the system doesn't tell. */
  readonly openForWriting: () => Promise<ReadonlySet<string> | null>
  /** How fast it went lately, and what is to be sent before; null: nobody knows. */
  readonly speed: () => Promise<NonNullable<Place['speed']> | null>
}

type AskNames = (folders: readonly string[], next: string | null, call: Call) => Promise<Result<NamesPage>>

interface Asked {
  readonly place: Place
  /** What is in the folders there; null: nobody can tell. */
  readonly names: AskNames | null
}

/** Requests, at most: who adds to a huge tree isn't kept waiting for all of it. */
const mostLooks = 60

/** Goes through the folders that files go to, outermost first; what isn't there has nothing in it either. */
async function lookThere(tally: PreflightTally, ask: AskNames, call: Call): Promise<void> {
  const { all, isWhole } = tally.folders()
  const missing = new Set<string>()
  let looks = 0
  for (const folders of all) {
    const isBelowMissing = folders.some((_, depth) => missing.has(folders.slice(0, depth + 1).join('\0')))
    if (isBelowMissing) continue
    let next: string | null = null
    do {
      if (looks >= mostLooks || call.signal.aborted) return tally.looked(false)
      looks += 1
      const page: Result<NamesPage> = await ask(folders, next, call)
      if (!page.ok && page.failure.code !== 'destination-gone') return tally.looked(false)
      if (!page.ok) missing.add(folders.join('\0'))
      if (!page.ok) break
      for (const name of [...page.value.files, ...page.value.folders]) tally.there(folders, name)
      next = page.value.next
    } while (next !== null)
  }
  return tally.looked(isWhole)
}

/** Between two reports of a long walk. */
const everyMs = 250

export class Preflight {
  readonly #parts: PreflightParts

  constructor(parts: PreflightParts) {
    this.#parts = parts
  }

  /**
   * What is known so far, again and again, and last of all the whole. Throws the failures of choosing an account and of
   * the walk; what is wrong with the destination is part of the report.
   */
  async *reports(request: PreflightRequest, signal: AbortSignal): AsyncGenerator<PreflightReport> {
    const { walk, accounts, clock, placing, openForWriting } = this.#parts
    if (request.template !== undefined) valueOf(parseTemplate(request.template))
    const account = valueOf(await accounts.choose(request.account, request.to))
    const walked = valueOf(await walk(valueOf(absolutePaths(request.paths))))
    const [{ place, names }, open, speed] = await Promise.all([
      this.#ask(account.name, canonical(request.to), signal),
      openForWriting(),
      this.#parts.speed(),
    ])
    const tally = new PreflightTally({ ...place, speed }, request)
    let toldAt = clock.now()
    for await (const { entries, oddities } of walked.batches()) {
      if (signal.aborted) return
      for (const entry of entries) {
        const { path, fingerprint } = entry
        const { size, device, inode } = fingerprint
        const isOpen = open?.has(`${device}:${inode}`) ?? false
        tally.add({ path, ...placing(request.template, entry), size, isOpen })
      }
      for (const { path, code, facts } of oddities) tally.unread(path, failure(code, { ...facts }))
      if (clock.now() - toldAt < everyMs) continue
      yield tally.report(false)
      toldAt = clock.now()
    }
    if (names !== null && !signal.aborted) {
      yield tally.report(false)
      await patiently(this.#parts, signal, (call) => lookThere(tally, names, call))
    }
    yield tally.report(true)
  }

  async #ask(account: string, destination: string, signal: AbortSignal): Promise<Asked> {
    const nothing = { account, destination, rules: null, isFile: false, room: unknownRoom, wrong: null, unasked: null }
    const serving = await this.#parts.providers.serving(account, destination)
    if (!serving.ok) return { place: { ...nothing, ...sorted(serving.failure) }, names: null }
    const provider = serving.value
    const [found, { rules: known, room, unasked }] = await patiently(this.#parts, signal, (call) =>
      Promise.all([provider.inspect(destination, call), rulesOfPlace(provider, destination, call)]),
    )
    const rules = { ...known, capabilities: (target: Target) => provider.capabilities(target) }
    const place = { ...nothing, rules, room }
    if (!found.ok) return { place: { ...place, ...sorted(found.failure) }, names: null }
    const item = found.value
    const { hasFolders } = provider.capabilities({ destination, folders: [], name: '' })
    const isFile = hasFolders && item !== null && !item.isFolder
    // A file that its path only leads through is in the way of a folder; by its id it is named to be replaced.
    const isInTheWay = isFile && !item.isAddressed
    const detail = `'${item?.name ?? ''}' is a file there, not a folder.`
    const wrong = isInTheWay ? failure('address-invalid', { address: destination, detail }) : null
    const isLookedAt = hasFolders && !isFile && wrong === null && unasked === null && provider.names !== undefined
    // Where the folder would only be made, nothing has any name.
    const ask: AskNames = (folders, next, call) =>
      item === null
        ? Promise.resolve(ok({ folders: [], files: [], next: null }))
        : (provider.names?.({ destination, folders, name: '' }, next, call) ??
          Promise.resolve(ok({ folders: [], files: [], next: null })))
    return { place: { ...place, isFile: isFile && !isInTheWay, wrong, unasked }, names: isLookedAt ? ask : null }
  }
}

/** As fast as it went lately, behind what is queued. */
export async function speedOf(
  meter: { steadyBytesPerSecond(): number | null },
  store: Pick<TransferStore, 'summary'>,
): Promise<NonNullable<Place['speed']> | null> {
  const bytesPerSecond = meter.steadyBytesPerSecond()
  if (bytesPerSecond === null) return null
  const { totalBytes, acknowledgedBytes } = await store.summary()
  return { bytesPerSecond, queuedBytes: Math.max(0, totalBytes - acknowledgedBytes) }
}

/** What is over at some time, and that nobody may look, says nothing of the destination; the rest is what is wrong with it. */
function sorted(found: Failure): Pick<Place, 'wrong' | 'unasked'> {
  const saysNothing = ruleOf(found.code).reaction === 'wait' || found.code === 'place-not-shown'
  return saysNothing ? { wrong: null, unasked: found } : { wrong: found, unasked: null }
}

function valueOf<T>(result: Result<T>): T {
  if (result.ok) return result.value
  throw new FailureError(result.failure)
}

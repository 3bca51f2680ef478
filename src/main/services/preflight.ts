/** Looks at what would be uploaded, and at where to, before anything is: nothing is enqueued, nothing is changed. */

import type { z } from 'zod'
import type { contract } from '../../shared/contract.ts'
import { parseTemplate } from '../../shared/destination-template.ts'
import { canonical } from '../../shared/destination.ts'
import { type Failure, FailureError, type Result, failure, ruleOf } from '../../shared/failure.ts'
import type { PreflightReport } from '../../shared/preflight.ts'
import type { Placing } from '../engine/ports/placing.ts'
import { type Providers, type Target, unknownRoom } from '../engine/ports/provider.ts'
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
    const { walk, accounts, clock, placing } = this.#parts
    if (request.template !== undefined) valueOf(parseTemplate(request.template))
    const account = valueOf(await accounts.choose(request.account, request.to))
    const walked = valueOf(await walk(valueOf(absolutePaths(request.paths))))
    const place = await this.#ask(account.name, canonical(request.to), signal)
    const tally = new PreflightTally(place, request)
    let toldAt = clock.now()
    for await (const { entries, oddities } of walked.batches()) {
      if (signal.aborted) return
      for (const entry of entries) {
        const { path, fingerprint } = entry
        tally.add({ path, ...placing(request.template, entry), size: fingerprint.size })
      }
      for (const { path, code, facts } of oddities) tally.unread(path, failure(code, { ...facts }))
      if (clock.now() - toldAt < everyMs) continue
      yield tally.report(false)
      toldAt = clock.now()
    }
    yield tally.report(true)
  }

  async #ask(account: string, destination: string, signal: AbortSignal): Promise<Place> {
    const nothing = { account, destination, rules: null, isFile: false, room: unknownRoom, wrong: null, unasked: null }
    const serving = await this.#parts.providers.serving(account, destination)
    if (!serving.ok) return { ...nothing, ...sorted(serving.failure) }
    const provider = serving.value
    const [found, { rules: known, room, unasked }] = await patiently(this.#parts, signal, (call) =>
      Promise.all([provider.inspect(destination, call), rulesOfPlace(provider, destination, call)]),
    )
    const rules = { ...known, capabilities: (target: Target) => provider.capabilities(target) }
    const place = { ...nothing, rules, room }
    if (!found.ok) return { ...place, ...sorted(found.failure) }
    const item = found.value
    const { hasFolders } = provider.capabilities({ destination, folders: [], name: '' })
    const isFile = hasFolders && item !== null && !item.isFolder
    // A file that its path only leads through is in the way of a folder; by its id it is named to be replaced.
    const isInTheWay = isFile && !item.isAddressed
    const detail = `'${item?.name ?? ''}' is a file there, not a folder.`
    const wrong = isInTheWay ? failure('address-invalid', { address: destination, detail }) : null
    return { ...place, isFile: isFile && !isInTheWay, wrong, unasked }
  }
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

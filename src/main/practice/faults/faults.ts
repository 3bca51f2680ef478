import { z } from 'zod'
import { hostNames } from '../control/journal.ts'
import type { Exchange } from '../http/exchange.ts'
import { type Step, stepSchema } from './actions.ts'
import { emptyPlan, type FaultPlan } from './plan.ts'

const matchSchema = z.strictObject({
  /** One or more of the journal's names of operations; all where absent. */
  op: z.union([z.string(), z.array(z.string())]).optional(),
  host: z.enum(hostNames).optional(),
  protocol: z.string().optional(),
  method: z.string().optional(),
  /** Fires from the nth request on that fits the rest. */
  nth: z.number().int().positive().default(1),
  /** `first`, `last`, `middle` (neither), or the byte that the range must contain. */
  range: z
    .union([z.enum(['first', 'last', 'middle']), z.strictObject({ contains: z.number().int().nonnegative() })])
    .optional(),
  sessionId: z.string().optional(),
  /** The end of the path, in any case. */
  path: z.string().optional(),
  /** The beginning of the path, in any case. */
  below: z.string().optional(),
})

const shared = {
  id: z.string().optional(),
  match: matchSchema.prefault({}),
  /** How often; 0 for always. */
  times: z.number().int().nonnegative().default(1),
}

/** One action with its params, or several steps that hit the same request. */
const faultSchema = z.union([
  z.strictObject({ ...shared, action: z.string(), params: z.record(z.string(), z.unknown()).prefault({}) }),
  z.strictObject({
    ...shared,
    steps: z
      .array(z.strictObject({ action: z.string(), params: z.record(z.string(), z.unknown()).prefault({}) }))
      .min(1),
  }),
])

type Match = z.infer<typeof matchSchema>

interface Fault {
  readonly id: string
  readonly match: Match
  readonly steps: readonly Step[]
  readonly times: number
  /** Requests that fit, fired on or not. */
  seen: number
  fired: number
}

export type FaultReport = Fault & { readonly remaining: number | null }

type Apply = (step: Step, plan: FaultPlan, exchange: Exchange) => void

/** The faults that are set, in the order they came. All that fit a request hit it together. */
export class Faults {
  #faults: Fault[] = []
  #next = 1
  readonly #apply: Apply

  constructor(apply: Apply) {
    this.#apply = apply
  }

  add(input: unknown): FaultReport {
    const parsed = faultSchema.parse(input)
    const raw = 'steps' in parsed ? parsed.steps : [{ action: parsed.action, params: parsed.params }]
    const steps = raw.map((step) => stepSchema.parse({ ...step.params, action: step.action }))
    const id = parsed.id ?? `fault-${this.#next++}`
    const fault = { id, match: parsed.match, steps, times: parsed.times, seen: 0, fired: 0 }
    this.#faults = [...this.#faults.filter((other) => other.id !== id), fault]
    return report(fault)
  }

  list(): FaultReport[] {
    return this.#faults.map(report)
  }

  remove(id: string): boolean {
    const before = this.#faults.length
    this.#faults = this.#faults.filter((fault) => fault.id !== id)
    return this.#faults.length < before
  }

  clear(): void {
    this.#faults = []
  }

  planFor(exchange: Exchange): FaultPlan | null {
    const hits = this.#faults.filter((fault) => !refusesConnections(fault) && fits(fault.match, exchange) && hit(fault))
    if (hits.length === 0) return null
    const plan = emptyPlan()
    for (const fault of hits) {
      exchange.entry.faultIds.push(fault.id)
      for (const step of fault.steps) this.#apply(step, plan, exchange)
    }
    return plan
  }

  /** For connections, which are no requests: is one of them to be refused now? */
  takeConnection(host: string): string | null {
    const fault = this.#faults.find((other) => {
      const { match, times, fired } = other
      if (!refusesConnections(other) || (times > 0 && fired >= times)) return false
      return match.host === undefined || match.host === host
    })
    return fault && hit(fault) ? fault.id : null
  }
}

function refusesConnections({ steps }: Fault): boolean {
  return steps.some(({ action }) => action === 'refuseConnection')
}

/** Counts a request that fits, and says whether the fault fires on it. */
function hit(fault: Fault): boolean {
  fault.seen += 1
  if (fault.seen < fault.match.nth) return false
  if (fault.times > 0 && fault.fired >= fault.times) return false
  fault.fired += 1
  return true
}

function fits(match: Match, { entry, host, method }: Exchange): boolean {
  const ops = match.op === undefined ? null : [match.op].flat()
  return (
    (ops === null || ops.includes(entry.op)) &&
    (match.host === undefined || match.host === host) &&
    (match.protocol === undefined || match.protocol === entry.protocol) &&
    (match.method === undefined || match.method.toUpperCase() === method) &&
    (match.sessionId === undefined || match.sessionId === entry.sessionId) &&
    (match.path === undefined || pathOf(entry).endsWith(match.path.toLowerCase())) &&
    (match.below === undefined || pathOf(entry).startsWith(match.below.toLowerCase())) &&
    fitsRange(match.range, entry.contentRange)
  )
}

function pathOf({ path }: Exchange['entry']): string {
  return (path ?? '').toLowerCase()
}

function fitsRange(wanted: Match['range'], contentRange: string | null): boolean {
  if (wanted === undefined) return true
  const found = /(\d+)-(\d+)\/(\d+)/.exec(contentRange ?? '')
  if (!found) return false
  const [start, end, total] = found.slice(1).map(Number) as [number, number, number]
  if (typeof wanted === 'object') return start <= wanted.contains && wanted.contains <= end
  const first = start === 0
  const last = end + 1 === total
  return wanted === 'first' ? first : wanted === 'last' ? last : !first && !last
}

function report(fault: Fault): FaultReport {
  return { ...fault, remaining: fault.times === 0 ? null : fault.times - fault.fired }
}

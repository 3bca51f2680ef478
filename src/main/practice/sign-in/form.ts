import { readText } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { Refusal } from './refusals.ts'

/** Parameters of OAuth: an empty one counts as absent, and none may be there twice (RFC 6749 section 3.1). */
export class Parameters {
  readonly #values: URLSearchParams

  constructor(values: URLSearchParams) {
    this.#values = values
  }

  /** The names that come more than once. */
  get repeated(): string[] {
    return [...new Set(this.#values.keys())].filter((name) => this.#values.getAll(name).length > 1)
  }

  get(name: string): string | null {
    const value = this.#values.get(name)
    return value === null || value === '' ? null : value
  }

  required(name: string): string {
    const value = this.get(name)
    if (value === null) throw new Refusal('missing', name)
    return value
  }

  once(): this {
    const [name] = this.repeated
    if (name !== undefined) throw new Refusal('repeated', name)
    return this
  }
}

const formType = /^application\/x-www-form-urlencoded\b/i

/** The body as a form; one that doesn't say it is one has no parameters. */
export async function readForm(exchange: Exchange): Promise<Parameters> {
  const text = await readText(exchange)
  return new Parameters(new URLSearchParams(formType.test(exchange.header('content-type') ?? '') ? text : ''))
}

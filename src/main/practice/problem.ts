/** A refusal as the service words it. Thrown by whoever notices, written out by the host that was asked. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly inner: string | readonly string[] | null
  readonly headers: Readonly<Record<string, string>>
  /** Box's `context_info`: what the refusal is about. */
  readonly about: object | null

  constructor(
    status: number,
    code: string,
    message: string,
    inner: string | readonly string[] | null = null,
    headers: Readonly<Record<string, string>> = {},
    about: object | null = null,
  ) {
    super(message)
    this.status = status
    this.code = code
    this.inner = inner
    this.headers = headers
    this.about = about
  }
}

export function invalidRequest(message: string, inner: string | null = null): Problem {
  return new Problem(400, 'invalidRequest', message, inner)
}

export function itemNotFound(message = 'The resource could not be found.'): Problem {
  return new Problem(404, 'itemNotFound', message)
}

export function nameAlreadyExists(message: string): Problem {
  return new Problem(409, 'nameAlreadyExists', message)
}

export type Steps = readonly { readonly action: string; readonly params?: Readonly<Record<string, unknown>> }[]

/** A numbered fault: what it hits, what it does there, and how often where nobody says (once). */
export interface Preset {
  readonly match: {
    readonly op?: string | readonly string[]
    readonly host?: string
    readonly protocol?: string
    readonly range?: 'first' | 'last'
  }
  readonly steps: Steps
  readonly times?: number
}

export function one(action: string, params: Readonly<Record<string, unknown>> = {}): Steps {
  return [{ action, params }]
}

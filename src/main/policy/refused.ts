/** Why something is not allowed, as parts of a sentence. */
export interface Refused {
  /** Begins the sentence: "The destination box:/Elsewhere". */
  readonly what: string
  /** Ends it: what the administrator allows instead. */
  readonly allowed: string
}

/** A sentence stays one: what is more is counted. */
export function listed(names: readonly string[]): string {
  if (names.length === 0) return 'none at all'
  const shown = names.slice(0, 5).join(', ')
  return names.length > 5 ? `${shown} and ${names.length - 5} more` : shown
}

/** An invariant of reliability (ARCHITECTURE.md, "The promise") that did not hold. */

export type Rule =
  /** An acknowledged byte was sent again. */
  | 'resent'
  /** `done`, and the destination holds something else. */
  | 'falsely done'
  /** Given up with the wrong reason: what arrived is not what was sent, and nobody had spoilt it. */
  | 'falsely failed'
  /** One version, two items. */
  | 'twice'
  /** A row is gone, or one that was promised never came. */
  | 'lost'
  /** A stop without a reason. */
  | 'no reason'
  /** A secret in the log. */
  | 'told a secret'
  /** It never ends although nothing goes wrong any more. */
  | 'never ends'
  /** Many requests that lead nowhere. */
  | 'hot loop'
  /** A change of state that the table doesn't have. */
  | 'lifecycle'
  /** Something was sent before what it rests on was durable. */
  | 'order'
  | 'token'
  /** Asked before the time that the service named. */
  | 'too early'
  /** The destination was asked to choose a name. */
  | 'rename'
  /** Something outside of the watched folder, or that is no file, was touched. */
  | 'outside'
  /** A file counts as deleted whose drive is away. */
  | 'taken for deleted'
  /** A wait was over early, or never. */
  | 'wait'
  /** A file stays open, or a slot taken. */
  | 'leak'
  /** The engine, or the model, threw what nobody caught. */
  | 'crash'

export interface Violation {
  readonly rule: Rule
  readonly detail: string
}

/** Thrown by an oracle, and kept as the first. */
export class Violations {
  #first: Violation | null = null

  get first(): Violation | null {
    return this.#first
  }

  add(rule: Rule, detail: string): void {
    this.#first ??= { rule, detail }
  }
}

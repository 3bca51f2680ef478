/**
 * One life of the engine's process. When it ends, everything in its memory is dropped: whatever it waits for never comes,
 * and nothing that it still asks for is done.
 */

export interface KillPlan {
  /** The process dies at this of its next steps outside of itself (1: the next). */
  left: number
  /** Whether that step was done in the world before the process died. */
  readonly isDone: boolean
}

export class Life {
  readonly number: number
  #isAlive = true
  readonly #onEnd: (() => void)[] = []
  #plan: KillPlan | null = null
  #killed: 'before' | 'after' | null = null

  constructor(number: number) {
    this.number = number
  }

  get isAlive(): boolean {
    return this.#isAlive
  }

  /** Whether the step at which it was killed was done; null: it wasn't killed. */
  get killed(): 'before' | 'after' | null {
    return this.#killed
  }

  onEnd(act: () => void): void {
    this.#onEnd.push(act)
  }

  planKill(plan: KillPlan): void {
    this.#plan = plan
  }

  end(): void {
    if (!this.#isAlive) return
    this.#isAlive = false
    for (const act of this.#onEnd) act()
  }

  /**
   * A step outside of the process, where it may be killed: before it (then it is not done) or after it (done, and the
   * process never hears of it).
   *
   * @returns whether the process lives on
   */
  step(act: () => void): boolean {
    if (!this.#isAlive) return false
    const plan = this.#plan
    if (plan !== null) plan.left -= 1
    const dies = plan !== null && plan.left <= 0
    if (!dies) {
      act()
      return this.#isAlive
    }
    this.#plan = null
    this.#killed = plan.isDone ? 'after' : 'before'
    if (plan.isDone) act()
    this.end()
    return false
  }
}

/** What a dead process waits for. */
export function never<T>(): Promise<T> {
  return new Promise<T>(() => undefined)
}

/** What takes long and sends nothing: for the faces, while it lasts. Nothing of it is stored. */

export interface Activity {
  readonly id: string
  /** The file is read again, to compare it with what the destination has, or to say its digest. */
  readonly what: 'checking'
  readonly doneBytes: number
  readonly totalBytes: number
}

export class Activities {
  readonly #current = new Map<string, () => Activity>()
  readonly #changed: () => void

  /** @param changed called when one begins or ends */
  constructor(changed: () => void) {
    this.#changed = changed
  }

  /**
   * @param doneBytes asked for whenever somebody looks
   * @returns the function that ends it
   */
  begin(id: string, totalBytes: number, doneBytes: () => number): () => void {
    const current = (): Activity => ({ id, what: 'checking', doneBytes: doneBytes(), totalBytes })
    this.#current.set(id, current)
    this.#changed()
    return () => {
      if (this.#current.get(id) !== current) return
      this.#current.delete(id)
      this.#changed()
    }
  }

  /** As they are now: at most as many as transfers run. */
  list(): readonly Activity[] {
    return [...this.#current.values()].map((current) => current())
  }
}

/** Events by time, and by their tie where times are the same. */

export interface LoopEvent {
  at: number
  tie: number
  readonly run: () => void | Promise<void>
  isOff: boolean
}

function isBefore(a: LoopEvent, b: LoopEvent): boolean {
  return a.at === b.at ? a.tie < b.tie : a.at < b.at
}

export class EventHeap {
  readonly #events: LoopEvent[] = []

  push(event: LoopEvent): void {
    const events = this.#events
    let at = events.length
    events.push(event)
    while (at > 0) {
      const up = (at - 1) >> 1
      const parent = events[up]
      if (parent === undefined || !isBefore(event, parent)) break
      events[at] = parent
      at = up
    }
    events[at] = event
  }

  /** Whatever would have happened before comes at that time, in its order. */
  delay(until: number): void {
    const late = this.#events.splice(0).toSorted((a, b) => (isBefore(a, b) ? -1 : 1))
    let tie = 0
    for (const event of late) {
      tie += 1 / (late.length + 1)
      this.push(event.at >= until ? event : Object.assign(event, { at: until, tie }))
    }
  }

  pop(): LoopEvent | null {
    const [first] = this.#events
    const last = this.#events.pop()
    if (first === undefined || last === undefined) return null
    if (first !== last) this.#sink(last)
    return first
  }

  #sink(event: LoopEvent): void {
    const events = this.#events
    let at = 0
    for (;;) {
      const left = 2 * at + 1
      const [a, b] = [events[left], events[left + 1]]
      if (a === undefined) break
      const isRight = b !== undefined && isBefore(b, a)
      const child = isRight ? b : a
      if (!isBefore(child, event)) break
      events[at] = child
      at = isRight ? left + 1 : left
    }
    events[at] = event
  }
}

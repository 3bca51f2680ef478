/** What takes long and sends nothing, while it lasts: a file that is being checked. */

import type { Activity } from '../../shared/contract.ts'
import type { Readable } from '../ui/cell.ts'
import { ById } from './by-id.ts'

export class Activities {
  readonly #current = new ById<Activity>()

  /** All of them: one that isn't among them is over. */
  set(activities: readonly Activity[]): void {
    const ids = new Set(activities.map(({ id }) => id))
    for (const id of this.#current.ids()) if (!ids.has(id)) this.#current.delete(id)
    for (const activity of activities) this.#current.put(activity.id, activity)
  }

  of(id: string): Readable<Activity | undefined> {
    return this.#current.of(id)
  }
}

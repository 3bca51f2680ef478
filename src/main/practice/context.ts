import type { CloudName, Place } from './clouds.ts'
import type { Journal } from './control/journal.ts'
import type { Origins } from './onedrive/drive-item.ts'
import type { World } from './storage/world.ts'

/** What the handlers of every host work with. */
export interface Context {
  readonly world: World
  readonly journal: Journal
  readonly origins: Origins
  /** Of the host that was asked. */
  readonly cloud: CloudName
  /** Those whose people the login host of that cloud signs in. */
  readonly places: readonly Place[]
  /** For what should not happen: the mistakes of the practice cloud itself. */
  readonly log: (line: string) => void
}

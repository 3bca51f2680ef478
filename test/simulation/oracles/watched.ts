/** What is judged of a watched folder: when everything is calm, every file in it has been found in its last version. */

import { sameVersion } from '../../../src/main/engine/ports/source.ts'
import type { SqliteStore } from '../../../src/main/store/sqlite-store.ts'
import { isFinal } from '../../../src/shared/lifecycle.ts'
import type { Folder } from '../models/folder.ts'

/** Files of watched folders that nobody has found yet, or only in an older version. */
export function unfound(folder: Folder, sync: SqliteStore): readonly string[] {
  const watches = sync.watches().filter(({ state }) => state !== 'paused')
  return watches.flatMap((watch) =>
    folder.files().filter((path) => {
      const node = folder.at(path)
      if (node === null || !path.startsWith(`${watch.folder}/`)) return false
      const now = folder.fingerprintOf(node)
      const known = sync.ledgerGet(watch.account, watch.destination, path)
      if (known !== null && sameVersion(known.fingerprint, now)) return false
      const latest = sync.latestOfPath(path)
      if (latest === null) return true
      const { state, fingerprint } = latest
      // What a person stopped, or has to decide, is found all the same.
      if (!isFinal(state) || state !== 'done')
        return state === 'failed' && fingerprint !== null && !sameVersion(fingerprint, now)
      return fingerprint === null || !sameVersion(fingerprint, now)
    }),
  )
}

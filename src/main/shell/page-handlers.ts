/** The serving side of what the page asks: the engine's contract is handed on, the app's own entries are answered here. */

import type { AppContract } from '../../shared/app-contract.ts'
import { contract } from '../../shared/contract.ts'
import { zipOf } from '../../shared/diagnostics.ts'
import { ok } from '../../shared/failure.ts'
import { forward } from '../../shared/rpc-forward.ts'
import type { Handlers } from '../../shared/rpc-contract.ts'
import type { TransferView } from '../../shared/transfer.ts'
import type { EngineKeeper } from '../client/keep-engine.ts'
import { openInWeb, showFile } from './row-desktop.ts'
import type { RowDesktop } from './row-desktop.ts'
import { saveFile } from './save-file.ts'
import type { Wishes } from './wishes.ts'

export interface PageParts {
  readonly keeper: EngineKeeper
  readonly wishes: Wishes
  /** Absolute paths; none: it was called off. */
  readonly choose: (what: 'files' | 'folder') => Promise<readonly string[]>
  /** An absolute path for a new file, or one that may be written over; null: it was called off. */
  readonly chooseTarget: (name: string) => Promise<string | null>
  readonly desktop: RowDesktop
}

export function pageHandlers({ keeper, wishes, choose, chooseTarget, desktop }: PageParts): Handlers<AppContract> {
  return {
    ...forward(contract, () => keeper.facts.client),
    app: {
      chooseFiles: async () => ok({ paths: [...(await choose('files'))] }),
      chooseFolder: async () => ok({ paths: [...(await choose('folder'))] }),
      saveExport: async ({ name, ...wanted }, signal) => {
        const { client } = keeper.facts
        const path = client === null ? null : await chooseTarget(name)
        if (client === null || path === null) return ok({ isSaved: false })
        const saved = await saveFile(path, client.history.export(wanted, signal))
        return saved.ok ? ok({ isSaved: true }) : saved
      },
      saveDiagnostics: async ({ name, parts }) => {
        const path = await chooseTarget(name)
        if (path === null) return ok({ isSaved: false })
        const saved = await saveFile(path, [zipOf(parts)])
        return saved.ok ? ok({ isSaved: true }) : saved
      },
      showFile: async ({ id }) => ok({ isShown: showFile(await rowOf(keeper, id), desktop) }),
      openInWeb: async ({ id }) => ok({ isOpened: await openInWeb(await rowOf(keeper, id), desktop) }),
      link: (_, signal) => links(keeper, signal),
      wishes: (_, signal) => wishes.taken(signal),
    },
  }
}

async function rowOf({ facts }: EngineKeeper, id: string): Promise<TransferView | null> {
  const answer = await facts.client?.queue.get({ ids: [id] })
  return answer?.ok === true ? (answer.value[0] ?? null) : null
}

/** Every change, none left out: an engine that is lost and found at once is another engine. */
async function* links(keeper: EngineKeeper, signal: AbortSignal): AsyncIterable<'connected' | 'lost'> {
  const stateOf = (): 'connected' | 'lost' => (keeper.facts.client === null ? 'lost' : 'connected')
  const found = [stateOf()]
  let wake: () => void = () => undefined
  const unlisten = keeper.listen(() => {
    found.push(stateOf())
    wake()
  })
  signal.addEventListener('abort', () => wake(), { once: true })
  try {
    while (!signal.aborted) {
      const next = found.shift()
      if (next !== undefined) yield next
      else await new Promise<void>((resolve) => (wake = resolve))
    }
  } finally {
    unlisten()
  }
}

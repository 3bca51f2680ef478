import { useEffect, useMemo } from 'react'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { QueueList, isWhole } from './queue-list.ts'
import type { ShownQueue } from './queue-list.ts'

let lists = 0

/** A list of what is to be shown; begins anew with every connection and every other search. */
export function useQueueList({ find, state, code }: ShownQueue): QueueList & { readonly key: string } {
  const { link, mirror, commands } = useEngine()
  const epoch = useValue(mirror.epoch)
  const list = useMemo(() => {
    lists += 1
    const made = new QueueList({ client: link.client, mirror, shown: { find, state, code } })
    return Object.assign(made, { key: isWhole({ find, state, code }) ? `all-${epoch}` : `found-${epoch}-${lists}` })
  }, [link, mirror, find, state, code, epoch])
  useEffect(() => list.start(), [list])
  useEffect(() => commands.reordered.subscribe(() => void list.walkAgain()), [commands, list])
  return list
}

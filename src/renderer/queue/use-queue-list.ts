import { useEffect, useMemo } from 'react'
import { useEngine } from '../engine/context.ts'
import { useValue } from '../ui/use-value.ts'
import { QueueList } from './queue-list.ts'

let lists = 0

/** A list for these words; begins anew with every connection and every other search. */
export function useQueueList(find: string): QueueList & { readonly key: string } {
  const { link, mirror } = useEngine()
  const epoch = useValue(mirror.epoch)
  const list = useMemo(() => {
    lists += 1
    const made = new QueueList({ client: link.client, mirror, find })
    return Object.assign(made, { key: `${find === '' ? 'all' : 'found'}-${epoch}-${find === '' ? '' : lists}` })
  }, [link, mirror, find, epoch])
  useEffect(() => list.start(), [list])
  return list
}

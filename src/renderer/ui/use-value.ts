import { useSyncExternalStore } from 'react'
import type { Readable } from './cell.ts'

/** The value now; renders again when it changes. */
export function useValue<T>(source: Readable<T>): T {
  return useSyncExternalStore(source.subscribe, source.get)
}

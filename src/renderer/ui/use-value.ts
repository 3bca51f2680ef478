import { useSyncExternalStore } from 'react'
import type { Readable } from './cell.ts'

/** The value now; renders again when it changes. */
export function useValue<T>(source: Readable<T>): T {
  return useSyncExternalStore(source.subscribe, source.get)
}

/** A part of the value: renders again only when that part is another one. What is chosen must be comparable by itself. */
export function useChosen<T, U extends string | number | boolean | null>(
  source: Readable<T>,
  choose: (value: T) => U,
): U {
  return useSyncExternalStore(source.subscribe, () => choose(source.get()))
}

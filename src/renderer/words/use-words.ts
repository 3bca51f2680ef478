import { useValue } from '../ui/use-value.ts'
import { speech } from './words.ts'
import type { Speech } from './words.ts'

/** The words, the ways of writing numbers, and what failures say; renders again when another language is chosen. */
export function useWords(): Speech {
  const spoken = useValue(speech)
  if (spoken === null) throw new Error('No words were loaded.')
  return spoken
}

import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'
import { isApple } from '../platform.ts'
import { comboOf } from './keys.ts'

/** @returns for the field that a screen is searched with: the system's own key for finding leads into it */
export function useFinder(): RefObject<HTMLInputElement | null> {
  const finder = useRef<HTMLInputElement>(null)
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (comboOf(event, isApple) !== 'Mod+F') return
      event.preventDefault()
      finder.current?.focus()
      finder.current?.select()
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
  return finder
}

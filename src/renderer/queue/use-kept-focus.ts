/**
 * Keeps the keyboard in the list. A button goes when its row changes (Pause becomes Resume), a row goes when it is done
 * with; the browser then drops the focus to the page, and whoever works with keys has to walk all the way back.
 */

import { useEffect, useRef } from 'react'
import type { RefObject } from 'react'

/** `restore` is called after what had the focus was taken out of the page, while nothing else has taken it since. */
export function useKeptFocus(grid: RefObject<HTMLElement | null>, restore: () => void): void {
  const latest = useRef(restore)
  useEffect(() => {
    latest.current = restore
  })
  useEffect(() => {
    const root = grid.current
    if (root === null) return undefined
    let held: Element | null = null
    const onIn = (event: FocusEvent): void => {
      held = event.target as Element
    }
    // Some browsers also tell this of what is being removed; that is still connected, or no more, a moment later.
    const onOut = (event: FocusEvent): void => {
      const left = event.target as Element
      queueMicrotask(() => {
        if (held === left && left.isConnected) held = null
      })
    }
    const observer = new MutationObserver(() => {
      if (held === null || held.isConnected) return
      held = null
      if (document.activeElement === document.body) latest.current()
    })
    root.addEventListener('focusin', onIn)
    root.addEventListener('focusout', onOut)
    observer.observe(root, { childList: true, subtree: true })
    return () => {
      root.removeEventListener('focusin', onIn)
      root.removeEventListener('focusout', onOut)
      observer.disconnect()
    }
  }, [grid])
}

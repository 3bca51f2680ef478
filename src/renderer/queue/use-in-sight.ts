import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RefObject } from 'react'
import { flushSync } from 'react-dom'
import type { Places } from './places.ts'

/** Half-open. */
export interface Sight {
  readonly first: number
  readonly last: number
  /** On the way past: nobody can press anything in a line that is gone with the next frame. */
  readonly isPassing: boolean
}

/** Lines that stand ready above and below; and as many come and go at once, so that not each pixel makes work. */
const spare = 8
const step = 4
/** After a jump further than the screen is high only what can be seen is drawn; the spare ones when it rests. */
const restMs = 120

/** How far below the top of what scrolls something begins. Looked at when anything in there has another size. */
export function useOffset(scroller: RefObject<HTMLElement | null>, inner: RefObject<HTMLElement | null>): number {
  const [offset, setOffset] = useState(0)
  useLayoutEffect(() => {
    const [outer, own] = [scroller.current, inner.current]
    if (outer === null || own === null) return undefined
    const measure = (): void =>
      setOffset(Math.round(own.getBoundingClientRect().top - outer.getBoundingClientRect().top + outer.scrollTop))
    measure()
    const observer = new ResizeObserver(measure)
    for (const child of outer.children) observer.observe(child)
    return () => observer.disconnect()
  }, [scroller, inner])
  return offset
}

/** Which lines are on the screen, with some to spare. */
export function useInSight(scroller: RefObject<HTMLElement | null>, offset: number, places: Places): Sight {
  const [sight, setSight] = useState<Sight>({ first: 0, last: 0, isPassing: false })
  const passing = useRef(false)
  const look = useCallback(() => {
    const outer = scroller.current
    if (outer === null) return
    const isPassing = passing.current
    const around = isPassing ? 0 : spare
    const top = outer.scrollTop - offset
    const first = places.indexAt(top) - around
    const last = places.indexAt(top + outer.clientHeight) + around
    const seen = { first: Math.max(0, first - (first % step)), last: last + step - (last % step), isPassing }
    setSight((before) => {
      const isSame = before.first === seen.first && before.last === seen.last && before.isPassing === isPassing
      return isSame ? before : seen
    })
  }, [scroller, offset, places])
  const latest = useRef(look)
  // Lines that come to be known while somebody drags are no rest: not more is drawn because of them.
  useLayoutEffect(() => {
    latest.current = look
    look()
  }, [look])
  useEffect(() => {
    const outer = scroller.current
    if (outer === null) return undefined
    let lastTop = outer.scrollTop
    let later: ReturnType<typeof setTimeout> | undefined
    const rest = (): void => {
      passing.current = false
      latest.current()
    }
    const onScroll = (): void => {
      const { scrollTop, clientHeight } = outer
      passing.current = Math.abs(scrollTop - lastTop) > clientHeight
      lastTop = scrollTop
      // Before the frame is painted: what was scrolled to must not be blank for a moment.
      flushSync(() => latest.current())
      clearTimeout(later)
      if (passing.current) later = setTimeout(rest, restMs)
    }
    const observer = new ResizeObserver(() => latest.current())
    observer.observe(outer)
    outer.addEventListener('scroll', onScroll, { passive: true })
    return () => {
      observer.disconnect()
      clearTimeout(later)
      outer.removeEventListener('scroll', onScroll)
    }
  }, [scroller])
  const last = Math.min(places.count, sight.last)
  return { ...sight, first: Math.min(sight.first, last), last }
}

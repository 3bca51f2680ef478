import { useEffect, useRef, useState } from 'react'
import { useSentence } from '../queue/use-sentence.ts'

const everyMs = 10_000

/**
 * Tells the head's sentence to those who listen, politely and not more than once in ten seconds, and puts it into the
 * window's title.
 */
export function LiveSentence() {
  const sentence = useSentence()
  const text = sentence === null ? '' : [sentence.title, ...sentence.details].join(', ')
  const newest = useRef(text)
  const [said, setSaid] = useState('')
  useEffect(() => {
    newest.current = text
  }, [text])
  useEffect(() => {
    const timer = setInterval(() => setSaid(newest.current), everyMs)
    return () => clearInterval(timer)
  }, [])
  const title = sentence?.title ?? ''
  useEffect(() => {
    document.title = title === '' ? 'Longshore' : `${title} · Longshore`
  }, [title])
  return (
    <div className="listen" aria-live="polite" data-live>
      {said}
    </div>
  )
}

import { useLayoutEffect, useRef } from 'react'
import { classNames } from './class-names.ts'
import styles from './bar.module.css'

export interface BarProps {
  /** 0 to 1 */
  readonly part: number
  readonly name: string
  readonly text: string
  readonly tone?: 'plain' | 'wait' | 'bad' | 'good'
}

/** A thin progress bar. Its length is set through the style object: the page's policy forbids style attributes. */
export function Bar({ part, name, text, tone = 'plain' }: BarProps) {
  const fill = useRef<HTMLSpanElement>(null)
  useLayoutEffect(() => fill.current?.style.setProperty('--part', String(Math.min(1, Math.max(0, part)))), [part])
  return (
    <span
      role="progressbar"
      aria-label={name}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.floor(part * 100)}
      aria-valuetext={text}
      className={styles['bar']}
    >
      <span ref={fill} className={classNames(styles['fill'], styles[tone])} />
    </span>
  )
}

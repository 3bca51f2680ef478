import { useState } from 'react'
import type { KeyboardEvent } from 'react'
import { emptyWeek, weekOf, weekText } from '../../shared/week-schedule.ts'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { Field } from '../ui/field.tsx'
import input from '../ui/input.module.css'
import { useWords } from '../words/use-words.ts'
import { controlOf, isValid, textOf, valueOf } from './controls.ts'
import styles from './week-grid.module.css'

interface WeekGridProps {
  /** The plan as rules; empty: none. What makes no sense is shown as none. */
  readonly text: string
  readonly onChange: (text: string) => void
  readonly isLocked: boolean
}

const rateControl = controlOf('bandwidth.bytesPerSecond')
const moves: Readonly<Record<string, readonly [day: number, hour: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
}

/** Seven days by 24 hours, painted with a limit by mouse or key. */
export function WeekGrid({ text, onChange, isLocked }: WeekGridProps) {
  const { t, f, direction } = useWords()
  const grid = (text === '' ? null : weekOf(text)) ?? emptyWeek
  const [brush, setBrush] = useState(() => textOf(firstRate(grid) ?? 1_000_000, rateControl))
  const [at, setAt] = useState<readonly [number, number]>([0, 8])
  /** What is painted while the mouse is held; null: nothing is. */
  const [stroke, setStroke] = useState<{ readonly rate: number | null | undefined } | null>(null)
  const meant = valueOf(brush, rateControl)
  const isUsable = meant !== null && isValid('bandwidth.bytesPerSecond', meant.value)
  const rate = isUsable ? (meant.value as number | null) : null

  const said = (value: number | null | undefined): string =>
    value === undefined ? t('week.usual') : value === null ? t('week.free') : f.speed(value)
  const paint = (day: number, hour: number, value: number | null | undefined): void => {
    if (isLocked || !isUsable) return
    const next = grid.map((row, index) => (index === day ? row.map((old, one) => (one === hour ? value : old)) : row))
    onChange(weekText(next) ?? '')
  }
  /** Painting over the same takes it away. */
  const turned = (day: number, hour: number) => (grid[day]?.[hour] === rate ? undefined : rate)

  function move(event: KeyboardEvent<HTMLElement>): void {
    const step = moves[event.key]
    if (step === undefined) return
    event.preventDefault()
    const across = direction === 'rtl' ? -step[1] : step[1]
    const next = [Math.min(6, Math.max(0, at[0] + step[0])), Math.min(23, Math.max(0, at[1] + across))] as const
    setAt(next)
    const cells = event.currentTarget.querySelectorAll<HTMLElement>('button')
    cells[next[0] * 24 + next[1]]?.focus()
  }

  return (
    <div className={styles['week']}>
      <div className={styles['scroll']}>
        <div role="grid" aria-label={t('week.grid')} className={styles['grid']} onKeyDown={move}>
          <div role="presentation" className={styles['row']} aria-hidden>
            <span />
            {[0, 6, 12, 18].map((hour) => (
              <span key={hour} className={styles['hour']}>
                {f.hour(hour)}
              </span>
            ))}
          </div>
          {grid.map((row, day) => (
            <div key={day} role="row" className={styles['row']}>
              <span role="rowheader" className={styles['day']}>
                {f.weekday(day, 'short')}
              </span>
              {row.map((value, hour) => (
                <span key={hour} role="gridcell">
                  <button
                    type="button"
                    tabIndex={day === at[0] && hour === at[1] ? 0 : -1}
                    aria-disabled={isLocked || !isUsable}
                    aria-pressed={value !== undefined}
                    aria-label={t('week.hour', {
                      day: f.weekday(day, 'long'),
                      from: f.hour(hour),
                      to: f.hour((hour + 1) % 24),
                      limit: said(value),
                    })}
                    className={classNames(
                      styles['cell'],
                      value === null && styles['free'],
                      typeof value === 'number' && styles['limited'],
                    )}
                    onFocus={() => setAt([day, hour])}
                    onClick={(event) => {
                      // A mouse has painted already, when it was pressed.
                      if (event.detail === 0) paint(day, hour, turned(day, hour))
                    }}
                    onPointerDown={() => {
                      const next = { rate: turned(day, hour) }
                      setStroke(next)
                      paint(day, hour, next.rate)
                    }}
                    onPointerEnter={({ buttons }) => {
                      if (buttons === 1 && stroke !== null) paint(day, hour, stroke.rate)
                    }}
                  />
                </span>
              ))}
            </div>
          ))}
        </div>
      </div>
      <div className={styles['brush']}>
        <Field
          label={t('week.brush')}
          help={`${t('week.brushHelp')} ${t('week.keys')}`}
          error={isUsable ? null : t('settings.wrong')}
        >
          {(ties) => (
            <input
              {...ties}
              className={classNames(input['input'], input['narrow'])}
              inputMode="decimal"
              value={brush}
              readOnly={isLocked}
              placeholder={t('week.free')}
              onChange={({ target }) => setBrush(target.value)}
            />
          )}
        </Field>
        {text !== '' && !isLocked && <Button onClick={() => onChange('')}>{t('week.all')}</Button>}
      </div>
    </div>
  )
}

function firstRate(grid: ReturnType<typeof weekOf>): number | null {
  return grid?.flat().find((value) => typeof value === 'number') ?? null
}

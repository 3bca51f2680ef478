import { memo, useMemo } from 'react'
import type { TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { type Offered, canLink } from '../links/link-offer.ts'
import { copy } from '../platform.ts'
import { Bar } from '../ui/bar.tsx'
import { Button } from '../ui/button.tsx'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { nameOf, placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import { can } from './acts.ts'
import type { Looked } from './details.tsx'
import { Glyph } from './glyphs.tsx'
import styles from './queue-row.module.css'
import { rowName, sizeText, stateLine, toneOf, withTimeLeft } from './row-words.ts'

interface Place {
  readonly index: number
  readonly top: number
  readonly height: number
}

interface QueueRowProps extends Place {
  readonly id: string
  readonly isFocused: boolean
  /** Scrolled past too fast for anybody to press a button: there is none then. */
  readonly isPassing: boolean
  readonly isSelected: boolean
  readonly onPick: (id: string, event: React.MouseEvent) => void
  readonly onLook: (looked: Looked) => void
  readonly offer: Offered
  readonly onLink: (ids: readonly string[]) => void
}

/** A line whose row is not known yet. */
export const WaitingRow = memo(function WaitingRow({ index, top, height }: Place) {
  const { t } = useWords()
  return (
    <div
      role="row"
      data-line={index}
      aria-level={2}
      aria-rowindex={index + 2}
      className={styles['row']}
      style={{ transform: `translateY(${top}px)`, height }}
    >
      <div role="gridcell" aria-colindex={1} aria-colspan={5} className={styles['waiting']}>
        <span className="listen">{t('grid.loading')}</span>
      </div>
    </div>
  )
})

export const QueueRow = memo(function QueueRow(props: QueueRowProps) {
  const { id, index, top, height, isFocused, isPassing, isSelected, onPick, onLook, offer, onLink } = props
  const { mirror, commands } = useEngine()
  const { t, f } = useWords()
  const row = useValue(useMemo(() => mirror.rows.of(id), [mirror, id]))
  const activity = useValue(useMemo(() => mirror.activities.of(id), [mirror, id]))
  const isLeaving = useValue(commands.leaving).has(id)
  if (row === undefined) return <WaitingRow index={index} top={top} height={height} />
  const tone = toneOf(row)
  const name = visible(nameOf(row.path))
  const secondsLeft = row.secondsLeft ?? null
  const now = Date.now()
  const line = isLeaving ? t('row.leaving') : withTimeLeft(stateLine(row, t, f, now, activity), secondsLeft, t, f)
  return (
    <div
      role="row"
      data-line={index}
      draggable={!isPassing}
      aria-level={2}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-label={rowName(row, t, f, now, activity)}
      tabIndex={isFocused ? 0 : -1}
      className={classNames(styles['row'], isSelected && styles['selected'], isLeaving && styles['leaving'])}
      style={{ transform: `translateY(${top}px)`, height }}
      onClick={(event) => onPick(id, event)}
      onDoubleClick={() => onLook({ id, isWhy: false })}
    >
      <div role="gridcell" aria-colindex={1} className={styles['name']}>
        <Glyph name={`state-${row.state}`} className={styles[tone]} />
        <bdi title={visible(row.path)}>{name}</bdi>
      </div>
      <div role="gridcell" aria-colindex={2} className={styles['place']}>
        <bdi>{placeOf(row.destination, t('place.home'))}</bdi>
      </div>
      <div role="gridcell" aria-colindex={3} className={styles['state']}>
        <span className={classNames(styles['line'], !isLeaving && styles[tone])} title={line}>
          {line}
        </span>
        <Progress row={row} name={name} text={line} />
      </div>
      <div role="gridcell" aria-colindex={4} className={styles['size']}>
        {sizeText(row, t, f)}
      </div>
      <div role="gridcell" aria-colindex={5} className={styles['acts']}>
        {isPassing ? null : isLeaving ? (
          <Button look="quiet" tabIndex={-1} aria-label={t('act.undoOf', { name })} onClick={() => commands.undo()}>
            {t('notice.undo')}
          </Button>
        ) : (
          <RowActs
            id={id}
            state={row.state}
            url={offer === undefined ? null : (row.remote?.webUrl ?? null)}
            name={name}
            onLink={canLink(offer, row) ? onLink : null}
          />
        )}
      </div>
    </div>
  )
})

function Progress({ row, name, text }: { readonly row: TransferView; readonly name: string; readonly text: string }) {
  const { t } = useWords()
  const isUnderWay = row.state === 'sending' || row.state === 'finishing' || row.acknowledgedBytes > 0
  if (!isUnderWay || row.state === 'done' || row.size === 0) return null
  const part = row.state === 'finishing' ? 1 : row.acknowledgedBytes / row.size
  const tone = row.state === 'waiting' ? 'wait' : 'plain'
  return <Bar part={part} name={t('row.progressOf', { name })} text={text} tone={tone} />
}

interface RowActsProps extends Pick<TransferView, 'id' | 'state'> {
  readonly url: string | null
  readonly name: string
  /** Null: there are no links to it. */
  readonly onLink: QueueRowProps['onLink'] | null
}

/** Made once: a button whose picture is the same one is not drawn again. */
const icons = {
  retry: <Glyph name="act-retry" />,
  pause: <Glyph name="act-pause" />,
  resume: <Glyph name="act-resume" />,
  cancel: <Glyph name="act-cancel" />,
  link: <Glyph name="act-link" />,
} as const

/** Not made anew with each acknowledged byte. */
const RowActs = memo(function RowActs({ id, state, url, name, onLink }: RowActsProps) {
  const { commands, notices } = useEngine()
  const { t } = useWords()
  const isHeld = can('resume', state)
  const acts = useMemo(
    () => ({
      retry: () => void commands.retry([id]),
      pause: () => void commands.pause([id]),
      resume: () => void commands.resume([id]),
      cancel: () => commands.cancel([id]),
    }),
    [commands, id],
  )
  const copyLink = async (): Promise<void> => {
    if (onLink !== null) return onLink([id])
    const isCopied = url !== null && (await copy(url))
    notices.show({ text: t(isCopied ? 'notice.linkCopied' : 'notice.notCopied'), isBad: !isCopied })
  }
  const button = (act: keyof typeof acts) => (
    <IconButton
      tabIndex={-1}
      name={t(`act.${act}Of`, { name })}
      hint={t(`act.${act}`)}
      icon={icons[act]}
      onClick={acts[act]}
    />
  )
  return (
    <>
      {state === 'waiting' && button('retry')}
      {/* One button that turns, so that it keeps the focus when it is pressed. */}
      {isHeld ? button('resume') : can('pause', state) && state !== 'waiting' && button('pause')}
      {can('cancel', state) && button('cancel')}
      {(onLink !== null || url !== null) && (
        <IconButton
          tabIndex={-1}
          name={t('act.copyLinkOf', { name })}
          hint={t('act.copyLink')}
          icon={icons.link}
          onClick={() => void copyLink()}
        />
      )}
    </>
  )
})

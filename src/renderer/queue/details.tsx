import { useEffect, useMemo, useState } from 'react'
import { isFinal } from '../../shared/lifecycle.ts'
import type { TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { Bar } from '../ui/bar.tsx'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { nameOf, placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import { can } from './acts.ts'
import { Answers, asks } from './answers.tsx'
import { CleanedUp } from './clean-up.tsx'
import styles from './details.module.css'
import { sizeText, stateLine, told } from './row-words.ts'
import { Elsewhere } from './elsewhere.tsx'
import { Glyph } from './glyphs.tsx'
import { Why } from './why.tsx'

export interface Looked {
  readonly id: string
  /** Straight to the reasons. */
  readonly isWhy: boolean
}

/** One transfer with all that is known of it. Follows it while it is open. */
export function Details({ looked, onClose }: { readonly looked: Looked; readonly onClose: () => void }) {
  const { link, mirror } = useEngine()
  const { t } = useWords()
  const row = useValue(useMemo(() => mirror.rows.of(looked.id), [mirror, looked.id]))
  const summary = useValue(mirror.summary)
  const revision = summary?.revision
  useEffect(() => {
    // What is over or in need of a person is not in the list that is followed.
    void link.client
      .get()
      .queue.get({ ids: [looked.id] })
      .then((answer) => answer.ok && mirror.put(answer.value))
  }, [link, mirror, looked.id, revision])
  return (
    <Dialog
      isOpen
      shape="side"
      title={<bdi>{row === undefined ? t('details.loading') : visible(nameOf(row.path))}</bdi>}
      closeName={t('dialog.close')}
      onClose={onClose}
    >
      {row !== undefined && <Body row={row} isWhy={looked.isWhy} onClose={onClose} />}
    </Dialog>
  )
}

function Body({
  row,
  isWhy,
  onClose,
}: {
  readonly row: TransferView
  readonly isWhy: boolean
  readonly onClose: () => void
}) {
  const { mirror, commands } = useEngine()
  const { t, f, said } = useWords()
  const activity = useValue(useMemo(() => mirror.activities.of(row.id), [mirror, row.id]))
  const [isAsking, setAsking] = useState(isWhy)
  const ids = [row.id]
  const line = stateLine(row, t, f, Date.now(), activity)
  const isUnderWay = row.acknowledgedBytes > 0 && row.state !== 'done'
  const { failure } = row
  return (
    <>
      <div className={styles['body']}>
        <p className={styles['state']}>
          <Glyph name={`state-${row.state}`} /> {line}
        </p>
        {isUnderWay && row.size > 0 && (
          <Bar part={row.acknowledgedBytes / row.size} name={t('details.progress')} text={line} />
        )}
        {failure !== null && (
          <div className={styles['failure']}>
            <p>
              <strong>{told(said(failure).message, failure.retryAt, f, Date.now())}</strong>
            </p>
            <p>
              <CodeText text={told(said(failure).nextStep, failure.retryAt, f, Date.now())} />
            </p>
          </div>
        )}
        <Facts row={row} />
        <Elsewhere row={row} />
        <CleanedUp row={row} />
        <section className={styles['why']}>
          <Button aria-expanded={isAsking} onClick={() => setAsking(!isAsking)}>
            {t('act.why')}
          </Button>
          {isAsking && <Why id={row.id} />}
        </section>
      </div>
      <footer className={styles['acts']}>
        {asks([row]) && <Answers ids={ids} object={visible(nameOf(row.path))} />}
        {can('pause', row.state) && <Button onClick={() => void commands.pause(ids)}>{t('act.pause')}</Button>}
        {can('resume', row.state) && <Button onClick={() => void commands.resume(ids)}>{t('act.resume')}</Button>}
        {!isFinal(row.state) && <Button onClick={() => void commands.toTop(ids)}>{t('act.toTop')}</Button>}
        {can('retry', row.state) && <Button onClick={() => void commands.retry(ids)}>{t('act.retry')}</Button>}
        {row.state === 'done' && <Button onClick={() => void commands.again(row.id)}>{t('act.again')}</Button>}
        {can('cancel', row.state) && (
          <Button
            look="danger"
            onClick={() => {
              commands.cancel(ids)
              onClose()
            }}
          >
            {t('act.cancel')}
          </Button>
        )}
      </footer>
    </>
  )
}

function Facts({ row }: { readonly row: TransferView }) {
  const { t, f } = useWords()
  const { remote } = row
  const facts: readonly (readonly [string, string])[] = [
    ['path', visible(row.path)],
    ['place', placeOf(row.destination, t('place.home'))],
    ['address', visible(row.destination)],
    ['account', visible(row.account)],
    ['size', sizeText(row, t, f)],
    ['remoteName', remote === null || remote.name === nameOf(row.path) ? '' : visible(remote.name)],
    ['evidence', row.evidence === null ? '' : t(`evidenceLong.${row.evidence}`)],
    ['hash', remote?.hash === null || remote === null ? '' : visible(`${remote.hash.algorithm} ${remote.hash.value}`)],
    ['attempts', row.attempts > 1 ? f.count(row.attempts) : ''],
    ['created', f.dateTime(Date.parse(row.createdAt))],
    ['finished', row.finishedAt === null ? '' : f.dateTime(Date.parse(row.finishedAt))],
    ['id', row.id],
  ]
  return (
    <dl className={styles['facts']}>
      {facts
        .filter(([, value]) => value !== '')
        .map(([key, value]) => (
          <div key={key}>
            <dt>{t(`details.${key}`)}</dt>
            <dd>
              <bdi>{value}</bdi>
            </dd>
          </div>
        ))}
    </dl>
  )
}

import { CircleAlert, CircleCheck, FolderTree } from 'lucide-react'
import { useRef } from 'react'
import { type Fix, type Fixes, type PreflightReport, leavable, noFixes } from '../../shared/preflight.ts'
import { Button } from '../ui/button.tsx'
import type { ConflictPolicy } from '../../shared/transfer.ts'
import { visible } from '../ui/visible.ts'
import { nameOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import { durationWords } from '../../shared/words/duration.ts'
import styles from './preflight-panel.module.css'
import type { Ahead } from './use-preflight.ts'
import { ProblemItem } from './problem-item.tsx'

interface PreflightPanelProps {
  readonly ahead: Ahead
  readonly fixes: Fixes
  readonly onFixes: (fixes: Fixes) => void
  readonly onConflict: (conflict: ConflictPolicy) => void
  readonly onOtherPlace: () => void
}

/** What will become of the files that are about to be added; what is refused comes with what helps. */
export function PreflightPanel({ ahead, fixes, onFixes, onConflict, onOtherPlace }: PreflightPanelProps) {
  const { t, said } = useWords()
  const frame = useRef<HTMLElement>(null)
  const { report, isLooking, failure } = ahead
  // What was pressed goes when it did its work; whoever pressed it by key goes on here.
  const decide = (act: () => void): void => {
    frame.current?.focus()
    act()
  }
  const help = (fix: Fix, code: string): void => {
    const reason = leavable.find((one) => one === code)
    if (fix === 'names') decide(() => onFixes({ ...fixes, names: true }))
    else if (fix === 'keep-both') decide(() => onConflict('rename'))
    else if (fix === 'replace' || fix === 'skip') decide(() => onConflict(fix))
    else if (fix === 'destination') onOtherPlace()
    else if (reason !== undefined) decide(() => onFixes({ ...fixes, leaveOut: [...fixes.leaveOut, reason] }))
  }
  return (
    <section ref={frame} tabIndex={-1} aria-label={t('preflight.title')} className={styles['panel']}>
      <p role="status" className={styles['sum']}>
        {failure !== null && visible(said(failure).message)}
        {failure === null && (report === null ? isLooking && t('preflight.looking') : <Sum report={report} />)}
      </p>
      {report !== null && (
        <ul className={styles['list']}>
          {report.problems.map((problem) => (
            <ProblemItem key={`${problem.effect} ${problem.code}`} problem={problem} onFix={help} />
          ))}
          <There report={report} />
          <ByTemplate report={report} />
          <Decided report={report} onUndo={() => decide(() => onFixes(noFixes))} />
        </ul>
      )}
    </section>
  )
}

function Sum({ report }: { readonly report: PreflightReport }) {
  const { t, f } = useWords()
  const { found, going, flattened, isComplete, problems, unasked, expected } = report
  const counted = ({ files, bytes }: { files: number; bytes: number }) => {
    return t('preflight.sum', { count: files, n: f.count(files), size: f.bytes(bytes) })
  }
  const isAll = going.files === found.files
  const sum = isAll
    ? counted(found)
    : t('preflight.part', { sum: counted(found), count: going.files, n: f.count(going.files) })
  const isFine = isComplete && problems.length === 0 && unasked === null && found.files > 0
  return (
    <>
      {isFine && <CircleCheck size={16} aria-hidden className={styles['fine']} />}
      <span>
        {isComplete ? sum : t('preflight.soFar', { sum })}
        {expected !== undefined && isComplete && (
          <span className={styles['flattened']}>
            {t('preflight.expected', { time: durationWords(expected.seconds, t, f) })}
          </span>
        )}
        {flattened > 0 && (
          <span className={styles['flattened']}>
            {t('preflight.flattened', { count: flattened, n: f.count(flattened) })}
          </span>
        )}
      </span>
    </>
  )
}

/** What is at the destination already, where somebody has decided what becomes of it, or not all of it was seen. */
function There({ report: { taken, isComplete, problems } }: { readonly report: PreflightReport }) {
  const { t, f } = useWords()
  const isAsked = problems.some(({ code }) => code === 'name-taken')
  if (taken === undefined || !isComplete || (taken.isWhole && (isAsked || taken.count === 0))) return null
  return (
    <li className={styles['decided']}>
      <CircleAlert size={16} aria-hidden className={styles['quiet']} />
      <div className={styles['said']}>
        {taken.count > 0 && !isAsked && (
          <h3>{t('preflight.taken', { count: taken.count, n: f.count(taken.count) })}</h3>
        )}
        {!taken.isWhole && <p>{t('preflight.takenPart')}</p>}
      </div>
    </li>
  )
}

/** Where the first few go, where a template says so. */
function ByTemplate({ report: { placed = [] } }: { readonly report: PreflightReport }) {
  const { t } = useWords()
  if (placed.length === 0) return null
  return (
    <li className={styles['decided']}>
      <FolderTree size={16} aria-hidden className={styles['quiet']} />
      <div className={styles['said']}>
        <h3>{t('preflight.placed')}</h3>
        {placed.map(({ path, placed: to }) => (
          <p key={path}>
            <bdi>{t('preflight.goes', { name: visible(nameOf(path)), placed: visible(to) })}</bdi>
          </p>
        ))}
      </div>
    </li>
  )
}

/** What was decided, and the way back. */
function Decided({ report, onUndo }: { readonly report: PreflightReport; readonly onUndo: () => void }) {
  const { t, f } = useWords()
  const { renamed, leftOut } = report
  if (renamed.count === 0 && leftOut === 0) return null
  const more = renamed.count - renamed.examples.length
  return (
    <li className={styles['decided']}>
      <CircleAlert size={16} aria-hidden className={styles['quiet']} />
      <div className={styles['said']}>
        {renamed.count > 0 && <h3>{t('preflight.renamed', { count: renamed.count, n: f.count(renamed.count) })}</h3>}
        {renamed.examples.map(({ path, name, allowed }) => (
          <p key={path}>
            <bdi>{t('preflight.as', { name: visible(name), allowed: visible(allowed ?? name) })}</bdi>
          </p>
        ))}
        {more > 0 && <p>{t('preflight.more', { count: more, n: f.count(more) })}</p>}
        {leftOut > 0 && <h3>{t('preflight.leftOut', { count: leftOut, n: f.count(leftOut) })}</h3>}
      </div>
      <div className={styles['acts']}>
        <Button onClick={onUndo}>{t('preflight.undo')}</Button>
      </div>
    </li>
  )
}

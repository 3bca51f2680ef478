import { Folder, FolderX, Pause, Pencil, Play, Trash2 } from 'lucide-react'
import { useId } from 'react'
import { afterOf } from '../../shared/clean-up.ts'
import type { WatchView } from '../../shared/watches-contract.ts'
import type { PublicState } from '../../shared/lifecycle.ts'
import { Button } from '../ui/button.tsx'
import card from '../ui/card.module.css'
import { classNames } from '../ui/class-names.ts'
import { IconButton } from '../ui/icon-button.tsx'
import { visible } from '../ui/visible.ts'
import { durationWords } from '../../shared/words/duration.ts'
import type { Words } from '../../shared/words/words.ts'
import type { Speech } from '../words/words.ts'
import { placeOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import { healthWords } from './health-words.ts'

interface WatchCardProps {
  readonly watch: WatchView
  readonly onChange: () => void
  readonly onPause: () => void
  readonly onResume: () => void
  readonly onRemove: () => void
}

function afterWords(text: string, t: Words): string[] {
  const after = afterOf(text)
  if (after.kind === 'keep') return []
  return [t(`watches.afterSaid.${after.kind}`, { place: after.kind === 'move' ? visible(after.to) : '' })]
}

/** What is away, since when, and when it is looked for next. */
function missingWords(missing: WatchView['missing'], { t, f, said }: Speech): string {
  if (missing === undefined) return t('watches.missing')
  const { message, nextStep } = said(missing)
  const { since, retryAt } = missing
  if (since === null || retryAt === null) return visible(`${message} ${nextStep}`)
  const [away, next] = [since, retryAt].map((at) => f.time(Date.parse(at), Date.now()))
  return visible(`${message} ${nextStep} ${t('watches.missingSince', { since: away ?? '', next: next ?? '' })}`)
}

/** In the order in which one wants to know. */
const told: readonly PublicState[] = [
  'blocked',
  'failed',
  'sending',
  'finishing',
  'settling',
  'queued',
  'waiting',
  'paused',
  'done',
]

const tones = { active: 'good', paused: 'wait', missing: 'bad', 'not-allowed': 'bad' } as const

export function WatchCard({ watch, onChange, onPause, onResume, onRemove }: WatchCardProps) {
  const speech = useWords()
  const { t, f } = speech
  const id = useId()
  const name = visible(watch.name)
  const counts = told
    .map((state) => [state, watch.counts[state] ?? 0] as const)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => t('watches.count', { n: f.count(count), state: t(`stateSaid.${state}`) }))
  const tone = tones[watch.state]
  const Icon = watch.state === 'missing' ? FolderX : Folder
  return (
    <article className={card['card']} aria-labelledby={id}>
      <span className={card['icon']}>
        <Icon size={18} strokeWidth={1.75} aria-hidden />
      </span>
      <div className={card['main']}>
        <div className={card['head']}>
          <h2 id={id}>
            <bdi>{name}</bdi>
          </h2>
          <span className={classNames(card['state'], card[tone])}>{t(`watchState.${watch.state}`)}</span>
        </div>
        <p>
          <bdi>{visible(watch.folder)}</bdi> → <bdi>{placeOf(watch.destination, t('place.home'))}</bdi>
        </p>
        <p className={card['state']}>
          {[
            counts.length === 0 ? t('watches.nothingYet') : counts.join(' · '),
            t('watches.settles', { time: durationWords(watch.settleMs / 1_000, t, f) }),
            ...(watch.template === undefined ? [] : [t('watches.templateSaid', { template: visible(watch.template) })]),
            ...afterWords(watch.after, t),
            visible(watch.account),
          ].join(' · ')}
        </p>
        {watch.health !== undefined && <p className={card['state']}>{healthWords(watch.health, speech)}</p>}
        {watch.state === 'missing' && <p className={card['next']}>{missingWords(watch.missing, speech)}</p>}
        {watch.state === 'not-allowed' && <p className={card['next']}>{t('watches.notAllowed')}</p>}
      </div>
      <div className={card['acts']}>
        {watch.state === 'paused' ? (
          <Button icon={<Play size={16} aria-hidden />} aria-label={t('act.resumeOf', { name })} onClick={onResume}>
            {t('act.resume')}
          </Button>
        ) : (
          <Button icon={<Pause size={16} aria-hidden />} aria-label={t('act.pauseOf', { name })} onClick={onPause}>
            {t('act.pause')}
          </Button>
        )}
        <Button icon={<Pencil size={16} aria-hidden />} aria-label={t('watches.changeOf', { name })} onClick={onChange}>
          {t('watches.change')}
        </Button>
        <IconButton
          name={t('watches.removeOf', { name })}
          hint={t('watches.remove')}
          icon={<Trash2 size={16} aria-hidden />}
          onClick={onRemove}
        />
      </div>
    </article>
  )
}

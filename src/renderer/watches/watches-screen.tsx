import { FolderPlus, FolderSync } from 'lucide-react'
import { useState } from 'react'
import type { WatchView } from '../../shared/watches-contract.ts'
import { viewOf } from '../../shared/failure.ts'
import type { Result } from '../../shared/failure.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import { useEngine } from '../engine/context.ts'
import { useAsked } from '../engine/use-asked.ts'
import { Button } from '../ui/button.tsx'
import card from '../ui/card.module.css'
import { Confirm } from '../ui/confirm.tsx'
import { Empty } from '../ui/empty.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { Screen } from '../ui/screen.tsx'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { AddWatch } from './add-watch.tsx'
import { WatchCard } from './watch-card.tsx'

const askWatches = (client: EngineClient, signal: AbortSignal) => client.watches.list({}, signal)

export function WatchesScreen() {
  const { link, notices } = useEngine()
  const { t, refused } = useWords()
  const { value, failure, again } = useAsked(askWatches, true)
  const [isAdding, setAdding] = useState(false)
  const [changing, setChanging] = useState<WatchView | null>(null)
  const [removing, setRemoving] = useState<WatchView | null>(null)

  async function act(answer: Promise<Result<unknown>>): Promise<void> {
    const result = await answer
    if (!result.ok) {
      const { message, nextStep } = refused(viewOf(result.failure, null))
      notices.show({ text: visible(`${message} ${nextStep}`), isBad: true })
    }
    again()
  }
  const add = (
    <Button look="primary" icon={<FolderPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t('watches.add')}
    </Button>
  )
  const isEmpty = value !== null && value.length === 0
  return (
    <Screen title={t('watches.title')} text={t('watches.text')} actions={isEmpty ? undefined : add}>
      <FailureBox failure={failure} />
      {isEmpty && (
        <Empty icon={<FolderSync size={24} aria-hidden />} title={t('empty.watchesTitle')} actions={add}>
          {t('empty.watchesText')}
        </Empty>
      )}
      <ul className={card['list']}>
        {value?.map((watch) => (
          <li key={watch.id}>
            <WatchCard
              watch={watch}
              onChange={() => setChanging(watch)}
              onPause={() => void act(link.client.get().watches.pause({ id: watch.id }))}
              onResume={() => void act(link.client.get().watches.resume({ id: watch.id }))}
              onRemove={() => setRemoving(watch)}
            />
          </li>
        ))}
      </ul>
      {isAdding && (
        <AddWatch
          onClose={() => setAdding(false)}
          onAdded={() => {
            setAdding(false)
            again()
          }}
        />
      )}
      {changing !== null && (
        <AddWatch
          watch={changing}
          onClose={() => setChanging(null)}
          onAdded={() => {
            setChanging(null)
            again()
          }}
        />
      )}
      {removing !== null && (
        <Confirm
          title={t('watches.removeTitle', { name: visible(removing.name) })}
          text={t('watches.removeText')}
          yes={t('watches.remove')}
          no={t('dialog.keep')}
          onNo={() => setRemoving(null)}
          onYes={() => {
            setRemoving(null)
            void act(link.client.get().watches.remove({ id: removing.id }))
          }}
        />
      )}
    </Screen>
  )
}

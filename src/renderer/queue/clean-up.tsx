import { viewOf } from '../../shared/failure.ts'
import type { TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { visible } from '../ui/visible.ts'
import { nameOf } from '../words/place.ts'
import { useWords } from '../words/use-words.ts'
import styles from './details.module.css'

/** What became of the file here after its upload, and the way back. */
export function CleanedUp({ row }: { readonly row: TransferView }) {
  const { link, mirror, notices } = useEngine()
  const { t, refused } = useWords()
  const { cleanUp } = row
  if (cleanUp === undefined) return null
  const { what, state, place, why } = cleanUp
  const name = visible(nameOf(row.path))
  const takeBack = async (): Promise<void> => {
    const answer = await link.client.get().history.takeBack({ id: row.id })
    if (!answer.ok) {
      const { message, nextStep } = refused(viewOf(answer.failure, null))
      notices.show({ text: visible(`${message} ${nextStep}`), isBad: true })
      return
    }
    mirror.put([answer.value])
    const isBack = answer.value.cleanUp?.state === 'undone'
    notices.show({ text: t(isBack ? 'cleanUp.taken' : 'cleanUp.willBeTaken', { name }) })
  }
  return (
    <section className={styles['why']} aria-label={t('cleanUp.title')}>
      <h3>{t('cleanUp.title')}</h3>
      <p>
        {state === 'pending' && t(`cleanUp.pending.${what}`)}
        {state === 'moved' && <bdi>{t(`cleanUp.moved.${what}`, { place: visible(place ?? '') })}</bdi>}
        {state === 'undone' && t('cleanUp.undone')}
        {state === 'kept' && t('cleanUp.kept', { why: t(`cleanUp.why.${why ?? 'changed'}`) })}
      </p>
      {state === 'kept' && place !== null && <p>{t('cleanUp.leftAt', { place: visible(place) })}</p>}
      {state === 'moved' && place !== null && (
        <Button aria-label={t('cleanUp.takeBackOf', { name })} onClick={() => void takeBack()}>
          {t('cleanUp.takeBack')}
        </Button>
      )}
    </section>
  )
}

import { ChevronRight, Cloud, CloudCog, Package } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import { useEngine } from '../engine/context.ts'
import { allows, usePolicy } from '../engine/use-policy.ts'
import { Decided } from '../ui/decided.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import form from '../ui/form.module.css'
import { useWords } from '../words/use-words.ts'
import type { Service } from './asked.ts'
import styles from './choose-service.module.css'

interface ChooseServiceProps {
  readonly hasPractice: boolean
  readonly onChoose: (service: Service) => void
  readonly onClose: () => void
}

const icons: Readonly<Record<Service | 'practice', LucideIcon>> = { microsoft: Cloud, box: Package, practice: CloudCog }

/** Where the account is. The practice cloud asks nothing further. */
export function ChooseService({ hasPractice, onChoose, onClose }: ChooseServiceProps) {
  const { link, mirror, notices } = useEngine()
  const { t } = useWords()
  const [failure, setFailure] = useState<FailureView | null>(null)

  async function addPractice(): Promise<void> {
    const answer = await link.client.get().accounts.add({ kind: 'practice' })
    if (!answer.ok) return setFailure(viewOf(answer.failure, null))
    mirror.askStatus(0)
    notices.show({ text: t('notice.practiceAdded') })
    return onClose()
  }
  const policy = usePolicy()
  const offered = ['microsoft', 'box', ...(hasPractice ? [] : (['practice'] as const))] as const
  const choices = offered.filter((choice) => allows(policy?.accountKinds, choice))
  return (
    <div className={form['fields']}>
      <ul className={styles['choices']}>
        {choices.map((choice) => {
          const Icon = icons[choice]
          return (
            <li key={choice}>
              <button
                type="button"
                className={styles['choice']}
                onClick={() => (choice === 'practice' ? void addPractice() : onChoose(choice))}
              >
                <Icon size={20} strokeWidth={1.75} aria-hidden />
                <span className={styles['said']}>
                  <strong>{t(`accounts.kind.${choice}`)}</strong>
                  <span>{t(`signIn.about.${choice}`)}</span>
                </span>
                <ChevronRight size={16} aria-hidden className={styles['on']} />
              </button>
            </li>
          )
        })}
      </ul>
      {choices.length < offered.length && <Decided>{t('accounts.kindsDecided')}</Decided>}
      <FailureBox failure={failure} />
    </div>
  )
}

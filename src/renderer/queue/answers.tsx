import { CopyPlus, Replace, SkipForward } from 'lucide-react'
import type { LucideIcon } from 'lucide-react'
import { asksAboutConflict } from '../../shared/transfer.ts'
import type { ConflictChoice, TransferView } from '../../shared/transfer.ts'
import { useEngine } from '../engine/context.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/use-words.ts'

/** What can be answered where a name is taken or an item was changed. The words are `answer.*`. */
const answers: readonly { readonly choice: ConflictChoice; readonly Icon: LucideIcon }[] = [
  { choice: 'rename', Icon: CopyPlus },
  { choice: 'replace', Icon: Replace },
  { choice: 'skip', Icon: SkipForward },
]

/** Whether these wait for one of the answers. */
export function asks(rows: readonly TransferView[]): boolean {
  return rows.every(({ state, failure }) => state === 'blocked' && asksAboutConflict(failure?.code ?? ''))
}

interface AnswersProps {
  readonly ids: readonly string[]
  /** What the answer is about, for those who listen. */
  readonly object: string
}

export function Answers({ ids, object }: AnswersProps) {
  const { commands } = useEngine()
  const { t } = useWords()
  return answers.map(({ choice, Icon }) => (
    <Button
      key={choice}
      icon={<Icon size={14} aria-hidden />}
      aria-label={t(`answer.${choice}Of`, { name: object })}
      onClick={() => void commands.answer(ids, choice)}
    >
      {t(`answer.${choice}`)}
    </Button>
  ))
}

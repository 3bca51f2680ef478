import { useState } from 'react'
import { viewOf } from '../../shared/failure.ts'
import type { FailureView } from '../../shared/failure.ts'
import type { ProtectSecrets, SecretsView } from '../../shared/protection.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import { useEngine } from '../engine/context.ts'
import { useAsked } from '../engine/use-asked.ts'
import { bridge } from '../platform.ts'
import { Button } from '../ui/button.tsx'
import { CodeText } from '../ui/code-text.tsx'
import { FailureBox } from '../ui/failure-box.tsx'
import { useWords } from '../words/use-words.ts'
import styles from './settings-screen.module.css'

const askSecrets = (client: EngineClient, signal: AbortSignal) => client.secrets.show({}, signal)

/** What can be had by a click here; a passphrase can't, since no page handles one. */
function otherWay({ protection, keychain }: SecretsView): 'keychain' | 'key-file' | null {
  if (bridge() === null) return null
  if (protection === 'keychain') return 'key-file'
  return keychain === 'usable' ? 'keychain' : null
}

/** How the stored sign-ins are protected, and in the app the way to the keychain and back. */
export function ProtectionSection() {
  const { link, notices } = useEngine()
  const { t } = useWords()
  const { value, failure, again } = useAsked(askSecrets)
  const [refused, setRefused] = useState<FailureView | null>(null)
  if (value === null) return <FailureBox failure={failure} />
  const { protection, keychain } = value
  const other = otherWay(value)

  async function protect(by: 'keychain' | 'key-file'): Promise<void> {
    const request: ProtectSecrets = { by }
    const answer = await link.client.get().secrets.protect(request)
    setRefused(answer.ok ? null : viewOf(answer.failure, null))
    if (!answer.ok) return
    again()
    notices.show({ text: t(`protection.kept.${by}`) })
  }

  return (
    <section className={styles['section']} aria-labelledby="settings-protection">
      <h2 id="settings-protection">{t('protection.title')}</h2>
      <p>{t(`protection.kept.${protection}`)}</p>
      {protection !== 'keychain' && <p className={styles['version']}>{t(`protection.keychain.${keychain}`)}</p>}
      <FailureBox failure={refused ?? failure} />
      {other !== null && (
        <p>
          <Button onClick={() => void protect(other)}>{t(`protection.do.${other}`)}</Button>
        </p>
      )}
      <p className={styles['version']}>
        <CodeText text={t('protection.passphrase')} />
      </p>
    </section>
  )
}

import { isSettingKey, settings } from '../../shared/settings.ts'
import type { SettingKey } from '../../shared/settings.ts'
import type { EngineClient } from '../engine/engine-client.ts'
import { useEngine } from '../engine/context.ts'
import { useAsked } from '../engine/use-asked.ts'
import { FailureBox } from '../ui/failure-box.tsx'
import { Screen } from '../ui/screen.tsx'
import { useValue } from '../ui/use-value.ts'
import { visible } from '../ui/visible.ts'
import { useWords } from '../words/use-words.ts'
import { DiagnosticsSection } from './diagnostics-section.tsx'
import { PowerNote } from './power-note.tsx'
import { ProtectionSection } from './protection-section.tsx'
import { SettingRow } from './setting-row.tsx'
import styles from './settings-screen.module.css'

const askSettings = (client: EngineClient, signal: AbortSignal) => client.settings.list({}, signal)

/** `transfers.large` belongs to `transfers`. */
function sections(): [string, SettingKey[]][] {
  const bySection = new Map<string, SettingKey[]>()
  for (const key of Object.keys(settings).filter(isSettingKey)) {
    const section = key.split('.')[0] ?? key
    bySection.set(section, [...(bySection.get(section) ?? []), key])
  }
  return [...bySection]
}

export function SettingsScreen() {
  const { mirror } = useEngine()
  const { t } = useWords()
  const { value, failure, again } = useAsked(askSettings, true)
  const version = useValue(mirror.status)?.version
  const stored = new Map(value?.map((each) => [each.key, each]))
  return (
    <Screen title={t('settings.title')} text={t('settings.text')}>
      <FailureBox failure={failure} />
      {value !== null && (
        <div className={styles['sections']}>
          {sections().map(([section, keys]) => (
            <section key={section} className={styles['section']} aria-labelledby={`settings-${section}`}>
              <h2 id={`settings-${section}`}>{t(`settings.section.${section}`, { defaultValue: section })}</h2>
              {keys.map((key) => {
                const setting = stored.get(key)
                return setting && <SettingRow key={key} name={key} setting={setting} onSaved={again} />
              })}
              {section === 'power' && <PowerNote />}
            </section>
          ))}
          <ProtectionSection />
          <DiagnosticsSection />
          {version !== undefined && (
            <p className={styles['version']}>{t('settings.version', { version: visible(version) })}</p>
          )}
        </div>
      )}
    </Screen>
  )
}

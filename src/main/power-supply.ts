/** What the computer runs on: on Linux by what the kernel says in `/sys`, elsewhere by what the app's runtime is told. */

import { readFile, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Power, PowerSource } from './engine/ports/power.ts'

const linuxRoot = '/sys/class/power_supply'

/** Null where there is nothing of that name. */
async function textOf(folder: string, name: string): Promise<string | null> {
  try {
    return (await readFile(join(folder, name), 'utf8')).trim()
  } catch {
    return null
  }
}

interface Supply {
  readonly type: string | null
  readonly scope: string | null
  readonly online: string | null
  readonly status: string | null
  readonly capacity: string | null
}

/**
 * The kernel's words: Documentation/ABI/testing/sysfs-class-power. A supply whose scope is `Device` powers a mouse or a pen,
 * not this computer. Pure.
 */
function powerOf(supplies: readonly Supply[]): Power | null {
  const ours = supplies.filter(({ scope }) => scope !== 'Device')
  const batteries = ours.filter(({ type, status }) => type === 'Battery' && status !== null)
  if (batteries.length === 0) return null
  // `2` is a supply that can be programmed; it feeds as well.
  const isFed = ours.some(({ type, online }) => type !== 'Battery' && online !== null && online !== '0')
  const levels = batteries.flatMap(({ capacity }) => (/^\d{1,3}$/.test(capacity ?? '') ? [Number(capacity)] : []))
  const mean = levels.length === 0 ? null : levels.reduce((sum, level) => sum + level, 0) / levels.length
  return {
    onBattery: !isFed && batteries.some(({ status }) => status === 'Discharging'),
    percent: mean === null ? null : Math.min(100, Math.round(mean)),
  }
}

/** @param root where the kernel lists what powers this computer */
export function linuxPower(root = linuxRoot): PowerSource {
  return {
    async read() {
      const names = await readdir(root).catch(() => [])
      const supplies = names.map(async (name) => {
        const folder = join(root, name)
        const [type, scope, online, status, capacity] = await Promise.all(
          ['type', 'scope', 'online', 'status', 'capacity'].map((each) => textOf(folder, each)),
        )
        return { type, scope, online, status, capacity } as Supply
      })
      return powerOf(await Promise.all(supplies))
    },
  }
}

/** @param told of a runtime that is asked by the app; a daemon elsewhere than on Linux is told nothing */
export function powerSource(
  told: (() => boolean) | undefined,
  platform: NodeJS.Platform = process.platform,
): PowerSource {
  if (platform === 'linux') return linuxPower()
  return { read: () => Promise.resolve(told === undefined ? null : { onBattery: told(), percent: null }) }
}

import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { linuxPower, powerSource } from '../../src/main/power-supply.ts'
import { temporaryFolder } from '../support/temporary-folder.ts'

type Supplies = Readonly<Record<string, Readonly<Record<string, string>>>>

/** As the kernel lists them. */
function supplies(all: Supplies): string {
  const root = temporaryFolder()
  for (const [name, facts] of Object.entries(all)) {
    mkdirSync(join(root, name))
    for (const [fact, text] of Object.entries(facts)) writeFileSync(join(root, name, fact), `${text}\n`)
  }
  return root
}

const rows: readonly (readonly [string, Supplies, object | null])[] = [
  ['no battery at all', { AC: { type: 'Mains', online: '1' } }, null],
  ['nothing', {}, null],
  [
    'plugged in',
    { AC: { type: 'Mains', online: '1' }, BAT0: { type: 'Battery', status: 'Charging', capacity: '54' } },
    { onBattery: false, percent: 54 },
  ],
  [
    'unplugged',
    { AC: { type: 'Mains', online: '0' }, BAT0: { type: 'Battery', status: 'Discharging', capacity: '54' } },
    { onBattery: true, percent: 54 },
  ],
  [
    'by USB, with an empty socket beside it',
    {
      AC: { type: 'Mains', online: '0' },
      USBC: { type: 'USB', online: '1' },
      BAT0: { type: 'Battery', status: 'Not charging', capacity: '80' },
    },
    { onBattery: false, percent: 80 },
  ],
  [
    'too little by USB: it is fed, and its battery goes down',
    { USBC: { type: 'USB', online: '1' }, BAT0: { type: 'Battery', status: 'Discharging', capacity: '40' } },
    { onBattery: false, percent: 40 },
  ],
  [
    'two batteries, one at work',
    {
      BAT0: { type: 'Battery', status: 'Unknown', capacity: '90' },
      BAT1: { type: 'Battery', status: 'Discharging', capacity: '31' },
    },
    { onBattery: true, percent: 61 },
  ],
  ["only a mouse's battery", { hid: { type: 'Battery', scope: 'Device', status: 'Discharging', capacity: '9' } }, null],
  [
    'a level that is nonsense',
    { BAT0: { type: 'Battery', status: 'Discharging', capacity: '-1' } },
    { onBattery: true, percent: null },
  ],
]

test.each(rows)('%s', async (_, all, power) => {
  expect(await linuxPower(supplies(all)).read()).toEqual(power)
})

test('where there is no such folder nobody tells; elsewhere the runtime is asked each time', async () => {
  expect(await linuxPower(join(temporaryFolder(), 'nowhere')).read()).toBeNull()
  let isOnBattery = true
  const source = powerSource(() => isOnBattery, 'darwin')
  expect(await source.read()).toEqual({ onBattery: true, percent: null })
  isOnBattery = false
  expect(await source.read()).toEqual({ onBattery: false, percent: null })
  expect(await powerSource(undefined, 'win32').read()).toBeNull()
})

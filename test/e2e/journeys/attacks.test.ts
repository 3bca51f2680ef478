/** More than sixty attacks by a browser, on a daemon that runs and has a person’s work in it: see test/e2e/attacks. */

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { countFigure } from '../../support/figures.ts'
import { PracticeProcess, Processes, Station } from '../../support/processes.ts'
import { writePseudoRandom } from '../../support/pseudo-random.ts'
import { attacks } from '../attacks/all.ts'
import { Scene } from '../attacks/scene.ts'
import { noBrowser } from '../support/browser.ts'

const processes = new Processes()
let station: Station
let scene: Scene
let before = ''
const succeeded = new Map<string, boolean>()

/** All that an attacker could have changed. */
async function stateOf(): Promise<string> {
  const commands = [['list'], ['history'], ['account', 'list'], ['watch', 'list'], ['settings', 'list']]
  const answers = []
  for (const command of commands) answers.push((await station.run(...command)).lines)
  const { lines } = await station.run('status')
  return JSON.stringify([answers, lines[0]?.paused, lines[0]?.tallies])
}

describe.skipIf(noBrowser !== null)(`attacks${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  beforeAll(async () => {
    const home = join(processes.folder, 'home')
    mkdirSync(home)
    station = new Station(processes, { HOME: home })
    const daemon = await station.startDaemon()
    const practice = await PracticeProcess.start(processes, 'odb')
    await station.addAccount(practice)
    const file = join(processes.folder, 'report.bin')
    await writePseudoRandom(file, 70_001, 5)
    await station.end(await station.upload(file, 'onedrive:/Mine'))
    // The same once more is a question for a person, and waits for them.
    await station.end(await station.upload(file, 'onedrive:/Mine'), 'blocked').catch(() => undefined)
    const { url } = await daemon.ready()
    const link = async (): Promise<string> => (await station.run('open')).lines[0].url
    scene = await Scene.open({ port: Number(new URL(url).port), link })
    before = await stateOf()
  })

  afterAll(async () => {
    await scene?.close()
    await processes.close()
  })

  test('there are enough of them, and each is another one', () => {
    expect(attacks.length).toBeGreaterThanOrEqual(60)
    expect(new Set(attacks.map(({ tries }) => tries)).size).toBe(attacks.length)
  })

  describe('L3, L4, L5, L6, L7, L8, L9, L10, L16, C1, C5: fails', () => {
    test.for(attacks)('$tries', async (attack, { task }) => {
      succeeded.set(attack.tries, true)
      const { sees, arrives } = attack
      expect(await scene.attack(attack)).toEqual({ sees, arrives, person: '200' })
      succeeded.set(attack.tries, false)
      countFigure(task, 'attacks', attack.from)
    })
  })

  test('L8: after all of them nothing has changed, and the daemon serves as before', async () => {
    expect(await stateOf()).toBe(before)
    const failed = [...succeeded].filter(([, isSo]) => isSo).map(([tries]) => tries)
    process.stdout.write(`attacks: ${succeeded.size} tried, ${failed.length} succeeded\n`)
    expect(failed).toEqual([])
    expect(succeeded.size).toBe(attacks.length)
  })
})

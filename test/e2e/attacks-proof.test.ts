/**
 * Attacks that nothing stops would be worth nothing as a test if they couldn’t succeed. Here each of the defences is taken
 * out of the server, by a mock of its module (there is no switch for that in the program), and the attacks that it stops
 * get through.
 */

import { afterEach, describe, expect, inject, test, vi } from 'vitest'
import { readStaticFiles } from '../../src/main/server/static-files.ts'
import type { Transport } from '../../src/shared/rpc.ts'
import { serveFake } from '../fakes/fake-engine.ts'
import { busyWorld } from '../fakes/sample-worlds.ts'
import { attacks } from './attacks/all.ts'
import { type Defence, otherwise } from './attacks/attack.ts'
import { Scene } from './attacks/scene.ts'
import { noBrowser } from './support/browser.ts'

const server = '../../src/main/server'

/** Who may ask is not looked at any more, and neither is a method. */
async function withoutGuard(): Promise<void> {
  const real = await vi.importActual<object>(`${server}/guard.ts`)
  vi.doMock(`${server}/guard.ts`, () => ({ ...real, guard: () => null }))
}

/** Answers say nothing of what a page may do. */
async function withoutHeaders(): Promise<void> {
  const real = await vi.importActual<object>(`${server}/security-headers.ts`)
  vi.doMock(`${server}/security-headers.ts`, () => ({ ...real, securityHeaders: {} }))
}

/** A cookie is enough, and codes work again and again. */
async function withoutSessions(isForCodes: boolean): Promise<void> {
  const real = await vi.importActual<typeof import('../../src/main/server/sessions.ts')>(`${server}/sessions.ts`)
  class AnyToken extends real.Sessions {
    override holds = (): boolean => true
  }
  class LastingCodes extends real.OneTimeCodes {
    override redeem = (): boolean => true
  }
  vi.doMock(`${server}/sessions.ts`, () =>
    isForCodes ? { ...real, OneTimeCodes: LastingCodes } : { ...real, Sessions: AnyToken },
  )
}

const weakenings: Readonly<Record<Defence, () => Promise<void>>> = {
  guard: withoutGuard,
  headers: async () => {
    await withoutHeaders()
    await withoutGuard()
  },
  halves: () => withoutSessions(false),
  codes: () => withoutSessions(true),
}

async function openWithout(defence: Defence): Promise<{ scene: Scene; close: () => Promise<void> }> {
  vi.resetModules()
  await weakenings[defence]()
  const { openLocalServer } = await import('../../src/main/server/local-server.ts')
  const files = await readStaticFiles(inject('pageFolder'))
  if (files === null) throw new Error('There is no page.')
  const world = busyWorld()
  const accept = (transport: Transport) => serveFake(world.staged(), transport)
  const weak = await openLocalServer({ port: 0, files, accept })
  const scene = await Scene.open({ port: weak.port, link: () => Promise.resolve(weak.link(60_000)) })
  return {
    scene,
    close: async () => {
      await scene.close()
      await weak.close()
    },
  }
}

afterEach(() => {
  for (const name of ['guard', 'security-headers', 'sessions']) vi.doUnmock(`${server}/${name}.ts`)
})

describe.skipIf(noBrowser !== null)(`attacks succeed${noBrowser === null ? '' : ` (${noBrowser})`}`, () => {
  test.each(Object.keys(weakenings) as Defence[])('without %s', async (defence) => {
    const its = attacks.filter(({ without = {} }) => defence in without)
    const { scene, close } = await openWithout(defence)
    try {
      const stopped: string[] = []
      for (const { without, ...attack } of its) {
        const { sees } = await scene.attack({ ...attack, arrives: 'any' })
        const wanted = without?.[defence]
        const isThrough =
          wanted === otherwise
            ? JSON.stringify([sees, scene.arrived]) !== JSON.stringify([attack.sees, attack.arrives])
            : JSON.stringify(sees) === JSON.stringify(wanted) && JSON.stringify(sees) !== JSON.stringify(attack.sees)
        if (!isThrough) stopped.push(`${attack.tries}: ${JSON.stringify(sees)}, ${scene.arrived.join('; ')}`)
      }
      expect(stopped).toEqual([])
      expect(its.length).toBeGreaterThan(0)
    } finally {
      await close()
    }
  })
})

import { randomInt } from 'node:crypto'
import type { World } from '../storage/world.ts'
import { Refusal } from './refusals.ts'
import { type Device, tables } from './rows.ts'
import { secret } from './tokens.ts'

/** Letters and digits that nobody takes for one another. */
const alphabet = 'ABCDEFGHJKLMNPQRSTUVWXYZ23456789'

export function openDevice(world: World, asked: Pick<Device, 'tenant' | 'cloud' | 'clientId' | 'scopes'>): Device {
  const { clock, switches } = world
  const row: Device = {
    ...asked,
    deviceCode: secret(),
    userCode: Array.from({ length: 9 }, () => alphabet[randomInt(alphabet.length)]).join(''),
    expiresAt: clock.now() + switches.deviceCodeLifetimeMs,
    interval: switches.deviceCodeInterval,
    lastPoll: null,
    state: 'pending',
    account: null,
  }
  return put(world, row)
}

function put(world: World, row: Device): Device {
  world.write({ table: tables.device, id: row.deviceCode, row })
  return row
}

export function devicesOf(world: World): readonly Device[] {
  return [...world.table<Device>(tables.device).values()]
}

/** The device that shows this code and still waits; people type it in any case and with whatever between. */
export function findDevice(world: World, typed: string): Device | undefined {
  const code = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
  return devicesOf(world).find(
    ({ userCode, state, account, expiresAt }) =>
      userCode === code && state === 'pending' && account === null && expiresAt > world.clock.now(),
  )
}

export function allowDevice(world: World, device: Device, account: string): void {
  put(world, { ...device, account })
}

export function declineDevice(world: World, device: Device): void {
  put(world, { ...device, state: 'declined' })
}

/** Timers ring early by so much, and the virtual clock is read at other moments than the client's. */
const slackMs = 50
/** RFC 8628 section 3.5: what `slow_down` adds to the interval. */
const slowerBySeconds = 5

/** One poll: the device once somebody has allowed it, which it is for one poll; else what it is to be told. */
export function pollDevice(world: World, deviceCode: string, clientId: string): Device & { readonly account: string } {
  const now = world.clock.now()
  const row = world.table<Device>(tables.device).get(deviceCode)
  if (!row || row.clientId !== clientId || row.state === 'done') throw new Refusal('deviceUnknown')
  if (row.state === 'declined') throw new Refusal('declined')
  if (row.expiresAt <= now) throw new Refusal('deviceExpired')
  if (row.lastPoll !== null && now < row.lastPoll + row.interval * 1000 - slackMs) {
    put(world, { ...row, lastPoll: now, interval: row.interval + slowerBySeconds })
    throw new Refusal('tooSoon')
  }
  if (row.account === null) {
    put(world, { ...row, lastPoll: now })
    throw new Refusal('pending')
  }
  put(world, { ...row, lastPoll: now, state: 'done' })
  return { ...row, account: row.account }
}

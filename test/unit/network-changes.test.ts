import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { networkNow, watchNetwork } from '../../src/main/network-changes.ts'
import { ManualClock } from '../fakes/clock.ts'

function address(family: 'IPv4' | 'IPv6', text: string, internal = false): NetworkInterfaceInfo {
  const rest = { address: text, netmask: '', mac: '00:00:00:00:00:00', internal, cidr: null }
  return family === 'IPv4' ? { family, ...rest } : { family, scopeid: 0, ...rest }
}

test('another address, another interface and none are another network; what changes by itself is not', () => {
  const home = { lo: [address('IPv4', '127.0.0.1', true)], wlan0: [address('IPv4', '192.0.2.7')] }
  const now = networkNow(home)
  expect(networkNow({ wlan0: home.wlan0, lo: [] })).toBe(now)
  expect(networkNow({ ...home, wlan0: [address('IPv4', '192.0.2.8')] })).not.toBe(now)
  expect(networkNow({ ...home, tun0: [address('IPv4', '198.51.100.4')] })).not.toBe(now)
  expect(networkNow({ lo: home.lo })).toBe('')
  const six = (text: string): string => networkNow({ wlan0: [address('IPv6', text)] })
  expect(six('2001:db8:1:2:aaaa::1')).toBe(six('2001:db8:1:2:bbbb::9'))
  expect(six('2001:db8:1:2:aaaa::1')).not.toBe(six('2001:db8:1:3:aaaa::1'))
})

test('it is told once for each change, within seconds', async () => {
  const clock = new ManualClock()
  const over = new AbortController()
  let network = 'wlan0'
  let told = 0
  const watching = watchNetwork(
    clock,
    () => (told += 1),
    over.signal,
    () => network,
  )
  await clock.advance(60_000)
  expect(told).toBe(0)
  network = ''
  await clock.advance(5_000)
  network = 'tun0'
  await clock.advance(60_000)
  expect(told).toBe(2)
  over.abort()
  await watching
  expect(clock.sleepers).toBe(0)
})

import type { NetworkInterfaceInfo } from 'node:os'
import { expect, test } from 'vitest'
import { networkNow, watchNetwork } from '../../../src/main/net/network-changes.ts'
import { ManualClock } from '../../fakes/clock.ts'

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

test('an address is cut at its /64 however it is written', () => {
  const six = (text: string): string => networkNow({ wlan0: [address('IPv6', text)] })
  // A temporary address of today and of tomorrow, in a network whose own part has zeros.
  expect(six('2001:db8::1:2:3:4')).toBe(six('2001:db8::a:b:c:d'))
  expect(six('2001:db8::1:2:3:4')).toBe(six('2001:db8:0:0:ffff::1'))
  expect(six('2001:db8::')).toBe(six('2001:0db8:0000:0000:0000:0000:0000:0001'))
  expect(six('2001:db8:0:1::1')).not.toBe(six('2001:db8::1'))
  expect(six('fd00:77::1')).not.toBe(six('fd00:78::1'))
})

test('what interfaces give themselves is no network: a container comes and goes unnoticed', () => {
  const home = { wlan0: [address('IPv4', '192.0.2.7'), address('IPv6', '2001:db8:1:2::7')] }
  const now = networkNow(home)
  for (const own of ['fe80::42:acff:fe11:2', 'fe80::1%veth0', 'febf:ffff::1', 'FE80::1']) {
    expect(networkNow({ ...home, veth0: [address('IPv6', own)] }), own).toBe(now)
  }
  expect(networkNow({ ...home, usb0: [address('IPv4', '169.254.7.9')] })).toBe(now)
  expect(networkNow({ wlan0: [address('IPv6', 'fe80::1')] })).toBe('')
  expect(networkNow({ ...home, tun0: [address('IPv6', 'fec0::1')] })).not.toBe(now)
  expect(networkNow({ ...home, tun0: [address('IPv4', '169.253.7.9')] })).not.toBe(now)
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

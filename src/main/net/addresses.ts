/** Which addresses are somebody's own network: a server that we don't know must not send us there (NW4). */

import { BlockList, isIP } from 'node:net'

const local = new BlockList()
// IANA special-purpose registries; and multicast, which is no destination either.
for (const [net, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 3],
] as const) {
  local.addSubnet(net, prefix, 'ipv4')
}
for (const [net, prefix] of [
  ['::', 127],
  ['100::', 64],
  ['2001::', 32],
  ['2001:db8::', 32],
  ['fc00::', 7],
  ['fe80::', 9],
  ['ff00::', 8],
] as const) {
  local.addSubnet(net, prefix, 'ipv6')
}

/** Prefixes whose IPv6 addresses carry an IPv4 address: how many groups stand before it. */
const carriers: readonly [RegExp, number][] = [
  [/^(0:){5}(ffff|0):/, 6],
  [/^64:ff9b:(0:){4}/, 6],
  [/^2002:/, 1],
]

/** Loopback, private, link-local, reserved or multicast; also behind IPv4-mapped, NAT64 and 6to4 addresses. */
export function isLocalAddress(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '')
  const version = isIP(bare)
  if (version === 4) return local.check(bare, 'ipv4')
  if (version !== 6) return false
  if (local.check(bare, 'ipv6')) return true
  const groups = groupsOf(bare)
  for (const [prefix, at] of carriers) {
    if (!prefix.test(groups.join(':'))) continue
    const high = Number.parseInt(groups[at] ?? '0', 16)
    const low = Number.parseInt(groups[at + 1] ?? '0', 16)
    return local.check(`${high >>> 8}.${high & 255}.${low >>> 8}.${low & 255}`, 'ipv4')
  }
  return false
}

/** The eight groups of an IPv6 address (without zone), each in lower case and without leading zeros. */
export function groupsOf(address: string): string[] {
  // The URL parser writes every IPv6 address in one way, dotted tails included.
  const plain = new URL(`http://[${address}]/`).hostname.slice(1, -1)
  const [head = '', tail] = plain.split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === undefined || tail === '' ? [] : tail.split(':')
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
}

/** A host that is local by its spelling alone: `localhost` (RFC 6761) or a local address. */
export function isLocalHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost') || isLocalAddress(name)
}

/** Loopback in the strict sense: the only place where plain http may go. */
export function isLoopbackHost(hostname: string): boolean {
  const name = hostname.toLowerCase().replace(/\.$/, '')
  return name === 'localhost' || name.endsWith('.localhost') || /^127\.\d+\.\d+\.\d+$/.test(name) || name === '[::1]'
}

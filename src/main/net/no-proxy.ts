/** Which hosts the environment's NO_PROXY leaves alone, as curl and the like read it. */

import { BlockList, isIP } from 'node:net'

/** `*`, a host, a domain (with or without a dot before it), an address or a range of them; each may end in `:port`. */
export function isLeftAlone(list: string, hostname: string, port: number): boolean {
  const host = bare(hostname)
  return list
    .split(/[\s,]+/)
    .filter((entry) => entry !== '')
    .some((entry) => fits(entry.toLowerCase(), host, port))
}

function fits(entry: string, host: string, port: number): boolean {
  const { name, only } = apart(entry)
  if (only !== null && only !== port) return false
  if (name === '*') return true
  if (name.includes('/')) return isInRange(name, host)
  const domain = bare(name).replace(/^\*?\./, '')
  // `*.example.com` is what lies below it, `.example.com` and `example.com` are also the domain itself.
  const isItself = host === domain && !name.startsWith('*.')
  return domain !== '' && (isItself || (isIP(host) === 0 && host.endsWith(`.${domain}`)))
}

/** An IPv6 address has colons of its own: with a port it stands in brackets. */
function apart(entry: string): { readonly name: string; readonly only: number | null } {
  const found = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(entry)
  return found === null ? { name: entry, only: null } : { name: found[1] ?? '', only: Number(found[2]) }
}

function bare(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/(?<=.)\.$/, '')
}

function isInRange(range: string, host: string): boolean {
  const [net = '', bits = ''] = range.split('/')
  const version = isIP(bare(net))
  if (version === 0 || version !== isIP(host) || !/^\d{1,3}$/.test(bits)) return false
  const family = version === 4 ? 'ipv4' : 'ipv6'
  if (Number(bits) > (version === 4 ? 32 : 128)) return false
  const list = new BlockList()
  list.addSubnet(bare(net), Number(bits), family)
  return list.check(host, family)
}

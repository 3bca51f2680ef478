/**
 * Who may import whom, as one table. A file belongs to the first room that its path fits; what its room does not
 * name, it may not import, type or value, however the import is written.
 */

import { isBuiltin } from 'node:module'
import { posix } from 'node:path'

interface Room {
  /** Path prefixes of the files in this room; one without a final slash is exactly that file. */
  readonly of: readonly string[]
  /** What of `src` it may reach besides itself, in the same notation. */
  readonly reaches: readonly string[]
  readonly packages: readonly string[]
  /** `all`, or the built-ins by name. */
  readonly builtins: 'all' | readonly string[]
  /** What somebody who broke the rule should know. */
  readonly why: string
}

const shared = 'src/shared/'
const engine = 'src/main/engine/'
const adapterWhy =
  'an adapter implements the ports of the engine and knows no other adapter; src/main/compose.ts connects them'

/** A folder that implements one of the engine's ports with a library of its own. */
function adapter(name: string, packages: readonly string[], reaches: readonly string[] = []): Room {
  const of = [`src/main/${name}/`]
  return { of, reaches: [shared, engine, ...reaches], packages: ['zod', ...packages], builtins: 'all', why: adapterWhy }
}

const rooms: readonly Room[] = [
  {
    of: [shared],
    reaches: [],
    packages: ['fflate', 'zod'],
    builtins: [],
    why: 'src/shared is pure: it runs in the engine, in a browser and in a script alike',
  },
  {
    of: [engine],
    reaches: [shared],
    packages: [],
    builtins: [],
    why: 'the engine is alone: what it needs from the world is a port in src/main/engine/ports, handed in',
  },
  {
    of: ['src/main/services/'],
    reaches: [shared, engine],
    packages: ['zod'],
    builtins: [],
    why: 'a service is what the faces ask for in terms of the engine: it sees the engine and its ports, no adapter',
  },
  {
    of: ['src/main/providers/index.ts'],
    reaches: [shared, engine, 'src/main/providers/'],
    packages: [],
    builtins: [],
    why: 'the registry lists the providers and does nothing else',
  },
  {
    of: ['src/main/providers/'],
    reaches: [shared, 'src/main/engine/ports/', 'src/main/engine/ports.ts'],
    packages: ['zod'],
    builtins: ['node:buffer', 'node:crypto'],
    why: 'a provider sees the ports of the engine, provider.ts, graph and its own folder; bytes and HTTP are handed to it',
  },
  {
    of: ['src/main/practice/'],
    reaches: [shared],
    packages: ['selfsigned', 'zod'],
    builtins: 'all',
    why: 'the practice cloud and the client share no code: one wrong line must not be wrong on both sides',
  },
  {
    of: ['src/main/policy/read.ts'],
    reaches: [shared, 'src/main/policy/'],
    packages: [],
    builtins: 'all',
    why: 'the file is read here and nowhere else; what it decides is pure',
  },
  {
    of: ['src/main/policy/'],
    reaches: [shared, 'src/main/engine/ports/', 'src/main/files/containment.ts'],
    packages: ['zod'],
    builtins: [],
    why: 'what a policy decides is a pure function of its files and of what it is asked; src/main/compose.ts asks it everywhere',
  },
  adapter('store', ['better-sqlite3']),
  adapter('files', ['chokidar', 'ignore']),
  adapter('net', ['undici']),
  adapter('secrets', []),
  adapter('sign-in', ['oauth4webapi']),
  adapter('server', ['ws'], ['src/main/services/']),
  adapter('worker', [], ['src/main/store/', 'src/main/files/', 'src/main/system.ts']),
  {
    of: ['src/main/client/'],
    reaches: [shared],
    packages: ['ws', 'zod'],
    builtins: 'all',
    why: 'a client knows the contract in src/shared and a socket',
  },
  {
    of: ['src/main/shell/'],
    reaches: [shared, engine, 'src/main/client/', 'src/main/server/', 'src/main/*'],
    packages: ['electron', 'i18next', 'zod'],
    builtins: 'all',
    why: 'the shell is Electron around the engine; it is handed what src/main/compose.ts built',
  },
  {
    of: ['src/main/cli.ts', 'src/main/command-line.ts', 'src/main/cli/'],
    reaches: [shared, 'src/main/client/', 'src/main/practice/', 'src/main/*'],
    packages: ['commander', 'log-update', 'zod'],
    builtins: 'all',
    why: 'the command line is a client of the contract; what it must start, src/main/compose.ts or src/main/daemon.ts starts',
  },
  {
    of: [
      'src/main/compose.ts',
      'src/main/compose-links.ts',
      'src/main/compose-network.ts',
      'src/main/compose-settings.ts',
      'src/main/compose-watching.ts',
      'src/main/owner.ts',
      'src/main/practice-host.ts',
    ],
    reaches: ['src/main/', shared],
    packages: ['zod'],
    builtins: 'all',
    why: 'compose and the owner connect the rooms; a library stays behind the door of its own room',
  },
  {
    of: ['src/main/index.ts'],
    reaches: [
      shared,
      'src/main/*',
      'src/main/cli/command-names.ts',
      'src/main/server/static-files.ts',
      'src/main/shell/',
    ],
    packages: [],
    builtins: 'all',
    why: 'the Electron entry composes, then opens the shell',
  },
  {
    of: ['src/main/*'],
    reaches: [shared, engine, 'src/main/server/', 'src/main/client/'],
    packages: ['zod'],
    builtins: 'all',
    why: 'the files directly in src/main are the ground: entries, lock, log',
  },
  {
    of: ['src/renderer/'],
    reaches: [shared],
    packages: ['@base-ui/react', 'i18next', 'lucide-react', 'react', 'react-dom', 'zod'],
    builtins: [],
    why: 'the page runs unchanged in a browser: it knows the contract in src/shared and nothing of src/main',
  },
]

/** `folder/` holds everything below it, `folder/*` the files directly in it, anything else is one file. */
function holds(pattern: string, path: string): boolean {
  if (pattern.endsWith('/*')) return posix.dirname(path) === pattern.slice(0, -2)
  return pattern.endsWith('/') ? path.startsWith(pattern) : path === pattern
}

function roomOf(path: string): Room | undefined {
  return rooms.find((room) => room.of.some((pattern) => holds(pattern, path)))
}

/** The folder of one provider: `src/main/providers/box/`; null for what lies directly in `providers`. */
function islandOf(path: string): string | null {
  return /^src\/main\/providers\/[^/]+\//.exec(path)?.[0] ?? null
}

/** Providers are islands: their own folder, the dialect that Microsoft's share, and what lies beside them. */
function mayReachInRoom(room: Room, from: string, to: string): boolean {
  if (!room.of.some((pattern) => holds(pattern, to))) return false
  if (!room.of.includes('src/main/providers/')) return true
  const island = islandOf(to)
  if (island === null) return to !== 'src/main/providers/index.ts'
  return island === islandOf(from) || island === 'src/main/providers/graph/'
}

function packageOf(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/')
}

function isAllowed(room: Room, from: string, specifier: string): boolean {
  if (specifier.startsWith('.')) {
    const to = posix.join(posix.dirname(from), specifier)
    return mayReachInRoom(room, from, to) || room.reaches.some((pattern) => holds(pattern, to))
  }
  if (isBuiltin(specifier)) {
    const name = specifier.startsWith('node:') ? specifier : `node:${specifier}`
    return room.builtins === 'all' || room.builtins.includes(name)
  }
  return room.packages.includes(packageOf(specifier))
}

/** Every file of `src` (paths run from the root of the repository, with slashes) has a room. */
export function isHoused(path: string): boolean {
  return !path.startsWith('src/') || roomOf(path) !== undefined
}

/** Why `from` may not import `specifier`; null if it may. */
export function refusal(from: string, specifier: string): string | null {
  const room = from.startsWith('src/') ? roomOf(from) : undefined
  if (room === undefined || isAllowed(room, from, specifier)) return null
  return `"${specifier}" is out of reach from here: ${room.why}`
}

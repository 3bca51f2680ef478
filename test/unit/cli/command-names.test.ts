import { expect, test } from 'vitest'
import { commandNames, isForCommandLine } from '../../../src/main/cli/command-names.ts'
import { buildProgram } from '../../../src/main/cli/program.ts'
import { Session } from '../../../src/main/cli/session.ts'
import type { World } from '../../../src/main/cli/world.ts'

test('the names are those of the commands that there are', () => {
  const world = { version: '0.0.0', stdout: { write: () => true }, defaultDataDir: '/d', env: {} } as unknown as World
  const { program } = buildProgram(new Session(world, new AbortController().signal, false))
  const commands = program.createHelp().visibleCommands(program)
  expect(commands.map((command) => command.name()).toSorted()).toEqual(commandNames)
})

test.each([
  [['list']],
  [['list', '--json']],
  [['--json', 'status']],
  [['--data-dir', '/d', 'upload', 'x', '--to', 'onedrive:/']],
  [['--data-dir=/d', 'wait']],
  [['--inspect=0', '--remote-debugging-port=0', 'daemon']],
  [['--help']],
  [['--version']],
])('%j is for the command line', (args) => {
  expect(isForCommandLine(args)).toBe(true)
})

test.each([
  [[]],
  [['--hidden']],
  [['--data-dir', 'list']],
  [['--data-dir', '/d', '/home/me/list']],
  [['./list']],
  [['--', 'list']],
  [['holiday.mov', 'list']],
])('%j is for the window', (args) => {
  expect(isForCommandLine(args)).toBe(false)
})

/** `longshore account …`: who uploads where. */

import { Argument, Option } from 'commander'
import type { Command } from 'commander'
import { accountKinds, clouds, consentKinds } from '../../../shared/contract.ts'
import type { AccountView, TokenFile } from '../../../shared/contract.ts'
import { readClientSecret, readTokens } from '../secret-files.ts'
import { type WayFlags, clientIdOf, refuseWay, signedIn } from '../sign-in.ts'
import { usage, valueOf } from '../session.ts'
import type { Session } from '../session.ts'
import { table } from '../table.ts'
import { notEmpty } from '../values.ts'

interface AddFlags extends WayFlags {
  readonly name?: string
  readonly cloud?: (typeof clouds)[number]
  readonly tenant?: string
  readonly clientId?: string
  readonly graphUrl?: string
  readonly loginUrl?: string
  readonly boxUrl?: string
  readonly boxUploadUrl?: string
  readonly boxLoginUrl?: string
  readonly clientSecretFile?: string
  readonly tokenFile?: string
}

interface SignInFlags extends WayFlags {
  readonly clientSecretFile?: string
  readonly tokenFile?: string
}

interface Files {
  readonly clientSecretFile?: string | undefined
  readonly tokenFile?: string | undefined
}

const stateWords = {
  ready: 'ready',
  'signed-out': 'must be signed in again',
  'secrets-locked': 'its stored sign-in is locked',
  'not-allowed': 'not allowed on this computer',
} as const

function line({ name, kind, user, state }: AccountView): string {
  return `${name} (${kind}${user === null ? '' : `, ${user}`}): ${stateWords[state]}`
}

/** Of the files that were named; each is read once. */
async function clientSecretOf(session: Session, { clientSecretFile, tokenFile }: Files) {
  if (clientSecretFile === undefined) return {}
  if (clientSecretFile === '-' && tokenFile === '-') throw usage('Only one of the files can be the standard input.')
  return { clientSecret: await readClientSecret(session, clientSecretFile) }
}

async function add(session: Session, kind: (typeof accountKinds)[number], flags: AddFlags): Promise<void> {
  const { tokenFile, clientSecretFile, deviceCode, for: destinations, ...others } = flags
  const way = { deviceCode, for: destinations }
  if (tokenFile !== undefined || kind === 'practice') refuseWay(way)
  const secret = await clientSecretOf(session, { clientSecretFile, tokenFile })
  const request = { kind, ...others, ...secret }
  if (kind !== 'practice' && tokenFile === undefined) {
    const account = await signedIn(session, { ...clientIdOf(session, kind), ...request }, way)
    return session.terminal.answer(account, () => [line(account)])
  }
  const tokens = tokenFile === undefined ? undefined : await readTokens(session, tokenFile)
  const added = await session.ask(
    async (client) => valueOf(await client.accounts.add({ ...request, ...(tokens && { tokens }) })),
    'once',
  )
  session.terminal.answer(added, () => [line(added)])
}

async function list(session: Session): Promise<void> {
  const accounts = await session.ask(async (client) => valueOf(await client.accounts.list({})))
  const columns = ['NAME', 'KIND', 'CLOUD', 'STATE', 'USER'].map((title) => ({ title }))
  session.terminal.answer(accounts, () =>
    accounts.length === 0
      ? ['There is no account. Add one with `longshore account add`.']
      : table(
          columns,
          accounts.map(({ name, kind, cloud, state, user }) => [name, kind, cloud, state, user ?? '']),
        ),
  )
}

async function signIn(session: Session, name: string, flags: SignInFlags): Promise<void> {
  const { tokenFile, deviceCode, for: destinations } = flags
  const way = { deviceCode, for: destinations }
  if (tokenFile !== undefined) refuseWay(way)
  const secret = await clientSecretOf(session, flags)
  const account =
    tokenFile === undefined
      ? await signedIn(session, { again: name, ...secret }, way)
      : await withTokens(session, name, await readTokens(session, tokenFile), secret)
  session.terminal.answer(account, () => [line(account)])
}

function withTokens(session: Session, name: string, tokens: TokenFile, secret: { clientSecret?: string }) {
  return session.ask(async (client) => valueOf(await client.accounts.signIn({ name, tokens, ...secret })))
}

async function remove(session: Session, name: string): Promise<void> {
  const gone = await session.ask(async (client) => valueOf(await client.accounts.remove({ name })), 'once')
  session.terminal.answer(gone, () => [`Removed the account '${name}'. What it uploaded stays where it is.`])
}

const deviceCodeFlag = '--device-code'
const deviceCodeWords = 'sign in by a code on another device'
const consentFlag = '--for <destinations...>'
const consentWords = 'what Microsoft is asked for; more can be asked for later'
const secretFileFlag = '--client-secret-file <file>'
const secretFileWords = "a file with the app registration's secret, read once"
const tokenFileFlag = '--token-file <file>'
const tokenFileWords = 'a file with {"accessToken","expiresAt"?,"refreshToken"?}, read once; - is the standard input'

export function addAccount(program: Command, session: Session): void {
  const account = program.command('account').description('who uploads where')
  account
    .command('add')
    .description('add an account: sign in, in the browser')
    .addArgument(new Argument('<kind>', 'which service').choices(accountKinds))
    .option('--name <name>', 'what to call it here', notEmpty)
    .addOption(new Option('--cloud <cloud>', 'which Microsoft cloud').choices(clouds))
    .option('--tenant <id>', 'an id, common, organizations or consumers', notEmpty)
    .option('--client-id <id>', 'of an app registration of your own', notEmpty)
    .option(secretFileFlag, secretFileWords, notEmpty)
    .option(tokenFileFlag, tokenFileWords, notEmpty)
    .option('--graph-url <url>', "the root of Microsoft's service, without version", notEmpty)
    .option('--login-url <url>', 'the root of its sign-in', notEmpty)
    .option('--box-url <url>', 'the root of Box, without version', notEmpty)
    .option('--box-upload-url <url>', 'the root of its uploads', notEmpty)
    .option('--box-login-url <url>', 'the root of its sign-in in a browser', notEmpty)
    .option(deviceCodeFlag, deviceCodeWords)
    .addOption(new Option(consentFlag, consentWords).choices(consentKinds))
    .action((kind: (typeof accountKinds)[number], flags: AddFlags) => add(session, kind, flags))
  account
    .command('list')
    .description('the accounts there are')
    .action(() => list(session))
  account
    .command('sign-in')
    .description('sign in again, in the browser')
    .argument('<name>', 'of the account')
    .option(deviceCodeFlag, deviceCodeWords)
    .addOption(new Option(consentFlag, consentWords).choices(consentKinds))
    .option(tokenFileFlag, tokenFileWords, notEmpty)
    .option(secretFileFlag, `${secretFileWords}: where it has a new one`, notEmpty)
    .action((name: string, flags: SignInFlags) => signIn(session, name, flags))
  account
    .command('remove')
    .description('sign out and forget an account')
    .argument('<name>', 'of the account')
    .action((name: string) => remove(session, name))
}

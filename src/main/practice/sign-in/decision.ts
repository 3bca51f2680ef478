import type { Context } from '../context.ts'
import type { Exchange } from '../http/exchange.ts'
import type { Reply } from '../http/reply.ts'
import { findAccount } from './accounts.ts'
import { admit, allowed, decisionPath, peopleFor, tellProgram } from './authorize.ts'
import { rememberAccount } from './browser-sessions.ts'
import { findClient } from './clients.ts'
import { allowDevice, declineDevice, devicesOf, findDevice } from './devices.ts'
import { type Parameters, readForm } from './form.ts'
import { choicePage, devicePage, errorPage, noticePage } from './pages.ts'
import { endPending, pendingOf, waitForDecision } from './pending.ts'
import { Refusal } from './refusals.ts'
import type { Ask } from './rows.ts'

const stale = { error: 'expired', message: 'This page was used before or is too old. Begin again in the program.' }

/** POST /decide: what a person has pressed on one of the pages. */
export async function takeDecision(context: Context, exchange: Exchange): Promise<Reply> {
  const { world } = context
  const form = await readForm(exchange)
  const pending = pendingOf(world, form.get('request') ?? '')
  if (!pending) return errorPage('Sign-in failed', stale)
  const answer = form.get('decision')
  if (answer !== 'allow' && answer !== 'deny') {
    return errorPage('Sign-in failed', { error: 'invalid_request', message: 'Neither Allow nor Deny was pressed.' })
  }
  if (pending.ask !== null) {
    exchange.entry.signIn = { clientId: pending.ask.clientId }
    endPending(world, pending)
    return answer === 'deny'
      ? tellProgram(pending.ask, new Refusal('denied'), true)
      : allow(context, exchange, pending.ask, form)
  }
  endPending(world, pending)
  return decideOnDevice(context, exchange, pending.device ?? '', answer, form)
}

function allow(context: Context, exchange: Exchange, ask: Ask, form: Parameters): Reply {
  const who = findAccount(form.get('account') ?? '')
  return who ? allowed(context, exchange, ask, who, true) : tellProgram(ask, new Refusal('wrongTenant'), true)
}

/** POST /device: the code somebody has typed leads to the page on which they allow or deny. */
export async function takeUserCode(context: Context, exchange: Exchange): Promise<Reply> {
  const { world } = context
  const typed = (await readForm(exchange)).get('user_code') ?? ''
  const device = findDevice(world, typed)
  const client = device && findClient(world, 'microsoft', device.clientId)
  if (!device || !client) return devicePage('That code is not known, or no longer. Look at the device again.')
  const people = peopleFor(client, device)
  const id = waitForDecision(world, { ask: null, device: device.deviceCode })
  const { clientId, scopes } = device
  return choicePage({ id, clientId, scopes, people, marked: people[0]?.id, action: decisionPath })
}

function decideOnDevice(
  context: Context,
  exchange: Exchange,
  deviceCode: string,
  answer: 'allow' | 'deny',
  form: Parameters,
): Reply {
  const { world } = context
  const shown = devicesOf(world).find((row) => row.deviceCode === deviceCode)
  const device = shown && findDevice(world, shown.userCode)
  if (!device) return errorPage('Sign-in failed', stale)
  exchange.entry.signIn = { clientId: device.clientId }
  if (answer === 'deny') {
    declineDevice(world, device)
    return noticePage('Denied', 'The device was not let in. You can close this page.')
  }
  const who = findAccount(form.get('account') ?? '')
  try {
    if (!who) throw new Refusal('wrongTenant')
    admit(context, device, who)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    declineDevice(world, device)
    return errorPage('Sign-in failed', error)
  }
  allowDevice(world, device, who.id)
  exchange.entry.account = who.id
  const text = 'The device is signed in. You can close this page and go back to it.'
  return noticePage('Signed in', text, rememberAccount(world, exchange, who.id))
}

import type { Reply } from '../http/reply.ts'
import type { SignInAccount } from './accounts.ts'
import { escapeHtml, page } from './page.ts'
import type { Refusal } from './refusals.ts'
import type { Ask } from './rows.ts'

interface Choice {
  readonly id: string
  readonly clientId: string
  readonly scopes: readonly string[]
  /** Who may sign in; the one that is marked comes first to mind. */
  readonly people: readonly SignInAccount[]
  readonly marked: string | undefined
  readonly leadsTo?: string
  readonly action: string
}

/** Who signs in, what is asked for, Allow and Deny. */
export function choicePage({ id, clientId, scopes, people, marked, leadsTo, action }: Choice): Reply {
  const radios = people.map(
    (person) =>
      `<label><input type="radio" name="account" value="${escapeHtml(person.id)}" required${person.id === marked ? ' checked' : ''}> ${escapeHtml(person.displayName)} (${escapeHtml(person.login)}${person.kind === 'personal' ? ', a personal account' : ''})</label>`,
  )
  const body = `<p>The program <code>${escapeHtml(clientId)}</code> asks to be let in. This is the practice cloud: nobody is real here, and no password is wanted.</p>
<form method="post" action="${escapeHtml(action)}">
<input type="hidden" name="request" value="${escapeHtml(id)}">
<fieldset>
<legend>Who signs in</legend>
${radios.join('\n')}
</fieldset>
<h2>It asks for</h2>
<ul>
${scopes.map((scope) => `<li><code>${escapeHtml(scope)}</code></li>`).join('\n')}
</ul>
<p><button class="first" name="decision" value="allow">Allow</button><button name="decision" value="deny" formnovalidate>Deny</button></p>
</form>`
  return page({ title: 'Sign in', body, ...(leadsTo !== undefined && { leadsTo }) })
}

/** Where a code from another device is typed. */
export function devicePage(trouble: string | null): Reply {
  const told = trouble === null ? '' : `<p role="alert" id="trouble">${escapeHtml(trouble)}</p>`
  const described = trouble === null ? '' : ' aria-describedby="trouble" aria-invalid="true"'
  const body = `${told}<form method="post" action="/device">
<p><label for="code">Code that the device shows</label>
<input type="text" id="code" name="user_code" autocomplete="off" autocapitalize="characters" spellcheck="false" required${described}></p>
<p><button class="first">Next</button></p>
</form>`
  return page({ title: 'Sign in on another device', body, status: trouble === null ? 200 : 400 })
}

export function noticePage(title: string, text: string, headers: Readonly<Record<string, string>> = {}): Reply {
  return page({ title, body: `<p>${escapeHtml(text)}</p>`, headers })
}

/** For whom can't be sent back, because where to isn't trusted. */
export function errorPage(title: string, { error, message }: Pick<Refusal, 'error' | 'message'>, status = 400): Reply {
  const body = `<p role="alert"><code>${escapeHtml(error)}</code></p>
<p>${escapeHtml(message)}</p>
<p>Nobody was signed in. You can close this page and go back to the program.</p>`
  return { ...page({ title, body, status }), errorCode: error }
}

/** Back to the program, in the way it has asked for; after a form a browser is told to use GET. */
export function sendBack(
  { redirectUri, responseMode, state }: Pick<Ask, 'redirectUri' | 'responseMode' | 'state'>,
  answer: Readonly<Record<string, string>>,
  how: { readonly afterPost: boolean; readonly headers?: Readonly<Record<string, string>> },
): Reply {
  const all = { ...answer, ...(state !== null && { state }) }
  const errorCode = answer['error']
  const shared = errorCode === undefined ? {} : { errorCode }
  if (responseMode === 'form_post') {
    const fields = Object.entries(all).map(
      ([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`,
    )
    const form = `<form method="post" action="${escapeHtml(redirectUri)}">\n${fields.join('\n')}\n<button class="first">Continue</button>\n</form>`
    const headers = how.headers ?? {}
    return {
      ...page({ title: 'Back to the program', body: form, leadsTo: redirectUri, sendsOn: true, headers }),
      ...shared,
    }
  }
  const url = new URL(redirectUri)
  if (responseMode === 'fragment') url.hash = new URLSearchParams(all).toString()
  else for (const [name, value] of Object.entries(all)) url.searchParams.append(name, value)
  const headers = { Location: url.href, 'Referrer-Policy': 'no-referrer', 'Cache-Control': 'no-store', ...how.headers }
  return { status: how.afterPost ? 303 : 302, headers, ...shared }
}

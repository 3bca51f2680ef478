/** What the line, who sits on it, and who signs in can do: rows N and A of everything that may go wrong. */

import { type FaultFamily, rowsOf } from './catalogue.ts'

export const networkFaults: FaultFamily = {
  title: 'Network',
  about: 'Nothing on the way is trusted: an answer counts when it is one of the service, to what was asked.',
  rows: rowsOf(
    'fault-N',
    [],
    [
      ['01', 'no connection, no name, no route', 'offline, told once for all, and looked for again'],
      ['02', 'the connection is reset in a body', 'asks, and goes on from there'],
      ['03', 'a tenth is lost on a line of 64 kbit/s', 'arrives, in small ranges'],
      ['04', 'silence on an open connection', 'an end to the patience that counts from the last byte'],
      ['05', 'an answer of a byte now and then', 'a limit for the whole answer; its place is another’s'],
      ['06', 'an answer without an end', 'cut off at a limit'],
      ['07', 'a small answer that unpacks to a huge one', 'the same limit for what it unpacks to'],
      ['08', 'JSON that is deep, doubled, poisoned or not text', 'refused by its shape; nothing crashes'],
      ['09', 'a sign-in page instead of the service', 'told as that; nothing counts as sent'],
      ['10', 'an item that isn’t the one that was sent', 'compared, and looked at'],
      ['11', 'a status that doesn’t belong there', 'is no success; looks'],
      ['12', 'a redirect to another host', 'not followed; nothing goes there'],
      ['13', 'a redirect to http or a private address', 'refused'],
      ['14', 'an upload address that isn’t safe', 'refused'],
      ['15', 'addresses in answers that lead to another host', 'get no token'],
      ['16', 'a proxy changes Content-Range', 'found before it is done, and said'],
      ['17', 'a proxy refuses bodies', 'the reason, and smaller ranges'],
      ['18', 'a proxy sends a range twice', 'does no harm'],
      ['19', 'a proxy wants a login', 'says so; the login is in no log'],
      ['20', 'somebody in between signs with an authority of his own', 'names it, and the setting for a certificate'],
      ['21', 'a certificate that is expired, of another host or its own', 'refused'],
      ['22', 'only old TLS', 'refused'],
      ['23', 'a connection that the other side gives up', 'each retry asks first'],
      ['24', 'another network in mid-range', 'old connections are dropped, and it goes on'],
      ['25', 'waits in any form, past, huge or none', 'kept within bounds, and shown'],
      ['26', 'a storm of 5xx', 'pauses that grow, within a budget'],
      ['27', 'an answer before the body is sent', 'the body stops, the answer counts'],
      ['28', 'IPv6 that leads nowhere', 'the other address, soon'],
      ['29', 'the server’s clock is hours away', 'only hints suffer'],
      ['30', 'Content-Length lies', 'counts as unknown: asks'],
      ['31', 'an answer to another request', 'one request at a time on a connection; compared with what was sent'],
    ],
  ),
}

export const identityFaults: FaultFamily = {
  title: 'Signing in',
  about: 'A sign-in that ends holds its account, keeps the queue, and is told once.',
  rows: rowsOf(
    'fault-A',
    [],
    [
      ['1', 'the token ends in mid-queue', 'renewed once for all'],
      ['2', 'the sign-in was taken back', 'asks to sign in again; the queue stays; nobody is asked again and again'],
      ['3', 'two processes renew at once', 'one owns the tokens'],
      ['4', 'the new token can’t be stored', 'the old one stays until it is'],
      ['5', 'a right was taken away', 'says which, and whom to ask'],
      ['6', 'the organisation hasn’t allowed the app', 'shows where it can'],
      ['7', 'the keychain is locked, gone or another one', 'asks; nothing is written in the clear'],
      ['8', 'a token in a file’s name', 'is hidden by its value, wherever it stands'],
    ].map(([number, ...words]) => [`0${number}`, ...words] as [string, string, string]),
  ),
}

/** Names under which a server on 127.0.0.1 is asked for, rightly and wrongly. */

export function ownHostsOf(port: number): string[] {
  return [`127.0.0.1:${port}`, `[::1]:${port}`, `localhost:${port}`]
}

export function foreignHosts(port: number): string[] {
  return [
    // DNS rebinding
    'evil.example',
    `evil.example:${port}`,
    `127.0.0.1.evil.example:${port}`,
    `localhost.evil.example:${port}`,
    `127.0.0.1.nip.io:${port}`,
    `localtest.me:${port}`,
    // ours, and something with it
    '127.0.0.1',
    '[::1]',
    'localhost',
    '127.0.0.1:',
    `127.0.0.1:${port + 1}`,
    '127.0.0.1:80',
    `127.0.0.1:0${port}`,
    `127.0.0.1:+${port}`,
    `127.0.0.1:${port}.`,
    `127.0.0.1:${port}:${port}`,
    `127.0.0.1:${port}/`,
    `127.0.0.1:${port}#`,
    `127.0.0.1:${port}, evil.example`,
    `127.0.0.1:${port} evil.example`,
    `http://127.0.0.1:${port}`,
    // trailing dot, userinfo, upper case
    `127.0.0.1.:${port}`,
    `localhost.:${port}`,
    `localhost:${port}.`,
    `user@127.0.0.1:${port}`,
    `127.0.0.1:${port}@evil.example`,
    `evil.example@127.0.0.1:${port}`,
    `user:password@localhost:${port}`,
    `LOCALHOST:${port}`,
    `LocalHost:${port}`,
    // other ways to write the same address, and others that lead here
    `127.1:${port}`,
    `127.0.1:${port}`,
    `127.000.000.001:${port}`,
    `0177.0.0.1:${port}`,
    `0x7f.0.0.1:${port}`,
    `0x7f000001:${port}`,
    `2130706433:${port}`,
    `127.0.0.2:${port}`,
    `0.0.0.0:${port}`,
    `0:${port}`,
    `[::]:${port}`,
    `[0:0:0:0:0:0:0:1]:${port}`,
    `[::0001]:${port}`,
    `[::ffff:127.0.0.1]:${port}`,
    `[::1%25lo]:${port}`,
    `::1:${port}`,
    `[::1]${port}`,
    // names below localhost
    `app.localhost:${port}`,
    `evil.localhost:${port}`,
    `localhost.localdomain:${port}`,
    `xlocalhost:${port}`,
    `localhost%00.evil.example:${port}`,
    `lоcalhost:${port}`,
    `127。0。0。1:${port}`,
    'null',
    '*',
    '',
  ]
}

import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { boxRoute } from './box/routes.ts'
import { VirtualClock, monotonicNow } from './clock.ts'
import type { Context } from './context.ts'
import { handleControl } from './control/control.ts'
import { type HostName, Journal, arrived } from './control/journal.ts'
import { directoryRoute } from './directory-routes.ts'
import { applyStep } from './faults/apply.ts'
import { Faults } from './faults/faults.ts'
import { Gates } from './faults/gates.ts'
import { loadCertificate } from './http/certificate.ts'
import type { Exchange } from './http/exchange.ts'
import { handle, type Router } from './http/handle.ts'
import { type Listener, listen } from './http/listen.ts'
import { notFound } from './http/route.ts'
import { itemRoute, uploadRoute } from './onedrive/routes.ts'
import { mailListRoute } from './outlook/listing.ts'
import { mailRoute, mailUploadRoute } from './outlook/routes.ts'
import { printRoute, printUploadRoute } from './print/routes.ts'
import { me } from './seed.ts'
import { loginRoute } from './sign-in/login.ts'
import { masterToken } from './sign-in/tokens.ts'
import { World } from './storage/world.ts'
import { profiles } from './switches.ts'
import { todoRoute } from './todo/routes.ts'

const optionsSchema = z.strictObject({
  /** Where bytes, ledger, ports and certificate live. */
  dir: z.string().min(1),
  /** Of the Graph host; without it or with 0 the one it had last time, or any. */
  port: z.number().int().min(0).max(65535).default(0),
  tls: z.boolean().default(false),
  profile: z.enum(profiles).default('odb'),
  log: z.custom<(line: string) => void>((value) => typeof value === 'function').optional(),
})

export type PracticeCloudOptions = z.input<typeof optionsSchema>

export interface PracticeCloud {
  /** Roots without version: clients append `/v1.0` or `/beta`. */
  readonly graphUrl: string
  readonly loginUrl: string
  readonly uploadUrl: string
  /** Box's roots, without version too: `/2.0`, `/api/2.0` and `/api/oauth2` follow. */
  readonly boxUrl: string
  readonly boxUploadUrl: string
  readonly boxLoginUrl: string
  readonly controlUrl: string
  /** Controls, and signs in on Graph; the same after a restart. */
  readonly token: string
  readonly caFile?: string
  ready(): ReadyLine
  close(): Promise<void>
}

/** What `longshore practice` prints when it is ready. */
export interface ReadyLine {
  readonly graphUrl: string
  readonly loginUrl: string
  readonly boxUrl: string
  readonly boxUploadUrl: string
  readonly boxLoginUrl: string
  readonly controlUrl: string
  readonly token: string
  readonly caFile?: string
}

const portsSchema = z.object({
  graph: z.number(),
  upload: z.number(),
  login: z.number(),
  control: z.number(),
  box: z.number().default(0),
  boxUpload: z.number().default(0),
  boxLogin: z.number().default(0),
})

/** Starts a cloud of one's own on loopback, with what the folder remembers from last time. */
export async function startPracticeCloud(input: PracticeCloudOptions): Promise<PracticeCloud> {
  const options = optionsSchema.parse(input)
  mkdirSync(options.dir, { recursive: true, mode: 0o700 })
  const certificate = options.tls ? await loadCertificate(options.dir) : null
  const clock = new VirtualClock()
  const world = new World(options.dir, clock, options.profile)
  const journal = new Journal()
  const gates = new Gates(journal)
  const log = options.log ?? (() => {})
  const origins = { graph: '', upload: '', boxUpload: '', login: '' }
  const context: Context = { world, journal, origins, log }
  const faults = new Faults((step, plan, exchange) => applyStep(context, gates, step, plan, exchange))
  const ports = lastPorts(options.dir)
  const running = new Set<Promise<void>>()
  const scheme = certificate ? 'https' : 'http'

  const serve = (name: HostName, router: Router, addresses: readonly string[], port: number, exactly = false) =>
    listen({
      addresses,
      port,
      exactly,
      certificate,
      onRequest: (req, res) => {
        const work = handle(context, faults, { name, router }, req, res)
          .catch((error: unknown) => log(`${name}: ${String(error)}`))
          .finally(() => running.delete(work))
        running.add(work)
      },
      onConnection: (socket) => {
        const fault = faults.takeConnection(name)
        if (fault === null) return
        noteRefusedConnection(context, name, fault)
        socket.resetAndDestroy()
      },
    })

  const listeners: Listener[] = []
  const started = async (listener: Promise<Listener>) => {
    const ready = await listener
    listeners.push(ready)
    return ready.port
  }
  const close = async () => {
    gates.release()
    journal.release()
    await Promise.all(listeners.map((listener) => listener.close()))
    await Promise.all(running)
    world.close()
  }
  try {
    const here = ['127.0.0.1']
    const graph = await started(serve('graph', graphRouter, here, options.port || ports.graph, options.port > 0))
    const upload = await started(serve('upload', uploadRouter, [...here, '::1'], ports.upload))
    const login = await started(serve('login', loginRoute, here, ports.login))
    const box = await started(serve('box', boxRoute, here, ports.box))
    const boxUpload = await started(serve('boxUpload', boxRoute, [...here, '::1'], ports.boxUpload))
    const boxLogin = await started(serve('boxLogin', boxRoute, here, ports.boxLogin))
    const control = await started(
      listen({
        addresses: here,
        port: ports.control,
        certificate: null,
        onRequest: (req, res) => {
          handleControl({ context, faults, gates }, req, res).catch((error: unknown) => {
            log(`control: ${String(error)}`)
            res.destroy()
          })
        },
      }),
    )
    const used = { graph, upload, login, control, box, boxUpload, boxLogin }
    writeFileSync(join(options.dir, 'ports.json'), JSON.stringify(used))
    origins.graph = `${scheme}://127.0.0.1:${graph}`
    origins.upload = `${scheme}://localhost:${upload}`
    origins.boxUpload = `${scheme}://localhost:${boxUpload}`
    origins.login = `${scheme}://127.0.0.1:${login}`
    const urls: ReadyLine = {
      graphUrl: origins.graph,
      loginUrl: origins.login,
      boxUrl: `${scheme}://127.0.0.1:${box}`,
      boxUploadUrl: origins.boxUpload,
      boxLoginUrl: `${scheme}://127.0.0.1:${boxLogin}`,
      controlUrl: `http://127.0.0.1:${control}`,
      token: masterToken(world),
      ...(certificate && { caFile: certificate.caFile }),
    }
    return { ...urls, uploadUrl: origins.upload, ready: () => urls, close }
  } catch (error) {
    await close()
    throw error
  }
}

const graphRouter: Router = (context, exchange) => {
  const upload = context.world.switches.uploadsOnGraphHost ? uploadRoute(context, exchange) : null
  if (upload) return upload
  const asked = /^\/(?:v1\.0|beta)(\/.*)$/.exec(exchange.path)?.[1]
  if (asked === undefined) return notFound
  const versioned = drivesOfCaller(context, exchange, asked)
  const route = directoryRoute(versioned, exchange) ?? mailRoute(versioned, exchange)
  const list = route ?? mailListRoute(versioned, exchange) ?? todoRoute(context, exchange)
  return list ?? printRoute(context, exchange) ?? itemRoute(versioned, exchange) ?? notFound
}

/** Whose drive `me` has, where the token is of somebody else than the usual caller. */
function drivesOfCaller({ world }: Context, { bearer }: Exchange, path: string): string {
  const account = world.accessTokens.get(bearer ?? '')?.account ?? me.id
  return account === me.id ? path : path.replace(/^\/me(?=\/drives?(?:[/:]|$))/, `/users/${account}`)
}

const uploadRouter: Router = (context, exchange) =>
  mailUploadRoute(context, exchange) ??
  printUploadRoute(context, exchange) ??
  uploadRoute(context, exchange) ??
  notFound

function lastPorts(dir: string): z.infer<typeof portsSchema> {
  const file = join(dir, 'ports.json')
  const none = portsSchema.parse({ graph: 0, upload: 0, login: 0, control: 0 })
  if (!existsSync(file)) return none
  try {
    return portsSchema.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return none
  }
}

/** A connection is no request, but the journal must show that a fault took it. */
function noteRefusedConnection({ journal, world }: Context, host: HostName, fault: string): void {
  const entry = journal.open(
    arrived({
      at: world.clock.iso(),
      realMs: monotonicNow(),
      host,
      protocol: 'tcp',
      op: 'connect',
      method: '',
      url: '',
      headers: {},
      faultIds: [fault],
    }),
  )
  journal.close(entry, 'reset', monotonicNow(), null)
}

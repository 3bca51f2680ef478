import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { boxRoute } from './box/routes.ts'
import { authorityOf, type NationalCloud, nationalClouds, type Place } from './clouds.ts'
import { VirtualClock, monotonicNow } from './clock.ts'
import type { Context } from './context.ts'
import { handleControl } from './control/control.ts'
import { type HostName, Journal, arrived } from './control/journal.ts'
import { directoryRoute } from './directory/routes.ts'
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
  /** Microsoft's clouds for states, too, each with hosts and people of its own. */
  clouds: z.boolean().default(false),
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
  readonly clouds?: CloudRoots
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
  readonly clouds?: CloudRoots
  readonly caFile?: string
}

/** Roots without version; uploads are at addresses of their own there, too. */
export type CloudRoots = Readonly<
  Record<NationalCloud, { readonly graphUrl: string; readonly loginUrl: string; readonly uploadUrl: string }>
>

const portsSchema = z.object({
  graph: z.number(),
  upload: z.number(),
  login: z.number(),
  control: z.number(),
  box: z.number().default(0),
  boxUpload: z.number().default(0),
  boxLogin: z.number().default(0),
  /** Of the clouds for states, by the cloud and the host. */
  national: z.record(z.string(), z.number()).default({}),
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
  const national = options.clouds ? nationalClouds.map((cloud) => ({ cloud, origins: { ...nowhere } })) : []
  const origins = { ...nowhere }
  const contextOf = (place: Place, places: readonly Place[]): Context => ({ world, journal, ...place, places, log })
  const global = { cloud: 'global', origins } as const
  const context = contextOf(global, [global])
  const faults = new Faults((step, plan, exchange) => applyStep(context, gates, step, plan, exchange))
  const ports = lastPorts(options.dir)
  const running = new Set<Promise<void>>()
  const scheme = certificate ? 'https' : 'http'

  const serve = (at: Context, name: HostName, port: number, exactly = false) =>
    listen({
      // A browser, and undici, may take either of the addresses that a name has.
      addresses: named.has(name) ? ['127.0.0.1', '::1'] : ['127.0.0.1'],
      port,
      exactly,
      certificate,
      onRequest: (req, res) => {
        const work = handle(at, faults, { name, cloud: at.cloud, router: routers[name] }, req, res)
          .catch((error: unknown) => log(`${name}: ${String(error)}`))
          .finally(() => running.delete(work))
        running.add(work)
      },
      onConnection: (socket) => {
        const fault = faults.takeConnection(name)
        if (fault === null) return
        noteRefusedConnection(at, name, fault)
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
    const graph = await started(serve(context, 'graph', options.port || ports.graph, options.port > 0))
    const upload = await started(serve(context, 'upload', ports.upload))
    const login = await started(serve(context, 'login', ports.login))
    const box = await started(serve(context, 'box', ports.box))
    const boxUpload = await started(serve(context, 'boxUpload', ports.boxUpload))
    const boxLogin = await started(serve(context, 'boxLogin', ports.boxLogin))
    const nationalPorts: Record<string, number> = {}
    for (const place of national) {
      const places = national.filter(({ cloud }) => authorityOf(cloud) === authorityOf(place.cloud))
      const at = contextOf(place, places)
      const open = async (name: 'graph' | 'upload' | 'login') => {
        const key = `${place.cloud}/${name}`
        return (nationalPorts[key] = await started(serve(at, name, ports.national[key] ?? 0)))
      }
      place.origins.graph = `${scheme}://127.0.0.1:${await open('graph')}`
      place.origins.upload = `${scheme}://localhost:${await open('upload')}`
      const [elder] = places
      const shared = elder === place ? undefined : elder?.origins.login
      place.origins.login = shared ?? `${scheme}://127.0.0.1:${await open('login')}`
    }
    const control = await started(
      listen({
        addresses: ['127.0.0.1'],
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
    const used = { graph, upload, login, control, box, boxUpload, boxLogin, national: nationalPorts }
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
      ...(national.length > 0 && { clouds: rootsOf(national) }),
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

const routers: Readonly<Record<HostName, Router>> = {
  graph: graphRouter,
  upload: uploadRouter,
  login: loginRoute,
  box: boxRoute,
  boxUpload: boxRoute,
  boxLogin: boxRoute,
}

/** Hosts that are reached by the name `localhost`. */
const named: ReadonlySet<HostName> = new Set(['upload', 'boxUpload'])

const nowhere = { graph: '', upload: '', boxUpload: '', login: '' }

function rootsOf(places: readonly Place[]): CloudRoots {
  const all = places.map(({ cloud, origins: { graph, login, upload } }) => {
    return [cloud, { graphUrl: graph, loginUrl: login, uploadUrl: upload }] as const
  })
  return Object.fromEntries(all) as CloudRoots
}

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
function noteRefusedConnection({ journal, world, cloud }: Context, host: HostName, fault: string): void {
  const entry = journal.open(
    arrived({
      at: world.clock.iso(),
      realMs: monotonicNow(),
      host,
      cloud,
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

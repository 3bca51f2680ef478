import { z } from 'zod'
import type { Context } from '../context.ts'
import { readJson, streamBody } from '../http/body.ts'
import type { Exchange } from '../http/exchange.ts'
import { boundaryOf, MultipartReader } from '../http/multipart.ts'
import { json, type Reply } from '../http/reply.ts'
import { BlobWriter } from '../storage/blob-writer.ts'
import { ContentDigest, type Hashes } from '../storage/content-digest.ts'
import type { World } from '../storage/world.ts'
import { attributesOf, attributesSchema } from './attributes.ts'
import { full, selected } from './item-json.ts'
import { land, type Place, requireFile, requireFolder, requirePlace, requirePreconditions } from './placing.ts'
import { refusal } from './refusals.ts'

const parent = z.object({ id: z.string() })
const newFile = attributesSchema.extend({ name: z.string(), parent })
/** OAS calls `name` required and its absence "keep the name"; a version's time of creation stays the file's. */
const newVersion = attributesSchema.omit({ content_created_at: true }).extend({ name: z.string().optional() })

interface Upload {
  readonly attributes: unknown
  readonly blob: string
  readonly hashes: Hashes
}

/** POST /files/content: a whole new file in one request (OAS post_files_content; guides/uploads/direct/file.md). */
export async function uploadFile(context: Context, exchange: Exchange): Promise<Reply> {
  return receive(context.world, exchange, (upload) => {
    const attributes = parsed(newFile, upload.attributes)
    const folder = requireFolder(context.world, attributes.parent.id)
    return finish(context, exchange, upload, { parentId: folder.id, name: attributes.name, itemId: null }, 201)
  })
}

/** POST /files/:id/content: a new version, perhaps under another name (OAS post_files_id_content). */
export async function uploadVersion(context: Context, exchange: Exchange, fileId: string): Promise<Reply> {
  const { world } = context
  requirePreconditions({ ifMatch: exchange.header('if-match') }, requireFile(world, fileId))
  return receive(world, exchange, (upload) => {
    const { name } = parsed(newVersion, upload.attributes ?? {})
    const file = requireFile(world, fileId)
    requirePreconditions({ ifMatch: exchange.header('if-match') }, file)
    const place = { parentId: file.parentId ?? '0', name: name ?? file.name, itemId: file.id }
    return finish(context, exchange, upload, place, world.switches.boxVersionStatus)
  })
}

const preflight = z.object({
  name: z.string().optional(),
  size: z.number().int().nonnegative().nullish(),
  parent: parent.optional(),
})

/** OPTIONS …/content: would it be taken? Nothing is promised (guides/uploads/check.md). */
export async function preflightCheck(context: Context, exchange: Exchange, fileId: string | null): Promise<Reply> {
  const { world, origins } = context
  const { name, size, parent: wanted } = parsed(preflight, (await readJson(exchange)) ?? {})
  const file = fileId === null ? null : requireFile(world, fileId)
  const folder = wanted ? requireFolder(world, wanted.id) : null
  const parentId = file?.parentId ?? folder?.id ?? '0'
  const finalName = name ?? file?.name
  if (finalName !== undefined) requirePlace(world, { parentId, name: finalName, itemId: fileId }, size ?? null)
  const path = fileId === null ? '/files/content' : `/files/${fileId}/content`
  return json(200, { upload_url: `${origins.boxUpload}/api/2.0${path}`, upload_token: null })
}

function finish(
  { world }: Context,
  exchange: Exchange,
  { attributes, blob, hashes }: Upload,
  place: Place,
  status: number,
): Reply {
  const item = land(world, place, {
    blob,
    hashes,
    attributes: attributesOf(parsed(attributesSchema, attributes ?? {})),
  })
  exchange.entry.itemId = item.id
  exchange.entry.storedBytes = hashes.size
  return json(status, { total_count: 1, entries: [selected(full(world, item), exchange.query.get('fields'))] })
}

/** Takes the body apart, checks what came with it, and forgets the bytes where that or `use` refuses them. */
async function receive(world: World, exchange: Exchange, use: (upload: Upload) => Reply): Promise<Reply> {
  const boundary = boundaryOf(exchange.header('content-type'))
  if (boundary === null) throw refusal('bad_request', { detail: 'the body must be multipart/form-data' })
  const blob = world.blobs.create()
  const handle = await world.blobs.openForWriting(blob)
  const form = new Form(new BlobWriter(handle, 0), world.switches.boxDirectLimit)
  const reader = new MultipartReader(boundary, form)
  try {
    await streamBody(exchange, { write: (chunk) => reader.write(chunk), flushed: () => form.flushed() })
    await form.flushed()
    const hashes = form.finished(reader.isComplete)
    // The header carries a SHA-1 for all its name (OAS post_files_content).
    const expected = exchange.header('content-md5')
    if (expected !== undefined && expected.toLowerCase() !== hashes.sha1) throw refusal('bad_digest')
    return use({ attributes: form.attributes(), blob, hashes })
  } catch (error) {
    await form.flushed().catch(() => {})
    world.blobs.remove(blob)
    throw error
  } finally {
    await handle.close()
  }
}

/** The two parts: `attributes`, and then the file, whatever its field is called (box-and-peers.md 1.3). */
class Form {
  readonly #writer: BlobWriter
  readonly #limit: number
  readonly #digest = new ContentDigest(true)
  #text: string | null = null
  #field: 'attributes' | 'file' | null = null
  #hasFile = false
  #comesLate = false

  constructor(writer: BlobWriter, limit: number) {
    this.#writer = writer
    this.#limit = limit
  }

  begin(name: string): void {
    if (name === 'attributes') {
      this.#comesLate = this.#hasFile
      this.#text ??= ''
    } else {
      this.#hasFile = true
    }
    this.#field = name === 'attributes' ? 'attributes' : 'file'
  }

  data(bytes: Buffer): boolean {
    if (this.#field === 'attributes') {
      this.#text = `${this.#text ?? ''}${bytes.toString('utf8')}`
      return true
    }
    this.#digest.update(bytes)
    // Counted to the end, so that the refusal is right, but not kept.
    return this.#digest.size > this.#limit || this.#writer.write(Buffer.from(bytes))
  }

  flushed(): Promise<void> {
    return this.#writer.flushed()
  }

  finished(isComplete: boolean): Hashes {
    if (!isComplete) throw refusal('bad_request', { detail: 'the multipart body has no end' })
    if (this.#comesLate) throw refusal('metadata_after_file_contents')
    if (!this.#hasFile) throw refusal('bad_request', { detail: 'the file is missing' })
    if (this.#digest.size > this.#limit) throw refusal('request_entity_too_large')
    return this.#digest.hashes()
  }

  attributes(): unknown {
    try {
      return this.#text === null ? undefined : JSON.parse(this.#text)
    } catch {
      throw refusal('bad_request', { detail: 'the attributes are no JSON' })
    }
  }
}

function parsed<Shape extends z.ZodType>(shape: Shape, value: unknown): z.output<Shape> {
  const result = shape.safeParse(value)
  if (!result.success) throw refusal('bad_request', { detail: z.prettifyError(result.error) })
  return result.data
}

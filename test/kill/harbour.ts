/** A practice cloud, which nobody kills, and a data folder whose engine is killed again and again. */

import { join } from 'node:path'
import { openOwner } from '../../src/main/owner.ts'
import type { Owner } from '../../src/main/client/owner-port.ts'
import { PracticeProcess, Processes, Station, built, sha256 } from '../support/processes.ts'
import { writePseudoRandom } from '../support/pseudo-random.ts'
import type { Place } from './places.ts'

/** One file on its way to a place of its own. No other file of the room has its size: that tells its requests in the journal. */
export interface Cargo {
  readonly place: Place
  readonly path: string
  readonly name: string
  readonly size: number
  readonly sha256: string
  readonly to: string
  readonly target: string
  /** Of the transfer. */
  readonly id: string
}

export type Unqueued = Omit<Cargo, 'id'>

export class Harbour {
  readonly processes: Processes
  readonly practice: PracticeProcess
  readonly station: Station
  #count = 0

  private constructor(processes: Processes, practice: PracticeProcess, station: Station) {
    this.processes = processes
    this.practice = practice
    this.station = station
  }

  /** @param dataDir of the station; else in the processes' own folder */
  static async open({ dataDir, script = built }: { dataDir?: string; script?: string } = {}): Promise<Harbour> {
    const processes = new Processes(script)
    const practice = await PracticeProcess.start(processes, 'odb')
    // Small parts: a file of the least size for a session has several of them.
    // A mailbox whose sessions can be asked, as long as nobody wants another: else all is sent again after each kill.
    // And one without an end to what it takes in five minutes: hundreds of kills send more than a person does, and what is
    // refused for that is sent again by every engine that died before it could note the pause.
    const budget = { mailUploadBudget: 1e12 }
    const switches = { boxPartSize: 4 * 1024 * 1024, printProcessingMs: 0, mailStatusQuery: true, ...budget }
    await practice.control('POST', '/switches', switches)
    const harbour = new Harbour(processes, practice, new Station(processes, {}, undefined, dataDir))
    const { graphUrl, loginUrl, boxUrl, boxUploadUrl, token } = practice.roots
    const roots = { graphUrl, loginUrl, boxUrl, boxUploadUrl }
    await harbour.ashore(async ({ client }) => {
      const given = { kind: 'practice', name: 'cloud', ...roots, tokens: { accessToken: token } } as const
      const added = await client.accounts.add(given)
      if (!added.ok) throw new Error(`account add: ${JSON.stringify(added.failure)}`)
    })
    return harbour
  }

  /** Owns the data folder for a moment, in this process and with an engine that rests. */
  async ashore<T>(act: (owner: Owner) => Promise<T>): Promise<T> {
    const options = { dataDir: this.station.dataDir, kind: 'command', runEngine: false, version: '0.0.0' } as const
    const owner = await openOwner(options, { policies: [] })
    if (!owner.ok) throw new Error(`no owner: ${JSON.stringify(owner.failure)}`)
    try {
      return await act(owner.value)
    } finally {
      await owner.value.close()
    }
  }

  /** @param atLeast bytes; it becomes a little more, so that it is the only one of its size */
  async file(place: Place, atLeast: number, seed: number): Promise<Unqueued> {
    this.#count += 1
    const size = atLeast + this.#count
    // A kind that printers take.
    const name = `cargo-${this.#count}.pdf`
    const path = join(this.processes.folder, name)
    await writePseudoRandom(path, size, seed)
    return { place, path, name, size, sha256: await sha256(path), ...(await place.prepare(this.practice, name)) }
  }

  /** Into the queue of a folder that nobody owns. */
  async enqueueAshore(files: readonly Unqueued[]): Promise<Cargo[]> {
    return this.ashore(async ({ client }) => {
      const cargoes: Cargo[] = []
      for (const file of files) {
        const added = await client.queue.enqueue({ paths: [file.path], to: file.to })
        const found = added.ok ? await client.queue.page({ filter: { batch: added.value.batch } }) : added
        const id = found.ok ? found.value.transfers[0]?.id : undefined
        if (id === undefined) throw new Error(`${file.name} is not in the queue: ${JSON.stringify(found)}`)
        cargoes.push({ ...file, id })
      }
      return cargoes
    })
  }

  async enqueue(file: Unqueued): Promise<Cargo> {
    return { ...file, id: await this.station.upload(file.path, file.to) }
  }

  close(): Promise<void> {
    return this.processes.close()
  }
}

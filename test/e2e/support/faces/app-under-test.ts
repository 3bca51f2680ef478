/** What a journey needs of the program it is made with, whichever face that shows. */

import type { Page } from 'playwright'
import type { Processes, Station } from '../../../support/processes.ts'
import type { Watched } from '../browser.ts'

export interface AppUnderTest extends Watched {
  /** Another one after each start. */
  readonly page: Page
  /** Its data folder, and commands about it. */
  readonly station: Station
  /** Of the person that it runs as. */
  readonly home: string
  /** Whether something that was asked for over the network is its own. */
  isOwn(url: string): boolean
  /** In CSS pixels, of the page. */
  resize(width: number, height: number): Promise<void>
  /** Without a chance to do anything about it. */
  kill(): Promise<void>
  /** On the same data folder, with its page where a person would find it. */
  startAgain(): Promise<void>
  close(): Promise<void>
}

/** What is set up by commands before a person looks. */
export type Prepare = (station: Station) => Promise<void>

export interface Face {
  readonly name: 'browser' | 'electron'
  /** Why it can't be had on this machine, as the reason of a skip; null where it can. */
  readonly missing: string | null
  /** Whether files that are dropped or pasted come with their paths. */
  readonly tellsPaths: boolean
  /** Lets the program read and write what a test has made. */
  give(path: string): void
  launch(processes: Processes, prepare: Prepare): Promise<AppUnderTest>
  /** When all tests of a file are over. */
  end(): Promise<void>
}

/** How a person signs in to a proxy, as it is kept. */

/** What a proxy is told of us, and which one: no other is told. */
export interface StoredProxyLogin {
  readonly origin: string
  readonly user: string
  readonly password: string
}

export interface ProxyLoginStore {
  proxyLogin(): Promise<StoredProxyLogin | null>
  putProxyLogin(login: StoredProxyLogin | null): Promise<void>
}

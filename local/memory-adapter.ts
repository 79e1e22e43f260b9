import type { Adapter, AdapterPayload } from 'oidc-provider';

interface Stored {
  readonly payload: AdapterPayload;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

/** Everything that the provider remembers, by kind and id. */
const everything = new Map<string, Stored>();

/**
 * The store of the embedded provider: sign-ins on their way, and their codes. It is gone when the process ends, which a person
 * notices who is just about to choose, and nobody else. Its own sessions it does not keep: who to be is asked at every sign-in.
 */
export class MemoryAdapter implements Adapter {
  constructor(private readonly kind: string) {}

  upsert = (id: string, payload: AdapterPayload, expiresIn: number): Promise<void> => {
    forgetExpired();
    if (this.kind === 'Session') return Promise.resolve();
    everything.set(this.key(id), { payload, until: Date.now() + expiresIn * 1000 });
    return Promise.resolve();
  };

  find = (id: string): Promise<AdapterPayload | undefined> => {
    const stored = everything.get(this.key(id));
    return Promise.resolve(stored !== undefined && Date.now() < stored.until ? stored.payload : undefined);
  };

  findByUid = (): Promise<undefined> => Promise.resolve(undefined);

  findByUserCode = (): Promise<undefined> => Promise.resolve(undefined);

  consume = (id: string): Promise<void> => {
    const stored = everything.get(this.key(id));
    if (stored !== undefined) stored.payload.consumed = Math.floor(Date.now() / 1000);
    return Promise.resolve();
  };

  destroy = (id: string): Promise<void> => {
    everything.delete(this.key(id));
    return Promise.resolve();
  };

  revokeByGrantId = (grantId: string): Promise<void> => {
    for (const [key, { payload }] of everything) if (payload.grantId === grantId) everything.delete(key);
    return Promise.resolve();
  };

  private key(id: string): string {
    return `${this.kind}:${id}`;
  }
}

function forgetExpired(): void {
  const now = Date.now();
  for (const [key, { until }] of everything) if (until <= now) everything.delete(key);
}

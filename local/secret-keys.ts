import { randomBytes } from 'node:crypto';
import { developmentKeyPrefix } from '../runtime/secret-keys.js';
import { keptFile } from './kept-file.js';

/**
 * The secret keys of an embedded stack, as `SECRET_KEYS` takes them: made at the first start and kept in its data folder, beside the
 * very data that they protect, so good for a demonstration only.
 * @param dataDir an absolute path
 */
export const embeddedSecretKeys = async (dataDir: string): Promise<string> =>
  keptFile(dataDir, 'secret-keys', () => {
    const id = `${developmentKeyPrefix}-${randomBytes(4).toString('hex')}`;
    return Promise.resolve(`${id}:${randomBytes(32).toString('base64url')}`);
  });

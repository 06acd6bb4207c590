/** What `askpress keys` does, with the peppers of this configuration. */
import type { App } from '../cli/parts.ts'
import type { Config } from '../config.ts'
import { createKey, rotateKey } from '../keys/manage.ts'
import { openPeppers } from '../keys/peppers.ts'
import type { Db } from '../store/db.ts'
import { listKeys, revokeKey } from '../store/keys.ts'

type KeyCommands = Pick<App, 'createKey' | 'listKeys' | 'rotateKey' | 'revokeKey'>

export function openKeyCommands(db: Db, { http }: Config): KeyCommands {
  const parts = async () => ({ db, peppers: await openPeppers(db, http.keyPeppers) })
  return {
    createKey: async (wish) => createKey(await parts(), wish),
    listKeys: () => listKeys(db),
    rotateKey: async (id, overlapHours) => rotateKey(await parts(), id, overlapHours),
    revokeKey: (id) => revokeKey(db, id),
  }
}

/** Locks a data folder at a given moment, says whether it could, and holds on for a second. Started by folder-lock.test.ts. */
import { setTimeout as sleep } from 'node:timers/promises'
import { lockFolder } from '../src/store/folder-lock.ts'

const [, , folder = '', at = '0'] = process.argv
while (Date.now() < Number(at)) await sleep(1)
const isOurs = await lockFolder(folder).then(
  () => true,
  () => false,
)
process.stdout.write(isOurs ? 'locked' : 'refused')
await sleep(1_000)

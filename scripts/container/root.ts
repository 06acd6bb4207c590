/**
 * A folder as the root of a system: commands run in it as a container engine would run them, without the engine.
 *
 * Needs root, and `unshare`, `chroot` and `setpriv` of util-linux.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface RunOptions {
  env: Readonly<Record<string, string>>
  workdir: string
  /** `uid:gid` */
  user: string
}

/** A step of a build: may write everywhere. @throws Error when it fails. */
export function runStep(root: string, command: readonly string[], { env, workdir, user }: RunOptions): void {
  // Of a network that looks into TLS: npm has to know its authority as well. Never part of the image.
  const certificates = process.env['NODE_EXTRA_CA_CERTS'] ?? ''
  const more = certificates === '' ? {} : { NODE_EXTRA_CA_CERTS: '/dev/shm/certificates.pem' }
  const script = `
    mount -t proc proc "$ROOT/proc"; mount --rbind /dev "$ROOT/dev"; mount -t tmpfs tmpfs "$ROOT/dev/shm"
    cp /etc/resolv.conf "$ROOT/etc/resolv.conf"
    if [ -n "$CERTIFICATES" ]; then cp "$CERTIFICATES" "$ROOT/dev/shm/certificates.pem"; fi
    exec chroot --userspec="$OWNER" "$ROOT" /usr/bin/env -i -C "$WORKDIR" "$@"`
  execFileSync(
    'unshare',
    [
      '--mount',
      '--pid',
      '--fork',
      '--kill-child',
      'sh',
      '-euc',
      script,
      'sh',
      ...pairs({ ...env, ...more }),
      ...command,
    ],
    {
      env: { PATH: process.env['PATH'], ROOT: root, OWNER: user, WORKDIR: workdir, CERTIFICATES: certificates },
      stdio: 'inherit',
    },
  )
}

export interface LockedOptions extends RunOptions {
  /** Folders of this machine, by where they are mounted. */
  mounts: Readonly<Record<string, string>>
}

/** As compose.yaml has it: root read-only but for /tmp and the mounts, no capability left, none to be had. */
export function runLocked(root: string, command: readonly string[], options: LockedOptions): ChildProcess {
  const { env, workdir, user, mounts } = options
  const [uid = '', gid = ''] = user.split(':')
  const binds = Object.entries(mounts).map(([to, from]) => `mkdir -p "$ROOT${to}"; mount --bind "${from}" "$ROOT${to}"`)
  const script = `
    ${binds.length > 0 ? binds.join('\n') : ':'}
    mount --bind "$ROOT" "$ROOT.view"; ${Object.keys(mounts)
      .map((to) => `mount --bind "$ROOT${to}" "$ROOT.view${to}"`)
      .join('; ')}
    mount -t proc proc "$ROOT.view/proc"; mount --rbind /dev "$ROOT.view/dev"
    mount -t tmpfs -o mode=1777 tmpfs "$ROOT.view/tmp"
    mount -o remount,bind,ro "$ROOT.view"
    exec chroot "$ROOT.view" setpriv --reuid ${uid} --regid ${gid} --clear-groups --no-new-privs --bounding-set=-all \
      --inh-caps=-all /usr/bin/env -i -C "$WORKDIR" "$@"`
  return spawn(
    'unshare',
    ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-euc', script, 'sh', ...pairs(env), ...command],
    { env: { PATH: process.env['PATH'], ROOT: root, WORKDIR: workdir }, stdio: ['ignore', 'inherit', 'inherit'] },
  )
}

/** The process that is number 1 inside, as this machine numbers it. */
export function firstProcessOf({ pid }: ChildProcess): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0])
}

/** What the kernel says of a process, such as `CapEff`. */
export function statusOf(pid: number): Record<string, string> {
  const lines = readFileSync(join('/proc', String(pid), 'status'), 'utf8').split('\n')
  return Object.fromEntries(lines.map((line) => line.split(/:\s*/, 2)))
}

function pairs(env: Readonly<Record<string, string>>): string[] {
  return Object.entries(env).map(([name, value]) => `${name}=${value}`)
}

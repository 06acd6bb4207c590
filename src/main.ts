/** Where the process starts: hands the command line the real world and takes its exit code. */
import { stderr, stdout } from 'node:process'
import { runCli } from './cli/program.ts'
import { loadConfig, loadDemoConfig } from './config.ts'
import { version } from './version.ts'

// Loaded when a command needs it: help and wrong usage are answered without databases and models.
const loadApp = () => import('./app.ts')

// `askpress … | head` closes the pipe early: that is not a failure of ours.
stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
  process.exit(0)
})

process.exitCode = await runCli(process.argv.slice(2), {
  loadConfig,
  loadDemoConfig,
  openApp: async (config, options) => (await loadApp()).openApp(config, options),
  async *doctor(config, signal) {
    yield* (await loadApp()).runDoctor(config, signal)
  },
  backUp: async (config, request) => (await loadApp()).backUp(config, request),
  restore: async (config, request) => (await loadApp()).restore(config, request),
  markAsRestored: async (config) => (await loadApp()).markAsRestored(config),
  stdout,
  stderr,
  onInterrupt(listener) {
    process.on('SIGINT', listener).on('SIGTERM', listener)
    return () => process.off('SIGINT', listener).off('SIGTERM', listener)
  },
  exit: (code) => process.exit(code),
  now: () => new Date(),
  version,
})

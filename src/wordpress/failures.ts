/**
 * Everything that goes wrong between us and a WordPress site, each with a stable code, whether to try again, and what the
 * owner of the site can do. Which answer means which of them is decided in reply.ts.
 */
import { AppError } from '../errors.ts'

export type FailureCode =
  | 'throttled'
  | 'blocked'
  | 'auth_blocked'
  | 'auth_failed'
  | 'maintenance'
  | 'database'
  | 'critical_error'
  | 'gateway'
  | 'server_error'
  | 'rest_disabled'
  | 'not_json'
  | 'truncated'
  | 'unexpected_shape'
  | 'params_ignored'
  | 'identity_changed'
  | 'no_route'
  | 'refused'
  | 'moved'
  | 'redirect_loop'

interface Failure {
  /** Follows the host name. One or two plain sentences for the owner of the site. */
  text: string
  retryable: boolean
}

const failures: Record<FailureCode, Failure> = {
  throttled: {
    text: 'asks us to slow down (429). We try again later; raise the rate limit for our address if it stays so.',
    retryable: true,
  },
  blocked: {
    text: 'a firewall or bot protection turns us away. Allow the path /wp-json/ for the user agent AskPress, or for the address of this machine, in Cloudflare, Wordfence or the firewall of the host.',
    retryable: false,
  },
  auth_blocked: {
    text: 'the REST API is for members only. Create an application password (Users, Profile) and give it to AskPress, or allow anonymous reading of /wp-json/wp/v2/.',
    retryable: false,
  },
  auth_failed: {
    text: 'the application password was not accepted. Check the user name and the password; if both are right, the web server drops the Authorization header: add `SetEnvIf Authorization "(.*)" HTTP_AUTHORIZATION=$1` to .htaccess.',
    retryable: false,
  },
  maintenance: { text: 'WordPress is in maintenance mode, as during an update. We try again later.', retryable: true },
  database: {
    text: 'WordPress cannot reach its database. The host of the site has to bring it back.',
    retryable: true,
  },
  critical_error: {
    text: 'WordPress stopped with a critical error, most often in a plugin. Look into the PHP error log of the site.',
    retryable: true,
  },
  gateway: {
    text: 'the server in front of WordPress got no answer from it in time. The site is overloaded or down.',
    retryable: true,
  },
  server_error: {
    text: 'the server failed inside. Look into the PHP error log of the site.',
    retryable: true,
  },
  rest_disabled: {
    text: 'there is no WordPress REST API (wp/v2). Check that the address is that of a WordPress site and that no plugin turns the REST API off.',
    retryable: false,
  },
  not_json: {
    text: 'a web page came where the REST API should answer. A plugin or the host has taken over /wp-json/; save the permalink settings again and look for plugins that turn REST off.',
    retryable: false,
  },
  truncated: { text: 'the answer broke off in the middle. We try again in smaller pieces.', retryable: true },
  unexpected_shape: {
    text: 'the REST API answers in a shape that is not that of WordPress. A plugin that changes REST answers may be the cause.',
    retryable: false,
  },
  params_ignored: {
    text: 'the server drops our query string, so every page is the first one. In nginx it takes `try_files $uri $uri/ /index.php$is_args$args;`.',
    retryable: false,
  },
  identity_changed: {
    text: 'another site answers at this address than the one we know. If that is intended, remove the site and add it again.',
    retryable: false,
  },
  no_route: {
    text: 'this post type has no REST route. The plugin that brings it may be switched off.',
    retryable: false,
  },
  refused: { text: 'WordPress refuses the request.', retryable: false },
  moved: { text: 'the site has moved. Remove it and add it again under its new address.', retryable: false },
  redirect_loop: {
    text: 'the site redirects in a circle. Check the site address in the WordPress settings.',
    retryable: false,
  },
}

export interface FailureDetails {
  retryAfterSeconds?: number | undefined
  /** Words of the other side or the new address, put after our own sentences. */
  detail?: string | undefined
  cause?: unknown
}

/** @param host What the message begins with: the host of the site, never a whole address with parameters. */
export function failure(code: FailureCode, host: string, details: FailureDetails = {}): AppError {
  const { text, retryable } = failures[code]
  const detail = details.detail ? ` (${details.detail})` : ''
  return new AppError('upstream', `${host}: ${text}${detail}`, {
    code,
    retryable,
    retryAfterSeconds: details.retryAfterSeconds,
    cause: details.cause,
  })
}

const SIZE_CODES = new Set(['decode', 'reset', 'truncated', 'gateway', 'server_error', 'critical_error'])

/** True when asking for less at once may help: the answer was too slow, too big, or broke on the way. */
export function isSizeRelated(error: unknown): error is AppError {
  if (!(error instanceof AppError)) return false
  return error.kind === 'timeout' || error.kind === 'too_large' || SIZE_CODES.has(error.code ?? '')
}
